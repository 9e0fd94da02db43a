import * as prompts from "@clack/prompts";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { loadClients } from "../../generator/config/load.js";
import { run, STACK } from "./recording-terminal.js";
import { jobsApi, listing, read, snapshot, workspace } from "./workspace.js";

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
    expect(stdout).toContain("\nNext: npm run generate\n");
    expect(read(folder, "ifmatch.config.ts")).toMatch(/^import \{ defineConfig \} from "ifmatch";\n/);
    const { jobs } = await loadClients({ cwd: folder });
    expect(jobs.map(({ config }) => config)).toEqual([
      expect.objectContaining({
        input: "schema/schema.yml",
        output: "generated",
        zod: true,
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
    expect(stdout).toContain("\nNext: put your OpenAPI document at api/openapi.yml, then run: npm run generate");
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
    const folder = workspace({ "schema.yml": jobsApi() });
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
