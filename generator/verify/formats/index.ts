import type { Format } from "./format.js";
import { json } from "./json.js";
import { markdown } from "./markdown.js";
import { table } from "./table.js";

/** Names that `--format` takes, the default first. */
export const formatNames = ["table", "json", "markdown"] as const;

export const formats: Readonly<Record<(typeof formatNames)[number], Format>> = { table, json, markdown };
