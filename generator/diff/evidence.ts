import { splitPointer } from "../load/pointer.js";
import type { Concurrency, Evidence, Signal } from "../model/model.js";
import { phrase, type Phrase } from "./phrase.js";

/** The evidence of the one whose signals the other does not have. */
export function evidenceBeyond(one: Concurrency, other: Concurrency): Evidence[] {
  const known = new Set(other.evidence.map(({ signal }) => signal));
  return one.evidence.filter(({ signal }) => !known.has(signal));
}

const nouns: Readonly<Record<Exclude<Signal, "marker" | "config" | "etag-header">, string>> = {
  "x-concurrency": "x-concurrency",
  "if-match-parameter": "the If-Match parameter",
  "428": "the 428 answer",
  "if-none-match-parameter": "the If-None-Match parameter",
  source: "a state change that takes its tag from here",
};

/** `the marker in the description`. */
export function describeEvidence({ signal, at }: Evidence): Phrase {
  if (signal === "marker")
    return [`the marker in the ${splitPointer(at).at(-1) === "summary" ? "summary" : "description"}`];
  if (signal === "etag-header") return phrase`the ${splitPointer(at).at(-1)!} header`;
  if (signal === "config") return phrase`${at} in the config`;
  return [nouns[signal]];
}

export const joined = (phrases: readonly Phrase[]): Phrase =>
  phrases.flatMap((one, index) => (index === 0 ? one : [index === phrases.length - 1 ? " and " : ", ", ...one]));
