import { defineConfig } from "tsdown";

const common = { format: "esm", fixedExtension: false, dts: true, outDir: "dist" } as const;

export default defineConfig([
  {
    ...common,
    entry: {
      bin: "generator/cli/bin.ts",
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
    entry: {
      runtime: "runtime/index.ts",
      "runtime/indexed-db": "runtime/adapters/indexed-db.ts",
      "runtime/keyv": "runtime/adapters/keyv.ts",
      "runtime/text": "runtime/adapters/text.ts",
      "runtime/web-storage": "runtime/adapters/web-storage.ts",
    },
    // Browsers and servers alike: nothing but web standards.
    platform: "neutral",
    target: "es2023",
    clean: false,
  },
]);
