import { printableLines } from "../../printable.js";

/** HTML that is safe to write: only `html` and `verbatim` make it. */
export class Markup {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

export type Content = Markup | string | number | false | undefined | readonly Content[];

/** Text for element content and quoted attributes: markup is inert, and what would reorder or hide text is visible. */
export function encodeHtml(text: string): string {
  return printableLines(text).replace(/[&<>"'`]/g, (char) => `&#${char.charCodeAt(0)};`);
}

/**
 * A template in which every value is encoded that is not markup itself. Attributes must be quoted. Indentation of the
 * template is not the page's.
 */
export function html(literals: TemplateStringsArray, ...values: readonly Content[]): Markup {
  const parts = literals.map((literal, index) => render(values[index - 1]) + literal.replace(/\n\s+/g, "\n"));
  return new Markup(parts.join(""));
}

/** Text of our own, such as the style sheet. Never the document's. */
export const verbatim = (text: string): Markup => new Markup(text);

/** Our own sentences quote in backticks. */
export const prose = (text: string): Markup =>
  html`${text.split("`").map((part, index, all) => (index % 2 === 1 && index < all.length - 1 ? html`<code>${part}</code>` : `${index % 2 === 1 ? "`" : ""}${part}`))}`;

function render(content: Content): string {
  if (content === undefined || content === false) return "";
  if (content instanceof Markup) return content.toString();
  if (typeof content === "string" || typeof content === "number") return encodeHtml(String(content));
  return content.map(render).join("");
}
