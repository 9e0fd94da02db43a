/** No document, config or command line makes ifmatch fail by itself: any of them, for a while. `npm run fuzz` goes on. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyCase, judge } from "./case.js";

// The same cases for everybody: what is found by chance is found by `npm run fuzz`, and not by a change that has no part in it.
const seed = Number(process.env["FUZZ_SEED"] ?? 1);

test("nothing that is read makes ifmatch fail by itself", { tags: ["at-length"] }, async () => {
  console.log(`fuzz: seed ${seed}; FUZZ_SEED=${seed} repeats this run`);
  const codes = new Set<number>();
  await fc.assert(
    fc.asyncProperty(anyCase, async (one) => {
      const { code, broken } = await judge(one);
      codes.add(code);
      expect(broken).toEqual([]);
    }),
    { seed, numRuns: 400, interruptAfterTimeLimit: 40_000 },
  );
  // Cases that are all refused at the door would find nothing.
  expect([...codes]).toEqual(expect.arrayContaining([0, 2, 3]));
});
