/** Both packages as they are published, in projects that have nothing else. Slower stacks: test/stacks/. */
import { cpSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { notesDocument, notesOutput, notesProgram, startNotes } from "./notes.js";
import { installedPackages, pack, Project, root, type Tarballs } from "./packed.js";

let tarballs: Tarballs;
/** Has both packages, zod and an old TypeScript; its generated client serves every test below. */
let project: Project;

const runtimeEntries = [
  "",
  "/angular",
  "/angular-http",
  "/axios",
  "/contract",
  "/devtools",
  "/draft",
  "/indexed-db",
  "/keyv",
  "/outbox",
  "/pinia-colada",
  "/tanstack-db",
  "/query",
  "/react",
  "/react-hook-form",
  "/solid",
  "/svelte",
  "/swr",
  "/tanstack-form",
  "/text",
  "/vee-validate",
  "/vue",
  "/web-storage",
];
/** Of the command line's package. */
const commandEntries = [
  "ifmatch",
  "ifmatch/axios",
  "ifmatch/mock",
  "ifmatch/mock/browser",
  "ifmatch/msw",
  "ifmatch/vite",
];
/** What each binding imports; that of Svelte nothing. */
const bindings: Readonly<Record<string, readonly string[]>> = {
  "eslint-plugin": ["eslint"],
  msw: ["msw"],
  angular: ["@angular/core"],
  "angular-http": ["@angular/common/http", "rxjs"],
  axios: ["axios"],
  react: ["react"],
  "react-hook-form": ["react", "react-hook-form"],
  solid: ["solid-js"],
  "tanstack-form": ["@tanstack/react-form", "react"],
  "vee-validate": ["vee-validate", "vue"],
  vue: ["vue"],
};
const isFew = process.env["MODE"] !== "large";
const bin = (name: string): string => join(root, "node_modules", name);
const compilers: Readonly<Record<string, () => string>> = {
  "5.4": () => join(project.folder, "node_modules/typescript54/bin/tsc"),
  "5.9": () => bin("typescript/bin/tsc"),
  "7": () => bin("typescript7/bin/tsc"),
};

beforeAll(() => {
  tarballs = pack();
  project = new Project(join(tarballs.folder, "project"), {
    "package.json": { name: "project", private: true, type: "module" },
    "schema.yml": notesDocument,
    "program.ts": notesProgram(),
    "run.js": 'import { main } from "./out/program.js";\nconsole.log(await main(process.argv[2]));\n',
  });
  project.install(
    tarballs.ifmatch,
    tarballs.runtime,
    "zod@4.3.0",
    "typescript54@npm:typescript@~5.4.5",
    "@tanstack/react-form@1",
    "@types/react@19",
    "@angular/common@20",
    "@angular/compiler@20",
    "@angular/core@20",
    "axios@1",
    "eslint@10",
    "msw@2",
    "react@19",
    "react-hook-form@7",
    "rxjs@7",
    "solid-js@1",
    "vee-validate@4",
    "vue@3",
  );
  project.run("npx", "ifmatch", "generate", "schema.yml", "-o", "generated");
});

afterAll(() => rmSync(tarballs.folder, { recursive: true, force: true }));

/** The smallest library that generated code and the runtime compile with: es2022. */
const strict = {
  strict: true,
  target: "ES2022",
  lib: ["ES2022", "DOM", "DOM.Iterable"],
  types: [],
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
};

/** Type-checks (or compiles, with `outDir`) files of the project; answers what the compiler prints. */
function compile(name: string, version: string, include: readonly string[], options: object): string {
  const files = `tsconfig.${name}.json`;
  project.write({ [files]: { compilerOptions: { ...strict, noEmit: true, rootDir: ".", ...options }, include } });
  return project.run("node", compilers[version]!(), "-p", files);
}

/** Runs a program of a project against a server of notes. */
async function runWithNotes(target: Project, file: string): Promise<string> {
  const { url, server } = await startNotes();
  try {
    return (await target.runAside("node", file, url)).trim();
  } finally {
    server.close();
  }
}

describe("what is installed", () => {
  test("the command line alone generates a client, and runs it on the runtime that it brings", async () => {
    const alone = new Project(join(tarballs.folder, "alone"), {
      "package.json": { name: "alone", private: true, type: "module" },
      "ifmatch.config.json": { input: "../project/schema.yml", output: "generated", zod: false },
      "run.js": `import { createClient, noteRetrieve } from "./out/index.js";
        const client = createClient({ baseUrl: process.argv[2] });
        console.log((await noteRetrieve(client, { path: { id: "a" } })).kind);`,
    });
    alone.install(tarballs.ifmatch);
    expect(installedPackages(alone)).toEqual(
      expect.arrayContaining(["@ts-morph/common", "ifmatch", "jiti", "ts-morph"]),
    );
    expect(installedPackages(alone).length).toBeLessThanOrEqual(14);
    alone.run("npx", "ifmatch", "generate");
    expect(alone.read("generated/client.ts")).toContain('from "ifmatch/runtime"');
    const compilerOptions = { ...strict, module: "NodeNext", outDir: "out", rootDir: "generated" };
    alone.write({ "tsconfig.json": { compilerOptions, include: ["generated"] } });
    expect(alone.run("node", compilers["7"]!(), "-p", ".")).toBe("");
    expect(await runWithNotes(alone, "run.js")).toBe("ok");
  });

  test("a production install of an application brings the runtime and what it depends on itself, and works", async () => {
    expect(compile("out", "5.9", ["program.ts"], { module: "NodeNext", outDir: "out", noEmit: false })).toBe("");
    const application = new Project(join(tarballs.folder, "application"), {
      "package.json": {
        name: "application",
        private: true,
        type: "module",
        dependencies: { "@ifmatch/runtime": `file:${tarballs.runtime}`, zod: "4.3.0" },
        devDependencies: { ifmatch: `file:${tarballs.ifmatch}` },
      },
      "run.js": project.read("run.js"),
    });
    application.install("--omit=dev");
    expect(installedPackages(application)).toEqual(["@ifmatch/runtime", "zod"]);
    cpSync(join(project.folder, "out"), join(application.folder, "out"), { recursive: true });
    expect(await runWithNotes(application, "run.js")).toBe(notesOutput);
  });

  test("no folder of sources that an import could mean, and no source map to sources that are not there", () => {
    const published = readdirSync(join(project.folder, "node_modules/ifmatch"));
    const documents = ["ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "SECURITY.md"];
    expect(published.sort()).toEqual([...documents, "dist", "docs", "package.json"].sort());
    const runtime = readdirSync(join(project.folder, "node_modules/@ifmatch/runtime"));
    expect(runtime.sort()).toEqual(["LICENSE", "README.md", "dist", "package.json"].sort());
  });

  test("nothing but what is meant to be published", () => {
    const filesOf = (name: string): string[] =>
      readdirSync(join(project.folder, "node_modules", name), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(join(project.folder, "node_modules", name), join(entry.parentPath, entry.name)))
        .filter((path) => !path.startsWith("node_modules"));
    const code = /^[\w-]+\.(?:c?js|d\.c?ts)$/;
    const meant = (path: string): boolean =>
      [
        /^(?:package\.json|LICENSE|(?:README|ARCHITECTURE|CHANGELOG|CONTRIBUTING|SECURITY)\.md)$/,
        /^docs\/(?:(?:adr|eslint|keep|rules)\/)?[\w-]+\.md$/,
        /^dist\/(?:runtime\/|mock\/)?(?:THIRD-PARTY-LICENSES\.txt|sbom\.cdx\.json)$/,
        // The sources of the runtime, for `runtime: "inline"`, and the library that they import.
        /^dist\/runtime-sources\/(?:(?!dist)[\w-]+\/)*[\w-]+\.ts$/,
        /^dist\/runtime-sources\/node-diff3\/(?:package\.json|LICENSE\.md|dist\/diff3\.mjs)$/,
      ].some((pattern) => pattern.test(path)) || code.test(path.replace(/^dist\/(?:runtime\/)?/, ""));
    for (const name of ["ifmatch", "@ifmatch/runtime"]) {
      const files = filesOf(name);
      expect(files.length).toBeGreaterThan(50);
      expect(files.filter((path) => !meant(path))).toEqual([]);
    }
  });

  test("declarations name no package, and the runtime imports none", () => {
    for (const [folder, names] of [
      ["ifmatch/dist", /\.d\.c?ts$/],
      ["ifmatch/dist/runtime", /\.(?:d\.c?ts|c?js)$/],
      ["@ifmatch/runtime/dist", /\.(?:d\.c?ts|c?js)$/],
    ] as const) {
      const files = readdirSync(join(project.folder, "node_modules", folder)).filter((name) => names.test(name));
      expect(files.length, folder).toBeGreaterThan(3);
      const modules = files.flatMap((name) =>
        [
          ...project
            .read(`node_modules/${folder}/${name}`)
            .matchAll(/^(?:import|export|const|let|var)\b[^\n]*(?:from |import\(|require\()"([^".][^"]*)"/gm),
        ].map((match) => `${name}: ${match[1]!}`),
      );
      // The bindings, and nothing else, import their framework and their form library.
      const others = modules.filter((found) => {
        const [, entry = "", module = ""] = /^(.+?)\.(?:d\.)?c?[jt]s: (.+)$/.exec(found) ?? [];
        return !bindings[entry]?.includes(module);
      });
      expect(others, folder).toEqual([]);
    }
  });
});

test("licence texts of what is bundled are there, in each package that bundles it", () => {
  const licences = (folder: string): string => project.read(`node_modules/${folder}/THIRD-PARTY-LICENSES.txt`);
  expect(licences("ifmatch/dist")).toMatch(/^zod \d/m);
  expect(licences("ifmatch/dist")).toMatch(/^openapi-typescript \d/m);
  for (const folder of ["ifmatch/dist/runtime", "@ifmatch/runtime/dist"])
    expect(licences(folder), folder).toMatch(/^node-diff3 \d/m);
});

test("a bill of materials lists the same packages as the licences do", () => {
  for (const folder of ["ifmatch/dist", "ifmatch/dist/runtime", "ifmatch/dist/mock", "@ifmatch/runtime/dist"]) {
    const texts = project.read(`node_modules/${folder}/THIRD-PARTY-LICENSES.txt`);
    const bill = JSON.parse(project.read(`node_modules/${folder}/sbom.cdx.json`)) as {
      bomFormat: string;
      components: { name: string; version: string; licenses: { license: { id: string } }[] }[];
    };
    expect(bill.bomFormat).toBe("CycloneDX");
    const lines = bill.components.map(
      ({ name, version, licenses: [first] }) => `${name} ${version}, ${first!.license.id}`,
    );
    expect(lines.length, folder).toBeGreaterThan(0);
    for (const line of lines) expect(texts).toContain(line);
    expect(texts.split(`${"-".repeat(80)}`)).toHaveLength(lines.length);
  }
});

describe("the packed command line", () => {
  test("says what it found", () => {
    const output = project.run("npx", "ifmatch", "generate", "schema.yml", "-o", "generated");
    expect(output).toContain("1 conditional state change");
  });

  test("generates what the checkout generates", () => {
    const sample = new Project(join(project.folder, "sample"), { "package.json": { name: "sample", private: true } });
    for (const path of ["schema", "ifmatch.config.ts"])
      cpSync(join(root, path), join(sample.folder, path), { recursive: true });
    sample.run("node", "../node_modules/ifmatch/dist/bin.js", "generate");
    const files = readdirSync(join(root, "generated"), { recursive: true, encoding: "utf8" }).filter((path) =>
      /\.\w+$/.test(path),
    );
    expect(files.length).toBeGreaterThan(20);
    for (const path of files)
      expect(sample.read(`generated/${path}`), path).toBe(new Project(root).read(`generated/${path}`));
  });

  test("copies the runtime for `runtime: inline`, and the copy compiles without the package", () => {
    project.write({
      "inline/ifmatch.config.ts": `import { defineConfig } from "ifmatch";
        export default defineConfig({ input: "../schema.yml", output: "generated", runtime: "inline" });`,
    });
    const inline = new Project(join(project.folder, "inline"));
    inline.run("npx", "ifmatch", "generate");
    expect(inline.read("generated/client.ts")).toContain('from "./runtime/index.js"');
    expect(compile("inline", "5.9", ["inline/generated"], { module: "NodeNext" })).toBe("");
  });

  test("says where a config has a syntax error", () => {
    project.write({ "broken/ifmatch.config.ts": "export default {\n  input: ,\n};\n" });
    expect(() => new Project(join(project.folder, "broken")).run("npx", "ifmatch", "generate")).toThrow(
      /ifmatch\.config\.ts:2:\d+/,
    );
  });

  test("lints, alone and as a plugin of redocly lint", () => {
    project.write({
      "open.yml": notesDocument.replace("put:", "delete: { operationId: gone, responses: {} }\n    put:"),
      "redocly.yaml": "plugins: [ifmatch/redocly-plugin]\nextends: [ifmatch/recommended]\n",
    });
    expect(project.run("npx", "ifmatch", "lint", "open.yml", "--fail-on", "never")).toContain("unmarked-state-change");
    const redocly = bin("@redocly/cli/bin/cli.js");
    expect(() => project.run("node", redocly, "lint", "open.yml", "--format=json")).toThrow(
      /"ruleId": "ifmatch\/unmarked-state-change"/,
    );
    expect(readdirSync(join(project.folder, "node_modules/ifmatch/docs/rules"))).toContain("unmarked-state-change.md");
  });

  test("has an ESLint plugin, for import and for require", () => {
    project.write({
      "eslint.config.mjs":
        'import ifmatch from "ifmatch/eslint-plugin";\nexport default [{ ...ifmatch.configs.recommended, files: ["by-hand.js"] }];\n',
      "eslint.config.cjs":
        'const ifmatch = require("ifmatch/eslint-plugin");\nmodule.exports = [{ ...ifmatch.configs.recommended, files: ["by-hand.js"] }];\n',
      "by-hand.js": "export const save = (axios, id) => axios.put(`/notes/${id}`, {});\n",
    });
    for (const config of ["eslint.config.mjs", "eslint.config.cjs"])
      expect(() => project.run("npx", "eslint", "-c", config, "by-hand.js")).toThrow(/ifmatch\/no-bypass/);
  });
});

describe("import and require", () => {
  test.for([...runtimeEntries.map((entry) => `@ifmatch/runtime${entry}`), ...commandEntries])(
    "give the same names: %s",
    (entry) => {
      project.write({
        "names.mjs": `import "@angular/compiler";
          import { createRequire } from "node:module";
          const names = (module) => Object.keys(module).filter((name) => name !== "__esModule").sort().join();
          const [imported, required] = [names(await import("${entry}")), names(createRequire(import.meta.url)("${entry}"))];
          console.log(imported === required, imported.split(",").length);`,
      });
      expect(project.run("node", "names.mjs")).toMatch(/^true [1-9]/);
    },
  );

  test("give the same names under both names of the runtime", () => {
    project.write({
      "same.mjs": `import "@angular/compiler";
        import { createRequire } from "node:module";
        const require = createRequire(import.meta.url);
        for (const entry of ${JSON.stringify(runtimeEntries)}) {
          for (const load of [(name) => import(name), async (name) => require(name)]) {
            const [one, other] = [await load("ifmatch/runtime" + entry), await load("@ifmatch/runtime" + entry)];
            const names = (module) => Object.keys(module).sort().join();
            if (names(one) === "" || names(one) !== names(other)) throw new Error(entry);
          }
        }
        console.log("same");`,
    });
    expect(project.run("node", "same.mjs").trim()).toBe("same");
  });

  test("ifmatch/runtime is complete in itself, also for a browser that is served the file", () => {
    const files = readdirSync(join(project.folder, "node_modules/ifmatch/dist")).filter((name) =>
      /^runtime\.c?js$/.test(name),
    );
    expect(files.sort()).toEqual(["runtime.cjs", "runtime.js"]);
    const text = project.read("node_modules/ifmatch/dist/runtime.js");
    for (const [, module] of text.matchAll(/from ?"([^"]+)"/g)) expect(module).toMatch(/^\.\//);
  });

  test("run a program that was compiled to CommonJS", async () => {
    project.write({ "cjs/package.json": { type: "commonjs" }, "cjs/program.ts": notesProgram() });
    cpSync(join(project.folder, "generated"), join(project.folder, "cjs/generated"), { recursive: true });
    const options = { module: "Node16", moduleResolution: "Node16", outDir: "cjs/out", rootDir: "cjs", noEmit: false };
    expect(compile("cjs", "5.9", ["cjs/program.ts"], options)).toBe("");
    project.write({
      "cjs/run.js": 'require("./out/program.js").main(process.argv[2]).then((line) => console.log(line));\n',
    });
    expect(await runWithNotes(project, "cjs/run.js")).toBe(notesOutput);
  });
});

// What a compiler says does not depend on the version of Node: `test:unit`, which other versions run, leaves this out.
describe("type resolution", { tags: ["at-length"] }, () => {
  const programOf = (entries: readonly string[], hasMsw: boolean): string =>
    [
      ...entries.map((entry, at) => `export * as own${at} from "@ifmatch/runtime${entry}";`),
      ...entries.map((entry, at) => `export * as other${at} from "ifmatch/runtime${entry}";`),
      'export { defineConfig } from "ifmatch";',
      'export { createMock } from "ifmatch/mock";',
      'export { createMock as prepared } from "ifmatch/mock/browser";',
      ...(hasMsw
        ? ['export { handlers } from "ifmatch/msw";', 'export * as eslintPlugin from "ifmatch/eslint-plugin";']
        : []),
      'export * as plugin from "ifmatch/redocly-plugin";',
      'export { ifmatch as vitePlugin } from "ifmatch/vite";',
      // An import that resolves to `any` would pass: a tag is no number.
      'import { isEntityTag } from "@ifmatch/runtime";',
      'import { mergeText } from "ifmatch/runtime/text";',
      "// @ts-expect-error",
      "isEntityTag(1);",
      "// @ts-expect-error",
      "mergeText(1);",
    ].join("\n");
  const resolutions = {
    // Without esModuleInterop zod's own declarations do not compile here.
    node10: { module: "CommonJS", moduleResolution: "Node10", esModuleInterop: true },
    bundler: { module: "ESNext", moduleResolution: "Bundler" },
    nodenext: { module: "NodeNext", moduleResolution: "NodeNext" },
    "nodenext, from CommonJS": { module: "NodeNext", moduleResolution: "NodeNext" },
  };

  // The others of the older compilers take half a minute each: `npm run test:resolutions`.
  const few: Readonly<Record<string, readonly string[]>> = {
    "5.4": ["node10", "bundler"],
    "5.9": ["nodenext", "bundler"],
  };

  test.for(
    Object.keys(compilers).flatMap((version) =>
      Object.keys(resolutions)
        .filter((resolution) => !isFew || (few[version]?.includes(resolution) ?? true))
        // TypeScript 7 has no node10 any more.
        .filter((resolution) => version !== "7" || resolution !== "node10")
        .map((resolution) => [version, resolution as keyof typeof resolutions] as const),
    ),
  )("TypeScript %s, %s, libraries checked", ([version, resolution]) => {
    // What these libraries declare is newer than TypeScript 5.4, or for ES modules only, which 5.4 cannot require.
    const newer = ["/angular", "/solid", "/tanstack-form", "/vee-validate"];
    const program = programOf(
      runtimeEntries.filter((entry) => version !== "5.4" || !newer.includes(entry)),
      version !== "5.4",
    );
    project.write({ "resolve/every.ts": program, "resolve/every.cts": program });
    const entry = resolution.endsWith("CommonJS") ? "resolve/every.cts" : "resolve/every.ts";
    // The client, too, where its imports end in .js as this resolution wants them.
    const include = resolution.endsWith("CommonJS") ? [entry] : [entry, "program.ts"];
    const options = { ...resolutions[resolution], skipLibCheck: !resolution.startsWith("node") };
    expect(compile(`${version}-${resolution.replace(/\W+/g, "-")}`, version, include, options)).toBe("");
  });
});

// Half a minute, and test/package/exports.test.ts holds the same of the sources: `npm run test:resolutions`.
test.for(isFew ? [] : ["5.9"])(
  "a library with declarations may export whatever it makes of each entry",
  { tags: ["at-length"] },
  () => {
    const entries = [...runtimeEntries.map((entry) => `@ifmatch/runtime${entry}`), ...commandEntries];
    project.write({
      "names.mjs": `import "@angular/compiler";
      for (const entry of ${JSON.stringify(entries)})
      console.log(JSON.stringify([entry, Object.entries(await import(entry)).map(([name, value]) =>
        [name, typeof value === "function" && !/^class /.test(String(value))])]));`,
    });
    const modules = project
      .run("node", "names.mjs")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as [entry: string, values: [name: string, isFunction: boolean][]]);
    project.write(
      Object.fromEntries(
        modules.map(([entry, values], at) => [
          `library/${at}.ts`,
          [
            `import * as module from "${entry}";`,
            ...values.map(([name]) => `export const value_${name} = module.${name};`),
            ...values
              .filter(([, isFunction]) => isFunction)
              .map(
                ([name]) =>
                  `export const result_${name} = module.${name}(...(undefined as never as Parameters<typeof module.${name}>));`,
              ),
            ...(entry === "@ifmatch/runtime"
              ? ["export const retry = module.retryRetrievals();", "export const lanes = module.lanes();"]
              : []),
          ].join("\n"),
        ]),
      ),
    );
    const options = { module: "NodeNext", declaration: true, noEmit: false, outDir: "library/out" };
    expect(compile("library", "5.9", ["library/*.ts"], options)).toBe("");
    expect(project.read("library/out/library/0.d.ts")).toContain("export declare const retry:");
  },
);

test("bundles for a browser without anything of Node, and without what is not used", async () => {
  const { outputFiles } = await build({
    entryPoints: [join(project.folder, "program.ts")],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    metafile: true,
    write: false,
  });
  const text = outputFiles[0]!.text;
  expect(text).not.toMatch(/node:|require\(/);
  expect(text).toContain("If-Match");
  expect(text).not.toContain("indexedDB");
});
