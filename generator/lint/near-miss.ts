import { distance } from "fastest-levenshtein";
import { own, pointer } from "../load/pointer.js";
import { fold, hasMarker, withoutQuotations } from "../model/marker.js";
import { text } from "../model/reader.js";
import { isStateChange } from "../model/signals.js";
import { type Contract, isUnprotected, type ContractOperation } from "../contract/contract.js";

/** How a text comes close to the marker without being it, or is it without meaning it. */
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

/** Most texts are far from any marker; only those with one of its words are looked at closely. */
const stem = /con.?cur|control|if.?mat?c|e.?tag|endpoint/i;
const negation = /(?:\bnot\b|\bno longer\b|\bnever\b|\bcannot\b|n['\u2019]t\b|\bun-?controll?ed\b)/i;

/** How `markdown` misses one of the phrases; `undefined` where it is far from all of them, or is the marker. */
export function nearestMiss(markdown: string, phrases: readonly string[]): Miss | undefined {
  const plain = skeleton(markdown);
  if (!stem.test(plain)) return undefined;
  for (const phrase of phrases) {
    const miss = hasMarker(markdown, [phrase]) ? negatedMarker(markdown, phrase) : missOf(markdown, plain, phrase);
    if (miss) return miss;
  }
  return undefined;
}

type PlacedMiss = Miss & { readonly at: string };

/** Several rules ask; an operation belongs to one contract, and so to one list of markers. */
const known = new WeakMap<ContractOperation, { readonly miss: PlacedMiss | undefined }>();

/** The first miss on an operation's own texts, and on those of its path item for state changes. */
export function nearMissOf(operation: ContractOperation, contract: Contract): PlacedMiss | undefined {
  const before = known.get(operation);
  if (before) return before.miss;
  const miss = findMiss(operation, contract);
  known.set(operation, { miss });
  return miss;
}

function findMiss({ raw }: ContractOperation, { options }: Contract): PlacedMiss | undefined {
  for (const owner of isStateChange(raw) ? [raw, raw.pathItem] : [raw]) {
    for (const field of ["summary", "description"]) {
      const miss = nearestMiss(text(own(owner.node, field)), options.markers);
      if (miss) return { ...miss, at: pointer(owner.at, field) };
    }
  }
  return undefined;
}

/** Unprotected, and not by a misspelt marker: that one is said once, as what it is. */
export const isUnmarked = (operation: ContractOperation, contract: Contract): boolean =>
  isUnprotected(operation) && nearMissOf(operation, contract) === undefined;

function missOf(markdown: string, plain: string, phrase: string): Miss | undefined {
  if (hasMarker(unquoted(markdown), [phrase])) return { kind: "quoted" };
  const visible = withoutQuotations(markdown);
  if (hasMarker(unescaped(visible), [phrase])) return { kind: "escaped" };
  const wanted = skeleton(fold(phrase));
  const found =
    closest(skeleton(visible), wanted, wanted.length / 4) ??
    closest(plain, wanted, wanted.length / 4) ??
    withoutParenthesis(skeleton(visible), wanted);
  if (!found) return undefined;
  if (negation.test(found.text)) return { kind: "negated", found: found.text };
  return { kind: found.steps === 0 && found.text === wanted ? "homoglyph" : "typo", found: found.text };
}

/** `It is not true that concurrency is controlled in this endpoint (...)`: the marker counts, and should not. */
function negatedMarker(markdown: string, phrase: string): Miss | undefined {
  const folded = fold(withoutQuotations(markdown));
  const at = folded.indexOf(fold(phrase));
  const before = folded.slice(0, Math.max(0, at));
  const sentence = before.slice(
    Math.max(before.lastIndexOf(". "), before.lastIndexOf("! "), before.lastIndexOf("? ")) + 1,
  );
  return negation.test(sentence) ? { kind: "negated", found: `${sentence.trim()} ...` } : undefined;
}

/** The sentence alone, its parenthesis left out or replaced by another; only where it is long enough to be no chance. */
function withoutParenthesis(folded: string, phrase: string): { text: string; steps: number } | undefined {
  const sentence = phrase.replace(/\s*\(.*$/, "");
  return sentence.length < 30 || sentence === phrase ? undefined : closest(folded, sentence, sentence.length / 20);
}

/** The run of words nearest to the phrase, if it is near enough that nobody writes it by chance. */
function closest(folded: string, phrase: string, limit: number): { text: string; steps: number } | undefined {
  const words = folded.split(" ");
  const length = phrase.split(" ").length;
  let best: { text: string; steps: number } | undefined;
  for (let start = 0; start < words.length; start++) {
    // Only where one of its own words stands near: descriptions can be long.
    if (!stem.test(words.slice(start, start + 2).join(" "))) continue;
    for (let count = Math.max(1, length - 3); count <= length + 2 && start + count <= words.length; count++) {
      const window = words
        .slice(start, start + count)
        .join(" ")
        .replace(/[.,;:]+$/, "");
      const steps = distance(window, phrase);
      if (steps <= limit && steps < (best?.steps ?? Infinity)) best = { text: window, steps };
    }
  }
  return best;
}

/** Quotation marks of Markdown and HTML taken away, what they quote kept. */
export const unquoted = (markdown: string): string =>
  markdown.replace(/^[ \t]*(```|~~~).*$/gm, " ").replace(/`+|<!--|-->/g, " ");

/** One more round of unescaping than the marker itself gets. */
export const unescaped = (markdown: string): string => markdown.replace(/&amp;/gi, "&").replace(/\\([()/-])/g, "$1");

/** What the eye sees: letters of other alphabets as the Latin ones they look like, nothing that is invisible. */
export function skeleton(value: string): string {
  const seen = value
    .normalize("NFKC")
    .replace(/[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\p{Mn}]/gu, "")
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/[\u2044\u2215\u29f8]/g, "/")
    .replace(/[\u0370-\u03ff\u0400-\u04ff]/g, (char) => lookalikes.get(char) ?? char);
  return fold(seen);
}

/** Greek and Cyrillic letters that cannot be told from Latin ones. */
const lookalikes: ReadonlyMap<string, string> = new Map([
  ...pairs("\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u0456\u0458\u0455\u04bb\u051b", "aceopxyijshq"),
  ...pairs("\u0410\u0412\u0421\u0415\u041d\u041a\u041c\u041e\u0420\u0422\u0425\u0406", "ABCEHKMOPTXI"),
  ...pairs("\u03bf\u03bd\u0391\u0392\u0395\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a7", "ovABEHIKMNOPTX"),
]);

function pairs(from: string, to: string): [string, string][] {
  return [...from].map((char, index) => [char, to[index]!]);
}
