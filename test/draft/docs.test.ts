/** The code of docs/drafts.md compiles against the sample client, and what must not compile does not. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { compilers, oldestCompiler } from "../corpus/compilers.js";
import { codeOf, PageFolder } from "../docs/page-code.js";

let folder: PageFolder;
beforeAll(() => void (folder = new PageFolder("drafts")));
afterAll(() => folder.remove());

test.for([oldestCompiler, compilers[1]])("under $name", async (compiler) => {
  const [opening, ...others] = codeOf("docs/drafts.md");
  const generated = JSON.stringify(folder.generated);
  const page = `import { unwrap } from "ifmatch/runtime";
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
`;
  expect(await folder.compile(compiler, page)).toEqual({ status: 0, output: "" });
});
