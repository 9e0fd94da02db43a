import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { skippedTests } from "./test/prerequisites/reporter.js";
import { testTags } from "./test/prerequisites/tags.js";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [skippedTests()],
  resolve: {
    alias: [
      { find: /^(?:@ifmatch|ifmatch)\/runtime$/, replacement: at("./runtime/index.ts") },
      {
        find: /^(?:@ifmatch|ifmatch)\/runtime\/(contract|devtools|draft|outbox|query)$/,
        replacement: at("./runtime/$1/index.ts"),
      },
      {
        find: /^(?:(?:@ifmatch|ifmatch)\/runtime|ifmatch)\/axios$/,
        replacement: at("./runtime/bindings/axios/index.ts"),
      },
      {
        find: /^(?:@ifmatch|ifmatch)\/runtime\/(swr|pinia-colada|tanstack-db)$/,
        replacement: at("./runtime/query/$1/index.ts"),
      },
      {
        find: /^(?:@ifmatch|ifmatch)\/runtime\/(angular|angular-http|react|react-hook-form|solid|svelte|tanstack-form|vee-validate|vue)$/,
        replacement: at("./runtime/bindings/$1.ts"),
      },
      { find: /^(?:@ifmatch|ifmatch)\/runtime\/text$/, replacement: at("./runtime/merge/text.ts") },
      { find: /^(?:@ifmatch|ifmatch)\/runtime\/(.+)$/, replacement: at("./runtime/stores/$1.ts") },
      { find: /^ifmatch\/eslint-plugin$/, replacement: at("./generator/eslint/eslint-plugin.ts") },
      { find: /^ifmatch\/mock$/, replacement: at("./generator/mock/mock.ts") },
      { find: /^ifmatch\/mock\/browser$/, replacement: at("./generator/mock/mock-browser.ts") },
      { find: /^ifmatch\/msw$/, replacement: at("./generator/mock/msw.ts") },
      { find: /^ifmatch\/vite$/, replacement: at("./generator/vite/vite.ts") },
      { find: /^ifmatch$/, replacement: at("./generator/index.ts") },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    tags: testTags(),
    // Many tests wait for a compiler or a server: with two cores, Vitest alone would take one worker.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Compiling the corpus and installing the packed package take their time; nothing asserts how long.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    coverage: {
      include: ["generator/**/*.ts", "runtime/**/*.ts"],
      // What `npm run build` leaves behind; and `runtime/**` matches `test/runtime/`, too.
      // The last two run in a browser alone, where their tests are and nothing is counted.
      exclude: ["runtime/dist/**", "test/**", "runtime/devtools/panel.ts", "runtime/wire/upload.ts"],
      reporter: ["text-summary", "text", "json-summary"],
      // What decides about a precondition is tested in every branch, or nearly.
      thresholds: { "generator/model/**": { branches: 95 }, "runtime/**": { branches: 95 } },
    },
  },
});
