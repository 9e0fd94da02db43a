import type { NumberSchema, StringSchema } from "../model/model.js";

const ofFormat: Readonly<Record<string, string>> = {
  "date-time": "2024-01-01T00:00:00Z",
  date: "2024-01-01",
  time: "00:00:00Z",
  duration: "P1D",
  email: "user@example.com",
  uuid: "00000000-0000-4000-8000-000000000000",
  uri: "https://example.com/",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  byte: "c2FtcGxl",
};

/** Text that patterns of the field often ask for, the plainest first. */
const plain = ["string", "a", "A", "0", "1", "abc", "ABC", "123", "1.0", "1.00", "a1", "A1", "a-b", "/", "en", "EN", "en-US", "#ffffff", "2024-01-01", "10:00", "#", "*", ...Object.values(ofFormat)]; // prettier-ignore

// Longer texts than this are not worth making.
const LONGEST = 10_000;

/** A string that the schema accepts, if one can be found; else a plain one. */
export function stringFor(schema: StringSchema, accepts: (text: string) => boolean): string {
  const { format = "", minLength = 0, maxLength = LONGEST } = schema;
  const least = Math.min(minLength, LONGEST);
  const first = Object.hasOwn(ofFormat, format) ? [ofFormat[format]!] : [];
  for (const text of [...first, ...plain]) {
    const long = text.length < least ? text.repeat(Math.ceil(least / text.length)) : text;
    for (const sized of [text, long, long.slice(0, Math.max(least, Math.min(long.length, maxLength)))])
      if (accepts(sized)) return sized;
  }
  return accepts("") ? "" : (first[0] ?? "string");
}

/** A number that the schema accepts, if one can be found. */
export function numberFor(schema: NumberSchema, accepts: (value: number) => boolean): number {
  const { multipleOf = 1 } = schema;
  const low = schema.minimum ?? schema.exclusiveMinimum;
  const high = schema.maximum ?? schema.exclusiveMaximum;
  const bounds = [low, high].flatMap((bound) => (bound === undefined ? [] : [bound, bound + 1, bound - 1]));
  const steps = bounds.flatMap((bound) => [Math.floor(bound / multipleOf), Math.ceil(bound / multipleOf)]);
  const between = low === undefined || high === undefined ? [] : [(low + high) / 2];
  const tries = [0, 1, multipleOf, ...bounds, ...between, ...steps.map((step) => step * multipleOf)];
  return tries.find(accepts) ?? 0;
}
