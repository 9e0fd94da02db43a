import fc from "fast-check";
import {
  type EntityTag,
  formatEntityTagList,
  isEntityTag,
  isWeak,
  opaqueTag,
  parseEntityTag,
  parseEntityTagList,
  strongEquals,
  weakEquals,
} from "ifmatch/runtime";
import { describe, expect, it } from "vitest";

const character = (from: number, to: number): fc.Arbitrary<string> =>
  fc.integer({ min: from, max: to }).map((code) => String.fromCharCode(code));

/** etagc = %x21 / %x23-7E / obs-text (RFC 9110, 8.8.3). */
const etagc = fc.oneof(
  fc.constant("!"),
  character(0x23, 0x7e),
  character(0x80, 0xff),
  fc.constantFrom(",", "\\", "/", "W", "ÿ"),
);
const forbidden = fc.oneof(character(0x00, 0x20), fc.constant('"'), fc.constant("\x7f"), character(0x100, 0xffff));

const text = fc
  .tuple(fc.constantFrom("", "W/"), fc.string({ unit: etagc, maxLength: 12 }))
  .map(([weak, opaque]) => `${weak}"${opaque}"`);
const tag: fc.Arbitrary<EntityTag> = text.map((value) => parseEntityTag(value));
/** Few letters, so that equal tags come up. */
const similar: fc.Arbitrary<EntityTag> = fc
  .constantFrom('"a"', 'W/"a"', '"b"', 'W/"b"', '""', 'W/""')
  .map((value) => parseEntityTag(value));

describe("the grammar of entity-tags", () => {
  it.each([
    ['"abc"', "a strong tag"],
    ['W/"abc"', "a weak tag"],
    ['""', "the empty tag"],
    ['W/""', "the empty weak tag"],
    ['"a,b"', "a comma"],
    ['"a\\b"', "a backslash, which escapes nothing"],
    ['"a\\"', "a backslash before the closing quote"],
    ['"2024-06-01T12:00:00.000001+00:00"', "a timestamp"],
    ['"\x80caf\xe9\xff"', "obs-text, U+0080 to U+00FF"],
    ['"W/"', "W/ inside the quotes"],
  ])("RFC item 1: %s is an entity-tag: %s", (value) => {
    expect(isEntityTag(value)).toBe(true);
  });

  it.each([
    ["abc", "no quotes"],
    ['w/"abc"', "W/ is case-sensitive"],
    ['W"abc"', "the slash is missing"],
    ['W/ "abc"', "a space after W/"],
    ['"abc', "one quote only"],
    ['"a"b"', "a quote inside"],
    ['"a b"', "a space inside"],
    ['"a\tb"', "a tab inside"],
    ['"a\x7f"', "DEL"],
    ['"\u0100"', "a character that no header byte can be"],
    [' "abc"', "a space before"],
    ['"abc" ', "a space after"],
    ['"abc"\n', "a line feed after"],
    ['"abc", "def"', "a list"],
    ["*", "the asterisk of If-Match"],
    ["'abc'", "single quotes"],
    ["", "nothing"],
  ])("RFC item 1: %j is not an entity-tag: %s", (value) => {
    expect(isEntityTag(value)).toBe(false);
    expect(() => parseEntityTag(value)).toThrow(SyntaxError);
  });

  it("RFC item 1: accepts whatever the grammar produces", () => {
    fc.assert(fc.property(text, (value) => isEntityTag(value)));
  });

  it("RFC item 4: refuses a tag with a single character outside the grammar, CR and LF included", () => {
    const spoilt = fc
      .tuple(fc.string({ unit: etagc }), forbidden, fc.string({ unit: etagc }))
      .map((parts) => `"${parts.join("")}"`);
    fc.assert(fc.property(spoilt, (value) => !isEntityTag(value)));
  });

  it("RFC item 2: gives the text back byte for byte", () => {
    fc.assert(fc.property(text, (value) => parseEntityTag(value) === value));
  });

  it("RFC item 4: carries obs-text through real header fields", () => {
    const headers = new Headers({ etag: '"caf\xe9\x80\xff"' });
    expect(parseEntityTag(headers.get("etag")!)).toBe('"caf\xe9\x80\xff"');
  });

  it("says what was given and what is missing when it refuses a text", () => {
    expect(() => parseEntityTag("abc")).toThrow(/^Not an entity-tag: "abc"\. The double quotes are part of it/);
    expect(() => parseEntityTag("line\nbreak")).toThrow('"line\\nbreak"');
  });
});

describe("lists of entity-tags", () => {
  it("RFC item 12: reads back what it writes", () => {
    fc.assert(
      fc.property(fc.array(tag, { maxLength: 6 }), (tags) => {
        expect(parseEntityTagList(formatEntityTagList(tags))).toEqual(tags);
      }),
    );
  });

  it("skips empty elements and white space around elements (RFC 9110, 5.6.1)", () => {
    const space = fc.string({ unit: fc.constantFrom(" ", "\t"), maxLength: 3 });
    const element = fc.tuple(space, fc.option(tag, { nil: undefined }), space);
    fc.assert(
      fc.property(fc.array(element, { maxLength: 6 }), (elements) => {
        const list = elements.map(([before, value, after]) => `${before}${value ?? ""}${after}`).join(",");
        expect(parseEntityTagList(list)).toEqual(elements.flatMap(([, value]) => value ?? []));
      }),
    );
  });

  it("keeps a comma inside a tag in the tag", () => {
    expect(parseEntityTagList('"a,b",W/"c,"')).toEqual(['"a,b"', 'W/"c,"']);
  });

  it.each(["abc", '"a" "b"', '"a";', '"a", b', "*", '"a", *', '"a'])(
    "refuses %j, which is not a list of tags",
    (value) => {
      expect(() => parseEntityTagList(value)).toThrow(SyntaxError);
    },
  );

  it("answers any text with tags or a SyntaxError, and keeps no memory of the text before", () => {
    const outcome = (value: string): unknown => {
      try {
        return parseEntityTagList(value);
      } catch (error) {
        return error;
      }
    };
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', ",", "W", "/", " ", "a", "\\", "*") }), (value) => {
        const read = outcome(value);
        expect(read instanceof SyntaxError || (Array.isArray(read) && read.every(isEntityTag))).toBe(true);
        expect(parseEntityTagList('"a"')).toEqual(['"a"']);
      }),
    );
  });
});

describe("comparison of entity-tags", () => {
  it.each([
    ['W/"1"', 'W/"1"', false, true],
    ['W/"1"', 'W/"2"', false, false],
    ['W/"1"', '"1"', false, true],
    ['"1"', '"1"', true, true],
    ['"1"', '"2"', false, false],
  ])("RFC item 22: %s and %s compare strongly as %s and weakly as %s (RFC 9110, 8.8.3.2)", (a, b, strong, weak) => {
    expect(strongEquals(parseEntityTag(a), parseEntityTag(b))).toBe(strong);
    expect(weakEquals(parseEntityTag(a), parseEntityTag(b))).toBe(weak);
  });

  it("weak comparison is an equivalence relation", () => {
    fc.assert(
      fc.property(similar, similar, similar, (a, b, c) => {
        expect(weakEquals(a, a)).toBe(true);
        expect(weakEquals(a, b)).toBe(weakEquals(b, a));
        expect(weakEquals(a, c) || !weakEquals(a, b) || !weakEquals(b, c)).toBe(true);
      }),
    );
  });

  it("strong comparison is symmetric and transitive, and a weak tag equals nothing, not even itself", () => {
    fc.assert(
      fc.property(similar, similar, similar, (a, b, c) => {
        expect(strongEquals(a, b)).toBe(strongEquals(b, a));
        expect(strongEquals(a, c) || !strongEquals(a, b) || !strongEquals(b, c)).toBe(true);
        expect(strongEquals(a, a)).toBe(!isWeak(a));
      }),
    );
  });

  it("whatever matches strongly matches weakly", () => {
    fc.assert(fc.property(similar, similar, (a, b) => !strongEquals(a, b) || weakEquals(a, b)));
  });

  it("the opaque-tag is a strong tag, weakly equal to its origin", () => {
    fc.assert(
      fc.property(tag, (value) => {
        const opaque = opaqueTag(value);
        expect(isEntityTag(opaque)).toBe(true);
        expect(isWeak(opaque)).toBe(false);
        expect(opaqueTag(opaque)).toBe(opaque);
        expect(weakEquals(opaque, value)).toBe(true);
      }),
    );
  });

  it("letters inside the quotes make no tag weak, and their case counts", () => {
    expect(isWeak(parseEntityTag('"W/x"'))).toBe(false);
    expect(weakEquals(parseEntityTag('"a"'), parseEntityTag('"A"'))).toBe(false);
  });
});
