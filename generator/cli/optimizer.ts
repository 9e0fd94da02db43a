import { setFlagsFromString } from "node:v8";

/**
 * Eight times as patient as V8 is by itself, in the words of the versions that it was measured with (docs/adr/0022); an
 * unknown flag would be an error message.
 */
const flags: readonly (readonly [v8: RegExp, flag: string])[] = [
  [/^11\.3\./, "--interrupt-budget=540672"],
  [/^1[23]\./, "--invocation-count-for-turbofan=24000"],
];

export const optimizerFlag = (v8: string): string | undefined => flags.find(([version]) => version.test(v8))?.[1];

/**
 * Lets V8 wait longer before it optimises a function: most runs are over before that pays, and it was a third of their
 * time. V8 reads this number each time that it counts, so that it may change in a running process.
 */
export function optimizeLater(): void {
  const flag = optimizerFlag(process.versions.v8);
  // Bun calls itself a Node with a V8, and has no such flags.
  if (flag !== undefined && process.versions["bun"] === undefined) setFlagsFromString(flag);
}
