/** Converters of single values: dates and times of RFC 3339, and 64-bit integers. */

import type { Converter } from "./transform.js";

/** The text that a value was made from: what nobody changed is sent as it came, with all its digits. */
const texts = new WeakMap<object, string>();

function refuse(at: string, value: unknown, why: string): RangeError {
  return new RangeError(`${at || "The value"}: ${JSON.stringify(String(value))} ${why}.`);
}

/** RFC 3339, 5.6: T and Z in either case, and a space for the T. */
const DATE_TIME = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:)(\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/** Milliseconds since 1970, cut off as Date does; NaN for what is no date and time of RFC 3339. */
function timeOf(text: string): number {
  const [, date, time, second, fraction = "", offset] = DATE_TIME.exec(text) ?? [];
  if (date === undefined || !isDay(date)) return NaN;
  // Section 5.7: a leap second is the one after it for clocks that have none.
  const leap = second === "60" ? 1000 : 0;
  const iso = `${date}T${time}${leap ? "59" : second}${fraction.slice(0, 4)}${offset!.toUpperCase()}`;
  return Date.parse(iso) + leap;
}

/** `Date` takes February 30 for a day in March. */
function isDay(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}

/** `date-time` as Date, which counts milliseconds: further digits are kept beside it, until it is changed or copied. */
export const dateTimeAsDate: Converter = {
  parse(json, at) {
    if (typeof json !== "string") return json;
    const time = timeOf(json);
    if (Number.isNaN(time)) throw refuse(at, json, "is not a date and time with an offset (RFC 3339, 5.6)");
    const date = new Date(time);
    texts.set(date, json);
    return date;
  },
  format(value, at) {
    if (!(value instanceof Date)) return value;
    const text = texts.get(value);
    if (text !== undefined && timeOf(text) === value.getTime()) return text;
    // RFC 3339, 1: years 0000 to 9999.
    const iso = Number.isNaN(value.getTime()) ? "" : value.toISOString();
    if (!DATE_TIME.test(iso)) throw refuse(at, value, "cannot be written as a date and time of RFC 3339");
    return iso;
  },
};

/** What is needed of `Temporal`, whether the platform has it or a package. */
export interface TemporalTypes {
  readonly Instant: { from(text: string): object };
  readonly PlainDate: { from(text: string): object };
}

/** `date-time` as `Temporal.Instant`, which counts nanoseconds. */
export const dateTimeAsInstant = (temporal: Pick<TemporalTypes, "Instant">): Converter =>
  asTemporal(temporal.Instant, "Temporal.Instant", DATE_TIME, "is not a date and time with an offset (RFC 3339, 5.6)");

/** `date` as `Temporal.PlainDate`: a day of the calendar, whatever the time zone. */
export const dateAsPlainDate = (temporal: Pick<TemporalTypes, "PlainDate">): Converter =>
  asTemporal(temporal.PlainDate, "Temporal.PlainDate", /^\d{4}-\d\d-\d\d$/, "is not a date (RFC 3339, 5.6)");

function asTemporal(type: { from(text: string): object }, name: string, grammar: RegExp, why: string): Converter {
  return {
    parse(json, at) {
      if (typeof json !== "string") return json;
      if (!grammar.test(json)) throw refuse(at, json, why);
      let value: object;
      try {
        value = type.from(json);
      } catch {
        throw refuse(at, json, why);
      }
      texts.set(value, json);
      return value;
    },
    format(value, at) {
      if (Object.prototype.toString.call(value) !== `[object ${name}]`) return value;
      const text = texts.get(value as object) ?? String(value);
      if (!grammar.test(text)) throw refuse(at, value, "is outside the years 0000 to 9999 of RFC 3339");
      return text;
    },
  };
}

/**
 * A number of format `int64` as bigint. JSON.parse has rounded what is beyond 2^53 before anybody sees it: such a number is
 * refused, in both directions.
 */
export const int64AsBigint: Converter = {
  parse(json, at) {
    if (typeof json !== "number") return json;
    if (!Number.isSafeInteger(json))
      throw refuse(at, json, "has lost digits to JSON.parse: beyond 2^53 an API must send a text");
    return BigInt(json);
  },
  format(value, at) {
    if (typeof value !== "bigint") return value;
    if (!Number.isSafeInteger(Number(value)))
      throw refuse(at, value, "cannot be sent as a number without losing digits");
    return Number(value);
  },
};

/** A text of format `int64` as bigint: every digit arrives, and leaves. */
export const int64TextAsBigint: Converter = {
  parse(json, at) {
    if (typeof json !== "string") return json;
    if (!/^[+-]?\d+$/.test(json)) throw refuse(at, json, "is not an integer");
    return BigInt(json.replace(/^\+/, ""));
  },
  format: (value) => (typeof value === "bigint" ? String(value) : value),
};
