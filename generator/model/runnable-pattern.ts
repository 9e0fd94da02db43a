import { type JsonObject, own, pointer } from "../load/pointer.js";
import type { StringSchema } from "./model.js";
import { analysisBudget, type Growth, growthOf } from "./pattern-growth.js";
import { compiles } from "./patterns.js";
import { type Reader, text } from "./reader.js";

/** A pattern that is a regular expression of JSON Schema, and may be run; another one is left out, and reported. */
export function patternOf(
  reader: Reader,
  node: JsonObject,
  at: string,
): Pick<StringSchema, "pattern" | "unchecked"> & { readonly approximate?: true } {
  const pattern = text(own(node, "pattern"));
  if (pattern === "") return { pattern: undefined };
  const growth = compiles(pattern) ? growthOf(pattern, reader.root) : "other-dialect";
  if (growth === "moderate") return { pattern };
  const longest = growth === "other-dialect" ? undefined : reader.longestSlowText;
  const what = longest === undefined ? "strings are" : `strings of more than ${longest} characters are`;
  reader.noteOnce(
    "pattern-left-out",
    "warning",
    `The pattern ${JSON.stringify(pattern.slice(0, 80))} ${why[growth]}; ${what} not checked against it.`,
    pointer(at, "pattern"),
  );
  return longest === undefined
    ? { pattern: undefined, unchecked: pattern, approximate: true }
    : { pattern: upTo(longest, pattern), approximate: true };
}

/** Why a pattern is not run. */
const why = {
  explosive: "can take time that explodes with the length of the string (ReDoS)",
  "not-analysed": `may take time that explodes with the length of the string (ReDoS), and is too much to be analysed (${analysisBudget})`,
  "other-dialect": "is no regular expression of ECMA-262 with the u flag (JSON Schema Core, 6.4)",
} satisfies Record<Exclude<Growth, "moderate"> | "other-dialect", string>;

/** Takes every longer string, and tries it on no other: an alternative that has matched ends the match. */
const upTo = (longest: number, pattern: string): string => `^[^]{${longest + 1},}$|(?:${pattern})`;
