import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import base from "../../vitest.config.js";
import { testTags } from "../prerequisites/tags.js";

/** The first test to fail ends a mutant's run: small files, which test one module, come first. */
class SmallestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toReversed();
  }
}

/** What `npm run mutation` runs for each mutant of the runtime: its unit tests, and of those the ones that are quick. */
export default defineConfig({
  ...base,
  test: {
    tags: testTags({ skip: true }),
    include: ["test/runtime/**/*.test.ts"],
    exclude: [
      "test/runtime/*{interleavings,laws}.test.ts",
      // A bundler, processes, and what tests adapters/ alone or at length: those are not mutated.
      "test/runtime/{bundle,indexed-db,keyv-redis,store-contract,text}.test.ts",
    ],
    testTimeout: 20_000,
    pool: "threads",
    // A module is loaded once a mutant, not once a file: the runtime keeps nothing outside its clients.
    isolate: false,
    sequence: { sequencer: SmallestFirst },
  },
});
