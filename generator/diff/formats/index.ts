import type { DiffFormat } from "./format.js";
import { json } from "./json.js";
import { markdown } from "./markdown.js";
import { text } from "./text.js";

/** By the name that `--format` takes. */
export const diffFormats: ReadonlyMap<string, DiffFormat> = new Map([
  ["text", text],
  ["json", json],
  ["markdown", markdown],
]);
