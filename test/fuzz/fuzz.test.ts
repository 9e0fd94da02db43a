/** No document, config or command line makes ifmatch fail by itself: any of them, for a while. `npm run fuzz` goes on. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyCase, brokenPromises } from "./case.js";

const seed = Number(process.env["FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

test("nothing that is read makes ifmatch fail by itself", { tags: ["at-length"] }, async () => {
  console.log(`fuzz: seed ${seed}; FUZZ_SEED=${seed} repeats this run`);
  await fc.assert(
    fc.asyncProperty(anyCase, async (one) => expect(await brokenPromises(one)).toEqual([])),
    { seed, numRuns: 400, interruptAfterTimeLimit: 40_000 },
  );
});
