import { defineConfig } from "tsdown";
import { licences } from "./scripts/licences.js";

/**
 * What every command loads, and what it needs in turn: from one file each it starts in half the time that 700 small ones
 * take (docs/adr/0008). Other dependencies are installed beside us, and loaded by the stage that needs them.
 */
const bundled = [
  "@redocly/ajv",
  "@redocly/config",
  "@redocly/openapi-core",
  "zod",
  "ajv",
  "ajv-formats",
  "colorette",
  "fast-deep-equal",
  "fast-uri",
  "graphql",
  "js-levenshtein",
  "js-yaml",
  "json-schema-traverse",
  "jsonpath-rfc9535",
  "picomatch",
  "yaml-ast-parser",
];
const ofBundled = `(${bundled.join("|")})(/|$)`;

const common = { format: "esm", fixedExtension: false, dts: true, outDir: "dist" } as const;

export default defineConfig([
  {
    ...common,
    entry: {
      index: "generator/index.ts",
      mock: "generator/mock/mock.ts",
      "redocly-plugin": "generator/lint/redocly-plugin.ts",
    },
    platform: "node",
    target: "node20.19",
    // Dependencies are installed beside us; heavy ones are loaded by the stage that needs them.
    deps: { neverBundle: [/^[a-z@]/] },
  },
  {
    ...common,
    entry: { bin: "generator/cli/bin.ts" },
    dts: false,
    platform: "node",
    target: "node20.19",
    deps: {
      alwaysBundle: [new RegExp(`^${ofBundled}`)],
      neverBundle: [new RegExp(`^(?!${ofBundled})[a-z@]`)],
      onlyBundle: bundled,
    },
    plugins: [licences()],
    clean: false,
  },
  {
    ...common,
    entry: {
      runtime: "runtime/index.ts",
      "runtime/indexed-db": "runtime/stores/indexed-db.ts",
      "runtime/keyv": "runtime/stores/keyv.ts",
      "runtime/text": "runtime/merge/text.ts",
      "runtime/web-storage": "runtime/stores/web-storage.ts",
    },
    // Browsers and servers alike: nothing but web standards.
    platform: "neutral",
    target: "es2022",
    clean: false,
  },
]);
