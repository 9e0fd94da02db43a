import type { DiffFormat } from "./format.js";
import { json } from "./json.js";
import { markdown } from "./markdown.js";
import { text } from "./text.js";

/** Names that `--format` takes, the default first. */
export const diffFormatNames = ["text", "json", "markdown"] as const;

export const diffFormats: Readonly<Record<(typeof diffFormatNames)[number], DiffFormat>> = { text, json, markdown };
