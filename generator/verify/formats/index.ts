import type { Format } from "./format.js";
import { json } from "./json.js";
import { markdown } from "./markdown.js";
import { table } from "./table.js";

/** By the name that `--format` takes. */
export const formats: ReadonlyMap<string, Format> = new Map([
  ["table", table],
  ["json", json],
  ["markdown", markdown],
]);
