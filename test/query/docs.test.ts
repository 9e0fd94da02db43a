/** The code of docs/queries.md compiles against the sample client and the real libraries. */
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
beforeAll(() => void (folder = temporaryFolder("queries")));
afterAll(() => remove(folder));

const withoutImports = (code: string): string => code.replace(/^import .*\n/gm, "");

test.for([oldestCompiler, compilers[1]])("under $name", async (compiler) => {
  const code = blocks("docs/queries.md", "ts").map(withoutImports).join("\n");
  const at = (path: string): string[] => [relative(folder, join(repository, path))];
  const paths = {
    "ifmatch/runtime": at("runtime/index.ts"),
    "ifmatch/runtime/draft": at("runtime/draft/index.ts"),
    "ifmatch/runtime/query": at("runtime/query/index.ts"),
    "@tanstack/*": at("node_modules/@tanstack/*"),
  };
  const page = `import { QueryClient, useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { PreconditionFailedError, StatusError } from "ifmatch/runtime";
import { draftOf } from "ifmatch/runtime/draft";
import {
  followQuery, infiniteQueryOptions, mutationOptions, pin, queryKey, queryOptions, showing,
} from "ifmatch/runtime/query";
import {
  createClient, jobFields, jobJobsCreate, jobJobsDestroy, jobJobsList, jobJobsPartialUpdate, jobJobsRetrieve,
} from "${relative(folder, repository)}/generated/index.js";
declare const job_id: string, client_id: string, body: { notes: string };
declare const showConflict: (message: string) => void, showMessage: (message: string) => void;
const client = createClient();
${code}
`;
  writeFiles(folder, new Map([["page.ts", page]]));
  const options = { paths, target: "ES2022", lib: ["ES2022", "DOM"], erasableSyntaxOnly: undefined };
  expect(await compile(compiler, writeProject(folder, ["."], options))).toEqual({ status: 0, output: "" });
});

test.for(["react-query", "vue-query", "query-core"])("the options fit %s", async (library) => {
  const at = (path: string): string[] => [relative(folder, join(repository, path))];
  const paths = {
    "ifmatch/runtime": at("runtime/index.ts"),
    "ifmatch/runtime/query": at("runtime/query/index.ts"),
    "@tanstack/*": at("node_modules/@tanstack/*"),
    vue: at("node_modules/vue"),
    react: at("node_modules/@types/react"),
  };
  const uses =
    library === "query-core"
      ? `new QueryObserver(caches.queryClient, job()).getCurrentResult().data?.data satisfies Job | undefined;`
      : `const { data } = ${library === "vue-query" ? "useQuery(() => job())" : "useQuery(job())"};
(${library === "vue-query" ? "data.value" : "data"})?.data satisfies Job | undefined;
${library === "react-query" ? "useSuspenseQuery(job()).data.data satisfies Job;" : ""}
void caches.queryClient.prefetchQuery(job());
const save = useMutation(mutationOptions(caches, jobJobsPartialUpdate));
save.mutate({ path: { job_id: "1" }, body: {}, ifMatch: {} as Validated<"Job"> });
// @ts-expect-error: the precondition is missing
save.mutate({ path: { job_id: "1" }, body: {} });
const list = useInfiniteQuery(${library === "vue-query" ? "() => " : ""}infiniteQueryOptions(caches, jobJobsList));`;
  const imports =
    library === "query-core"
      ? "QueryClient, QueryObserver"
      : `QueryClient, useInfiniteQuery, useMutation, useQuery${library === "react-query" ? ", useSuspenseQuery" : ""}`;
  const page = `import { ${imports} } from "@tanstack/${library}";
import type { Validated } from "ifmatch/runtime";
import { infiniteQueryOptions, mutationOptions, queryOptions } from "ifmatch/runtime/query";
import {
  createClient, type Job, jobJobsList, jobJobsPartialUpdate, jobJobsRetrieve,
} from "${relative(folder, repository)}/generated/index.js";
const caches = { client: createClient(), queryClient: new QueryClient() };
const job = () => queryOptions(caches, jobJobsRetrieve, { path: { job_id: "1" } });
${uses}
`;
  writeFiles(folder, new Map([["page.ts", page]]));
  const options = { paths, target: "ES2022", lib: ["ES2022", "DOM"], erasableSyntaxOnly: undefined };
  expect(await compile(compilers[1]!, writeProject(folder, ["."], options))).toEqual({ status: 0, output: "" });
});
