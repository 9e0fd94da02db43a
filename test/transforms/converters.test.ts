/** Converters of the runtime: what was not changed goes back as it came, and nothing is made up. */
import * as fc from "fast-check";
import { Temporal as JsTemporal } from "@js-temporal/polyfill";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import {
  type Converter,
  type NamedTransform,
  dateAsPlainDate,
  dateTimeAsDate,
  dateTimeAsInstant,
  eitherOf,
  int64AsBigint,
  int64TextAsBigint,
  listOf,
  objectOf,
  transformBy,
  transformOf,
  variantsOf,
} from "ifmatch/runtime";

const two = (value: number): string => String(value).padStart(2, "0");

/** Every way of RFC 3339, 5.6, to write a date and a time. */
const dateTimes = fc
  .record({
    day: fc.date({ min: new Date("0001-01-02T00:00:00Z"), max: new Date("9999-12-30T00:00:00Z"), noInvalidDate: true }),
    separator: fc.constantFrom("T", "t", " "),
    fraction: fc.oneof(fc.constant(""), fc.stringMatching(/^\.\d{1,9}$/)),
    offset: fc.oneof(
      fc.constantFrom("Z", "z"),
      fc.tuple(fc.constantFrom("+", "-"), fc.nat(23), fc.nat(59)).map(([sign, h, m]) => `${sign}${two(h)}:${two(m)}`),
    ),
  })
  .map(({ day, separator, fraction, offset }) => {
    const [date, time] = day.toISOString().slice(0, 19).split("T");
    return `${date}${separator}${time}${fraction}${offset}`;
  });

const all: readonly (readonly [string, Converter])[] = [
  ["Date", dateTimeAsDate],
  ["temporal-polyfill", dateTimeAsInstant(Temporal)],
  ["@js-temporal/polyfill", dateTimeAsInstant(JsTemporal)],
];

describe.each(all)("a date-time as %s", (name, converter) => {
  test("goes back as the text that it was, and counts the time that the text says", () => {
    fc.assert(
      fc.property(dateTimes, (text) => {
        const value = converter.parse(text, "");
        expect(typeof value).toBe("object");
        expect(converter.format(value, "")).toBe(text);
        const time = Date.parse(text.replace(" ", "T").toUpperCase());
        const milliseconds = value instanceof Date ? value.getTime() : (value as Temporal.Instant).epochMilliseconds;
        expect(milliseconds).toBe(time);
      }),
    );
  });

  test.each([
    "2026-02-30T10:00:00Z",
    "2026-13-01T10:00:00Z",
    "2026-01-01T24:01:00Z",
    "2026-01-01T10:00:00",
    "2026-01-01",
    "10:00:00Z",
    "yesterday",
    "",
    "2026-01-01T10:00:00+0100",
  ])("%j is refused where it stands", (text) => {
    expect(() => converter.parse(text, "/due")).toThrow(
      new RangeError(`/due: ${JSON.stringify(text)} is not a date and time with an offset (RFC 3339, 5.6).`),
    );
  });

  test.each([null, undefined, 7, true, { a: 1 }, ["x"]])("%j passes", (value) => {
    expect(converter.parse(value, "")).toBe(value);
    expect(converter.format(value, "")).toBe(value);
  });

  test(`${name}: a leap second is a time, and keeps its text`, () => {
    const value = converter.parse("2016-12-31T23:59:60Z", "");
    expect(converter.format(value, "")).toBe("2016-12-31T23:59:60Z");
  });
});

describe("a Date", () => {
  const text = "2026-01-01T10:00:00.123456+02:00";

  test("that was changed is written anew", () => {
    const date = dateTimeAsDate.parse(text, "") as Date;
    date.setUTCHours(9);
    expect(dateTimeAsDate.format(date, "")).toBe("2026-01-01T09:00:00.123Z");
    date.setUTCHours(8);
    expect(dateTimeAsDate.format(date, "")).toBe(text);
  });

  test("that is a copy has its milliseconds, as the page on transforms says", () => {
    const date = dateTimeAsDate.parse(text, "") as Date;
    expect(dateTimeAsDate.format(new Date(date), "")).toBe("2026-01-01T08:00:00.123Z");
    expect(dateTimeAsDate.format(structuredClone(date), "")).toBe("2026-01-01T08:00:00.123Z");
  });

  test.each([new Date(NaN), new Date(Date.UTC(10_000, 0)), new Date(Date.UTC(-1, 0))])(
    "that RFC 3339 cannot write is refused: %s",
    (date) => {
      expect(() => dateTimeAsDate.format(date, "/due")).toThrow(
        /^\/due: ".*" cannot be written as a date and time of RFC 3339\.$/,
      );
    },
  );
});

describe("a date as PlainDate", () => {
  const converter = dateAsPlainDate(Temporal);

  test("is the same day, wherever it is read", () => {
    const value = converter.parse("2026-11-28", "") as Temporal.PlainDate;
    expect([value.year, value.month, value.day]).toEqual([2026, 11, 28]);
    expect(converter.format(value, "")).toBe("2026-11-28");
    expect(converter.format(value.add({ days: 3 }), "")).toBe("2026-12-01");
  });

  test.each(["2026-02-30", "2026-11-28T10:00:00Z", "20261128", "+012026-11-28"])("%j is refused", (text) => {
    expect(() => converter.parse(text, "")).toThrow(`The value: "${text}" is not a date (RFC 3339, 5.6).`);
  });

  test("outside four digits of years, it cannot be written", () => {
    expect(() => converter.format(Temporal.PlainDate.from("+012026-11-28"), "/day")).toThrow(
      '/day: "+012026-11-28" is outside the years 0000 to 9999 of RFC 3339.',
    );
  });
});

describe("an int64 as bigint", () => {
  test("numbers come and go, as far as JSON.parse does not round them", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (number) => {
        const value = int64AsBigint.parse(number, "");
        expect(value).toBe(BigInt(number));
        expect(int64AsBigint.format(value, "")).toBe(number === 0 ? 0 : number);
      }),
    );
  });

  test("a number that has lost digits is refused, whichever way it goes", () => {
    expect(() => int64AsBigint.parse(JSON.parse("9007199254740993"), "/id")).toThrow(
      '/id: "9007199254740992" has lost digits to JSON.parse: beyond 2^53 an API must send a text.',
    );
    expect(() => int64AsBigint.format(9007199254740993n, "/id")).toThrow(
      '/id: "9007199254740993" cannot be sent as a number without losing digits.',
    );
    expect(() => int64AsBigint.parse(0.5, "/id")).toThrow(RangeError);
  });

  test("texts keep every digit", () => {
    fc.assert(
      fc.property(fc.bigInt(), (value) => {
        expect(int64TextAsBigint.parse(String(value), "")).toBe(value);
        expect(int64TextAsBigint.format(value, "")).toBe(String(value));
      }),
    );
    expect(() => int64TextAsBigint.parse("1e3", "/n")).toThrow('/n: "1e3" is not an integer.');
  });
});

describe("objects and lists", () => {
  interface Tree {
    due: string;
    children: Tree[];
  }
  interface TreeValues {
    due: Date;
    children: TreeValues[];
  }
  const tree: NamedTransform<Tree, TreeValues> = transformOf(() =>
    objectOf({ due: dateTimeAsDate, children: listOf(transformBy(tree)) }),
  );

  test("a place is named by its JSON Pointer", () => {
    const leaf = { due: "no", children: [] };
    const json = { due: "2026-01-01T00:00:00Z", children: [{ due: "2026-01-01T00:00:00Z", children: [leaf] }] };
    expect(() => tree.parse(json)).toThrow('/children/0/children/0/due: "no" is not a date');
    expect(() => objectOf({ "a/b~": dateTimeAsDate }).parse({ "a/b~": "no" }, "")).toThrow("/a~1b~0: ");
  });

  test("neither direction changes what it is given", () => {
    const json = Object.freeze({ due: "2026-01-01T00:00:00Z", children: Object.freeze([]) as unknown as Tree[] });
    const values = tree.parse(json);
    expect(values).toEqual({ due: new Date("2026-01-01T00:00:00Z"), children: [] });
    Object.freeze(values);
    expect(tree.format(values)).toEqual(json);
  });

  test("properties of any name stay own properties", () => {
    const json = JSON.parse('{"__proto__": "2026-01-01T00:00:00Z", "constructor": "x", "other": 1}') as object;
    const converter = objectOf({ ["__proto__"]: dateTimeAsDate });
    const values = converter.parse(json, "") as object;
    expect(Object.keys(values)).toEqual(["__proto__", "constructor", "other"]);
    expect(Object.getOwnPropertyDescriptor(values, "__proto__")?.value).toBeInstanceOf(Date);
    expect(JSON.stringify(converter.format(values, ""))).toBe(JSON.stringify(json));
    // A name that every object has is no member.
    expect(objectOf({}).parse(json, "")).toEqual(json);
  });

  test("places of a list, and what follows them", () => {
    const converter = listOf(int64TextAsBigint, [dateTimeAsDate, undefined]);
    const json = ["2026-01-01T00:00:00Z", "7", "8"];
    const values = converter.parse(json, "");
    expect(values).toEqual([new Date("2026-01-01T00:00:00Z"), "7", 8n]);
    expect(converter.format(values, "")).toEqual(json);
  });

  test("alternatives of different kinds, and variants by a property", () => {
    const at = "2026-01-01T00:00:00Z";
    const pet = variantsOf("kind", { cat: objectOf({ born: dateTimeAsDate }) });
    const either = eitherOf(dateTimeAsDate, pet, listOf(dateTimeAsDate), int64AsBigint);
    for (const [json, value] of [
      [at, new Date(at)],
      [7, 7n],
      [null, null],
      [[at], [new Date(at)]],
      [
        { kind: "cat", born: at },
        { kind: "cat", born: new Date(at) },
      ],
      [
        { kind: "dog", born: at },
        { kind: "dog", born: at },
      ],
      [
        { kind: "constructor", born: at },
        { kind: "constructor", born: at },
      ],
      [{ born: at }, { born: at }],
    ] as const) {
      expect(either.parse(json, "")).toEqual(value);
      expect(either.format(either.parse(json, ""), "")).toEqual(json);
    }
  });
});
