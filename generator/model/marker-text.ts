/** The ways in which the marker is looked for in a text: as it counts, as it is quoted, as the eye sees it. */

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

/** Lower case, one kind of spelling, of dash and of space, no markup, no full stop at the end. */
export function fold(text: string): string {
  return decodeEntities(text.replace(/<\/?[a-z][^<>]{0,200}>/gi, ""))
    .normalize("NFC")
    .replace(/[*_]/g, "")
    .replace(/[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g, "-")
    .replace(/[\s\u00a0\u200b]+/g, " ")
    .replace(/ ?\/ ?/g, "/")
    .replace(/ ?\( ?/g, " (")
    .replace(/ \)/g, ")")
    .replace(/ ?- ?(?=tag\b)/gi, "-")
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
