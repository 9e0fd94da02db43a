import { parseYaml, type Source, YamlParseError } from "@redocly/openapi-core";
import { parseDocument } from "yaml";
import { limits, overBudget } from "./limits.js";

/** Bytes to text: UTF-8 or UTF-16, with or without a byte order mark. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes.byteLength > limits.fileBytes) throw new Error(`the file is larger than ${limits.fileBytes >> 20} MiB`);
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes).replaceAll("\r\n", "\n");
  if (text.includes("\0")) throw new Error("not a text file");
  return text;
}

/** As its byte order mark says. */
export function encodingOf([first, second]: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  return first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

/**
 * Text to data: JSON where the name says so (four times faster), else YAML 1.2.
 *
 * @throws {YamlParseError} with the position, or with the budget that was exceeded.
 */
export function parseSource(source: Source): unknown {
  const parsed = parseText(source);
  const failure = overBudget(parsed);
  if (failure !== undefined) {
    const what = {
      nodes: `more than ${limits.nodes.toLocaleString("en")} nodes once aliases are expanded`,
      depth: `nested deeper than ${limits.depth} levels`,
      cycle: "an alias that contains itself",
    };
    throw failed(source, `the document has ${what[failure]}`);
  }
  return parsed;
}

function parseText(source: Source): unknown {
  if (/\.json$/i.test(source.absoluteRef)) {
    try {
      return JSON.parse(source.body) as unknown;
    } catch {
      // A trailing comma, say: YAML reads it, and names the line if it cannot.
    }
  }
  try {
    return parseYaml(source.body, { filename: source.absoluteRef });
  } catch (error) {
    // js-yaml 5 refuses a flow collection whose closing bracket is not indented; many documents in use have one.
    const lenient = parseDocument(source.body, { uniqueKeys: true });
    const [problem] = [...lenient.errors, ...lenient.warnings];
    if (problem) throw failed(source, (error as Error).message, problem.linePos?.[0]);
    try {
      return lenient.toJS({ maxAliasCount: 10_000 }) as unknown;
    } catch (excess) {
      const { message } = excess as Error;
      throw failed(source, message.includes("alias count") ? message : (error as Error).message);
    }
  }
}

/** An error with a position: js-yaml's own where its message has one, else the one given, else the first line. */
function failed(source: Source, message: string, at = { line: 1, col: 1 }): YamlParseError {
  const [first = ""] = message.split("\n");
  const text = /\(\d+:\d+\)$/.test(first) ? first : `${first} (${at.line}:${at.col})`;
  return new YamlParseError(new Error(text), source);
}
