import { parseYaml, type Source } from "@redocly/openapi-core";
import { CORE_SCHEMA, load, types, YAMLException } from "js-yaml4";
import { countKeys, duplicateKey } from "./json-keys.js";
import { outsideJson } from "./json-values.js";
import { AliasCycleError, Budget } from "./limits.js";
import { ParseError } from "./parse-error.js";
import { placeIn } from "./source-places.js";

/**
 * Bytes to text: UTF-8, or UTF-16 with a byte order mark.
 *
 * @param file Its name in messages.
 * @throws {ParseError} with the line of the first byte that is no UTF-8.
 */
export function decodeText(bytes: Uint8Array, file = "the file"): string {
  const encoding = encodingOf(bytes);
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    const at = lastPlace(validPrefix(bytes, encoding));
    throw new ParseError(file, `the file is not ${encoding.toUpperCase()} text; save it as UTF-8`, at);
  }
  const nul = text.indexOf("\0");
  if (nul !== -1)
    throw new ParseError(file, "the file is not text: it has a NUL character", lastPlace(text.slice(0, nul)));
  return text.replaceAll("\r\n", "\n");
}

/** What can be decoded, up to the first byte that cannot. */
function validPrefix(bytes: Uint8Array, encoding: string): string {
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    try {
      // A character that is cut in the middle is no fault.
      new TextDecoder(encoding, { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      good = middle;
    } catch {
      bad = middle;
    }
  }
  return new TextDecoder(encoding).decode(bytes.subarray(0, good), { stream: true });
}

/** Where the next character would stand. */
function lastPlace(text: string): { line: number; column: number } {
  const lines = text.split(/\r?\n/);
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
}

/** As its byte order mark says. */
export function encodingOf([first, second]: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  return first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

/**
 * Text to data: JSON where it looks like it (four times faster), else YAML 1.2.
 *
 * @param budget What its document may cost yet.
 * @throws {ParseError} with the position; {LimitError} for a document that costs too much.
 */
export function parseSource(source: Source, budget = new Budget()): unknown {
  const json = parseJson(source);
  if (json !== undefined && isSound(json, source, budget)) return json;
  const parsed = json ?? parseYamlText(source, budget);
  try {
    if (json === undefined) budget.takeNodes(parsed);
  } catch (error) {
    throw error instanceof AliasCycleError ? failed(source, error.message) : error;
  }
  // Here, and not in the document as a whole: what is copied from file to file loses its type.
  const outside = outsideJson(parsed);
  if (outside)
    throw new ParseError(
      source.absoluteRef,
      `${outside.name} cannot be written in JSON (RFC 8259)`,
      placeIn(source, outside.at).start,
    );
  return parsed;
}

/** `undefined` for what is no JSON: of a trailing comma, say, YAML reads it, and names the line if it cannot. */
function parseJson({ absoluteRef: file, body }: Source): unknown {
  if (!/\.json$/i.test(file) && !/^\s*\{/.test(body)) return undefined;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * Counts a tree of JSON. Whether its numbers are JSON's, too; those of a text may be too large.
 *
 * @throws {ParseError} for a key that an object has twice: RFC 8259, section 4: which of two counts depends on the reader.
 */
function isSound(tree: unknown, { absoluteRef: file, body }: Source, budget: Budget): boolean {
  const { keys, isFinite } = budget.takeTree(tree);
  // Of two keys with one name, the tree has one.
  const duplicate = countKeys(body) === keys ? undefined : duplicateKey(body);
  if (duplicate) throw new ParseError(file, "duplicated mapping key", duplicate, body);
  return isFinite;
}

function parseYamlText(source: Source, budget: Budget): unknown {
  try {
    return parseYaml(source.body, { filename: source.absoluteRef, maxDepth: budget.limits.depth + 10 } as object);
  } catch (error) {
    const [message = ""] = (error as Error).message.split("\n");
    const [, reason, line = "1", column = "1"] = /^(.*?)(?: in "[^"]*")? \((\d+):(\d+)\)$/.exec(message) ?? [];
    if (message.startsWith("nesting exceeded")) throw budget.exceeded("depth");
    // js-yaml 5 demands that a closing bracket is indented; js-yaml 3 and 4 and PyYAML do not, nor do many documents.
    if (reason === "deficient indentation") return parseLeniently(source);
    throw new ParseError(
      source.absoluteRef,
      reason ?? message,
      { line: Number(line), column: Number(column) },
      source.body,
    );
  }
}

/** The values of js-yaml 5: times are texts. */
const schema = CORE_SCHEMA.extend({
  implicit: [types.merge],
  explicit: [types.binary, types.omap, types.pairs, types.set],
});

function parseLeniently(source: Source): unknown {
  try {
    return load(source.body, { schema });
  } catch (error) {
    if (error instanceof YAMLException && error.mark) {
      const { line, column } = error.mark;
      throw new ParseError(source.absoluteRef, error.reason, { line: line + 1, column: column + 1 }, source.body);
    }
    throw failed(source, error instanceof RangeError ? "the document is nested too deeply" : (error as Error).message);
  }
}

const failed = ({ absoluteRef }: Source, message: string): ParseError =>
  new ParseError(absoluteRef, message, { line: 1, column: 1 });
