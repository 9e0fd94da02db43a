/**
 * The marker: one sentence of prose by which a back end says that an endpoint's concurrency is
 * controlled by entity-tags. It arrives folded over lines, with NBSPs, in HTML and in two spellings.
 */

/** What Django back ends of the field write into their docstrings. */
export const DEFAULT_MARKERS: readonly string[] = ["Concurrency is controlled in this endpoint (E-tag/If-Match)"];

/** Whether `text` (Markdown of a summary or description) contains one of the marker phrases. */
export function hasMarker(text: string, phrases: readonly string[]): boolean {
  // Most descriptions mention neither: spare them the folding.
  if (text.length === 0) return false;
  const folded = fold(withoutQuotations(text));
  return phrases.some((phrase) => containsPhrase(folded, fold(phrase)));
}

function containsPhrase(text: string, phrase: string): boolean {
  if (phrase === "") return false;
  for (let at = text.indexOf(phrase); at !== -1; at = text.indexOf(phrase, at + 1)) {
    const before = text[at - 1];
    const behind = text[at + phrase.length];
    if (!isWordCharacter(before) && !isWordCharacter(behind)) return true;
  }
  return false;
}

const isWordCharacter = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}]/u.test(char);

/** Code spans, fenced blocks and HTML comments are about the marker; they are not the marker. */
export function withoutQuotations(markdown: string): string {
  const unfenced = markdown
    .replace(/^[ \t]*(```|~~~)[^\n]*\n[\s\S]*?(?:\n[ \t]*\1[^\n]*|$(?![\s\S]))/gm, " ")
    .replace(/<!--[\s\S]*?(?:-->|$(?![\s\S]))/g, " ");
  return withoutCodeSpans(unfenced);
}

/** A run of backticks opens a span that the next run of the same length closes. */
function withoutCodeSpans(text: string): string {
  const parts = text.split(/(`+)/);
  let kept = parts[0]!;
  for (let index = 1; index < parts.length; index += 2) {
    const run = parts[index]!;
    const close = parts.indexOf(run, index + 2);
    if (close === -1) {
      kept += run + parts[index + 1]!;
    } else {
      kept += ` ${parts[close + 1]!}`;
      index = close;
    }
  }
  return kept;
}

/** Lower case, one kind of spelling, one kind of space, no markup, no full stop at the end. */
export function fold(text: string): string {
  return decodeEntities(text.replace(/<\/?[a-z][^<>]{0,200}>/gi, ""))
    .normalize("NFC")
    .replace(/[*_]/g, "")
    .replace(/[\s\u00a0\u200b]+/g, " ")
    .replace(/e-tag/gi, "etag")
    .toLowerCase()
    .trim()
    .replace(/\.$/, "");
}

const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  lpar: "(",
  rpar: ")",
  sol: "/",
  hyphen: "-",
  period: ".",
};

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return named[name.toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
