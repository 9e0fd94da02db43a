import type { Layer, OutgoingRequest, Received } from "../pipeline.js";
import { fullJitter, sleep, type Timing } from "../core/backoff.js";

export interface RetryOptions extends Timing {
  /** The most attempts, the first one included; 3 if absent. */
  readonly attempts?: number;
  /** The longest first wait in milliseconds, doubled with each attempt; 200 if absent. */
  readonly base?: number;
  /** The longest wait in milliseconds; a retrieval whose server asks for more is not retried. 30,000 if absent. */
  readonly limit?: number;
  /** The client's retries divided by its retrievals; 0.2 if absent, so that an outage does not cause a flood of requests. */
  readonly budget?: number;
  /** The current time in milliseconds since 1970, to compare Retry-After dates with; `Date.now` if absent. */
  readonly now?: () => number;
}

// RFC 6585, 4, and RFC 9110, 15.6.3 to 15.6.5: temporary, on the server or on the way to it.
const busy = new Set([429, 502, 503, 504]);
// This many retries are always allowed, however few retrievals there were.
const RESERVE = 10;

/**
 * Retries GET and HEAD requests when the server is busy or the network fails, after the server's
 * Retry-After (RFC 9110, 10.2.3) or with full jitter. A state change is never repeated: its first
 * attempt may have been carried out (RFC 9110, 9.2.2).
 */
export function retryRetrievals(options: RetryOptions = {}): Layer<OutgoingRequest, Received> {
  const { attempts = 3, base = 200, limit = 30_000, budget = 0.2, now = Date.now } = options;
  const wait = options.sleep ?? sleep;
  let allowance = RESERVE;
  return async (outgoing, next) => {
    const { method } = outgoing.init;
    if (method !== "GET" && method !== "HEAD") return next(outgoing);
    allowance = Math.min(RESERVE, allowance + budget);
    const { url, init, client, options: call } = outgoing;
    const since = client.clearedAt;
    for (let attempt = 1; ; attempt++) {
      // Each attempt starts from the request as it was put together: the one before it set a signal, and `sent`.
      Object.assign(outgoing, { url, init: { ...init, headers: { ...init.headers } }, sent: false });
      const outcome = await next(outgoing).then(
        (received) => ({ received }),
        (error: unknown) => ({ error }),
      );
      const isFailure = "error" in outcome ? outgoing.sent && !call.signal?.aborted : busy.has(outcome.received.status);
      const asked = "error" in outcome ? undefined : askedDelay(outcome.received.headers, now());
      const delay = asked ?? fullJitter(attempt, base, limit, options.random);
      const isLast = !isFailure || attempt >= attempts || allowance < 1 || delay > limit;
      if (!isLast) {
        allowance--;
        await wait(delay, call.signal);
      }
      // Whoever asked has signed out: nothing more is sent with their credentials.
      if (isLast || client.clearedAt !== since) {
        if ("error" in outcome) throw outcome.error;
        return outcome.received;
      }
    }
  };
}

/**
 * Milliseconds that a response asks to wait for (RFC 9110, 10.2.3). A date counts from the response's own Date
 * (RFC 9110, 6.6.1): the server's clock and ours may differ by hours.
 */
function askedDelay(headers: Received["headers"], now: number): number | undefined {
  const { date } = headers;
  return retryAfter(headers["retry-after"], (date === undefined ? undefined : httpDate(date, now)) ?? now);
}

// RFC 9110, 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`, and the obsolete `Sunday, 06-Nov-94 08:49:37 GMT` and
// `Sun Nov  6 08:49:37 1994`. Not Date.parse: it accepts `1.5` as a date.
const dates = [
  /^\w+, (?<day>\d\d)[ -](?<month>\w{3})[ -](?<year>\d\d|\d{4}) (?<time>[\d:]{8}) GMT$/,
  /^\w{3} (?<month>\w{3}) (?<day>[ \d]\d) (?<time>[\d:]{8}) (?<year>\d{4})$/,
];
const months = "JanFebMarAprMayJunJulAugSepOctNovDec";

/** The wait that Retry-After asks for, in milliseconds; it may be seconds or a date (RFC 9110, 10.2.3). `undefined` for neither. */
export function retryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = httpDate(value, now);
  return date === undefined ? undefined : Math.max(0, date - now);
}

/** Milliseconds since 1970 of an HTTP date. */
function httpDate(value: string, now: number): number | undefined {
  const parts = dates.map((form) => form.exec(value)?.groups).find((groups) => groups !== undefined);
  if (!parts) return undefined;
  const { day = "", month = "", time = "" } = parts;
  let year = Number(parts["year"]);
  // A year of two digits: the latest such year that is at most 50 years ahead.
  if (year < 100) year += 100 * Math.floor((new Date(now).getUTCFullYear() + 50 - year) / 100);
  const two = (number: number | string): string => String(number).trim().padStart(2, "0");
  const date = Date.parse(`${year}-${two(months.indexOf(month) / 3 + 1)}-${two(day)}T${time}Z`);
  return Number.isNaN(date) ? undefined : date;
}
