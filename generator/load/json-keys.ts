import { COLON, endOfString, QUOTE } from "./json-places.js";

/** How many keys all objects of a text have. @param text Valid JSON. */
export function countKeys(text: string): number {
  let keys = 0;
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === COLON) keys++;
    at = code === QUOTE ? endOfString(text, at) : at + 1;
  }
  return keys;
}

/** A token of JSON that matters here; everything else is skipped. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:]/gs;

/**
 * The place of the first key that its object has twice; JSON.parse takes the last one without a word.
 *
 * @param text Valid JSON.
 */
export function duplicateKey(text: string): { readonly line: number; readonly column: number } | undefined {
  // For each open bracket, the keys so far; a list has none.
  const open: (Set<string> | undefined)[] = [];
  let [last, at] = ["", 0];
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token === "{" || token === "[") open.push(token === "{" ? new Set() : undefined);
    else if (token === "}" || token === "]") open.pop();
    else if (token !== ":") [last, at] = [token, index];
    else {
      const keys = open.at(-1)!;
      const key = last.includes("\\") ? (JSON.parse(last) as string) : last.slice(1, -1);
      if (keys.has(key)) {
        const before = text.slice(0, at);
        return { line: before.split("\n").length, column: at - before.lastIndexOf("\n") };
      }
      keys.add(key);
    }
  }
  return undefined;
}
