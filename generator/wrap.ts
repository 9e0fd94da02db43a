import stringWidth from "fast-string-width";
import { wrapAnsi } from "fast-wrap-ansi";
import type { Printable } from "./printable.js";

/** Narrower than this, breaking lines helps nobody. */
const NARROWEST = 40;

/** How far the later lines of a paragraph are indented that begins at the margin. */
const HANG = 4;

/** What a line begins with: spaces, and the arrow of a piece of advice, which may be coloured. */
// oxlint-disable-next-line no-control-regex -- colours are escape sequences
const BEGINNING = /^ *(?:(?:\u001b\[\d+m)*->(?:\u001b\[\d+m)* +)?/;

/**
 * Text for a terminal of `width` columns, broken between words. Later lines begin where the text of the first one
 * does. A word that is longer than a line, such as a path or a URL, stays whole, so that it can be copied. Without a
 * width (a pipe or a file) the text is returned as it is. What is printable stays so: nothing but spaces and line breaks
 * comes and goes.
 */
export function wrapText(text: Printable, width: number | undefined): Printable;
export function wrapText(text: string, width: number | undefined): string;
export function wrapText(text: string, width: number | undefined): string {
  if (width === undefined) return text;
  return text
    .split("\n")
    .map((line) => {
      const [beginning] = BEGINNING.exec(line)!;
      const indent = beginning === "" ? HANG : stringWidth(beginning);
      return wrapAfter(beginning, line.slice(beginning.length), width, indent);
    })
    .join("\n");
}

/** `label  text`, broken like `wrapText`: later lines begin at column `indent`, by default below the text. */
export function wrapAfter(label: Printable, text: Printable, width: number | undefined, indent?: number): Printable;
export function wrapAfter(label: string, text: string, width: number | undefined, indent?: number): string;
export function wrapAfter(
  label: string,
  text: string,
  width: number | undefined,
  indent: number = stringWidth(label),
): string {
  if (width === undefined || stringWidth(label) + stringWidth(text) <= width) return label + text;
  const room = Math.max(NARROWEST, width) - indent;
  const [first, ...others] = wrapAnsi(text, Math.max(NARROWEST / 2, room), { trim: true }).split("\n");
  return [`${label}${first}`, ...others.map((line) => " ".repeat(indent) + line)].join("\n");
}
