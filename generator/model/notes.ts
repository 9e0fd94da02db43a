import { own } from "../load/pointer.js";
import { freeText } from "./identifiers.js";
import type { Notes } from "./model.js";
import { list, text } from "./reader.js";

// A comment is read by people: a record of a hundred fields is no help there.
const LONGEST = 200;

/** What a schema says for its reader; `undefined` where it says nothing. */
export function notesOf(schema: unknown): Notes | undefined {
  const description = [text(own(schema, "title")), text(own(schema, "description"))].filter(Boolean).join("\n\n");
  const notes: Notes = {
    description: freeText(description),
    format: freeText(own(schema, "format")),
    default: json(own(schema, "default")),
    examples: [own(schema, "example"), ...list(own(schema, "examples"))].flatMap((value) => json(value) ?? []),
    deprecated: own(schema, "deprecated") === true,
  };
  const says =
    notes.description || notes.format || notes.default !== undefined || notes.examples.length > 0 || notes.deprecated;
  return says ? notes : undefined;
}

function json(value: unknown): Notes["default"] {
  if (value === undefined) return undefined;
  const written = JSON.stringify(value);
  return written.length <= LONGEST ? freeText(written) : undefined;
}
