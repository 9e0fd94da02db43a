/** What changes inside of a string, found in the text that wrote it: wrapped, quoted or in a block. */

export interface SliceEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The place in `source` (a string as a file writes it) where `before` and `after` differ, in whole words;
 * `undefined` where it cannot be told, or where the new words would need escaping.
 */
export function sentenceEdit(source: string, before: string, after: string): SliceEdit | undefined {
  const [old, now] = [split(before), split(after)];
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  for (let around = 0; around <= old.length; around++) {
    const from = Math.max(0, head - around);
    const rest = Math.max(0, tail - around);
    const words = old.slice(from, old.length - rest).filter((part) => part.trim() !== "");
    if (words.length === 0) continue;
    const found = [...source.matchAll(new RegExp(words.map(escape).join("\\s+"), "g"))];
    const replacement = now.slice(from, now.length - rest).join("");
    // Line breaks and quotation marks are written differently in each style: then the string is written anew.
    if (/[\n"'\\]/.test(replacement)) return undefined;
    if (found.length > 1) continue;
    const [match] = found;
    return match && { start: match.index, end: match.index + match[0].length, text: replacement.trim() };
  }
  return undefined;
}

/** Words and the white space between them. */
const split = (text: string): string[] => text.split(/(\s+)/).filter((part) => part !== "");

const escape = (word: string): string => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
