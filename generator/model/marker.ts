import { type Miss, missOf, negated } from "./marker-miss.js";
import { MarkerPhrase } from "./marker-phrase.js";
import { fold, skeleton, withoutQuotations } from "./marker-text.js";

/** What Django back ends of the field write into their docstrings. */
export const DEFAULT_MARKERS: readonly string[] = ["Concurrency is controlled in this endpoint (E-tag/If-Match)"];

/** A text that comes close to a phrase of the marker, or contains it and means the opposite. */
export type MarkerMiss = Miss & { readonly phrase: MarkerPhrase };

/**
 * The marker: a sentence of prose by which a back end says that an endpoint's concurrency is controlled by
 * entity-tags. It arrives folded over lines, with NBSPs, in HTML and in two spellings. Any of several phrases will do.
 */
export class Marker {
  readonly phrases: readonly MarkerPhrase[];

  constructor(phrases: readonly string[]) {
    this.phrases = phrases.map((phrase) => new MarkerPhrase(phrase)).filter(({ folded }) => folded !== "");
  }

  /** The longest phrase that a summary or description (Markdown) contains. */
  phraseIn(markdown: string): MarkerPhrase | undefined {
    // Most operations have one text or none: spare the folding.
    if (markdown.length === 0) return undefined;
    const folded = fold(withoutQuotations(markdown));
    const found = this.phrases.filter((phrase) => phrase.isInFolded(folded));
    return found.reduce<MarkerPhrase | undefined>(
      (longest, one) => (longest && longest.folded.length >= one.folded.length ? longest : one),
      undefined,
    );
  }

  /** How a text misses the marker; `undefined` where it is far from every phrase, or contains one and means it. */
  missIn(markdown: string): MarkerMiss | undefined {
    if (markdown.length === 0) return undefined;
    const folded = fold(withoutQuotations(markdown));
    const found = this.phrases.filter((phrase) => phrase.isInFolded(folded));
    for (const phrase of found) {
      const miss = negated(folded, phrase);
      if (miss) return { ...miss, phrase };
    }
    // What contains one phrase is no misspelling of another.
    if (found.length > 0) return undefined;
    const plain = skeleton(markdown);
    for (const phrase of this.phrases) {
      const miss = missOf(markdown, plain, phrase);
      if (miss) return { ...miss, phrase };
    }
    return undefined;
  }
}
