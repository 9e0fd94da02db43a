import { readFileSync } from "node:fs";
import { dirname } from "node:path/posix";
import { fileURLToPath } from "node:url";
import { defineConfig, type Rolldown, type UserConfig } from "tsdown";
// Node 22 and later load this file themselves, and know no .js for a .ts.
import { licences } from "./scripts/licences.ts";
import { openapiCoreParts } from "./scripts/openapi-core-parts.ts";
import { typescriptPart } from "./scripts/typescript-part.ts";

/**
 * Installed beside the command line, not bundled: ts-morph is a TypeScript of ten megabytes that loads fastest through
 * `require`, jiti loads its own transpiler by path. Everything else is bundled (docs/adr/0011), and `licences` lists it.
 */
const installed = ["jiti", "ts-morph"];
const ofInstalled = `(?:${installed.join("|")})(?:/|$)`;

/**
 * What may be bundled: a package that joins unnoticed fails the build. Each is named in THIRD-PARTY-LICENSES.txt.
 */
const bundled = [
  "@faker-js/faker",
  "@clack/core",
  "@clack/prompts",
  "@hono/node-server",
  "@redocly/ajv",
  "@redocly/config",
  "@redocly/openapi-core",
  "@scalar/openapi-upgrader",
  "agent-base",
  "ajv",
  "ajv-formats",
  "ansi-colors",
  "balanced-match",
  "brace-expansion",
  "change-case",
  "chokidar",
  "colorette",
  "commander",
  "debug",
  "diff",
  "fast-deep-equal",
  "fast-string-truncated-width",
  "fast-string-width",
  "fast-uri",
  "fast-xml-builder",
  "fast-xml-parser",
  "fast-wrap-ansi",
  "fastest-levenshtein",
  "foreach",
  "has-flag",
  "hono",
  "https-proxy-agent",
  "js-levenshtein",
  "js-yaml",
  "js-yaml4",
  "json-pointer",
  "json-schema-traverse",
  "jsonpath-rfc9535",
  "minimatch",
  "ms",
  "openapi-sampler",
  "openapi-typescript",
  "path-expression-matcher",
  "picocolors",
  "picomatch",
  "pluralize",
  "readdirp",
  "recheck",
  "sisteransi",
  "supports-color",
  "typescript",
  "xml-naming",
  "yaml",
  "yaml-ast-parser",
  "zod",
];

const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Left out of the bundle: openapi-core's support of GraphQL documents, which we refuse to read, and the older
 * openapi-core that openapi-typescript would load documents with; we hand it a loaded one.
 */
const leaveOut = (): Rolldown.Plugin => ({
  name: "leave-out",
  resolveId(id, importer = "") {
    if (id === "graphql" || (id === "@redocly/openapi-core" && importer.includes("openapi-typescript")))
      return { id: "\0left-out", moduleSideEffects: false };
    return null;
  },
  // CommonJS: any name may be imported from it.
  load: (id) => (id === "\0left-out" ? "module.exports = {};" : null),
});

/** A build for declarations alone; in CommonJS tsdown writes the code as well. */
const declarationsOnly = (): Rolldown.Plugin => ({
  name: "declarations-only",
  generateBundle(_, bundle) {
    for (const name of Object.keys(bundle)) if (!/\.d\.c?ts$/.test(name)) delete bundle[name];
  },
});

/** The version of node-diff3 beside its copy: its whole manifest has `exports`, which mean nothing there. */
const libraryVersion = (): Rolldown.Plugin => ({
  name: "library-version",
  generateBundle() {
    const { name, version, license } = JSON.parse(
      readFileSync(fileOf("node_modules/node-diff3/package.json"), "utf8"),
    ) as {
      readonly [key: string]: unknown;
    };
    const source = `${JSON.stringify({ name, version, license }, undefined, 2)}\n`;
    this.emitFile({ type: "asset", fileName: "runtime-sources/node-diff3/package.json", source });
  },
});

const common: UserConfig = { fixedExtension: false, dts: true, outDir: "dist" };

const generator: UserConfig = {
  ...common,
  dts: false,
  platform: "node",
  target: "node20.19",
  deps: {
    alwaysBundle: [new RegExp(`^(?!${ofInstalled}|node:)[a-z@]`)],
    neverBundle: [new RegExp(`^${ofInstalled}`)],
    onlyBundle: bundled,
  },
  plugins: [leaveOut(), openapiCoreParts(), typescriptPart()],
};

const runtimeEntries = {
  index: "runtime/index.ts",
  angular: "runtime/bindings/angular.ts",
  "angular-http": "runtime/bindings/angular-http.ts",
  axios: "runtime/bindings/axios/index.ts",
  contract: "runtime/contract/index.ts",
  devtools: "runtime/devtools/index.ts",
  draft: "runtime/draft/index.ts",
  "indexed-db": "runtime/stores/indexed-db.ts",
  keyv: "runtime/stores/keyv.ts",
  "pinia-colada": "runtime/query/pinia-colada/index.ts",
  "tanstack-db": "runtime/query/tanstack-db/index.ts",
  outbox: "runtime/outbox/index.ts",
  query: "runtime/query/index.ts",
  react: "runtime/bindings/react.ts",
  "react-hook-form": "runtime/bindings/react-hook-form.ts",
  "tanstack-form": "runtime/bindings/tanstack-form.ts",
  solid: "runtime/bindings/solid.ts",
  svelte: "runtime/bindings/svelte.ts",
  swr: "runtime/query/swr/index.ts",
  text: "runtime/merge/text.ts",
  "vee-validate": "runtime/bindings/vee-validate.ts",
  vue: "runtime/bindings/vue.ts",
  "web-storage": "runtime/stores/web-storage.ts",
};

const runtime: UserConfig = {
  ...common,
  format: ["esm", "cjs"],
  // Browsers and servers alike: nothing but web standards.
  platform: "neutral",
  target: "es2022",
  // A framework is the application's own.
  deps: {
    alwaysBundle: [/^node-diff3/],
    onlyBundle: ["node-diff3"],
    neverBundle: [
      "@angular/common",
      "@angular/core",
      "@tanstack/react-form",
      "axios",
      "react",
      "react-hook-form",
      "rxjs",
      "solid-js",
      "vee-validate",
      "vue",
    ],
  },
  plugins: [licences()],
};

const library = {
  "eslint-plugin": "generator/eslint/eslint-plugin.ts",
  index: "generator/index.ts",
  mock: "generator/mock/mock.ts",
  "redocly-plugin": "generator/lint/redocly-plugin.ts",
  vite: "generator/vite/vite.ts",
};

/** The mock without Node, for browsers and for MSW. */
const browserLibrary = { "mock-browser": "generator/mock/mock-browser.ts", msw: "generator/mock/msw.ts" };

const browser: UserConfig = {
  ...generator,
  platform: "browser",
  target: "es2022",
  entry: browserLibrary,
  deps: { alwaysBundle: [/^(?!msw(?:\/|$))[a-z@]/], neverBundle: ["msw"], onlyBundle: bundled },
  plugins: [],
  clean: false,
};

export default defineConfig([
  // The command line and the library as ES modules, from one graph; and the library for `require`.
  {
    ...generator,
    format: "esm",
    entry: { bin: "generator/cli/bin.ts", ...library },
    plugins: [leaveOut(), openapiCoreParts(), typescriptPart(), licences()],
  },
  { ...generator, format: "cjs", entry: library, clean: false },
  { ...browser, format: "esm", plugins: [licences("mock/")] },
  // One at a time: of two, one would export the helpers of the other.
  ...Object.entries(browserLibrary).map(([name, path]): UserConfig => ({
    ...browser,
    format: "cjs",
    entry: { [name]: path },
  })),
  // Their declarations name no type of what is bundled (test/package/exports.test.ts).
  {
    ...common,
    format: ["esm", "cjs"],
    entry: { ...library, ...browserLibrary },
    dts: { emitDtsOnly: true },
    platform: "node",
    deps: { neverBundle: [/^[a-z@]/] },
    plugins: [declarationsOnly()],
    clean: false,
  },
  // The runtime, complete in itself, twice from the same sources: in this package, so that it is enough to try the tool;
  // and as a package of its own, for applications that install nothing else (docs/adr/0011).
  {
    ...runtime,
    entry: Object.fromEntries(
      Object.entries(runtimeEntries).map(([name, path]) => [name === "index" ? "runtime" : `runtime/${name}`, path]),
    ),
    // A list of its own: builds run at the same time, and the last one would overwrite the other's.
    plugins: [licences("runtime/"), libraryVersion()],
    clean: false,
    // For `runtime: "inline"`. Under a name that no import can mean: a folder `runtime/` would shadow `ifmatch/runtime`.
    copy: [
      // Not what an earlier build has left.
      { from: ["runtime/**/*.ts", "!runtime/dist/**"], to: "dist/runtime-sources", flatten: false },
      // What `merge/text.ts` imports: an inline runtime has it copied beside it.
      ...["dist/diff3.mjs", "LICENSE.md"].map((path) => ({
        from: `node_modules/node-diff3/${path}`,
        to: `dist/runtime-sources/node-diff3/${dirname(path)}`,
      })),
    ],
  },
  {
    ...runtime,
    outDir: "runtime/dist",
    entry: runtimeEntries,
    copy: [{ from: "LICENSE", to: "runtime" }],
  },
]);
