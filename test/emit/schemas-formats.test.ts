/** Formats, string by string: where zod and ajv-formats draw the line differently, this table says so. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generate } from "../../generator/generate.js";
import { remove, temporaryFolder } from "../corpus/compilers.js";
import { jobFor } from "../corpus/corpus.js";
import { checkedFormats } from "./differential/formats.js";
import { addFormats } from "./differential/json-schema.js";
import { keywordDocument } from "./differential/keywords.js";

import { loadSchemas, type ZodSchema } from "./differential/zod-module.js";

interface Boundary {
  readonly reason: string;
  /** Texts that only our schema accepts. */
  readonly onlyOurs?: readonly string[];
  /** Texts that only ajv-formats accepts. */
  readonly onlyAjv?: readonly string[];
}

interface Format {
  readonly format: string;
  /** Texts on which both agree, whatever they say. */
  readonly agreed: readonly string[];
  readonly boundaries: readonly Boundary[];
}

const formats: readonly Format[] = [
  {
    format: "date-time",
    agreed: [
      "2020-01-01T00:00:00Z",
      "2020-01-01T00:00:00+01:00",
      "2020-01-01T00:00:00-00:00",
      "2020-01-01T00:00:00.123456789Z",
      "2020-12-31T23:59:59Z",
      "2020-01-01T00:00:00",
      "2020-01-01T00:00Z",
      "2020-02-30T00:00:00Z",
      "2020-01-01",
      "2020-01-01T24:00:00Z",
      "2020-01-01T00:00:00.Z",
      "2020-01-01T00:00:00Z\n",
      "0000-01-01T00:00:00Z",
      "2020-01-01T00:00:00+24:00",
      "2020-01-01t00:00:00z",
      "2020-01-01t00:00:00.5Z",
      "2016-12-31T23:59:60Z",
      "2016-12-31T23:59:60.5z",
      "2017-01-01T00:59:60+01:00",
      "2016-12-31T12:00:60Z",
      "2016-12-31T23:59:60+01:00",
      "2016-12-31T23:59:61Z",
      "",
    ],
    boundaries: [
      {
        reason: "RFC 3339 knows of applications that write a space for the T; no server of the field does",
        onlyAjv: ["2020-01-01 00:00:00Z"],
      },
      {
        reason: "RFC 3339 wants hours and minutes with a colon; ajv-formats is generous",
        onlyAjv: ["2020-01-01T00:00:00+0100", "2020-01-01T00:00:00+01"],
      },
    ],
  },
  {
    format: "date",
    agreed: [
      "2024-02-29",
      "2023-02-29",
      "1900-02-29",
      "2000-02-29",
      "2020-13-01",
      "2020-00-10",
      "2020-1-1",
      "0000-01-01",
      "20200101",
      "9999-12-31",
      "2020-01-01\n",
      "2020-01-01T00:00:00Z",
      "",
    ],
    boundaries: [],
  },
  {
    format: "email",
    agreed: [
      "a@b.co",
      "a.b+c@d.org",
      "A@B.CO",
      "o'x@b.co",
      "a!b@c.de",
      "a@b.c",
      "\u00e4@b.co",
      "a@1.2",
      '"x y"@b.co',
      "a@-b.co",
      "a@b-.co",
      "a b@c.de",
      "@b.co",
      "a@",
      "a@b@c.de",
      "a@b.co\n",
      "",
    ],
    boundaries: [
      { reason: "a domain may be a single name, as in HTML's <input type=email>", onlyOurs: ["a@localhost", "a@b"] },
      {
        reason: "dots may stand anywhere before the @, as in HTML's <input type=email>",
        onlyOurs: ["a..b@c.de", ".a@b.co", "a.@b.co"],
      },
    ],
  },
  {
    format: "uuid",
    agreed: [
      "123e4567-e89b-12d3-a456-426614174000",
      "00000000-0000-0000-0000-000000000001",
      "00000000-0000-0000-0000-000000000000",
      "ffffffff-ffff-ffff-ffff-ffffffffffff",
      "123e4567-e89b-02d3-1456-426614174000",
      "123E4567-E89B-12D3-A456-426614174000",
      "{123e4567-e89b-12d3-a456-426614174000}",
      "123e4567e89b12d3a456426614174000",
      "123e4567",
      "123e4567-e89b-12d3-a456-426614174000\n",
      "",
    ],
    boundaries: [
      {
        reason: "no back end of the field writes a UUID as a URN",
        onlyAjv: ["urn:uuid:123e4567-e89b-12d3-a456-426614174000"],
      },
    ],
  },
  {
    format: "uri",
    agreed: [
      "http://a.b/c?d#e",
      "HTTP://X",
      "https://example.com",
      "urn:a:b",
      "mailto:a@b.c",
      "s3://bucket/k",
      "file:///x",
      "data:text/plain,hi",
      "http://[::1]:8080/",
      "a",
      "/a/b",
      "//a/b",
      "",
      "http://a b",
      "http:",
      "http://[x]/",
      "http://a|b",
    ],
    boundaries: [
      {
        reason: "the URL parser of the platform escapes what RFC 3986 wants escaped",
        onlyOurs: ["http://a?b=[1]", "http://ex.com/\u00fc", "http://a/%zz", "http://a#b#c", "http://a/{x}"],
      },
      {
        reason: "the URL parser of the platform drops white space around a URL",
        onlyOurs: [" http://a", "http://a\n"],
      },
      { reason: "a scheme alone is a URL to the platform", onlyOurs: ["a:"] },
      {
        reason: "a URL without a host, or with a port that cannot be, leads nowhere",
        onlyAjv: ["http://", "http://a:99999/"],
      },
    ],
  },
  {
    format: "byte",
    agreed: ["", "YQ==", "YWJj", "YQ", "YQ=", "YR==", "a b", "!!!!", "YW_-", "=YWJ"],
    boundaries: [{ reason: "base64 has no line breaks (RFC 4648, section 4)", onlyAjv: ["YWJj\n"] }],
  },
  {
    format: "ipv4",
    agreed: ["1.2.3.4", "0.0.0.0", "255.255.255.255", "256.1.1.1", "1.2.3", "01.2.3.4", "1.2.3.4/8", "a.b.c.d", ""],
    boundaries: [],
  },
  {
    format: "ipv6",
    agreed: [
      "::1",
      "::",
      "2001:db8::1",
      "::ffff:1.2.3.4",
      "1::2::3",
      "1:2:3:4:5:6:7:8",
      "1:2:3:4:5:6:7:8:9",
      "fe80::1%eth0",
      "[::1]",
      "x",
      "",
    ],
    boundaries: [],
  },
];

const folder = temporaryFolder("formats");
afterAll(() => remove(folder));

const ajv = new Ajv2020({ strict: false });
addFormats(ajv);
const theirs = (format: string, text: string): boolean => ajv.validate({ type: "string", format }, text);

let schemas: Readonly<Record<string, ZodSchema>>;
const nameOf = (format: string): string =>
  `Format${format.replace(/\W/g, "").replace(/^./, (first) => first.toUpperCase())}`;
const ours = (format: string, text: string): boolean => schemas[nameOf(format)]!.safeParse(text).success;

beforeAll(async () => {
  const file = join(folder, "formats.json");
  writeFileSync(
    file,
    JSON.stringify(
      keywordDocument(
        "3.0.3",
        Object.fromEntries(
          [...formats.map(({ format }) => format), "unheard-of"].map((format) => [
            nameOf(format),
            { type: "string", format },
          ]),
        ),
      ),
    ),
  );
  schemas = await loadSchemas((await generate(jobFor(file))).files);
});

test("the table speaks of every format that our schemas check", () => {
  expect(formats.map(({ format }) => format).sort()).toEqual([...checkedFormats].sort());
});

describe.each(formats)("the format $format", ({ format, agreed, boundaries }) => {
  test("is the same to both but for the table", () => {
    expect(
      agreed
        .filter((text) => ours(format, text) !== theirs(format, text))
        .map((text) => `${JSON.stringify(text)}: ours ${ours(format, text)}, ajv ${theirs(format, text)}`),
    ).toEqual([]);
    expect(new Set(agreed.map((text) => ours(format, text)))).toEqual(new Set([true, false]));
  });

  test.each(boundaries)("differs: $reason", ({ onlyOurs = [], onlyAjv = [] }) => {
    for (const text of onlyOurs)
      expect({ text, ours: ours(format, text), ajv: theirs(format, text) }).toEqual({ text, ours: true, ajv: false });
    for (const text of onlyAjv)
      expect({ text, ours: ours(format, text), ajv: theirs(format, text) }).toEqual({ text, ours: false, ajv: true });
  });
});

test("a format nobody knows is a string like any other", () => {
  expect(["", "anything", "\u{1F600}"].every((text) => ours("unheard-of", text))).toBe(true);
  expect(schemas[nameOf("unheard-of")]!.safeParse(1).success).toBe(false);
});
