import { fullJitter, sleep, type Timing } from "./backoff.js";
import type { OutgoingRequest } from "./client.js";
import type { Received } from "./exchange.js";
import type { Layer } from "./layers.js";

export interface RetryOptions extends Timing {
  /** How often one retrieval is sent at most, the first time included; 3 if absent. */
  readonly attempts?: number;
  /** Milliseconds that the first wait may take, doubled with each attempt; 200 if absent. */
  readonly base?: number;
  /** Milliseconds that a wait may take at most; a server that asks for more is not asked again. 30,000 if absent. */
  readonly limit?: number;
  /** Retries per retrieval that this client may spend on the whole; 0.2 if absent, so that an outage is not answered by a flood. */
  readonly budget?: number;
  /** Milliseconds since 1970, against which a Retry-After date counts; `Date.now` if absent. */
  readonly now?: () => number;
}

// RFC 6585, 4, and RFC 9110, 15.6.3 to 15.6.5: not now, or not by this way.
const busy = new Set([429, 502, 503, 504]);
// So many retries are always allowed, however few retrievals there were.
const RESERVE = 10;

/**
 * Repeats GET and HEAD requests that found the server busy or the network down, after the server's
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
    const { signal } = outgoing.options;
    for (let attempt = 1; ; attempt++) {
      const outcome = await next(outgoing).then(
        (received) => ({ received }),
        (error: unknown) => ({ error }),
      );
      const isFailure = "error" in outcome ? outgoing.sent && !signal?.aborted : busy.has(outcome.received.status);
      const asked = "error" in outcome ? undefined : retryAfter(outcome.received.headers["retry-after"], now());
      const delay = asked ?? fullJitter(attempt, base, limit, options.random);
      if (!isFailure || attempt >= attempts || allowance < 1 || delay > limit) {
        if ("error" in outcome) throw outcome.error;
        return outcome.received;
      }
      allowance--;
      await wait(delay, signal);
    }
  };
}

/** Milliseconds that Retry-After asks for, as seconds or as a date (RFC 9110, 10.2.3 and 5.6.7); `undefined` for neither. */
export function retryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  // The obsolete asctime form names no zone and means UTC, as the others do.
  const date = Date.parse(/GMT\s*$/i.test(value) ? value : `${value} GMT`);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
