import * as prompts from "@clack/prompts";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { loadClients } from "../../generator/config/load.js";
import { run, STACK } from "./recording-terminal.js";
import { type Files, jobsApi, listing, read, snapshot, workspace } from "./workspace.js";

interface Package {
  readonly scripts?: Record<string, string>;
  readonly [key: string]: unknown;
}
const packageOf = (folder: string): Package => JSON.parse(read(folder, "package.json")) as Package;

vi.mock("@clack/prompts", { spy: true });

/** Answers each question as if a person did, in turn. */
function answer({ text, select }: { text: readonly string[]; select: readonly unknown[] }): void {
  const left = { text: [...text], select: [...select] };
  vi.mocked(prompts.text).mockImplementation(() => Promise.resolve(left.text.shift()!));
  vi.mocked(prompts.select).mockImplementation(() => Promise.resolve(left.select.shift() as never));
  onTestFinished(() => void vi.resetAllMocks());
}

/** A terminal to ask on, or none, whatever this process has. */
function withTTY(present: boolean): void {
  const { isTTY } = process.stdin;
  process.stdin.isTTY = present;
  onTestFinished(() => void (process.stdin.isTTY = isTTY));
}

describe("init --yes", () => {
  test("writes a config that loads, and generating with it works", async () => {
    const folder = workspace({ "schema/schema.yml": jobsApi(), "package.json": { name: "app" } });
    const { code, stdout, stderr } = await run(folder, "init", "--yes");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("wrote ifmatch.config.ts");
    expect(stdout).toContain("\nNext: npm install --save-dev ifmatch && npm run generate\n");
    expect(read(folder, "ifmatch.config.ts")).toMatch(/^import \{ defineConfig \} from "ifmatch";\n/);
    const { jobs } = await loadClients({ cwd: folder });
    expect(jobs.map(({ config }) => config)).toEqual([
      expect.objectContaining({
        input: "schema/schema.yml",
        output: "generated",
        zod: false,
        runtime: "ifmatch/runtime",
        operations: {},
      }),
    ]);
    expect((await run(folder, "generate")).code).toBe(0);
    expect(listing(folder)).toContain("generated/client.ts");
    expect((await run(folder, "generate", "--check")).code).toBe(0);
  });

  test("takes the schema and the output folder from the command line, whatever characters they have", async () => {
    const folder = workspace({ 'it\'s "api"/schema.yml': jobsApi(), "package.json": {} });
    expect((await run(folder, "init", "-y", "--schema", 'it\'s "api"/schema.yml', "--output", "src/api")).code).toBe(0);
    expect((await run(folder, "generate")).code).toBe(0);
    expect(listing(folder)).toContain("src/api/client.ts");
  });

  test("says where to put the schema when it is not there yet", async () => {
    const { code, stdout } = await run(
      workspace({ "package.json": {} }),
      "init",
      "--yes",
      "--schema",
      "api/openapi.yml",
    );
    expect(code).toBe(0);
    expect(stdout).toContain(
      "\nNext: put your OpenAPI document at api/openapi.yml, then run: npm install --save-dev ifmatch && npm run generate",
    );
  });

  test("says nothing of putting a document where it has a URL, which is not fetched", async () => {
    const folder = workspace({ "package.json": { devDependencies: { ifmatch: "*" } } });
    const { stdout } = await run(folder, "init", "--yes", "--schema", "http://127.0.0.1:1/api/schema/");
    expect(stdout).toContain("\nNext: npm run generate\n");
    expect(read(folder, "ifmatch.config.ts")).toContain('input: "http://127.0.0.1:1/api/schema/"');
  });

  test("adds the npm scripts after those that are there", async () => {
    const folder = workspace({ "package.json": { name: "app", scripts: { build: "vite build" } } });
    expect((await run(folder, "init", "--yes")).stdout).toContain(
      "added to package.json: generate, generate:check, lint:api",
    );
    expect(packageOf(folder)).toEqual({
      name: "app",
      scripts: {
        build: "vite build",
        generate: "ifmatch generate",
        "generate:check": "ifmatch generate --check",
        "lint:api": "ifmatch lint",
      },
    });
  });

  test("keeps scripts that have those names already", async () => {
    const folder = workspace({ "package.json": { scripts: { generate: "make", test: "vitest" } } });
    expect((await run(folder, "init", "--yes")).stdout).toContain("added to package.json: generate:check, lint:api\n");
    expect(packageOf(folder).scripts).toEqual({
      generate: "make",
      test: "vitest",
      "generate:check": "ifmatch generate --check",
      "lint:api": "ifmatch lint",
    });
  });

  test.for([
    ["two spaces", "  "],
    ["four spaces", "    "],
    ["a tab", "\t"],
  ])("keeps the indentation of package.json: %s", async ([, indentation]) => {
    const folder = workspace({
      "package.json": `${JSON.stringify({ name: "app", scripts: { build: "tsc" } }, undefined, indentation)}\n`,
    });
    await run(folder, "init", "--yes");
    const expected = {
      name: "app",
      scripts: {
        build: "tsc",
        generate: "ifmatch generate",
        "generate:check": "ifmatch generate --check",
        "lint:api": "ifmatch lint",
      },
    };
    expect(read(folder, "package.json")).toBe(`${JSON.stringify(expected, undefined, indentation)}\n`);
  });

  test("leaves package.json as it is, to the byte, when it has the scripts", async () => {
    const text =
      '{\n  "files": ["dist", "runtime"],\n  "scripts": { "generate": "make", "generate:check": "make check", "lint:api": "" }\n}';
    const folder = workspace({ "package.json": text });
    expect((await run(folder, "init", "--yes")).stdout).toContain("package.json already has the scripts");
    expect(read(folder, "package.json")).toBe(text);
  });

  test("without a package.json prints the scripts instead", async () => {
    const folder = workspace();
    const { code, stdout } = await run(folder, "init", "--yes");
    expect(code).toBe(0);
    expect(stdout).toContain('"generate:check":"ifmatch generate --check"');
    expect(listing(folder)).toEqual(["ifmatch.config.ts"]);
  });

  test.for(["{ not json", "[]"])("with a package.json that is %s names it, and writes nothing", async (text) => {
    const folder = workspace({ "package.json": text });
    const { code, stderr } = await run(folder, "init", "--yes");
    expect(snapshot(folder)).toEqual({ "package.json": text });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("package.json") });
  });

  test("refuses to overwrite a config, and changes nothing else either", async () => {
    const folder = workspace({ "ifmatch.config.ts": "export default {};\n", "package.json": {} });
    const before = snapshot(folder);
    const { code, stderr } = await run(folder, "init", "--yes");
    expect(code).toBe(2);
    expect(stderr).toContain("ifmatch.config.ts already exists");
    expect(snapshot(folder)).toEqual(before);
  });

  test.for(["ifmatch.config.js", "ifmatch.config.json"])(
    "refuses beside %s, which it would silently replace",
    async (name) => {
      const folder = workspace({ [name]: "{}", "package.json": {} });
      const { code, stderr } = await run(folder, "init", "--yes");
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(name) });
      expect(listing(folder)).toEqual([name, "package.json"].sort());
    },
  );
});

describe("init without --yes", () => {
  test.for([
    [true, ""],
    ["zod/mini", '  zod: "zod/mini",\n'],
    [false, "  zod: false,\n"],
  ] as const)("asks for zod, and writes what is answered unless it is the default: %j", async ([zod, line]) => {
    withTTY(true);
    answer({ text: ["schema.yml", "src/api"], select: [zod, "package"] });
    const folder = workspace({ "schema.yml": jobsApi(), "package.json": {} });
    expect((await run(folder, "init")).code).toBe(0);
    expect(read(folder, "ifmatch.config.ts")).toContain(
      `  input: "schema.yml",\n  output: "src/api",\n${line}  // Corrections`,
    );
    const { jobs } = await loadClients({ cwd: folder });
    expect(jobs.map(({ config }) => config.zod)).toEqual([zod]);
  });

  test("and without a terminal to ask on says what to do, with exit code 2, and writes nothing", async () => {
    withTTY(false);
    const folder = workspace({ "package.json": {} });
    const { code, stdout, stderr } = await run(folder, "init");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("ifmatch init --yes");
    expect(stderr).toContain("--schema");
    expect(stderr).not.toMatch(STACK);
    expect(listing(folder)).toEqual(["package.json"]);
  });
});

describe("init is never worse than no config", () => {
  const places = [
    "openapi.yaml",
    "openapi.json",
    "schema.yaml",
    "schema/openapi.yml",
    "api/openapi.json",
    "api/schema.yaml",
    "docs/swagger.json",
  ];
  const source = (folder: string, output: string): string => read(folder, `${output}/client.ts`).split("\n")[0]!;

  test.for(places.map((place, index) => [place, places[(index + 1) % places.length]!] as const))(
    "what `generate` reads without one is what it reads with one: %s beside %s",
    async ([place, other]) => {
      // YAML reads JSON.
      const folder = workspace({ [place]: jobsApi(), [other]: jobsApi(), "package.json": {} });
      expect((await run(folder, "generate", "-o", "before")).code).toBe(0);
      expect((await run(folder, "init", "--yes")).code).toBe(0);
      expect((await run(folder, "generate")).code).toBe(0);
      expect(source(folder, "generated")).toBe(source(folder, "before"));
    },
  );

  test("a schema of something else does not count where there is a document", async () => {
    const folder = workspace({ "schema.json": { type: "object" }, "api/openapi.yml": jobsApi() });
    expect((await run(folder, "generate", "-o", "before")).code).toBe(0);
    await run(folder, "init", "--yes");
    expect(read(folder, "ifmatch.config.ts")).toContain('input: "api/openapi.yml"');
  });
});

describe("init finds", () => {
  const config = async (files: Files, ...flags: string[]): Promise<string> => {
    const folder = workspace({ "openapi.yml": jobsApi(), "package.json": {}, ...files });
    expect((await run(folder, "init", "--yes", ...flags)).code).toBe(0);
    return read(folder, "ifmatch.config.ts");
  };
  const said = async (files: Files): Promise<string> =>
    (await run(workspace({ "openapi.yml": jobsApi(), "package.json": {}, ...files }), "init", "--yes")).stdout;

  test("several documents: takes the first, and says what else there is", async () => {
    const stdout = await said({ "api/openapi.json": jobsApi() });
    expect(stdout).toContain(
      "The config reads openapi.yml. There is also api/openapi.json: use --schema to choose it.",
    );
  });

  test.for([
    [
      "openapi-ts.config.ts",
      'export default defineConfig({ input: "./back/api.yml", output: "src" });',
      "back/api.yml",
    ],
    ["openapi-ts.config.mjs", "export default { input: { path: `https://example.com/x` } };", "https://example.com/x"],
    ["openapi-ts.config.ts", "export default { input: ['a.yaml', process.exit(1)] };", "a.yaml"],
    ["openapi-ts.config.ts", "export default { input: 'owner/project' };", "schema/schema.yml"],
    [
      "orval.config.ts",
      "module.exports = { pets: { input: { target: '../pets.json' }, output: {} } };",
      "../pets.json",
    ],
    ["orval.config.js", "export default { pets: { 'input': './pets.yaml' } };", "pets.yaml"],
    ["orval.config.ts", "export default { input: `${process.env.API}/x.json`", "schema/schema.yml"],
  ] as const)("the document of another client, by reading %s and running nothing: %s", async ([name, text, input]) => {
    const folder = workspace({ [name]: text, "package.json": {} });
    expect((await run(folder, "init", "--yes")).code).toBe(0);
    expect(read(folder, "ifmatch.config.ts")).toContain(`input: ${JSON.stringify(input)}`);
  });

  test.for([
    ["openapi-ts.config.ts", "export default { input: 'owner/project' };", "Hey API"],
    ["openapi-ts.config.mjs", "export default { input: process.env.API };", "Hey API"],
    ["orval.config.ts", "export default () => ({ pets: { input: { target: spec } } });", "Orval"],
  ] as const)("of another client that cannot be read, it says so: %s, %s", async ([name, text, generator]) => {
    const note = `${generator}: which document ${name} reads can be seen only by running it.`;
    expect(await said({ [name]: text })).toContain(note);
    expect(await said({ [name]: text.replace(/'owner.project'|process.env.API|spec\b/, "'./a.yaml'") })).not.toContain(
      note,
    );
  });

  test.for([
    ["openapi-typescript ./back/api.yml -o src/api.ts", "back/api.yml"],
    ["rimraf x && openapi-zod-client 'https://example.com/api.json' -o client.ts", "https://example.com/api.json"],
    ["npx swagger-typescript-api generate --path ./swagger/v2.json", "swagger/v2.json"],
    ["openapi-ts -i spec/a.yaml -o src", "spec/a.yaml"],
    ["openapi-typescript $API_URL/schema.yml", "schema/schema.yml"],
    ["openapi-typescript --help", "schema/schema.yml"],
  ] as const)("the document of another client in a script: %s", async ([script, input]) => {
    const folder = workspace({ "package.json": { scripts: { api: script } } });
    expect((await run(folder, "init", "--yes")).code).toBe(0);
    expect(read(folder, "ifmatch.config.ts")).toContain(`input: ${JSON.stringify(input)}`);
  });

  test.for([
    [{ "pnpm-lock.yaml": "" }, "pnpm add --save-dev ifmatch && pnpm generate", "pnpm generate"],
    [{ "yarn.lock": "" }, "yarn add --dev ifmatch && yarn generate", "yarn generate"],
    [{ "bun.lock": "" }, "bun add --dev ifmatch && bun run generate", "bun run generate"],
    [
      { "package.json": { packageManager: "pnpm@9.0.0" } },
      "pnpm add --save-dev ifmatch && pnpm generate",
      "pnpm generate",
    ],
    [{ "package.json": { devDependencies: { ifmatch: "*" } } }, "npm run generate", undefined],
  ] as const)("the package manager: %j", async ([files, next, command]) => {
    expect(await said(files)).toContain(`\nNext: ${next}\n`);
    const text = await config(files);
    if (command === undefined) expect(text).not.toContain("command:");
    else expect(text).toContain(`command: "${command}"`);
  });

  test("a script `generate` that does something else, and says how to run ours", async () => {
    const files = { "package.json": { scripts: { generate: "make" }, devDependencies: { ifmatch: "*" } } };
    expect(await said(files)).toContain("\nNext: npx ifmatch generate\n");
    expect(await config(files)).toContain('command: "npx ifmatch generate"');
  });

  test("a zod that schemas can use, or none", async () => {
    expect(await config({ "package.json": { dependencies: { zod: "^4.3.0" } } })).not.toContain("zod:");
    expect(await config({ "package.json": { dependencies: { zod: "^3.25.0" } } })).not.toContain("zod:");
    expect(await config({ "package.json": { dependencies: { zod: "^3.22.0 <3.25" } } })).not.toContain("zod: true");
    expect(await config({})).toContain("zod: false");
    expect(await said({})).toContain("set `zod: true` in the config");
  });

  test("where the output belongs", async () => {
    expect(await config({ "src/main.ts": "" })).toContain('output: "src/api"');
    expect(await config({ "src/api/mine.ts": "" })).toContain('output: "generated"');
    expect(await config({ "src/main.ts": "" }, "-o", "lib/api")).toContain('output: "lib/api"');
    expect(await config({})).toContain('output: "generated"');
    const folder = workspace({ "openapi.yml": jobsApi(), "src/main.ts": "" });
    await run(folder, "generate");
    await run(folder, "init", "--yes");
    expect(read(folder, "ifmatch.config.ts")).toContain('output: "generated"');
  });

  test.for([
    [{ "package.json": { devDependencies: { prettier: "3" } } }, "generated/\n"],
    [{ ".oxfmtrc.json": {} }, "generated/\n"],
    [{ ".prettierrc": "{}", ".prettierignore": "dist" }, "dist\ngenerated/\n"],
    [{ ".prettierrc": "{}", ".prettierignore": "/generated/\n" }, "/generated/\n"],
  ] as const)("a formatter, and has it ignore the output: %j", async ([files, expected]) => {
    const folder = workspace({ "openapi.yml": jobsApi(), "package.json": {}, ...files });
    await run(folder, "init", "--yes");
    expect(read(folder, ".prettierignore")).toBe(expected);
  });

  test("how TypeScript and the bundler want imports, which `generate` follows", async () => {
    const next = { "package.json": { dependencies: { next: "16" } } };
    expect(await said(next)).toContain("TypeScript: relative imports have no extension (package.json: next).");
    expect(await said({ "tsconfig.json": { compilerOptions: { module: "nodenext" } } })).toContain(
      "TypeScript: relative imports end in .js (tsconfig.json: module nodenext).",
    );
    expect(await config(next)).not.toContain("importExtension");
  });

  test("no formatter, and writes no file for one", async () => {
    const folder = workspace({ "openapi.yml": jobsApi(), "package.json": {} });
    await run(folder, "init", "--yes");
    expect(listing(folder)).toEqual(["ifmatch.config.ts", "openapi.yml", "package.json"]);
  });

  test.for([
    [
      { "biome.json": {} },
      'Biome: 2.4 and later leave the generated TypeScript alone. Add "!generated/concurrency.json"',
    ],
    [{ "package.json": { devDependencies: { vite: "8" } } }, "ifmatch/vite"],
    [{ "package.json": { dependencies: { next: "16" } } }, "next: a `prebuild` script with `npm run generate:check`"],
    [{ ".husky/pre-commit": "" }, "add this line to .husky/pre-commit: npm run generate:check"],
    [{ "lefthook.yml": "", "yarn.lock": "" }, "{ ifmatch: { run: yarn generate:check } }"],
    [{ ".pre-commit-config.yaml": "" }, "the hook ifmatch-generate-check"],
    [{ "package.json": { "lint-staged": {} } }, "lint-staged: how"],
  ] as const)("tools, and says what to do with them by hand: %j", async ([files, expected]) => {
    const folder = workspace({ "openapi.yml": jobsApi(), "package.json": {}, ...files });
    const before = snapshot(folder);
    expect((await run(folder, "init", "--yes")).stdout).toContain(expected);
    // What is not ours is as it was.
    expect(snapshot(folder)).toMatchObject(
      Object.fromEntries(Object.entries(before).filter(([path]) => path !== "package.json")),
    );
  });
});

describe("init --dry-run", () => {
  test("shows every file, and writes none", async () => {
    const folder = workspace({ "openapi.yml": jobsApi(), "package.json": {}, ".prettierrc": "{}" });
    const before = snapshot(folder);
    const { code, stdout } = await run(folder, "init", "--yes", "--dry-run");
    expect(code).toBe(0);
    expect(stdout).toContain('would write ifmatch.config.ts:\n\nimport { defineConfig } from "ifmatch";');
    expect(stdout).toContain("would write package.json:");
    expect(stdout).toContain("would write .prettierignore:\n\ngenerated/");
    expect(snapshot(folder)).toEqual(before);
  });
});

describe("init without --yes, in a project", () => {
  test("asks which of several documents, and offers what another client reads", async () => {
    withTTY(true);
    answer({ text: ["out"], select: ["https://example.com/api.json", true, "package"] });
    const folder = workspace({
      "openapi.yml": jobsApi(),
      "orval.config.ts": "export default { input: 'https://example.com/api.json' };",
    });
    expect((await run(folder, "init")).code).toBe(0);
    const labels = vi.mocked(prompts.select).mock.calls[0]![0].options.map(({ label }) => label);
    expect(labels).toEqual(["openapi.yml", "https://example.com/api.json (Orval, orval.config.ts)", "another one"]);
    expect(read(folder, "ifmatch.config.ts")).toContain('input: "https://example.com/api.json"');
  });

  test("asks whether the formatter that was found formats the output or ignores it", async () => {
    withTTY(true);
    answer({ text: ["openapi.yml", "out"], select: [true, "package", "prettier"] });
    const folder = workspace({ "openapi.yml": jobsApi(), ".prettierrc": "{}" });
    expect((await run(folder, "init")).code).toBe(0);
    expect(read(folder, "ifmatch.config.ts")).toContain('format: "prettier"');
    expect(listing(folder)).not.toContain(".prettierignore");
  });
});
