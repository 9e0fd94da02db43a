import fc from "fast-check";
import {
  deepObject,
  form,
  formReserved,
  jsonItems,
  multipartOf,
  type ParameterStyle,
  urlencodedOf,
} from "ifmatch/runtime";
import { describe, expect, it } from "vitest";

/* Forms are read back as they were written, by the parsers of the platform: FormData and URLSearchParams. */

// Names that objects inherit, that end their quotes, and that have more bytes than letters.
const inherited = fc.constantFrom("constructor", "toString", "valueOf", "__proto__", "hasOwnProperty");
const strange = fc.string({ unit: fc.constantFrom("a", "[", "]", '"', "\r", "\n", "é", "🙂", "&", "=", "+", " ") });
const name = fc.oneof(inherited, strange);
const text = fc.string({ unit: fc.oneof(fc.constantFrom("&", "=", "+", "\r\n", "%", "--", '"'), fc.constant("é")) });
const primitive = fc.oneof(text, fc.integer(), fc.boolean());
const written = (value: unknown): string => (value === null ? "" : String(value));
const nullable = fc.option(primitive);
const field = fc.oneof(nullable, fc.array(nullable, { maxLength: 3 }));

/** A body, its own `__proto__` included. */
const bodyOf = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key }).map((all) => Object.fromEntries(all));

/** A field for each item. */
const pairsOf = (body: Record<string, unknown>): [string, string][] =>
  Object.entries(body).flatMap(([key, value]) => [value].flat().map((one): [string, string] => [key, written(one)]));

const urlencoded = "application/x-www-form-urlencoded";
/** What a server reads. */
const fieldsOf = (body: object, styles: Readonly<Record<string, ParameterStyle>> = {}): [string, string][] => {
  const encoded = urlencodedOf(styles)(body, urlencoded);
  expect(encoded.type).toBe(urlencoded);
  return [...new URLSearchParams(encoded.body as string)];
};

describe("application/x-www-form-urlencoded", () => {
  it("is read back as it was written", () =>
    fc.assert(
      fc.property(bodyOf(field), (body) => {
        expect(fieldsOf(body, { other: deepObject })).toEqual(pairsOf(body));
      }),
    ));

  it("of JSON is parsed back item by item, null among them", () =>
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "grapheme" }), (value) => {
        const fields = fieldsOf({ a: value }, { a: jsonItems });
        expect(fields.map(([, one]) => JSON.parse(one) as unknown)).toEqual(
          JSON.parse(JSON.stringify([value].flat())) as unknown,
        );
      }),
    ));

  it("writes null as an empty field in every other style", () => {
    for (const style of [form, formReserved, deepObject]) {
      expect(fieldsOf({ a: null, b: [1, null] }, { a: style }).slice(0, 3)).toEqual([
        ["a", ""],
        ["b", "1"],
        ["b", ""],
      ]);
    }
  });

  it("has no field of an empty list", () => {
    expect(urlencodedOf({ b: deepObject })({ a: [], b: [], c: 1 }, urlencoded).body).toBe("c=1");
  });
});

/** As names travel (HTML, 4.10.21.8), a CR or LF and a quote are encoded; parsers decode them. */
const parsed = async (body: object, encodings: Parameters<typeof multipartOf>[0] = {}): Promise<FormData> => {
  const { body: bytes, type } = multipartOf(encodings)(body, "multipart/form-data");
  return new Response(bytes, { headers: { "content-type": type! } }).formData();
};

describe("multipart/form-data", () => {
  it("is read back as it was written", () =>
    fc.assert(
      fc.asyncProperty(bodyOf(field), async (body) => {
        expect([...(await parsed(body))]).toEqual(pairsOf(body));
      }),
    ));

  it("gives files their bytes, names and types", () => {
    const fileName = fc.string({ unit: fc.constantFrom("a", '"', "\r", "\n", "é", "/", ";", "=", " ") });
    const file = fc.tuple(fc.uint8Array(), fileName, fc.constantFrom("", "image/png", "text/plain;charset=utf-8"));
    return fc.assert(
      fc.asyncProperty(name, fc.array(file, { minLength: 1, maxLength: 3 }), async (key, files) => {
        const sent = files.map(([bytes, given, type]) => new File([new Uint8Array(bytes)], given, { type }));
        const body = Object.fromEntries([[key, sent]]);
        const received = (await parsed(body)).getAll(key) as File[];
        const shown = received.map(async (one) => [new Uint8Array(await one.arrayBuffer()), one.name, one.type]);
        expect(await Promise.all(shown)).toEqual(
          files.map(([bytes, given, type]) => [new Uint8Array(bytes), given, type || "application/octet-stream"]),
        );
      }),
    );
  });

  it("of JSON is parsed back part by part", () =>
    fc.assert(
      fc.asyncProperty(name, fc.jsonValue({ stringUnit: "grapheme" }), async (key, value) => {
        const read = await parsed(Object.fromEntries([[key, value]]), Object.fromEntries([[key, "application/json"]]));
        expect(read.getAll(key).map((one) => JSON.parse(one as string) as unknown)).toEqual(
          JSON.parse(JSON.stringify([value].flat(1))) as unknown,
        );
      }),
    ));

  it("writes fields with a style as a urlencoded form has them", () =>
    fc.assert(
      fc.asyncProperty(bodyOf(nullable), async (map) => {
        // As a form has them: an absent member is no field.
        const styles = { map: deepObject };
        expect([...(await parsed({ map }, styles))]).toEqual(fieldsOf({ map }, styles));
      }),
    ));

  it("takes a text's Content-Type from the document, unless that is a range", async () => {
    const bytes = multipartOf({ a: "text/markdown, text/plain", b: "text/*" })(
      { a: "#", b: "x" },
      "multipart/form-data",
    );
    const lines = (await (bytes.body as Blob).text()).split("\r\n");
    expect(lines.filter((line) => line.startsWith("Content-Type"))).toEqual(["Content-Type: text/markdown"]);
  });
});
