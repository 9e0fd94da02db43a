import { Source } from "@redocly/openapi-core";
import { parseDocument } from "yaml";
import { ConfigError } from "../diagnostics.js";
import { decodeText, encodingOf, parseSource } from "../load/parse.js";
import { sameValue } from "./compare.js";
import { Editor, type TextEdit } from "./edits.js";
import { styleOf } from "./style.js";

/** What a file says, read as the loader reads it. */
export function readValue(bytes: Uint8Array, file: string): unknown {
  return valueOf(decodeText(bytes, file), file);
}

/**
 * A YAML or JSON file with other values: comments, order, quotation marks, line ends and every byte of what stays
 * the same are kept.
 *
 * @throws {ConfigError} where the result would not read as `after`, such as where an alias shares what changes.
 */
export function rewriteFile(bytes: Uint8Array, file: string, after: unknown): Uint8Array {
  const text = decodeText(bytes, file);
  const before = valueOf(text, file);
  if (sameValue(before, after)) return bytes;
  for (const sentences of [true, false]) {
    const edits = editsFor(text, before, after, sentences);
    if (readsAs(applyEdits(text, edits), file, after)) return withEdits(bytes, edits);
  }
  throw new ConfigError(
    `${file} cannot be edited in place: anchors and aliases, or a layout of its own, are in the way. Use \`ifmatch enrich -o\` with a .json name, or \`ifmatch lint --fix-overlay\`.`,
  );
}

function valueOf(text: string, file: string): unknown {
  return parseSource(new Source(file, text));
}

function editsFor(text: string, before: unknown, after: unknown, sentences: boolean): TextEdit[] {
  // Only the places of its nodes are used: what it says was read by the loader.
  const { contents } = parseDocument(text, { uniqueKeys: false, logLevel: "silent" });
  const editor = new Editor(text, styleOf(text), sentences);
  editor.root(contents, before, after);
  // Nested entries were added before those that follow them at the same place.
  return editor.edits.toSorted((a, b) => a.start - b.start);
}

function readsAs(text: string, file: string, after: unknown): boolean {
  try {
    return sameValue(valueOf(text, file), after);
  } catch {
    // Not even YAML any more: then this way of editing was wrong, and the caller tries the next.
    return false;
  }
}

function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let from = 0;
  for (const edit of edits) {
    result += text.slice(from, Math.max(from, edit.start)) + edit.text;
    from = Math.max(from, edit.end);
  }
  return result + text.slice(from);
}

/** Edits were made on a text with plain line ends and no byte order mark; the file may have others. */
function withEdits(bytes: Uint8Array, edits: readonly TextEdit[]): Uint8Array {
  const encoding = encodingOf(bytes);
  const raw = new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
  const mark = raw.startsWith("\ufeff") ? 1 : 0;
  const returns = [...raw.matchAll(/\r\n/g)].map(({ index }, earlier) => index - mark - earlier);
  const plain = (raw.match(/\n/g)?.length ?? 0) - returns.length;
  const lineEnd = returns.length > plain ? "\r\n" : "\n";
  const toRaw = (offset: number): number => offset + mark + countBelow(returns, offset);
  const moved = edits.map(({ start, end, text }) => ({
    start: toRaw(start),
    end: toRaw(end),
    text: text.replaceAll("\n", lineEnd),
  }));
  const result = applyEdits(raw, moved);
  if (encoding === "utf-8") return new TextEncoder().encode(result);
  const buffer = Buffer.from(result, "utf16le");
  return encoding === "utf-16be" ? buffer.swap16() : buffer;
}

/** How many of the sorted numbers are below `limit`. */
function countBelow(sorted: readonly number[], limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
