/** Editing files: what stays the same keeps its bytes, and the result reads as what was wanted. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { readValue, rewriteFile } from "../../generator/rewrite/rewrite.js";

type Json = Record<string, any>; // oxlint-disable-line typescript/no-explicit-any -- tests reach into documents

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string | Uint8Array, file = "a.yml"): Json =>
  readValue(typeof text === "string" ? bytes(text) : text, file) as Json;

/** The text after `change` was made to what it says. */
function edited(text: string, change: (value: Json) => void, file = "a.yml"): string {
  const after = structuredClone(read(text, file));
  change(after);
  const result = rewriteFile(bytes(text), file, after);
  expect(read(result, file)).toEqual(after);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(result);
}

describe("YAML", () => {
  const text = `# head
a:   1 # one
list:
- name: x   # dash at the key's column
  "quoted":  'yes'
flow: { b: 1,  c: [1, 2] }
empty: {}
text: >-
  folded
  text

# tail
last: 'v'
`;

  test("an added key goes behind its predecessor and that one's comment; nothing else moves", () => {
    expect(edited(text, (value) => (value["list"][0].added = { deep: ["x"] }))).toBe(
      text.replace(`  "quoted":  'yes'\n`, `  "quoted":  'yes'\n  added:\n    deep:\n    - x\n`),
    );
  });

  test("flow stays flow, a list grows in its style, an empty map becomes a block", () => {
    const result = edited(text, (value) => {
      value["flow"].d = "new";
      value["flow"].c.push(3);
      value["list"].push({ name: "y", in: "header" });
      value["empty"] = { "404": { description: "gone" } };
    });
    expect(result).toBe(
      text
        .replace("{ b: 1,  c: [1, 2] }", "{ b: 1,  c: [1, 2, 3], d: new }")
        .replace(`  "quoted":  'yes'\n`, `  "quoted":  'yes'\n- name: y\n  in: header\n`)
        .replace("empty: {}", "empty:\n  '404':\n    description: gone"),
    );
  });

  test("what is removed takes its line, and its comma", () => {
    const result = edited(text, (value) => {
      delete value["a"];
      delete value["list"][0].name;
      delete value["flow"].b;
    });
    expect(result).toContain(`# head\nlist:\n- "quoted":  'yes'\nflow: { c: [1, 2] }\n`);
  });

  test("a word in a folded text changes where it stands", () => {
    expect(edited("a: >-\n  one two\n  three four\nb: 1\n", (value) => (value["a"] = "one 2 three four"))).toBe(
      "a: >-\n  one 2\n  three four\nb: 1\n",
    );
  });

  test("a string that has to be written anew keeps its kind", () => {
    expect(edited("a: 'one'\nb: |\n  x\n  y\n", (value) => (value["b"] = 'x\n"z"\ny\n'))).toBe(
      "a: 'one'\nb: |\n  x\n  \"z\"\n  y\n",
    );
  });

  test("line ends and the byte order mark are kept", () => {
    const windows = "\ufeffa:\r\n  b: 1\r\nc: 2\r\n";
    expect(edited(windows, (value) => (value["a"].d = { e: 1 }))).toBe(
      "\ufeffa:\r\n  b: 1\r\n  d:\r\n    e: 1\r\nc: 2\r\n",
    );
  });

  test("UTF-16 stays UTF-16", () => {
    const buffer = Buffer.from("\ufeffa: 1\n", "utf16le");
    const result = rewriteFile(buffer, "a.yml", { a: 1, b: "x" });
    expect(Buffer.from(result).toString("utf16le")).toBe("\ufeffa: 1\nb: x\n");
    expect(
      Buffer.from(rewriteFile(Buffer.from(buffer).swap16(), "a.yml", { a: 2 }))
        .swap16()
        .toString("utf16le"),
    ).toBe("\ufeffa: 2\n");
  });

  test("an alias whose value changes is written out; the others keep sharing", () => {
    const shared = "a: &x { b: 1 }\nc: *x\nd: *x\n";
    expect(edited(shared, (value) => (value["d"] = { b: 2 }))).toBe("a: &x { b: 1 }\nc: *x\nd:\n  b: 2\n");
  });

  test("where an anchor changes under aliases that do not, the file is left alone, and says so", () => {
    const shared = bytes("a: &x { b: 1 }\nc: *x\n");
    expect(() => rewriteFile(shared, "a.yml", { a: { b: 2 }, c: { b: 1 } })).toThrow(
      /a\.yml cannot be edited in place/,
    );
  });

  test("nothing to change: the same bytes", () => {
    const source = bytes(text);
    expect(rewriteFile(source, "a.yml", read(text))).toBe(source);
  });
});

describe("JSON", () => {
  test("indentation is kept, also with tabs", () => {
    const text = '{\n\t"a": {\n\t\t"b": 1\n\t},\n\t"c": [1]\n}\n';
    expect(edited(text, (value) => (value["a"].d = { e: [] }), "a.json")).toBe(
      '{\n\t"a": {\n\t\t"b": 1,\n\t\t"d": {\n\t\t\t"e": []\n\t\t}\n\t},\n\t"c": [1]\n}\n',
    );
  });

  test("on one line it stays on one line", () => {
    expect(edited('{"a":{"b":1},"c":[]}', (value) => (value["a"].d = { e: 1, f: [1, 2] }), "a.json")).toBe(
      '{"a":{"b":1,"d":{"e":1,"f":[1,2]}},"c":[]}',
    );
  });
});

test("whatever changes, the result reads as wanted, in every style", () => {
  const key = fc.stringMatching(/^[a-z]{1,4}$|^[1-5]\d\d$/);
  const value = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom("text", "a: b", "# no comment", "two\nlines\n", "'", "~", "yes", ""),
      fc.integer(),
      fc.constantFrom(true, null),
      fc.array(tie("node"), { maxLength: 3 }),
      fc.dictionary(key, tie("node"), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).node;
  const map = fc.dictionary(key, value, { minKeys: 1, maxKeys: 5, noNullPrototype: true });
  const styles: ((value: unknown) => string)[] = [
    (one) => stringify(one),
    (one) => stringify(one, { indentSeq: false, indent: 4 }),
    (one) => stringify(one, { collectionStyle: "flow" }),
    (one) => JSON.stringify(one),
    (one) => `${JSON.stringify(one, undefined, 3)}\n`,
  ];
  fc.assert(
    fc.property(map, map, fc.nat(styles.length - 1), (before, other, style) => {
      const text = styles[style]!(before);
      // Some keys go, some change, some come.
      const kept = Object.fromEntries(Object.entries(before).filter((_, index) => index % 3 !== 1));
      const after = { ...kept, ...other };
      expect(read(rewriteFile(bytes(text), "a.yml", after))).toEqual(after);
    }),
    { numRuns: 400, seed: 7 },
  );
});
