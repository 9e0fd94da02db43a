import type { Format } from "./format.js";
import { json } from "./json.js";
import { stylish } from "./stylish.js";

/** By the name that `--format` takes. */
export const formats: ReadonlyMap<string, Format> = new Map([
  ["stylish", stylish],
  ["json", json],
]);
