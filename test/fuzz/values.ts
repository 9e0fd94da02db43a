/** Values that no author of a document means, and that a file can hold all the same. */
import fc from "fast-check";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Without a slash, so that a path made of one stays in its folder. */
const hostileNames = [
  "",
  " ",
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "then",
  "length",
  "default",
  "class",
  "await",
  "\ud800",
  "a\udfffb",
  "\u0000",
  "\u001b[2J",
  "\u202eabc",
  "\u2028",
  "a\r\n::error::b",
  "::add-mask::x",
  "##[error]x",
  "\n",
  "\\",
  "`",
  "${",
  "${1}",
  "'\"",
  "<script>",
  "{",
  "}",
  "{id}",
  "{}",
  "%",
  "%00",
  "%zz",
  "~",
  "~0~1",
  "~2",
  "#",
  "?",
  "$ref",
  "..",
  "123",
  "1e999",
  "-0",
  "NaN",
  "null",
  "ÅÄÖ",
  "日本語",
  "👩‍👩‍👧",
  "ﷺ",
  "x".repeat(5000),
  "(a+)+$",
  "[",
  "(?<",
  "\\u{110000}",
  "2024-02-31",
];
const hostileTexts = [
  "*/",
  "*/ ${",
  "/",
  "//",
  "/{",
  "/{a}{b}",
  "/a/../b",
  "</script>",
  "#/",
  "#/components",
  "#/paths/~1jobs",
  "https://[",
  "//localhost:1",
  "application/json;;",
  "*/*",
  "/* x",
];

export const hostileName = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...hostileNames) },
  fc.string({ unit: "binary", maxLength: 6 }).map((text) => text.replaceAll("/", "_")),
);

export const hostileText = fc.oneof(hostileName, fc.constantFrom(...hostileTexts));

const hostileNumber = fc.oneof(
  fc.constantFrom(-1, 0, 0.5, 1e21, 1e308, -1e308, 5e-324, 2 ** 31, 2 ** 53, 2 ** 53 + 2, 1e9, 4096, 99, 600, 1000),
  fc.integer(),
);

/** A value of any type, small. */
export const anyValue: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, false, [], {}, [null], [[]], { "": null }, { type: [] }, ["a", "a"]),
  hostileNumber,
  hostileText,
  fc.array(hostileText, { maxLength: 3 }),
  fc.dictionary(hostileText, fc.oneof(hostileText, hostileNumber), { maxKeys: 3, noNullPrototype: true }),
);

/** As `Object.fromEntries`, which makes a member of `__proto__`, where fast-check's records need not. */
const fromEntries = (entries: readonly (readonly [string, Json])[]): JsonObject => Object.fromEntries(entries);

/** An object with the members of `required`, and a few of the others. */
export function some(
  members: Readonly<Record<string, fc.Arbitrary<Json>>>,
  required: readonly string[] = [],
): fc.Arbitrary<JsonObject> {
  const entry = (key: string): fc.Arbitrary<readonly [string, Json]> =>
    members[key]!.map((value) => [key, value] as const);
  const optional = Object.keys(members).filter((key) => !required.includes(key));
  return fc
    .tuple(
      fc.tuple(...required.map(entry)),
      fc.uniqueArray(fc.oneof(...(optional.length === 0 ? required : optional).map(entry)), {
        selector: ([key]) => key,
        maxLength: 5,
      }),
    )
    .map(([always, more]) => fromEntries([...more, ...always]));
}

/** An object whose names are of `key`. */
export const map = (key: fc.Arbitrary<string>, value: fc.Arbitrary<Json>, maxLength = 3): fc.Arbitrary<JsonObject> =>
  fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, maxLength }).map(fromEntries);
