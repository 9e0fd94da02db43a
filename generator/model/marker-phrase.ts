import { distance } from "fastest-levenshtein";
import { fold, skeleton, withoutQuotations } from "./marker-text.js";

/** From this length on nobody writes something near a phrase by chance. */
export const LONG = 30;

/** One sentence that is the marker. */
export class MarkerPhrase {
  /** As the config writes it, without white space around it and without its full stop. */
  readonly text: string;
  /** As texts are compared with it. */
  readonly folded: string;
  /** As the eye sees it. */
  readonly skeleton: string;
  /** Whether a word resembles one of its own. */
  readonly resembles: (word: string) => boolean;

  constructor(phrase: string) {
    this.text = phrase.trim().replace(/\.$/, "").replace(/\s+/g, " ");
    this.folded = fold(phrase);
    this.skeleton = skeleton(phrase);
    this.resembles = nearWords(this.skeleton);
  }

  /** How many letters may differ: a quarter of a long phrase; of a short one an eighth, as other words come close to it. */
  get tolerance(): number {
    return this.skeleton.length / (this.skeleton.length < LONG ? 8 : 4);
  }

  /** The sentence to quote, with its full stop. */
  get sentence(): string {
    return `${this.text}.`;
  }

  isIn(markdown: string): boolean {
    return this.isInFolded(fold(withoutQuotations(markdown)));
  }

  /** Whether a folded text contains it, and not as a part of longer words. */
  isInFolded(text: string): boolean {
    for (let at = text.indexOf(this.folded); at !== -1; at = text.indexOf(this.folded, at + 1)) {
      const [before, behind] = [text[at - 1], text[at + this.folded.length]];
      if (!isWordCharacter(before) && !isWordCharacter(behind)) return true;
    }
    return false;
  }
}

const isWordCharacter = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}]/u.test(char);

/** Whether a word resembles the first or a longer one of a phrase: a few letters differ, or it has swallowed another. */
function nearWords(phrase: string): (word: string) => boolean {
  const words = phrase.split(" ").filter((word, index) => index === 0 || word.length >= 4);
  // Documents repeat their words.
  const known = new Map<string, boolean>();
  return (word) => {
    let near = known.get(word);
    if (near === undefined) {
      near = words.some(
        (other) =>
          (other.length >= 4 && word.includes(other)) ||
          (word.length >= 4 && other.includes(word)) ||
          (Math.abs(word.length - other.length) <= other.length / 3 && distance(word, other) <= other.length / 3),
      );
      known.set(word, near);
    }
    return near;
  };
}
