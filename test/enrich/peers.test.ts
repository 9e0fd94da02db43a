/** After enriching, other people's generators demand If-Match where the prose alone was lost on them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@hey-api/openapi-ts";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";
import { beforeAll, describe, expect, test } from "vitest";
import { enrich } from "../../generator/enrich/enrich.js";
import { workspace, write } from "../cli/workspace.js";
import { jobFor, repository } from "../corpus/corpus.js";

const sample = join(repository, "schema/schema.yml");
let before: string;
let after: string;
beforeAll(async () => {
  before = readFileSync(sample, "utf8");
  after = new TextDecoder().decode((await enrich(jobFor(sample), { json: false })).bytes);
});

/** What the compiler says about files of a folder, one message each. */
function compile(folder: string, ...files: string[]): string[] {
  const program = ts.createProgram(
    files.map((file) => join(folder, file)),
    {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
      types: [],
    },
  );
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

describe("openapi-typescript", () => {
  const use = `import type { operations } from "./api.js";
type Change = operations["job_jobs_partial_update"];
export const parameters: Change["parameters"] = { path: { job_id: "1" } };
`;
  const problem = `import type { operations } from "./api.js";
type Responses = operations["job_jobs_partial_update"]["responses"];
export const title: string | undefined = {} as Responses[428]["content"]["application/problem+json"]["title"];
export const tag: string | undefined = ({} as Responses[200]["headers"]).ETag;
`;
  const types = async (schema: string): Promise<string> => {
    const folder = workspace({ "use.ts": use, "problem.ts": problem });
    write(folder, { "api.ts": astToString(await openapiTS(schema)) });
    return folder;
  };

  test("a call without the tag compiles before", async () => {
    const folder = await types(before);
    expect(compile(folder, "use.ts")).toEqual([]);
    expect(compile(folder, "problem.ts")).not.toEqual([]);
  });

  test("and is an error after; a 428 has its problem, a 200 its tag", async () => {
    const folder = await types(after);
    const [message, ...others] = compile(folder, "use.ts");
    expect(message).toMatch(/header/);
    expect(others).toEqual([]);
    expect(compile(folder, "problem.ts")).toEqual([]);
    write(folder, { "use.ts": use.replace("path: {", `header: { "If-Match": '"1"' }, path: {`) });
    expect(compile(folder, "use.ts")).toEqual([]);
  });
});

describe("@hey-api/openapi-ts", () => {
  const use = `import { jobJobsPartialUpdate } from "./api/index";
export const saved = jobJobsPartialUpdate({ path: { job_id: "1" }, body: {} });
`;
  const client = async (schema: string): Promise<string> => {
    const folder = workspace({ "schema.yml": schema, "use.ts": use, "package.json": { type: "module" } });
    await createClient({
      input: join(folder, "schema.yml"),
      output: join(folder, "api"),
      logs: { level: "silent", file: false },
    });
    expect(readdirSync(join(folder, "api"))).toContain("sdk.gen.ts");
    return folder;
  };

  test("a call without the tag compiles before", async () => {
    expect(compile(await client(before), "use.ts")).toEqual([]);
  });

  test("and is an error after, until the tag is passed", async () => {
    const folder = await client(after);
    expect(compile(folder, "use.ts").join("\n")).toMatch(/headers/);
    write(folder, { "use.ts": use.replace("path: {", `headers: { "If-Match": '"1"' }, path: {`) });
    expect(compile(folder, "use.ts")).toEqual([]);
  });
});
