/** The bundled plugin in ESLint itself and in oxlint, in a project that has nothing else. */
import { spawnSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eslintRules } from "../../generator/eslint/rules/index.js";
import { jobsApi, workspace, write } from "../cli/workspace.js";
import { run } from "../cli/recording-terminal.js";
import { remove, temporaryFolder } from "../corpus/compilers.js";
import { repository } from "../corpus/corpus.js";
import { blocks } from "../docs/pages.js";

const require = createRequire(import.meta.url);
const eslint = join(dirname(require.resolve("eslint/package.json")), "bin/eslint.js");
const oxlint = join(dirname(require.resolve("oxlint/package.json")), "bin/oxlint");
let folder: string;

beforeAll(async () => {
  folder = temporaryFolder("eslint");
  await build({
    entryPoints: [join(repository, "generator/eslint/eslint-plugin.ts")],
    outfile: join(folder, "node_modules/ifmatch/dist/eslint-plugin.js"),
    bundle: true,
    format: "esm",
    platform: "node",
    // What is left is Node's: anything else fails here.
    packages: "bundle",
    logLevel: "silent",
  });
  cpSync(join(repository, "package.json"), join(folder, "node_modules/ifmatch/package.json"));
  write(folder, {
    "package.json": { name: "project", private: true, type: "module" },
    "schema.json": jobsApi(),
    "tsconfig.json": {
      compilerOptions: {
        strict: true,
        noEmit: true,
        module: "ESNext",
        moduleResolution: "Bundler",
        target: "ES2022",
        lib: ["ES2023", "DOM", "DOM.Iterable"],
        types: [],
        skipLibCheck: true,
        paths: { "ifmatch/runtime": [join(repository, "runtime/index.ts")] },
      },
      include: ["src"],
    },
    "eslint.config.js": blocks("docs/eslint.md", "js")[0]!,
    "src/save.ts": `import { createClient, jobPartialUpdate } from "./api/index.js";
import type { IfMatch } from "ifmatch/runtime";
const client = createClient();
export async function save(job_id: string, job: IfMatch<"Job">): Promise<void> {
  await jobPartialUpdate(client, { path: { job_id }, body: { name: "" }, ifMatch: job });
  await fetch(\`/jobs/\${job_id}/\`, { method: "PATCH" });
}
`,
    "src/old.js":
      "export const save = (axios, id) => axios.patch(`/jobs/${id}/`, {}, { headers: { 'If-Match': '*' } });\n",
    "src/good.ts": `import { createClient, jobRetrieve } from "./api/index.js";
export const read = (job_id: string) => jobRetrieve(createClient(), { path: { job_id } });
`,
  });
  const generated = await run(folder, "generate", "schema.json", "-o", "src/api");
  if (generated.code !== 0) throw new Error(generated.stderr);
});
afterAll(() => remove(folder));

interface FileResult {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly line: number; readonly message: string }[];
}

function lint(...args: readonly string[]): {
  readonly status: number | null;
  readonly found: string[];
  readonly stderr: string;
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, [eslint, "--format", "json", ...args], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  const results = stdout.startsWith("[") ? (JSON.parse(stdout) as FileResult[]) : [];
  const found = results.flatMap(({ filePath, messages }) =>
    messages.map(({ ruleId, line }) => `${filePath.slice(folder.length + 1)}:${line} ${ruleId}`),
  );
  return { status, found: found.toSorted(), stderr };
}

describe("eslint", () => {
  test("finds the contract, has the types, and leaves generated files alone", () => {
    const { status, found, stderr } = lint("src");
    expect(stderr).toBe("");
    expect(found).toEqual([
      "src/old.js:1 ifmatch/no-bypass",
      "src/old.js:1 ifmatch/no-unconditional",
      "src/save.ts:5 ifmatch/check-kind",
      "src/save.ts:6 ifmatch/no-bypass",
    ]);
    expect(status).toBe(1);
  });

  test("says what is wrong with settings that name no contract, and with a rule that has no types", () => {
    const wrong = (config: string): string => {
      write(folder, {
        "wrong.config.mjs": `import ifmatch from "ifmatch/eslint-plugin";\nexport default [${config}];\n`,
      });
      const { status, stderr } = lint("-c", "wrong.config.mjs", "src/old.js");
      expect(status).toBe(2);
      return stderr;
    };
    expect(wrong('ifmatch.configs.recommended, { settings: { ifmatch: { contract: "schema.json" } } }')).toContain(
      "ifmatch: settings.ifmatch.contract names schema.json, which is no concurrency.json of a generated client.",
    );
    expect(wrong("ifmatch.configs.recommendedTypeChecked")).toContain("ifmatch/check-kind needs type information");
  });

  test("takes the contract that the settings name, and no other one", () => {
    write(folder, {
      "named.config.mjs": `import ifmatch from "ifmatch/eslint-plugin";
export default [ifmatch.configs.recommended, { settings: { ifmatch: { contract: ["other.json"] } } }];
`,
    });
    cpSync(join(repository, "generated/concurrency.json"), join(folder, "other.json"));
    expect(lint("-c", "named.config.mjs", "src/old.js").found).toEqual([
      "src/old.js:1 ifmatch/no-bypass",
      "src/old.js:1 ifmatch/no-unconditional",
    ]);
    rmSync(join(folder, "other.json"));
  });
});

test("oxlint runs the rules that need no types", () => {
  // It does not read what git ignores.
  const copy = workspace();
  cpSync(join(folder, "src"), join(copy, "src"), { recursive: true });
  cpSync(join(folder, "node_modules/ifmatch"), join(copy, "node_modules/ifmatch"), { recursive: true });
  const config = JSON.parse(blocks("docs/eslint.md", "json")[0]!) as { readonly rules: object };
  const ids = eslintRules.filter(({ needsTypes }) => !needsTypes).map(({ id }) => `ifmatch/${id}`);
  expect(Object.keys(config.rules)).toEqual(ids);
  write(copy, {
    "package.json": { name: "project", private: true, type: "module" },
    ".oxlintrc.json": { ...config, categories: { correctness: "off" } },
  });
  const { stdout, stderr } = spawnSync(process.execPath, [oxlint, "--format", "json", "src"], {
    cwd: copy,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly { code: string; filename: string }[] };
  expect(diagnostics.map(({ filename, code }) => `${filename} ${code}`).toSorted()).toEqual([
    "src/old.js ifmatch(no-bypass)",
    "src/old.js ifmatch(no-unconditional)",
    "src/save.ts ifmatch(no-bypass)",
  ]);
});
