/** `importExtension: "auto"`: what a project's committed files say about relative imports. */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { importExtension } from "../../generator/config/import-extension.js";
import { repository } from "../corpus/corpus.js";
import { run } from "../cli/recording-terminal.js";
import { type Files, jobsApi, read, workspace, write } from "../cli/workspace.js";

const options = (compilerOptions: object, more: object = {}): Files => ({
  "tsconfig.json": { compilerOptions, ...more },
});
const esm = { "package.json": { type: "module" } };
const lists = (name: string, more: object = {}): Files => ({
  "package.json": { ...more, devDependencies: { [name]: "*" } },
});

const projects: readonly [string, Files, ".js" | ".ts" | "", RegExp][] = [
  ["no tsconfig.json", {}, ".js", /there is no tsconfig/],
  ["nodenext", { ...esm, ...options({ module: "NodeNext" }) }, ".js", /module nodenext/],
  ["node16, in a CommonJS project", options({ module: "Node16", moduleResolution: "Node16" }), ".js", /node16/],
  ["node18", { ...esm, ...options({ module: "node18" }) }, ".js", /module node18/],
  [
    "what Node runs as it is",
    { ...esm, ...options({ module: "nodenext", allowImportingTsExtensions: true, noEmit: true }) },
    ".ts",
    /allowImportingTsExtensions/,
  ],
  [
    "extensions that are rewritten",
    { ...esm, ...options({ module: "nodenext", rewriteRelativeImportExtensions: true }) },
    ".ts",
    /rewriteRelativeImportExtensions/,
  ],
  ["bundler", { ...esm, ...options({ module: "esnext", moduleResolution: "bundler" }) }, "", /bundler/],
  ["module preserve", options({ module: "preserve" }), "", /preserve/],
  [
    "bundler, where .ts is allowed",
    options({ module: "esnext", moduleResolution: "bundler", allowImportingTsExtensions: true, noEmit: true }),
    "",
    /bundler/,
  ],
  ["node10, CommonJS", options({ module: "commonjs", moduleResolution: "node" }), "", /CommonJS/],
  [
    "node10, emitted as ES modules",
    { ...esm, ...options({ module: "es2022", moduleResolution: "node" }) },
    ".js",
    /type module/,
  ],
  [
    "node10, for a bundler",
    { ...esm, ...options({ module: "es2022", moduleResolution: "node", noEmit: true }) },
    "",
    /noEmit/,
  ],
  [
    "ts-jest in CommonJS",
    { ...lists("jest"), ...options({ module: "node16", moduleResolution: "node16" }) },
    "",
    /CommonJS with jest/,
  ],
  [
    "Jest in ES modules, for which TypeScript demands it",
    { ...lists("jest", { type: "module" }), ...options({ module: "nodenext" }) },
    ".js",
    /nodenext/,
  ],
];

describe("an option of the compiler", () => {
  test.for(projects)("%s", ([, files, ending, reason]) => {
    const folder = workspace({ "package.json": {}, ...files });
    const found = importExtension(join(folder, "src/api"), "auto");
    expect(found).toEqual({ ending, reason: expect.stringMatching(reason) });
  });

  test.for(projects.filter(([, files]) => "tsconfig.json" in files))(
    "compiles with what it is given: %s",
    { tags: ["at-length"] },
    ([, files, ending]) => {
      const folder = workspace({
        "package.json": {},
        ...files,
        "src/api/index.ts": `export * from "./models${ending}";\n`,
        "src/api/models.ts": "export const a = 1;\n",
      });
      const tsc = join(repository, "node_modules/typescript/bin/tsc");
      const compile = (): string =>
        execFileSync("node", [tsc, "-p", folder, "--outDir", join(folder, "out")], { encoding: "utf8" });
      expect(compile()).toBe("");
    },
  );
});

describe("a tool in package.json whose resolver takes names as they are", () => {
  test.for(["next", "expo", "react-native", "metro", "webpack", "@rspack/core", "react-scripts", "jest"])(
    "%s, with and without a tsconfig.json",
    (name) => {
      const expected = { ending: "", reason: expect.stringContaining(name) };
      expect(importExtension(join(workspace(lists(name)), "generated"), "auto")).toEqual(expected);
      const old = { ...lists(name), ...options({ module: "commonjs" }) };
      expect(importExtension(join(workspace(old), "generated"), "auto")).toEqual(expected);
    },
  );
});

describe("the tsconfig.json", () => {
  const nodenext = { compilerOptions: { module: "nodenext" } };
  const bundler = { compilerOptions: { moduleResolution: "bundler" } };

  test("is the nearest one, in the git repository", () => {
    const folder = workspace({ "tsconfig.json": bundler, "app/tsconfig.json": nodenext, "app/package.json": {} });
    expect(importExtension(join(folder, "app/src/api"), "auto").ending).toBe(".js");
    expect(importExtension(join(folder, "other"), "auto").ending).toBe("");
    mkdirSync(join(folder, "repository/.git"), { recursive: true });
    expect(importExtension(join(folder, "repository/src"), "auto").reason).toBe("there is no tsconfig.json");
  });

  test("may have comments, trailing commas and a byte order mark", () => {
    const text =
      '\ufeff{\n  // "module": "commonjs",\n  "compilerOptions": { "paths": { "/*": ["//x"], }, /* , */ "moduleResolution": "Bundler", },\n}';
    expect(importExtension(workspace({ "tsconfig.json": text }), "auto").reason).toMatch(/bundler/);
  });

  test("may refer to projects: the one that includes the output decides, else the first", () => {
    const folder = workspace({
      "tsconfig.json": { files: [], references: [{ path: "./tsconfig.node.json" }, { path: "./app" }] },
      "tsconfig.node.json": { ...nodenext, include: ["vite.config.ts"] },
      "app/tsconfig.json": { ...bundler, include: ["../src/**/*.ts"] },
      "package.json": { type: "module" },
    });
    expect(importExtension(join(folder, "src/api"), "auto").ending).toBe("");
    expect(importExtension(join(folder, "generated"), "auto").ending).toBe(".js");
  });

  test("extends other files, of which the last one decides", () => {
    const folder = workspace({
      "tsconfig.json": { extends: ["./a", "./config/b.json"] },
      "a.json": bundler,
      "config/b.json": { extends: "./c.json" },
      "config/c.json": { compilerOptions: { module: "nodenext", moduleResolution: "nodenext" } },
      "package.json": { type: "module" },
    });
    expect(importExtension(folder, "auto").reason).toBe("tsconfig.json: moduleResolution nodenext");
  });

  test("that extends itself ends", () => {
    expect(importExtension(workspace({ "tsconfig.json": { extends: "./tsconfig.json" } }), "auto").ending).toBe("");
  });

  test.for([
    ["a package", "@acme/base/tsconfig.json", "node_modules/@acme/base/tsconfig.json"],
    ["a folder of packages", "./node_modules/base.json", "node_modules/base.json"],
    ["what a framework writes", "./.nuxt/tsconfig.json", ".nuxt/tsconfig.json"],
  ] as const)("decides the same on a machine that lacks %s, which is not committed", ([, base, path]) => {
    const folder = workspace({ "tsconfig.json": { extends: base }, "package.json": { type: "module" } });
    const before = importExtension(folder, "auto");
    write(folder, { [path]: bundler });
    expect(importExtension(folder, "auto")).toEqual(before);
    expect(before.ending).toBe(".js");
  });

  test.for(["{", "[]", '{ "extends": 1, "compilerOptions": 2 }'])("that is broken decides nothing: %s", (text) => {
    expect(importExtension(workspace({ "tsconfig.json": text, "package.json": {} }), "auto").ending).toBe("");
  });
});

describe("ifmatch generate", () => {
  const next = { "schema.yml": jobsApi(), ...lists("next") };

  test("follows the project, says why under --verbose, and --check agrees", async () => {
    const folder = workspace(next);
    const { code, stdout } = await run(folder, "generate", "--verbose");
    expect(code).toBe(0);
    expect(stdout).toContain("relative imports have no extension (package.json: next)");
    expect(stdout).toContain('from "./generated/index";');
    expect(read(folder, "generated/index.ts")).toContain('from "./client";');
    expect((await run(folder, "generate", "--check")).code).toBe(0);
  });

  test("does what --import-extension says, whatever the config and the project say", async () => {
    const folder = workspace({ ...next, "ifmatch.config.json": { input: "schema.yml", importExtension: "js" } });
    expect((await run(folder, "generate", "--import-extension", "ts")).code).toBe(0);
    expect(read(folder, "generated/index.ts")).toContain('from "./client.ts";');
    expect((await run(folder, "generate", "--check")).code).toBe(1);
    expect((await run(folder, "generate", "--check", "--import-extension", "ts")).code).toBe(0);
    expect((await run(folder, "generate", "--import-extension", "auto")).code).toBe(0);
    expect(read(folder, "generated/index.ts")).toContain('from "./client";');
  });

  test("refuses another extension", async () => {
    const { code, stderr } = await run(workspace(next), "generate", "--import-extension", "mjs");
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("mjs") });
  });
});
