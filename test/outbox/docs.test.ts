/** The code of docs/offline.md compiles against the sample client, and what must not compile does not. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { compilers, oldestCompiler } from "../corpus/compilers.js";
import { codeOf, PageFolder } from "../docs/page-code.js";

let folder: PageFolder;
beforeAll(() => void (folder = new PageFolder("offline")));
afterAll(() => folder.remove());

test.for([oldestCompiler, compilers[1]])("under $name", { tags: ["at-length"] }, async (compiler) => {
  const generated = JSON.stringify(folder.generated);
  const page = `import { creations, drafts, indexedDbShelf, openOutbox } from "ifmatch/runtime/outbox";
import { createClient, jobFields, jobJobsCreate, jobJobsPartialUpdate, jobJobsRetrieve } from ${generated};
import type { JobCreate } from ${generated};
declare const job_id: string, userId: string, newJob: JobCreate;
declare const report: (error: unknown) => void;
const client = createClient();
${codeOf("docs/offline.md").join("\n")}
const name: string | undefined = draft.value.name;
for (const item of outbox.getSnapshot()) {
  if (item.kind === "job") item.draft.resolve(["name"], "mine");
  else if (item.status === "refused") await item.change({ body: { ...item.request.body, name: name ?? "" } });
  if (item.kind === "newJob" && item.failure && "kind" in item.failure && item.failure.kind === "error") item.failure.status satisfies number;
  // @ts-expect-error: a draft is no creation
  if (item.kind === "job") await item.send();
}
const { created } = await outbox.create("newJob", { body: newJob });
const id: string | undefined = (await created)?.data.id;
// @ts-expect-error: a creation is not opened
await outbox.open("newJob", { body: newJob });
// @ts-expect-error: a draft is not created
await outbox.create("job", { path: { job_id } });
// @ts-expect-error: no such kind
await outbox.open("person", { path: { job_id } });
// @ts-expect-error: the key is missing
await outbox.open("job", {});
// @ts-expect-error: a change has a precondition, and is no creation
creations(jobJobsPartialUpdate);
// @ts-expect-error: an edit in place
draft.value.name = "x";
export { id };
`;
  expect(await folder.compile(compiler, page)).toEqual({ status: 0, output: "" });
});
