/** The code of the pages about query caches compiles against the sample client and the real libraries. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { compilers, oldestCompiler } from "../corpus/compilers.js";
import { codeOf, PageFolder } from "../docs/page-code.js";

let folder: PageFolder;
beforeAll(() => void (folder = new PageFolder("queries")));
afterAll(() => folder.remove());

const declared = `declare const job_id: string, client_id: string, body: { notes: string };
declare const showConflict: (message: string) => void, showMessage: (message: string) => void;
const client = createClient();`;

test.for([oldestCompiler, compilers[1]])("docs/queries.md under $name", { tags: ["at-length"] }, async (compiler) => {
  const code = codeOf("docs/queries.md").join("\n");
  const page = `import { QueryClient, useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { PreconditionFailedError, StatusError } from "ifmatch/runtime";
import { draftOf } from "ifmatch/runtime/draft";
import {
  followQuery, infiniteQueryOptions, mutationOptions, pin, queryKey, queryOptions, showing,
} from "ifmatch/runtime/query";
import {
  createClient, jobFields, jobJobsCreate, jobJobsDestroy, jobJobsList, jobJobsPartialUpdate, jobJobsRetrieve,
} from "${folder.generated}";
${declared}
${code}
`;
  expect(await folder.compile(compiler, page)).toEqual({ status: 0, output: "" });
});

test.for([oldestCompiler, compilers[1]])("docs/swr.md under $name", { tags: ["at-length"] }, async (compiler) => {
  const page = `import { useEffect } from "react";
import useSWR, { useSWRConfig } from "swr";
import useSWRInfinite from "swr/infinite";
import useSWRMutation from "swr/mutation";
import { PreconditionFailedError } from "ifmatch/runtime";
import { draftOf } from "ifmatch/runtime/draft";
import { hasNextPage, invalidate, pin, swrCaches, swrInfinite, swrMutation, swrQuery } from "ifmatch/runtime/swr";
import {
  createClient, jobFields, jobJobsCreate, jobJobsList, jobJobsPartialUpdate, jobJobsRetrieve,
} from "${folder.generated}";
${declared}
${codeOf("docs/swr.md").join("\n")}
`;
  expect(await folder.compile(compiler, page)).toEqual({ status: 0, output: "" });
});

test.for([oldestCompiler, compilers[1]])(
  "docs/pinia-colada.md under $name",
  { tags: ["at-length"] },
  async (compiler) => {
    const page = `import { defineQueryOptions, useInfiniteQuery, useMutation, useQuery, useQueryCache } from "@pinia/colada";
import { PreconditionFailedError } from "ifmatch/runtime";
import { draftOf } from "ifmatch/runtime/draft";
import {
  coladaCaches, followQuery, infiniteQueryOptions, mutationOptions, pin, queryOptions,
} from "ifmatch/runtime/pinia-colada";
import {
  createClient, jobFields, jobJobsCreate, jobJobsList, jobJobsPartialUpdate, jobJobsRetrieve,
} from "${folder.generated}";
${declared}
${codeOf("docs/pinia-colada.md").join("\n")}
`;
    expect(await folder.compile(compiler, page)).toEqual({ status: 0, output: "" });
  },
);

test("docs/tanstack-db.md", { tags: ["at-length"] }, async () => {
  const page = `import { createCollection } from "@tanstack/db";
import { QueryClient } from "@tanstack/query-core";
import { queryCollectionOptions } from "@tanstack/query-db-collection";
import { collectionOptions, RowConflictError } from "ifmatch/runtime/tanstack-db";
import {
  createClient, jobFields, jobJobsCreate, jobJobsDestroy, jobJobsList, jobJobsPartialUpdate, jobJobsRetrieve,
} from "${folder.generated}";
declare const job_id: string, client_id: string;
declare const showConflict: (fields: readonly string[], shown: unknown, current: unknown) => void;
const client = createClient();
${codeOf("docs/tanstack-db.md").join("\n")}
`;
  expect(await folder.compile(compilers[1], page)).toEqual({ status: 0, output: "" });
});

/** How each adapter reads, pages and changes, and how its data is reached. */
const adapters: Readonly<Record<string, readonly [names: readonly string[], lazily: string, data: string]>> = {
  "react-query": [["useQuery", "useInfiniteQuery", "useMutation"], "", "query.data"],
  "vue-query": [["useQuery", "useInfiniteQuery", "useMutation"], "() => ", "query.data.value"],
  "solid-query": [["useQuery", "useInfiniteQuery", "useMutation"], "() => ", "query.data"],
  "svelte-query": [["createQuery", "createInfiniteQuery", "createMutation"], "() => ", "query.data"],
  "angular-query-experimental": [["injectQuery", "injectInfiniteQuery", "injectMutation"], "() => ", "query.data()"],
};
const imported = (adapter: string): string => `import type { Validated } from "ifmatch/runtime";
import { infiniteQueryOptions, mutationOptions, queryOptions } from "ifmatch/runtime/query";
import { QueryClient } from "@tanstack/${adapter}";
import { createClient, type Job, jobJobsList, jobJobsPartialUpdate, jobJobsRetrieve } from "${folder.generated}";
const caches = { client: createClient(), queryClient: new QueryClient() };
const job = () => queryOptions(caches, jobJobsRetrieve, { path: { job_id: "1" } });
`;

test.for(Object.entries(adapters))("the options fit %s", { tags: ["at-length"] }, async ([adapter, parts]) => {
  const [[read, pages, change], lazily, data] = parts;
  const isReact = adapter === "react-query";
  const page = `import { ${[read, pages, change, ...(isReact ? ["useSuspenseQuery"] : [])].join(", ")} } from "@tanstack/${adapter}";
${imported(adapter)}
const query = ${read}(${lazily}job());
${data}?.data satisfies Job | undefined;
${isReact ? "useSuspenseQuery(job()).data.data satisfies Job;" : ""}
void caches.queryClient.prefetchQuery(job());
const save = ${change}(${lazily}mutationOptions(caches, jobJobsPartialUpdate));
const { mutate } = save;
mutate({ path: { job_id: "1" }, body: {}, ifMatch: {} as Validated<"Job"> });
// @ts-expect-error: the precondition is missing
mutate({ path: { job_id: "1" }, body: {} });
export const list = ${pages}(${lazily}infiniteQueryOptions(caches, jobJobsList));
`;
  expect(await folder.compile(compilers[1], page)).toEqual({ status: 0, output: "" });
});

test("the options fit query-core", { tags: ["at-length"] }, async () => {
  const page = `import { QueryObserver } from "@tanstack/query-core";
${imported("query-core")}
new QueryObserver(caches.queryClient, job()).getCurrentResult().data?.data satisfies Job | undefined;
export const uses = [infiniteQueryOptions(caches, jobJobsList), mutationOptions(caches, jobJobsPartialUpdate)];
export type Seen = Validated<"Job">;
`;
  expect(await folder.compile(compilers[1], page)).toEqual({ status: 0, output: "" });
});
