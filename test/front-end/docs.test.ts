/** The code of docs/front-end.md: it compiles, and what it says goes wrong goes wrong. */
import { parse, compileScript } from "@vue/compiler-sfc";
import { transform } from "esbuild";
import { compile as compileSvelte } from "svelte/compiler";
import { unwrap } from "ifmatch/runtime";
import { openDraft } from "ifmatch/runtime/draft";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as api from "../../generated/index.js";
import { compilers } from "../corpus/compilers.js";
import { codeOf, PageFolder } from "../docs/page-code.js";
import { blocks } from "../docs/pages.js";
import { sampleMock } from "../mock/sample.js";

const page = "docs/front-end.md";
const [naive, drafted, svelteKit, angular] = codeOf(page, "ts");
const [react] = blocks(page, "tsx");
const [, nextPage, nextForm] = codeOf(page, "tsx");
const [vue, nuxt] = blocks(page, "vue");
const [svelte] = blocks(page, "svelte");
const scriptOf = (component: string): string => /<script(?: setup)? lang="ts">\n([^]*?)<\/script>/.exec(component)![1]!;

describe("compiles", () => {
  let folder: PageFolder;
  beforeAll(() => void (folder = new PageFolder("front-end")));
  afterAll(() => folder.remove());

  const expectCompiles = async (program: string, jsx?: string): Promise<void> => {
    const text = program.replaceAll("./api/index.js", folder.generated);
    expect(await folder.compile(compilers[1], text, jsx)).toEqual({ status: 0, output: "" });
  };
  const client = `import { unwrap } from "ifmatch/runtime";
import { draftOf, openDraft } from "ifmatch/runtime/draft";
import { createClient, jobFields, jobJobsPartialUpdate, jobJobsRetrieve } from "./api/index.js";
`;

  test("what goes wrong", () =>
    expectCompiles(`${client}const client = createClient();
declare const job_id: string;
const open = () => openDraft(client, jobJobsRetrieve, jobJobsPartialUpdate, { path: { job_id } }, jobFields);
type JobDraft = Awaited<ReturnType<typeof open>>;
${naive}${drafted}export { draftOf, editForm, saveForm };`));

  test("React", () => expectCompiles(react!, "react"));

  test("Vue: its script, and its template with the types of the script", async () => {
    await expectCompiles(`${scriptOf(vue!)}export { form, jsonPointer, rows, textOf };`);
    const { descriptor, errors } = parse(vue!);
    expect(errors).toEqual([]);
    const { content } = compileScript(descriptor, { id: "page", inlineTemplate: true });
    expect(content).toContain("_unref(form).draft");
  });

  test("Next", () =>
    expectCompiles(
      `${client}import { dehydrate, HydrationBoundary, QueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { followQuery, pin, queryOptions } from "ifmatch/runtime/query";
import { useDraft } from "ifmatch/runtime/react";
declare const cookies: () => Promise<{ get(name: string): { value: string } | undefined }>;
const caches = { client: createClient(), queryClient: new QueryClient() };
${nextPage}${nextForm}export { openDraft, unwrap };`,
      "react",
    ));

  test("Nuxt", () =>
    expectCompiles(`${client}import type { Ref } from "vue";
import { useDraft } from "ifmatch/runtime/vue";
declare const useRoute: () => { params: { job_id: string } };
declare const useCookie: (name: string) => Ref<string | undefined>;
declare const useAsyncData: <T>(key: string, load: () => Promise<T>) => Promise<{ data: Ref<T | undefined> }>;
${scriptOf(nuxt!)}export { form, openDraft };`));

  test("SvelteKit", async () => {
    await expectCompiles(`${client}import { draftStores } from "ifmatch/runtime/svelte";
interface ServerLoadEvent {
  params: { job_id: string };
  cookies: { get(name: string): string | undefined };
  fetch: typeof globalThis.fetch;
}
const client = createClient();
declare function $props(): { data: Awaited<ReturnType<typeof load>> };
declare function $derived<T>(value: T): T;
${svelteKit}${scriptOf(svelte!)}export { form, openDraft };`);
    for (const generate of ["client", "server"] as const)
      expect(compileSvelte(svelte!, { generate, filename: "Page.svelte" }).warnings).toEqual([]);
  });

  test("Angular", () =>
    expectCompiles(`${client}import { Component, inject, InjectionToken, input } from "@angular/core";
import { type Client, lanes, resendOnce } from "ifmatch/runtime";
import { injectDraft } from "ifmatch/runtime/angular";
${angular}export { draftOf, unwrap };`));
});

describe("Ada and Grace", () => {
  type Save = (...given: readonly unknown[]) => Promise<string>;

  /** A function of the page, with what stands around it. */
  async function functionOf(code: string, name: string, around: Readonly<Record<string, unknown>>): Promise<Save> {
    const { code: script } = await transform(code, { loader: "ts" });
    // oxlint-disable-next-line typescript/no-implied-eval -- the code is this repository's own page
    const make = new Function(...Object.keys(around), `${script}; return ${name};`) as (...values: unknown[]) => Save;
    return make(...Object.values(around));
  }

  async function twoPeople() {
    const { mock, client, jobs } = await sampleMock();
    const [job_id] = jobs;
    mock.edit("Job", job_id, { name: "Roof", notes: "" });
    const request = { path: { job_id } };
    const read = async () => unwrap(await api.jobJobsRetrieve(client, request)).data;
    const draft = await openDraft(client, api.jobJobsRetrieve, api.jobJobsPartialUpdate, request, api.jobFields);
    mock.edit("Job", job_id, { notes: "No access before 7" });
    return { read, draft, around: { ...api, unwrap, client, job_id } };
  }

  test("without a draft, Grace's notes are gone and nobody is told", async () => {
    const { read, around } = await twoPeople();
    const save = await functionOf(naive!, "saveForm", around);
    expect(await save({ name: "Roof, north", notes: "" })).toBe("ok");
    expect(await read()).toMatchObject({ name: "Roof, north", notes: "" });
  });

  test("with a draft, Ada is told what Grace changed, and both changes are kept", async () => {
    const { read, draft, around } = await twoPeople();
    const edit = await functionOf(drafted!, "editForm", around);
    expect(await edit(draft, { name: "Roof, north" })).toBe("conflict: notes");
    await draft.save();
    expect(await read()).toMatchObject({ name: "Roof, north", notes: "No access before 7" });
  });
});
