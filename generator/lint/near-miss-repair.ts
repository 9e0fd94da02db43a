import { distance } from "fastest-levenshtein";
import type { Marker, MarkerMiss } from "../model/marker.js";
import type { MarkerPhrase } from "../model/marker-phrase.js";
import { skeleton, unescaped, unquoted } from "../model/marker-text.js";

/**
 * The text with the misspelt marker written as the marker; `undefined` for one that says the opposite, is commented
 * out or quoted as an example, and wherever the result would not be the marker after all.
 */
export function repairedText(markdown: string, miss: MarkerMiss, marker: Marker): string | undefined {
  const { phrase } = miss;
  if (miss.kind === "negated") return undefined;
  const words = [...markdown.matchAll(/\S+/g)].map(({ 0: word, index }) => ({ word, index, end: index + word.length }));
  const found = closestWindow(words, markdown, phrase);
  if (!found) return undefined;
  const [from, to] = [words[found.first]!.index, words[found.last]!.end];
  const before = markdown.slice(0, from).trimEnd();
  // A code span may be an example of something; one that is a sentence of its own is the marker in the wrong dress.
  if (miss.kind === "quoted" && !(/^`.*`\.?$/s.test(markdown.slice(from, to)) && /(^|[.!?])$/.test(before)))
    return undefined;
  const stop = /\.[`*_]*$/.test(markdown.slice(from, to)) ? "." : "";
  const result = `${markdown.slice(0, from)}${phrase.text}${stop}${markdown.slice(to)}`;
  return marker.phraseIn(result) && marker.missIn(result) === undefined ? result : undefined;
}

type Word = { readonly word: string; readonly index: number; readonly end: number };

/** Words of a text that may begin what is mended; a text of more is not mended beyond them. */
const MOST_WORDS = 10_000;

/** The run of words that is nearest to the phrase as the eye sees it. */
function closestWindow(
  words: readonly Word[],
  markdown: string,
  phrase: MarkerPhrase,
): { first: number; last: number } | undefined {
  const wanted = phrase.skeleton;
  const length = wanted.split(" ").length;
  let best: { first: number; last: number; steps: number } | undefined;
  for (let first = 0; first < Math.min(words.length, MOST_WORDS); first++) {
    for (let last = first; last < Math.min(words.length, first + length + 3); last++) {
      const window = markdown.slice(words[first]!.index, words[last]!.end);
      if (window.length < wanted.length / 2) continue;
      const steps = distance(skeleton(unescaped(unquoted(window))), wanted);
      if (steps <= phrase.tolerance && steps < (best?.steps ?? Infinity)) best = { first, last, steps };
    }
  }
  return best;
}
