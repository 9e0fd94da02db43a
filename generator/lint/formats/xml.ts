import { joined, linesOf, printable, printableLines, type Printable, say } from "../../printable.js";

/** An element of an XML 1.0 document. Values are text; children are elements, or text that was encoded. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly Printable[] = [],
): Printable {
  const list = Object.entries(attributes).map(
    ([key, value]) => say` ${printable(key)}="${encodeAttribute(String(value))}"`,
  );
  const start = say`<${printable(name)}${joined(list, "")}`;
  if (children.length === 0) return say`${start}/>`;
  return say`${start}>\n${joined(children, "\n")}\n</${printable(name)}>`;
}

export const xmlDocument = (root: Printable): Printable => say`<?xml version="1.0" encoding="UTF-8"?>\n${root}`;

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** XML 1.0 has no place for control characters (2.2), surrogates and U+FFFE, not even as references. Entities begin nothing. */
export const encodeText = (text: string): Printable =>
  printableLines(text)
    .replace(/\p{Cs}|[\ufffe\uffff]/gu, "\ufffd")
    .replace(/[&<>"]/g, (char) => entities[char]!) as Printable;

/** A parser turns the line feeds of an attribute into spaces (3.3.3), but for references. */
const encodeAttribute = (text: string): Printable => joined(linesOf(encodeText(text)), "&#10;");
