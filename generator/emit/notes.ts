import type { Notes } from "../model/model.js";
import { commentLines, jsDoc } from "./encode.js";
import type { Doc } from "./layout.js";

/** A property is printed in several files. */
const known = new WeakMap<Notes, readonly Doc[]>();

/** The comment of a property, a line each: what it is, its format, default and examples. */
export function notesDoc(notes: Notes | undefined): readonly Doc[] {
  if (notes === undefined) return [];
  let doc = known.get(notes);
  if (!doc) known.set(notes, (doc = printNotes(notes)));
  return doc;
}

function printNotes(notes: Notes): Doc[] {
  const description = commentLines(notes.description, 90);
  const tags = [
    ...(notes.format === "" ? [] : commentLines(`Format: ${notes.format}`, 90)),
    ...(notes.default === undefined ? [] : tag("@default ", notes.default)),
    ...notes.examples.flatMap((example) => tag("@example ", example)),
    ...(notes.deprecated ? ["@deprecated"] : []),
  ];
  const comment = jsDoc([...description, ...(description.length > 0 && tags.length > 0 ? [""] : []), ...tags]);
  return comment === "" ? [] : comment.trimEnd().split("\n");
}

const tag = (name: string, value: string): string[] =>
  commentLines(value, 90).map((line, index) => (index === 0 ? name + line : line));
