/** The code of the pages about clients of one's own compiles against the real libraries, and their sizes are measured. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Contract } from "ifmatch/runtime/contract";
import { bundleSize } from "../../scripts/bundle.js";
import { compilers, oldestCompiler } from "../corpus/compilers.js";
import { repository } from "../corpus/corpus.js";
import { codeOf, PageFolder } from "../docs/page-code.js";
import { read } from "../docs/pages.js";

let folder: PageFolder;
beforeAll(() => void (folder = new PageFolder("keep")));
afterAll(() => folder.remove());

const declared = `declare const job_id: string, contract: Contract;
interface Job { readonly notes: string }
declare const showConflict: (message: string, fresh: Job) => void, showUnknown: typeof showConflict;
declare const session: { readonly token: string; renew(): Promise<void> };`;

test.for([oldestCompiler, compilers[1]])(
  "docs/keep/axios.md under $name",
  { tags: ["at-length"] },
  async (compiler) => {
    const page = `import axios from "axios";
import {
  AxiosAmbiguousOutcomeError, axiosFetch, AxiosPreconditionFailedError, conditional, type Contract, entityTag, validated,
} from "ifmatch/axios";
import { lanes, onEvent, refreshOnce, resendOnce, type Validated } from "ifmatch/runtime";
import { createClient, jobJobsRetrieve } from "${folder.generated}";
${declared}
declare const showProgress: (bytes: number) => void;
declare const zodios: {
  jobRetrieve(config: { params: { job_id: string } }): Promise<Job>;
  jobUpdate(body: Partial<Job>, config: { params: { job_id: string }; ifMatch: Validated }): Promise<Job>;
};
${codeOf("docs/keep/axios.md").join("\n")}
`;
    expect(await folder.compile(compiler, page)).toEqual({ status: 0, output: "" });
  },
);

const shown = `${declared}
interface Read { readonly response: Response }
declare const client: { setConfig(config: { baseUrl: string; fetch: typeof fetch }): void };
declare const jobJobsRetrieve: (request: { path: { job_id: string } }) => Promise<Read>;
declare const jobJobsPartialUpdate: (
  request: { path: { job_id: string }; body: object; headers: Record<string, string> },
) => Promise<Read>;`.replace("fresh: Job", "fresh?: unknown");

test.for([
  ["fetch", 'import { lanes, onEvent, resendOnce } from "ifmatch/runtime";'],
  ["openapi-fetch", 'import createClient from "openapi-fetch";'],
  ["hey-api", ""],
  ["ky", 'import ky, { HTTPError } from "ky";'],
  ["ofetch", 'import { createFetch, FetchError } from "ofetch";'],
] as const)("docs/keep/%s.md", { tags: ["at-length"] }, async ([name, imports]) => {
  const page = `import { conditionalFetch, type Contract, failureOf, ifMatch } from "ifmatch/runtime/contract";
import type { paths } from "${folder.generated.replace("index", "types")}";
${imports}
${shown}
export type Paths = paths;
export async function page(): Promise<void> {
${codeOf(`docs/keep/${name}.md`).join("\n")}
}
`;
  expect(await folder.compile(compilers[1], page)).toEqual({ status: 0, output: "" });
});

test("docs/keep/angular.md", { tags: ["at-length"] }, async () => {
  const page = `import { HttpClient, HttpErrorResponse, type HttpInterceptorFn, provideHttpClient, withInterceptors } from "@angular/common/http";
import { conditionalInterceptor, type Contract, failureOf, ifMatch } from "ifmatch/runtime/angular-http";
${shown}
declare const http: HttpClient, auth: HttpInterceptorFn, App: unknown;
declare const bootstrapApplication: (app: unknown, config: { providers: unknown[] }) => void;
${codeOf("docs/keep/angular.md").join("\n")}
`;
  expect(await folder.compile(compilers[1], page)).toEqual({ status: 0, output: "" });
});

test("docs/keep/README.md says what a contract weighs", () => {
  const contract = JSON.parse(readFileSync(join(repository, "generated/concurrency.json"), "utf8")) as Contract;
  const [, size, operations] = /([\d.]+) kB, gzipped, for a document of (\d+) operations/.exec(
    read("docs/keep/README.md"),
  )!;
  expect(Number(operations)).toBe(Object.keys(contract.operations).length);
  const bytes = gzipSync(JSON.stringify(contract), { level: 9 }).length;
  expect(Math.abs(Number(size) * 1000 - bytes)).toBeLessThan(200);
});

const bundles = mkdtempSync(join(tmpdir(), "ifmatch-keep-"));
afterAll(() => rmSync(bundles, { recursive: true }));

test.each([
  ["docs/keep/axios.md", "runtime/bindings/axios/index.ts", "conditional", /([\d.]+) kB, minified and gzipped/],
  ["docs/keep/axios.md", "runtime/bindings/axios/index.ts", "axiosFetch", /It weighs ([\d.]+) kB, and behaves/],
  [
    "docs/keep/angular.md",
    "runtime/bindings/angular-http.ts",
    "conditionalInterceptor",
    /([\d.]+) kB, minified and gzipped/,
  ],
  ["docs/keep/fetch.md", "runtime/contract/index.ts", "conditionalFetch", /([\d.]+) kB, minified and gzipped/],
] as const)("%s says what it weighs", async (page, entry, name, statement) => {
  const program = `import { ${name} } from ${JSON.stringify(join(repository, entry))}; console.log(${name});`;
  const { gzip } = await bundleSize(repository, bundles, name, program, ["axios", "@angular/*", "rxjs"]);
  const [, said] = statement.exec(read(page))!;
  expect(Number(said) * 1000).toBeGreaterThanOrEqual(gzip);
  expect(Number(said) * 1000).toBeLessThan(gzip + 300);
});
