import { defineConfig } from "vitest/config";
import base from "../../vitest.config.js";

/** `npm run test:stacks`: what installs frameworks, which `npm test` does not. */
export default defineConfig({
  ...base,
  test: { include: ["test/stacks/**/*.stack.ts"], testTimeout: 1_200_000, hookTimeout: 1_200_000, maxWorkers: 1 },
});
