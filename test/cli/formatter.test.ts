/** The output and the project's formatter: `format`, and what happens without it. */
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { repository } from "../corpus/corpus.js";
import { run, STACK } from "./recording-terminal.js";
import { type Files, jobsApi, listing, read, snapshot, workspace, write } from "./workspace.js";

/** A project that has installed what this repository has. */
function project(files: Files, ...packages: readonly string[]): string {
  const folder = workspace({ "schema.yml": jobsApi(), "package.json": { type: "module" }, ...files });
  for (const name of packages) {
    const path = join(folder, "node_modules", name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(join(repository, "node_modules", name), path);
  }
  return folder;
}

/** Runs a formatter as a commit hook would. */
const tool = (folder: string, [script = "", ...parameters]: readonly string[]): string =>
  execFileSync("node", [join(repository, "node_modules", script), ...parameters], {
    cwd: folder,
    encoding: "utf8",
    stdio: "pipe",
  });

const formatters = {
  prettier: {
    package: "prettier",
    // The second line holds for files in the output folder alone.
    files: {
      ".prettierrc.json": { singleQuote: true, overrides: [{ files: "src/api/**", options: { semi: false } }] },
    },
    check: ["prettier/bin/prettier.cjs", "--check", "src/api"],
    write: ["prettier/bin/prettier.cjs", "--write", "src/api"],
    shows: /from '\.\/client\.js'$/m,
  },
  biome: {
    package: "@biomejs/biome",
    files: { "biome.json": { javascript: { formatter: { quoteStyle: "single" } } } },
    check: ["@biomejs/biome/bin/biome", "check", "src/api"],
    write: ["@biomejs/biome/bin/biome", "check", "--write", "src/api"],
    shows: /from '\.\/client\.js';$/m,
  },
  oxfmt: {
    package: "oxfmt",
    files: { ".oxfmtrc.json": { singleQuote: true } },
    check: ["oxfmt/bin/oxfmt", "--check", "src/api"],
    write: ["oxfmt/bin/oxfmt", "src/api"],
    shows: /from '\.\/client\.js';$/m,
  },
} as const;
const names = ["prettier", "biome", "oxfmt"] as const;

describe.each(names)("format: %s", (name) => {
  const { package: own, files, check, write: hook, shows } = formatters[name];
  const config = { "ifmatch.config.json": { input: "schema.yml", output: "src/api", format: name } };

  test("writes what the project's formatter would, which then changes nothing, and --check agrees", async () => {
    const folder = project({ ...files, ...config }, own);
    const { code, stderr } = await run(folder, "generate");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(read(folder, "src/api/index.ts")).toMatch(shows);
    tool(folder, check);
    const before = snapshot(join(folder, "src"));
    tool(folder, hook);
    expect(snapshot(join(folder, "src"))).toEqual(before);
    expect((await run(folder, "generate", "--check")).code).toBe(0);
    expect((await run(folder, "generate")).stdout).not.toContain("changed,");
  });

  test("that is not installed is an error of the config, and nothing is written", async () => {
    const folder = project(config);
    const before = snapshot(folder);
    const { code, stderr } = await run(folder, "generate");
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(`${own} is not installed`) });
    expect(stderr).toContain(`npm install --save-dev ${own}`);
    expect(snapshot(folder)).toEqual(before);
  });

  test("with a configuration that it cannot read is an error with its message, and nothing is written", async () => {
    const folder = project({ ...config, [Object.keys(files)[0]!]: "{ no configuration" }, own);
    const { code, stderr } = await run(folder, "generate");
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(new RegExp(`format: ${name} failed`)) });
    expect(stderr).not.toMatch(STACK);
    expect(listing(folder)).not.toContain("src");
  });

  test("without it, what the formatter does to the output is called by its name", async () => {
    const folder = project({ ...files, "ifmatch.config.json": { input: "schema.yml", output: "src/api" } }, own);
    await run(folder, "generate");
    tool(folder, hook);
    const { code, stdout } = await run(folder, "generate", "--check");
    if (name === "biome") {
      // It reads our request to leave the files alone.
      expect({ code, stdout }).toEqual({ code: 0, stdout: "src/api/ is up to date.\n" });
      return;
    }
    expect(code).toBe(1);
    expect(stdout).toContain("They differ in layout only: a formatter seems to have changed what was generated.");
    expect(stdout).toContain('Set `format: "prettier"`');
    expect(stdout).toContain("src/api/");
    write(folder, { ".prettierignore": "src/api/\n" });
    await run(folder, "generate");
    tool(folder, [hook[0], ".", ...(name === "prettier" ? ["--write"] : [])]);
    expect((await run(folder, "generate", "--check")).code).toBe(0);
  });
});

describe("a command as a formatter", () => {
  const upper = `let text = "";
    process.stdin.on("data", (chunk) => (text += chunk)).on("end", () =>
      process.stdout.write(text + (process.argv[2].endsWith(".ts") ? "// " + process.argv[2] + "\\n" : "")));`;
  const withCommand = (...format: string[]): Files => ({ "ifmatch.config.json": { input: "schema.yml", format } });

  test("gets each file on standard input, its path for {file}, and runs in the project's folder", async () => {
    const folder = project({ "tools/format.cjs": upper, ...withCommand("node", "tools/format.cjs", "{file}") });
    expect((await run(folder, "generate")).code).toBe(0);
    expect(read(folder, "generated/operations/jobs.ts")).toMatch(/\n\/\/ generated\/operations\/jobs\.ts\n$/);
    expect((await run(folder, "generate", "--check")).code).toBe(0);
  });

  test("is looked for among the project's packages first", async () => {
    const folder = project({ ...withCommand("prettier", "--stdin-filepath", "{file}") }, "prettier");
    mkdirSync(join(folder, "node_modules/.bin"));
    symlinkSync(join(repository, "node_modules/prettier/bin/prettier.cjs"), join(folder, "node_modules/.bin/prettier"));
    expect((await run(folder, "generate")).code).toBe(0);
    tool(folder, ["prettier/bin/prettier.cjs", "--check", "generated"]);
  });

  test.for([
    ["there is no such command", ["no-such-formatter"], "there is no command no-such-formatter"],
    ["it fails", ["node", "-e", "console.error('sorry\\u001b[31m'); process.exit(3)"], "exit code 3\nsorry\\u001b"],
    ["it prints nothing", ["node", "-e", "process.stdin.resume()"], "printed nothing"],
    ["it puts a line first", ["node", "-e", "console.log('/** @format */')"], "changes the first line"],
  ] as const)("%s: an error of the config, and nothing is written", async ([, command, message]) => {
    const folder = project(withCommand(...command));
    const { code, stderr } = await run(folder, "generate");
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
    expect(listing(folder)).not.toContain("generated");
  });
});

describe("--format-with", () => {
  test("names the formatter, or none, in place of the config", async () => {
    const folder = project({ ...formatters.prettier.files }, "prettier");
    expect((await run(folder, "generate")).code).toBe(0);
    expect((await run(folder, "generate", "--format-with", "prettier")).code).toBe(0);
    // The manifest, too, although it says the same.
    tool(folder, ["prettier/bin/prettier.cjs", "--check", "generated"]);
    expect(read(folder, "generated/index.ts")).toContain("from './client.js';");
    write(folder, { "ifmatch.config.json": { input: "schema.yml", format: "prettier" } });
    expect((await run(folder, "generate", "--check")).code).toBe(0);
    expect((await run(folder, "generate", "--format-with", "none")).code).toBe(0);
    expect(read(folder, "generated/index.ts")).toContain('from "./client.js";');
    const { code, stdout } = await run(folder, "generate", "--check");
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining("It is not the one that `format`") });
  });
});

describe("the advice about formatters", () => {
  test("is not given where the document has changed", async () => {
    const folder = project({});
    await run(folder, "generate");
    write(folder, { "schema.yml": jobsApi({ info: { title: "Other", version: "2" }, paths: {} }) });
    const { code, stdout } = await run(folder, "generate", "--check");
    expect(code).toBe(1);
    expect(stdout).not.toContain("formatter");
  });

  test("counts the files that it is about, where others have changed more", async () => {
    const folder = project({});
    await run(folder, "generate");
    const text = (path: string): string => read(folder, `generated/${path}`);
    write(folder, {
      "generated/client.ts": text("client.ts").replaceAll('"', "'"),
      "generated/models.ts": `${text("models.ts")}export const mine = 1;\n`,
    });
    expect((await run(folder, "generate", "--check")).stdout).toContain("1 of them differ in layout only");
  });
});

test("the manifest is the same in any layout, and is not when it says something else", async () => {
  const folder = project({});
  await run(folder, "generate");
  const manifest = JSON.parse(read(folder, "generated/concurrency.json")) as { version: number };
  write(folder, { "generated/concurrency.json": JSON.stringify(manifest, undefined, "\t") });
  expect((await run(folder, "generate", "--check")).code).toBe(0);
  write(folder, { "generated/concurrency.json": JSON.stringify({ ...manifest, more: 1 }, undefined, "\t") });
  expect((await run(folder, "generate", "--check")).code).toBe(1);
});

test("Biome is asked to leave the files alone, and no other linter is switched off", async () => {
  const folder = project({});
  await run(folder, "generate");
  const text = read(folder, "generated/client.ts");
  expect(text.split("\n")[2]).toBe("// biome-ignore-all format lint assist/source/organizeImports: it is generated.");
  expect(text).not.toMatch(/(?:eslint|oxlint)-disable/);
});
