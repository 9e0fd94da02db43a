/** A sentence in which the document's text is told apart from ours, so that each format can encode it. */
export type Phrase = readonly (string | { readonly quoted: string })[];

/** A template's own words are ours; a string put into it is the document's. */
export function phrase(words: TemplateStringsArray, ...values: readonly (string | Phrase)[]): Phrase {
  return words.flatMap((word, index) => {
    const value = values[index];
    return [word, ...(value === undefined ? [] : typeof value === "string" ? [{ quoted: value }] : value)];
  });
}

export const plain = (sentence: Phrase): string =>
  sentence.map((part) => (typeof part === "string" ? part : part.quoted)).join("");
