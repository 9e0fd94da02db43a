/** Whatever the output is made from: a change of it is noticed, and what cannot be looked at is not recorded. */
import { mkdirSync, renameSync, symlinkSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { loadClients } from "../../generator/config/load.js";
import { Observations, observing } from "../../generator/observed.js";
import * as packageModule from "../../generator/package.js";
import { readsMore } from "../../generator/record/config-code.js";
import { repository } from "../corpus/corpus.js";
import { run } from "../cli/recording-terminal.js";
import { document, type Files, jobsApi, MARKER, operation, read, snapshot, write } from "../cli/workspace.js";
import { type Edit, fullCheck, generate, project, removes, USED, writes } from "./project.js";

const overlay = (title: string): object => ({
  overlay: "1.0.0",
  info: { title: "", version: "1" },
  actions: [{ target: "$.paths['/health'].get", update: { tags: [title] } }],
});

/** Every kind of input that there is. */
const everything: Files = {
  "ifmatch.config.ts": `import { defineConfig } from "ifmatch";
    import { names } from "./config/names";
    import limits from "./config/limits.json";
    export default defineConfig({
      input: "api/openapi.json", output: "src/api", names, limits, patch: ["overlay.json", (document) => ({ ...document, tags: [] })],
    });`,
  "config/names.ts": `import { update } from "./more.js";\nexport const names: any = { operations: { job_partial_update: update } };\n`,
  "config/more.ts": `export const update = "changeJob";\n`,
  "config/limits.json": { files: 10 },
  "overlay.json": overlay("health"),
  "api/openapi.json": jobsApi({
    components: { schemas: { Job: { $ref: "./schemas/job.json" } } },
  }),
  "api/schemas/job.json": { type: "object", properties: { id: { type: "string", readOnly: true } } },
  "tsconfig.json": { extends: "./tsconfig.base.json", compilerOptions: { strict: true } },
  "tsconfig.base.json": { compilerOptions: { module: "nodenext" } },
};

describe("a change of what the output is made from", () => {
  const edits: Readonly<Record<string, Edit>> = {
    "the document": writes({ "api/openapi.json": jobsApi() }),
    "a file that it refers to": writes({ "api/schemas/job.json": { type: "string" } }),
    "a file that it refers to is gone": removes("api/schemas"),
    "an overlay": writes({ "overlay.json": overlay("other") }),
    "the config": (folder) =>
      write(folder, { "ifmatch.config.ts": read(folder, "ifmatch.config.ts").replace("limits,", "layout: 'single',") }),
    "a module that the config imports": writes({ "config/names.ts": "export const names = {};" }),
    "a module that this one imports": writes({ "config/more.ts": 'export const update = "updateJob";' }),
    "JSON that the config imports": writes({ "config/limits.json": { files: 1 } }),
    "a module in place of the one that was found": writes({ "config/names.js": "export const names = {};" }),
    "a config that comes first, where there was none": (folder) => {
      renameSync(join(folder, "ifmatch.config.ts"), join(folder, "ifmatch.config.json.ts"));
      write(folder, { "ifmatch.config.json": { input: "api/openapi.json", output: "src/api" } });
    },
    "tsconfig.json": writes({ "tsconfig.json": { compilerOptions: { moduleResolution: "bundler" } } }),
    "what tsconfig.json extends": writes({ "tsconfig.base.json": { compilerOptions: { module: "preserve" } } }),
    "a tsconfig.json that is nearer": writes({ "src/tsconfig.json": { compilerOptions: { module: "preserve" } } }),
    "the runtime in package.json": writes({
      "package.json": { type: "module", dependencies: { zod: "4", "@ifmatch/runtime": "1" } },
    }),
    "a package.json that is nearer": writes({ "src/package.json": { dependencies: { "@ifmatch/runtime": "1" } } }),
    "the version of zod in package.json": writes({ "package.json": { dependencies: { zod: "~3.25.0" } } }),
    "a link in place of the document's folder": (folder) => {
      renameSync(join(folder, "api"), join(folder, "elsewhere"));
      symlinkSync(join(folder, "elsewhere"), join(folder, "api"));
      write(folder, { "elsewhere/schemas/job.json": { type: "string" } });
    },
    "a repository that the document's folder becomes": (folder) => {
      // Its references may not leave it.
      mkdirSync(join(folder, "api/.git"));
      write(folder, { "api/openapi.json": read(folder, "api/openapi.json").replace("./schemas", "./../api/schemas") });
    },
  };

  test.for(Object.keys(edits))("%s", async (name) => {
    const folder = project(everything);
    expect(await generate(folder)).toMatchObject({ code: 0, record: expect.stringMatching(/; kept$/) });
    expect((await generate(folder, "--check")).record).toBe(USED);
    edits[name]!(folder);
    const { code, record } = await generate(folder, "--check");
    expect({ code, isUsed: record === USED }).toEqual({ code: await fullCheck(folder), isUsed: false });
  });

  test("the installed zod, where package.json leaves a choice", async () => {
    const folder = project({ "package.json": { dependencies: { zod: ">=3.25" } } });
    await generate(folder);
    write(folder, { "node_modules/zod/package.json": { version: "3.25.0" } });
    expect(await generate(folder, "--check")).toMatchObject({
      code: 1,
      record: expect.stringContaining("zod/package.json has changed"),
    });
  });

  test("a document that comes first, where none is named", async () => {
    const folder = project();
    await generate(folder);
    write(folder, { "openapi.yml": jobsApi({ paths: {} }) });
    expect(await generate(folder, "--check")).toMatchObject({ code: 1 });
  });

  test("the version of ifmatch", async () => {
    const folder = project();
    await generate(folder);
    vi.spyOn(packageModule, "packageVersion").mockReturnValue("99.0.0");
    onTestFinished(() => void vi.restoreAllMocks());
    expect((await generate(folder)).record).toBe("not used: it is of another ifmatch; kept");
  });

  test("a variable that the loader of the config looks at", async () => {
    const folder = project();
    await generate(folder);
    vi.stubEnv("JITI_JSX", "1");
    onTestFinished(() => void vi.unstubAllEnvs());
    expect((await generate(folder)).record).toMatch(/^not used/);
  });
});

describe("a change of what the formatter does", () => {
  const formatted = (format: string): Files => ({
    "ifmatch.config.json": { input: "openapi.json", output: "src/api", format, zod: false },
    "openapi.json": document({ "/ping": { get: operation("ping") } }),
  });
  /** The packages of this repository are those of the project. */
  const installed = (format: string, files: Files): string => {
    const folder = project({ ...formatted(format), ...files });
    const name = format === "biome" ? "@biomejs" : format;
    symlinkSync(join(repository, "node_modules", name), join(folder, "node_modules", name));
    return folder;
  };

  test.for([
    ["prettier", ".prettierrc.json", { tabWidth: 3 }],
    ["prettier", "src/.prettierrc", "tabWidth: 3"],
    ["prettier", ".editorconfig", "root = true\n[*]\nindent_size = 3\n"],
    ["prettier", "package.json", { prettier: { tabWidth: 3 } }],
    ["prettier", "src/api/operations/.prettierrc", "tabWidth: 3"],
    ["oxfmt", ".oxfmtrc.json", { tabWidth: 3 }],
    ["biome", "biome.json", { formatter: { indentStyle: "space", indentWidth: 3 } }],
  ] as const)("%s: %s", async ([format, path, settings]) => {
    const folder = installed(format, {});
    await generate(folder);
    expect((await generate(folder)).record).toBe(USED);
    write(folder, { [path]: settings });
    const { code, record } = await generate(folder, "--check");
    expect({ code, isUsed: record === USED }).toEqual({ code: await fullCheck(folder), isUsed: false });
  });

  test("its version", async () => {
    const version = (number: string): Files => ({
      "node_modules/prettier/package.json": { name: "prettier", version: number, main: "index.cjs" },
      "node_modules/prettier/index.cjs":
        "module.exports = { resolveConfig: async () => ({}), format: async (text) => text };",
    });
    const folder = project({ ...formatted("prettier"), ...version("3.0.0") });
    await generate(folder);
    expect((await generate(folder)).record).toBe(USED);
    write(folder, version("3.0.1"));
    expect((await generate(folder)).record).toBe("not used: node_modules/prettier/package.json has changed; kept");
  });

  test.for([
    [".prettierrc.mjs", "export default {};", "is code"],
    [".prettierrc", "plugins: []", "names other files"],
    ["package.json", { prettier: "@acme/prettier" }, "names other files for Prettier"],
  ] as const)("settings that cannot be looked at are not recorded: %s", async ([path, settings, why]) => {
    const folder = installed("prettier", { [path]: settings, "node_modules/@acme/prettier/index.json": {} });
    expect((await generate(folder)).record).toContain(why);
    expect((await generate(folder)).record).toMatch(/^not used: there is none.*not kept/);
  });

  test("a command of one's own is not recorded", async () => {
    const folder = project({
      "ifmatch.config.json": { input: "openapi.json", format: ["node", "-e", "process.stdin.pipe(process.stdout)"] },
    });
    expect((await generate(folder)).record).toMatch(/not kept: format is a command/);
  });
});

describe("what cannot be looked at is not recorded", () => {
  const config = (code: string): Files => ({
    "ifmatch.config.ts": `${code}\nexport default { input: "openapi.json" };`,
  });
  const helper = "export const help = () => {};";

  test.for([
    ["the environment", 'const a = process.env["A"];', "reads process.env, or something else of the process"],
    ["the environment by another way", "const { env } = globalThis.process;", "uses globalThis"],
    ["a file", 'import { readFileSync } from "node:fs";', "imports node:fs"],
    ["a package", 'import "zod";', "imports zod"],
    ["a package that is loaded later", 'const a = () => import("zod");', "imports zod"],
    ["what is computed", 'const a = "./a"; const b = () => import(a + ".js");', "imports what it computes"],
    ["a file that is not there", 'const a = () => import("./missing.js");', "imports ./missing.js"],
    ["CommonJS", 'const a = require("./helper.cjs");', "uses require"],
    ["the clock", "const a = new Date();", "uses Date"],
    ["chance", "const a = Math.random();", "uses random"],
    ["the network", "const a = () => fetch('https://example.com');", "uses fetch"],
    ["code made of text", 'const a = (() => {}).constructor("return 1");', "uses constructor"],
    [
      "functions of ifmatch",
      'import { generate } from "ifmatch"; export const g = generate;',
      "imports generate of ifmatch",
    ],
    ["what it prints", 'console.log("hello");', "uses console"],
    ["a helper that does so", 'import { help } from "./bad.js"; help();', "bad.ts reads process.env"],
    ["what it exports of others", 'export * from "./bad.js";', "bad.ts reads process.env"],
    ["the environment of import.meta", "const a = import.meta.env;", "uses import.meta"],
    ["an unknown global", "const a = typeof Deno;", "uses Deno"],
  ])("%s", async ([, code, why]) => {
    vi.spyOn(console, "log").mockImplementation(() => {});
    onTestFinished(() => void vi.restoreAllMocks());
    const folder = project({
      ...config(code!),
      "helper.cjs": "module.exports = {};",
      "node_modules/zod/index.js": "",
      "bad.ts": `${helper}\nexport const a = () => process.env["A"];`,
    });
    expect((await generate(folder)).record).toContain(
      `; not kept: ${why!.startsWith("bad.ts") ? "" : "ifmatch.config.ts "}${why}`,
    );
    expect((await generate(folder)).record).toMatch(/^not used: there is none/);
  });

  test.for([
    [
      "functions and types",
      'const f = <T extends object>(a: T): Partial<T> => ({ ...a }); interface P { process: string }; f({ date: "x" });',
    ],
    [
      "a module and a type",
      'import type { ApiModel } from "ifmatch"; import { help } from "./helper"; export type A = ApiModel; help();',
    ],
    ["paths", 'import { join } from "node:path"; const here = join(import.meta.dirname ?? "", "x"); export { here };'],
    ["a member of that name", "const a = { process: 1, Date: 2 }; export const b = a.process + a.Date;"],
    [
      "a class",
      "class A { static b = 1; c() { label: for (const x of [1]) { continue label; } return JSON.stringify(this); } } new A().c();",
    ],
  ])("but code that looks at nothing is: %s", async ([, code]) => {
    const folder = project({ ...config(code!), "helper.ts": helper });
    expect((await generate(folder)).record).toMatch(/; kept$/);
    expect((await generate(folder)).record).toBe(USED);
  });

  test("CommonJS without imports is", async () => {
    const folder = project({
      "package.json": {},
      "ifmatch.config.js": 'module.exports = { input: "openapi.json", zod: false };',
    });
    await generate(folder);
    expect((await generate(folder)).record).toBe(USED);
  });

  test("a config that is reached through a link is not", async () => {
    const folder = project({ "real/ifmatch.config.ts": config("")["ifmatch.config.ts"]! });
    symlinkSync(join(folder, "real/ifmatch.config.ts"), join(folder, "ifmatch.config.ts"));
    expect((await generate(folder)).record).toContain("is reached through a link");
  });

  test("a document at a URL is not", async () => {
    const server = createServer((_, response) => response.end(JSON.stringify(jobsApi())));
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/openapi.json`;
    const folder = project();
    expect((await generate(folder, url)).record).toBe(
      "not used: the document is fetched; not kept: the document is fetched",
    );
    const configured = project({ "ifmatch.config.json": { input: url } });
    expect((await generate(configured)).record).toMatch(/not kept: a document is fetched$/);
    const referring = project({
      "openapi.json": jobsApi({ components: { schemas: { Job: { $ref: `${url}#/components/schemas/Job` } } } }),
    });
    expect((await generate(referring, "--allow-remote", new URL(url).origin)).record).toMatch(
      /not kept: a document is fetched$/,
    );
  });

  test("a file that changes while it is used is not", async () => {
    // The patch is called when the config has been read, and the document has not been used yet.
    const folder = project({
      "ifmatch.config.ts": `import { change } from "./change.js";
        export default { input: "openapi.json", patch: (document) => change(document) };`,
      "change.ts": "export const change = (document) => ({ ...document, tags: [] });",
      "openapi.json": jobsApi(),
    });
    const seen = new Observations();
    const { file } = await observing(seen, () => loadClients({ cwd: folder }));
    write(folder, { "change.ts": "export const change = (document) => document;" });
    await observing(seen, async () => readsMore(file!));
    expect(seen.obstacle).toBe(`${join(folder, "change.ts")} changed during the run`);
  });
});

describe("any single change", () => {
  test("leads to what a comparison of everything says", async () => {
    const folder = project(everything);
    await run(folder, "generate");
    const good = snapshot(folder);
    const paths = Object.keys(good).filter((path) => !path.includes(".cache") && !path.endsWith(".lock"));
    const changes = {
      remove: removes,
      empty: (path: string) => writes({ [path]: "" }),
      space: (path: string) => writes({ [path]: `${good[path]!}\n` }),
      cut: (path: string) => writes({ [path]: good[path]!.slice(0, good[path]!.length / 2) }),
      same: (path: string) => writes({ [path]: good[path]! }),
      beside: (path: string) => writes({ [path.replace(/(\.\w+)?$/, "-2$1")]: good[path]! }),
      word: (path: string) => writes({ [path]: good[path]!.replace(/[a-z]{4,}/, "other") }),
      marker: (path: string) => writes({ [path]: good[path]!.replace(MARKER, "") }),
    };
    const kinds = Object.keys(changes) as (keyof typeof changes)[];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.constantFrom(...kinds), async (path, kind) => {
        changes[kind](path)(folder);
        const checked = await generate(folder, "--check");
        const code = await fullCheck(folder);
        // Back to where it was, and to the record of that.
        removes("src")(folder);
        for (const left of Object.keys(snapshot(folder)))
          if (good[left] === undefined && !left.includes(".cache")) removes(left)(folder);
        write(folder, good);
        expect(checked.code).toBe(code);
        expect((await generate(folder, "--check")).code).toBe(0);
        expect((await generate(folder, "--check")).record).toBe(USED);
      }),
      { numRuns: 20, seed: 16 },
    );
  });
});
