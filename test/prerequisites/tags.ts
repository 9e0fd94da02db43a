/** The tags that tests may have; the compiler knows them, and Vitest refuses others. */
import type { TestTagDefinition } from "vitest/config";
import { locate, prerequisites, type PrerequisiteTag } from "./prerequisites.js";

declare module "vitest" {
  interface TestTags {
    readonly tags: PrerequisiteTag | "at-length";
  }
}

const needs: readonly TestTagDefinition[] = prerequisites.map(({ tag, name }) => ({
  name: tag,
  description: `Needs ${name}; skipped where that is missing.`,
  // Only where it is: `skip: false` would undo the skip of another tag of the same test.
  ...(locate(tag) === undefined && { skip: true }),
}));

/** `atLength` has the options of the tag `at-length`. */
export const testTags = (atLength: Partial<TestTagDefinition> = {}): TestTagDefinition[] => [
  { name: "at-length", description: "Hundreds of runs or thousands of calls; not run for each mutant.", ...atLength },
  ...needs,
];
