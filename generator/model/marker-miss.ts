import { distance } from "fastest-levenshtein";
import { LONG, type MarkerPhrase } from "./marker-phrase.js";
import { skeleton, unescaped, unquoted, withoutQuotations } from "./marker-text.js";

/** How a text comes close to a phrase of the marker without being it, or contains it without meaning it. */
export type Miss =
  /** In a code span, a fenced block or an HTML comment. */
  | { readonly kind: "quoted" }
  /** HTML entities that were escaped once more. */
  | { readonly kind: "escaped" }
  /** Letters of another alphabet, or characters that cannot be seen. */
  | { readonly kind: "homoglyph"; readonly found: string }
  /** The sentence says the opposite. */
  | { readonly kind: "negated"; readonly found: string }
  | { readonly kind: "typo"; readonly found: string };

/** A run of words, and how many letters it is away from a phrase. */
interface Window {
  readonly text: string;
  readonly steps: number;
}

const negation = /(?:\bnot\b|\bno longer\b|\bnever\b|\bcannot\b|n['\u2019]t\b|\bun-?controll?ed\b)/i;

/** How a text without the phrase comes close to it. `plain` is the text as the eye sees it. */
export function missOf(markdown: string, plain: string, phrase: MarkerPhrase): Miss | undefined {
  if (!plain.split(" ").some(phrase.resembles)) return undefined;
  if (phrase.isIn(unquoted(markdown))) return { kind: "quoted" };
  const visible = withoutQuotations(markdown);
  if (phrase.isIn(unescaped(visible))) return { kind: "escaped" };
  const wanted = phrase.skeleton;
  const seen = skeleton(visible);
  const found =
    closest(seen, wanted, phrase.tolerance, phrase) ??
    closest(plain, wanted, phrase.tolerance, phrase) ??
    shortened(seen, phrase);
  if (!found) return undefined;
  if (negation.test(found.text) && !negation.test(wanted)) return { kind: "negated", found: found.text };
  return { kind: found.steps === 0 && found.text === wanted ? "homoglyph" : "typo", found: found.text };
}

/** `"Concurrency is controlled in this endpoint (...)." does not apply here`, after the phrase and its quotation mark. */
const denial =
  /^\.?["'\u00bb\u201c\u201d\u2019]*,?\s+(?:(?:which|this|that|it|the sentence|and)\s+)*(?:here\s+)?(?:(?:does|do|is|are|has|can|will|must|should)(?: not|n['\u2019]t)|cannot|no longer|never)\b/;

/**
 * `It is not true that concurrency is controlled in this endpoint (...)`, or the phrase and then `does not apply here`:
 * it counts, and should not.
 */
export function negated(folded: string, phrase: MarkerPhrase): Miss | undefined {
  const behind = folded.slice(folded.indexOf(phrase.folded) + phrase.folded.length);
  const denied = denial.exec(behind);
  // After a full stop without a quotation mark, another sentence begins.
  if (denied && !/^\.\s/.test(behind))
    return { kind: "negated", found: `... ${behind.replace(/^["'.\s]+/, "").split(/[.!?]/)[0]!}` };
  const before = folded.slice(0, Math.max(0, folded.indexOf(phrase.folded)));
  const sentence = before.slice(
    Math.max(before.lastIndexOf(". "), before.lastIndexOf("! "), before.lastIndexOf("? ")) + 1,
  );
  return negation.test(sentence) ? { kind: "negated", found: `${sentence.trim()} ...` } : undefined;
}

/** The sentence alone, its parenthesis left out or replaced by another; only where it is long enough to be no chance. */
function shortened(plain: string, phrase: MarkerPhrase): Window | undefined {
  const sentence = phrase.skeleton.replace(/\s*\(.*$/, "");
  return sentence.length < LONG || sentence === phrase.skeleton
    ? undefined
    : closest(plain, sentence, sentence.length / 20, phrase);
}

/** Runs of words that are compared in one text, those first that come first: a document may be nothing but near misses. */
const MOST_WINDOWS = 20_000;

/** The run of words nearest to `wanted`, a phrase or its beginning, if it is near enough. */
function closest(plain: string, wanted: string, limit: number, phrase: MarkerPhrase): Window | undefined {
  const words = plain.split(" ");
  const length = wanted.split(" ").length;
  let best: Window | undefined;
  let compared = 0;
  for (let start = 0; start < words.length && compared < MOST_WINDOWS; start++) {
    // Only where one of the phrase's words stands near: descriptions can be long.
    if (!words.slice(start, start + 2).some(phrase.resembles)) continue;
    for (let count = Math.max(1, length - 3); count <= length + 2 && start + count <= words.length; count++) {
      compared++;
      const window = words
        .slice(start, start + count)
        .join(" ")
        .replace(/[.,;:]+$/, "");
      const steps = distance(window, wanted);
      if (steps <= limit && steps < (best?.steps ?? Infinity)) best = { text: window, steps };
    }
  }
  return best;
}
