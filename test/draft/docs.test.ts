/** The code of docs/drafts.md compiles against the sample client, and what must not compile does not. */
import { join, relative } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  compile,
  compilers,
  oldestCompiler,
  remove,
  temporaryFolder,
  writeFiles,
  writeProject,
} from "../corpus/compilers.js";
import { repository } from "../corpus/corpus.js";
import { blocks } from "../docs/pages.js";

let folder: string;
beforeAll(() => void (folder = temporaryFolder("drafts")));
afterAll(() => remove(folder));

const withoutImports = (code: string): string => code.replace(/^import .*\n/gm, "");

test.for([oldestCompiler, compilers[1]])("under $name", async (compiler) => {
  const bodies = blocks("docs/drafts.md", "ts").map(withoutImports);
  const [opening, ...others] = bodies;
  const at = (path: string): string[] => [relative(folder, join(repository, path))];
  const paths = { "ifmatch/runtime": at("runtime/index.ts"), "ifmatch/runtime/draft": at("runtime/draft/index.ts") };
  const generated = JSON.stringify(`${relative(folder, repository)}/generated/index.js`);
  writeFiles(
    folder,
    new Map([
      [
        "page.ts",
        `import { unwrap } from "ifmatch/runtime";
import { attach, autosave, draftOf, openDraft } from "ifmatch/runtime/draft";
import { createClient, jobFields, jobJobsPartialUpdate, jobJobsRetrieve, peopleRetrieve } from ${generated};
declare const job_id: string, userId: string;
declare const signal: <T>(value: T) => { set(value: T): void };
declare const report: (error: unknown) => void;
declare const ask: (about: object) => Promise<"mine" | "theirs" | { value: unknown }>;
const client = createClient();
${opening}
declare const result: typeof snapshot.base;
const snapshot = draft.getSnapshot();
${others.map((code) => `{\n${code}\n}`).join("\n")}
const read: string | undefined = draft.value.name;
draft.change((job) => ({ ...job, name: read ?? "" }));
// @ts-expect-error: no such field
draft.change({ nonsense: 1 });
// @ts-expect-error: a field of another type
draft.change({ name: 1 });
// @ts-expect-error: no such place
draft.resolve(["nonsense"], "mine");
// @ts-expect-error: no such choice
draft.resolve(["name"], "ours");
// @ts-expect-error: a value of another type
draft.resolve(["name"], { value: 1 });
// @ts-expect-error: an edit in place
draft.change((job) => { job.name = "x"; return job; });
// @ts-expect-error: an edit in place
draft.value.name = "x";
const { failure } = draft.getSnapshot();
if (failure && "kind" in failure && failure.kind === "not-modified") failure.status satisfies 304;
// @ts-expect-error: another resource's retrieval
await openDraft(client, peopleRetrieve, jobJobsPartialUpdate, { path: { job_id, id: 1 } });
export {};
`,
      ],
    ]),
  );
  expect(
    await compile(
      compiler,
      writeProject(folder, ["."], { paths, target: "ES2022", lib: ["ES2022", "DOM"], erasableSyntaxOnly: undefined }),
    ),
  ).toEqual({ status: 0, output: "" });
});
