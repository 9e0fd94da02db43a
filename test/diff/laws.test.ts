/** What holds for any two contracts. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { ChangeKind, ContractChange } from "../../generator/diff/change.js";
import { diffContracts } from "../../generator/diff/diff.js";
import { shapeOf } from "../../generator/diff/pairs.js";
import type { OperationModel } from "../../generator/model/model.js";
import { modelOf } from "../model/model-of.js";
import { changes, ifMatch, marked, op, tagged } from "./contracts.js";

type Json = Record<string, unknown>;

const change = fc.constantFrom<Json>({}, marked, ifMatch(true), ifMatch(false), { "x-concurrency": "none" });
const read = fc.constantFrom<Json | undefined>(undefined, {}, marked, tagged);
const path = fc.constantFrom(
  "/jobs/{id}",
  "/jobs/{job_id}/",
  "/jobs/{id}/notes/",
  "/notes/{id}",
  "/notes/{id}#x",
  "/lists/{id}/notes/{n}",
);

/** Up to five paths; operationIds stay with a path, move to another, or are missing. */
const contract = fc
  .uniqueArray(
    fc.record({
      path,
      get: read,
      put: fc.option(change),
      patch: fc.option(change),
      names: fc.constantFrom("a", "b", "c", ""),
    }),
    { maxLength: 5, selector: ({ path: one }) => one },
  )
  .map((items) => {
    const taken = new Set<string>();
    const named = (name: string, more: Json): Json => {
      if (name.endsWith("_") || taken.has(name)) return { ...op("x", more), operationId: undefined };
      taken.add(name);
      return op(name, more);
    };
    return Object.fromEntries(
      items.map(({ path: at, get, put, patch, names }) => [
        at,
        {
          ...(get && { get: named(`read_${names}`, get) }),
          ...(put && { put: named(`put_${names}`, put) }),
          ...(patch && { patch: named(`patch_${names}`, patch) }),
        },
      ]),
    );
  });

const inverse: Readonly<Record<ChangeKind, ChangeKind>> = {
  "protection-lost": "protection-gained",
  "protection-gained": "protection-lost",
  "protection-weakened": "protection-strengthened",
  "protection-strengthened": "protection-weakened",
  "operation-removed": "operation-added",
  "operation-added": "operation-removed",
  "operation-moved": "operation-moved",
  "resource-changed": "resource-changed",
  "key-changed": "key-changed",
  "reader-lost": "reader-gained",
  "reader-gained": "reader-lost",
  "reader-changed": "reader-changed",
  "retrieval-lost": "retrieval-gained",
  "retrieval-gained": "retrieval-lost",
  "creation-lost": "creation-gained",
  "creation-gained": "creation-lost",
  "evidence-changed": "evidence-changed",
};

/** Kind and both operations. */
const told = (found: readonly ContractChange[]): string[] =>
  found.map(({ kind, before, after }) => `${kind} ${before?.at} ${after?.at}`).toSorted();
const turned = (found: readonly ContractChange[]): string[] =>
  found.map(({ kind, before, after }) => `${inverse[kind]} ${after?.at} ${before?.at}`).toSorted();

test("K5 a document has not changed since itself", async () => {
  await fc.assert(
    fc.asyncProperty(contract, async (a) => {
      expect(await changes(a, a)).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

test("K5 what is lost one way is gained the other way", async () => {
  await fc.assert(
    fc.asyncProperty(contract, contract, async (a, b) => {
      expect(told(await changes(a, b))).toEqual(turned(await changes(b, a)));
    }),
    { numRuns: 80 },
  );
});

test("K5 whatever is less strict than it was, and nothing else, has lost", async () => {
  const strictness = ({ concurrency }: OperationModel): number =>
    concurrency.role === "state-change" ? ["optional", "required"].indexOf(concurrency.ifMatch) + 1 : 0;
  await fc.assert(
    fc.asyncProperty(contract, contract, async (a, b) => {
      const [before, after] = [await modelOf({ paths: a }), await modelOf({ paths: b })];
      const lost = diffContracts(before, after).filter(({ severity }) => severity === "lost");
      for (const old of before.operations.filter(({ named }) => named)) {
        const now = after.operations.find((one) => one.id === old.id && shapeOf(one) === shapeOf(old));
        if (!now) continue;
        expect(lost.some((one) => one.before === old && one.after === now)).toBe(strictness(old) > strictness(now));
      }
    }),
    { numRuns: 50 },
  );
});
