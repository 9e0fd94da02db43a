import { defineConfig } from "tsdown";

export default defineConfig({
  entry: { bin: "generator/cli/bin.ts", index: "generator/index.ts", runtime: "runtime/index.ts" },
  platform: "neutral",
  target: "node20.19",
  format: "esm",
  fixedExtension: false,
  dts: true,
  // Dependencies are installed beside us; node's own modules are built in.
  external: [/^node:/, /^[a-z@]/],
});
