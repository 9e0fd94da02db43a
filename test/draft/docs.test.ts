/** The code of docs/drafts.md compiles against the sample client, and what must not compile does not. */
import { compile as compileSvelte } from "svelte/compiler";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compilers, oldestCompiler } from "../corpus/compilers.js";
import { codeOf, PageFolder } from "../docs/page-code.js";
import { blocks } from "../docs/pages.js";

let folder: PageFolder;
beforeAll(() => void (folder = new PageFolder("drafts")));
afterAll(() => folder.remove());

test.for([oldestCompiler, compilers[1]])("under $name", { tags: ["at-length"] }, async (compiler) => {
  const [opening, ...others] = codeOf("docs/drafts.md");
  const generated = JSON.stringify(folder.generated);
  const page = `import { unwrap } from "ifmatch/runtime";
import { Component, input } from "@angular/core";
import { injectDraft } from "ifmatch/runtime/angular";
import { attach, autosave, draftOf, openDraft } from "ifmatch/runtime/draft";
import { createClient, jobFields, jobJobsAcceptQuoteCreate, jobJobsPartialUpdate, jobJobsRetrieve, peopleDestroy, peopleRetrieve } from ${generated};
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
// @ts-expect-error: the version of a job, where a person's is asked for
await peopleDestroy(client, { path: { id: 1 }, ifMatch: draft.getSnapshot().base });
const { failure } = draft.getSnapshot();
if (failure && "kind" in failure && failure.kind === "not-modified") failure.status satisfies 304;
// @ts-expect-error: another resource's retrieval
await openDraft(client, peopleRetrieve, jobJobsPartialUpdate, { path: { job_id, id: 1 } });
export {};
`;
  expect(await folder.compile(compiler, page)).toEqual({ status: 0, output: "" });
});

const client = (): string => `import { openDraft } from "ifmatch/runtime/draft";
import { createClient, jobFields, jobJobsPartialUpdate, jobJobsRetrieve } from ${JSON.stringify(folder.generated)};
const client = createClient();
`;

test.for([
  ["react", "react"],
  ["solid", "solid-js"],
] as const)("the form in %s", { tags: ["at-length"] }, async ([framework, jsx]) => {
  const [code, ...others] = blocks("docs/drafts.md", "tsx").filter((text) => text.includes(`runtime/${framework}"`));
  expect(others).toEqual([]);
  const program = `${client()}${code!}export { JobForm };\n`;
  expect(await folder.compile(compilers[1], program, jsx)).toEqual({ status: 0, output: "" });
});

test("the form in Svelte: its script is TypeScript, and Svelte warns of nothing", async () => {
  const [code] = blocks("docs/drafts.md", "svelte");
  for (const generate of ["client", "server"] as const)
    expect(compileSvelte(code!, { generate, filename: "JobForm.svelte" }).warnings).toEqual([]);
  const [, script] = /<script lang="ts">\n([^]*?)<\/script>/.exec(code!)!;
  const program = `${client()}
declare function $props(): { job_id: string };
declare function $derived<T>(value: T): T;
${script}
form.subscribe(({ draft, state }) => {
  if (draft) draft.change({ name: state.value.name ?? "" });
  // @ts-expect-error: not before it is open
  state.value;
});
`;
  expect(await folder.compile(compilers[1], program)).toEqual({ status: 0, output: "" });
});
