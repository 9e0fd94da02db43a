import { printableLines } from "../../diagnostics.js";

/** An element of an XML 1.0 document. Values are text; children are elements, or text that was encoded. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly string[] = [],
): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${encodeAttribute(String(value))}"`);
  if (children.length === 0) return `<${name}${list.join("")}/>`;
  return `<${name}${list.join("")}>\n${children.join("\n")}\n</${name}>`;
}

export const xmlDocument = (root: string): string => `<?xml version="1.0" encoding="UTF-8"?>\n${root}`;

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** XML 1.0 has no place for control characters (2.2), surrogates and U+FFFE, not even as references. */
export const encodeText = (text: string): string =>
  printableLines(text)
    .replace(/\p{Cs}|[\ufffe\uffff]/gu, "\ufffd")
    .replace(/[&<>"]/g, (char) => entities[char]!);

/** A parser turns the line feeds of an attribute into spaces (3.3.3), but for references. */
const encodeAttribute = (text: string): string => encodeText(text).replaceAll("\n", "&#10;");
