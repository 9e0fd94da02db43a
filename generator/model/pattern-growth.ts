import type * as recheck from "recheck";
import { choicesOf, isDangerous, shapeOf, widened } from "./pattern-shape.js";
import { compiles, patternsIn } from "./patterns.js";

/** How the time that a pattern may take grows with the text. */
export type Growth =
  | "moderate"
  /** Exponentially, or by its third power and more; or it cannot be told, and is built so that it could. */
  | "explosive"
  /** It is built so that its time could explode, and was not analysed: it is too large, or comes after too many others. */
  | "not-analysed";

type Check = typeof recheck.checkSync;
let check: Check | undefined;
const analysed = new Map<string, Growth>();
const known = new WeakMap<object, ReadonlyMap<string, Growth>>();

/** Characters and {@link choicesOf} of a pattern, and choices of all of a document: what is beyond them is not analysed. */
export const analysisLimits = { characters: 1_000, choices: 30, allChoices: 200 };

/** The same, for people. */
export const analysisBudget = `at most ${analysisLimits.characters} characters and ${analysisLimits.choices} choices, and ${analysisLimits.allChoices} choices in all such patterns of a document`;

/**
 * Loads the detector if a pattern of a document, or a part of one, looks dangerous. It takes half a second, and few
 * documents have such a pattern; until it is loaded, one that looks dangerous counts as {@link Growth not analysed}.
 */
export async function prepareDetector(root: unknown): Promise<void> {
  if (check) return;
  for (const { pattern } of patternsIn(root)) if (looksDangerous(pattern)) return void (check = await loadDetector());
}

/** For whoever does not know the documents. */
export async function loadDetectorAnyway(): Promise<void> {
  check ??= await loadDetector();
}

/** Of a regular expression, with the `u` flag, of a document. Those of a document that come first are analysed first. */
export function growthOf(pattern: string, root: object): Growth {
  if (!check) return looksDangerous(pattern) ? "not-analysed" : "moderate";
  let growth = known.get(root);
  if (!growth) known.set(root, (growth = growthIn(root, check)));
  return growth.get(pattern) ?? "moderate";
}

const looksDangerous = (pattern: string): boolean => compiles(pattern) && isDangerous(shapeOf(pattern));

/** Of those patterns that look dangerous. */
function growthIn(root: object, detect: Check): ReadonlyMap<string, Growth> {
  const growth = new Map<string, Growth>();
  let left = analysisLimits.allChoices;
  for (const { pattern } of patternsIn(root)) {
    if (growth.has(pattern) || !looksDangerous(pattern)) continue;
    const choices = choicesOf(widened(pattern));
    const isAnalysed = choices <= Math.min(left, analysisLimits.choices) && pattern.length <= analysisLimits.characters;
    if (isAnalysed) left -= choices;
    growth.set(pattern, isAnalysed ? analyse(pattern, detect) : "not-analysed");
  }
  return growth;
}

async function loadDetector(): Promise<Check> {
  // Pure JavaScript: neither the program of another platform nor a Java archive is ever started.
  const loaded = (await import("recheck/lib/browser.js")) as typeof recheck & { readonly default?: typeof recheck };
  return (loaded.default ?? loaded).checkSync;
}

function analyse(pattern: string, detect: Check): Growth {
  let answer = analysed.get(pattern);
  if (answer === undefined) analysed.set(pattern, (answer = decide(pattern, detect)));
  return answer;
}

/** Of a pattern of any size. @param timeout Milliseconds, after which it counts as explosive if it looks dangerous. */
export async function analyseAtLength(pattern: string, timeout: number): Promise<Growth> {
  return decide(pattern, (check ??= await loadDetector()), timeout);
}

function decide(pattern: string, detect: Check, timeout = 10_000): Growth {
  const shape = shapeOf(pattern);
  if (!isDangerous(shape)) return "moderate";
  if (shape.repeatsNothing) return "explosive";
  // By its automaton and not by trial, and what is too large by its size: the same answer on every machine.
  const found = detect(widened(pattern), "u", { checker: "automaton", maxNFASize: 5_000, timeout });
  // Lookarounds and back references are beyond it.
  if (found.status !== "vulnerable") return found.status === "unknown" && shape.nested ? "explosive" : "moderate";
  const { complexity } = found;
  return complexity.type === "exponential" || complexity.degree > 2 ? "explosive" : "moderate";
}
