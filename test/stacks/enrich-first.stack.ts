/** "Enrich first" (docs/enrich.md): what other generators demand after `ifmatch enrich`. They are installed into .tmp/stacks. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { enrich } from "../../generator/enrich/enrich.js";
import { jobFor, repository } from "../corpus/corpus.js";

const folder = join(repository, ".tmp/stacks/enrich-first");
const run = (...command: string[]): string =>
  execFileSync("npx", ["--no-install", ...command], { cwd: folder, encoding: "utf8" });

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "name": "enrich-first", "private": true, "type": "module" }\n');
  const packages = ["orval@8", "openapi-zod-client@1", "@zodios/core@10", "axios@1", "zod@3.25", "typescript@5.9"];
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", "--legacy-peer-deps", ...packages], {
    cwd: folder,
  });
  const sample = join(repository, "schema/schema.yml");
  writeFileSync(join(folder, "before.yml"), readFileSync(sample));
  writeFileSync(join(folder, "after.yml"), (await enrich(jobFor(sample), { json: false })).bytes);
});

/** What the compiler says of a program in the folder, what concerns other files left out. */
function errorsOf(program: string): string[] {
  writeFileSync(join(folder, "use.ts"), program);
  const options = "--noEmit --strict --skipLibCheck --target es2022 --module esnext --moduleResolution bundler".split(
    " ",
  );
  try {
    run("tsc", ...options, "use.ts");
    return [];
  } catch (error) {
    return String((error as { stdout?: string }).stdout)
      .split("\n")
      .filter((line) => line.startsWith("use.ts"));
  }
}

describe("orval 8", () => {
  const client = (document: string, headers: boolean): string => {
    const name = `orval-${document}-${headers}`;
    const config = {
      api: { input: `./${document}.yml`, output: { target: `./${name}/api.ts`, client: "fetch", headers } },
    };
    writeFileSync(join(folder, `${name}.config.mjs`), `export default ${JSON.stringify(config)};\n`);
    run("orval", "--config", `${name}.config.mjs`);
    return `import { jobJobsPartialUpdate } from "./${name}/api";\n`;
  };

  test("demands the tag with `headers: true`, and not before", () => {
    const without = 'export const saved = jobJobsPartialUpdate("1", {});\n';
    expect(errorsOf(client("before", true) + without)).toEqual([]);
    const after = client("after", true);
    expect(errorsOf(after + without).join()).toContain("JobJobsPartialUpdateHeaders");
    expect(errorsOf(`${after}export const saved = jobJobsPartialUpdate("1", { "If-Match": '"1"' }, {});`)).toEqual([]);
  });

  test("demands nothing by default: it leaves out the headers of the document", () => {
    expect(errorsOf(`${client("after", false)}export const saved = jobJobsPartialUpdate("1", {});`)).toEqual([]);
  });
});

describe("Zodios 10, by openapi-zod-client", () => {
  const client = (document: string): string => {
    run("openapi-zod-client", `${document}.yml`, "-o", `zodios-${document}.ts`, "--export-schemas", "--with-alias");
    return `import { createApiClient } from "./zodios-${document}";\nconst api = createApiClient("http://127.0.0.1");\n`;
  };
  const call = (more: string): string =>
    `export const saved = api.job_jobs_partial_update({}, { params: { job_id: "1" }${more} });\n`;

  test("demands the tag, and not before", () => {
    expect(errorsOf(client("before") + call(""))).toEqual([]);
    const after = client("after");
    expect(errorsOf(after + call("")).join()).toContain('"If-Match": string');
    expect(errorsOf(after + call(`, headers: { "If-Match": '"1"' }`))).toEqual([]);
  });
});
