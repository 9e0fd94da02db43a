import { defineConfig, mergeConfig } from "vitest/config";
import base from "../../vitest.config.js";

/** What `npm run mutation` runs for each mutant of the runtime: its own tests, and those alone. */
export default mergeConfig(
  base,
  defineConfig({
    test: {
      include: ["test/runtime/**/*.test.ts", "test/servers/sample-*.test.ts"],
      exclude: ["test/runtime/bundle.test.ts"],
      testTimeout: 20_000,
      coverage: { enabled: false },
    },
  }),
);
