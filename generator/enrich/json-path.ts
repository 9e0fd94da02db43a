/** JSONPath (RFC 9535) to the place of a JSON pointer. */
import { follow, pointer as pointerTo, splitPointer } from "../load/pointer.js";

/** `#/paths/~1jobs~1/get` is `$.paths['/jobs/'].get`. The document tells indices of lists from names. */
export function jsonPath(root: unknown, pointer: string): string {
  const segments = splitPointer(pointer);
  return `$${segments
    .map((segment, index) => {
      const owner = follow(root, pointerTo("#", ...segments.slice(0, index)));
      return Array.isArray(owner) ? `[${Number(segment)}]` : member(segment);
    })
    .join("")}`;
}

/** The shorthand where the grammar has it (section 2.5.1.1), else a quoted name. */
const member = (name: string): string => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `.${name}` : `[${quoted(name)}]`);

/** A single-quoted string literal (section 2.3.1.1). */
export const quoted = (text: string): string =>
  `'${text
    .replace(/['\\]/g, "\\$&")
    .replace(/[\p{Cc}\u2028\u2029]/gu, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)}'`;
