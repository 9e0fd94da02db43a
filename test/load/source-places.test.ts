/** Places are those of openapi-core, which looks for each among all keys. */
import { getLineColLocation, Source } from "@redocly/openapi-core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { encodePercent, pointer } from "../../generator/load/pointer.js";
import { placeIn } from "../../generator/load/source-places.js";

const key = fc.constantFrom("a", "b/c", "d~e", "100%", "x y", "__proto__", "1");
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom("text", 1, null, "two\nlines\n"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4 }),
  ),
}));

const theirs = (source: Source, at: string) => {
  const where = { source, pointer: encodePercent(at) };
  const { start } = getLineColLocation({ ...where, reportOnKey: true });
  const { start: begin, end } = getLineColLocation({ ...where, reportOnKey: false });
  return { start: { line: start.line, column: start.col }, end: Math.max(begin.line, end!.line) };
};

describe("the place of a pointer", () => {
  test.for([
    ["YAML", (document: unknown) => stringify(document)],
    ["indented JSON", (document: unknown) => JSON.stringify(document, null, 2)],
    ["minified JSON", (document: unknown) => JSON.stringify(document)],
    ["YAML with Windows line ends", (document: unknown) => stringify(document).replaceAll("\n", "\r\n")],
  ] as const)("is where openapi-core finds it, in %s", ([, print]) => {
    fc.assert(
      fc.property(
        fc.dictionary(key, value, { minKeys: 1, maxKeys: 4 }),
        fc.array(key, { maxLength: 5 }),
        (document, segments) => {
          const source = new Source("schema.yml", print(document));
          const at = segments.length === 0 ? "#/" : pointer("#", ...segments);
          const { start, end } = placeIn(source, at);
          expect({ start, end: Math.max(start.line, end.line) }).toEqual(theirs(source, at));
        },
      ),
      { numRuns: 300 },
    );
  });
});
