import { NetworkError } from "../errors.js";
import { ResultError } from "../core/unwrap.js";
import { retryAfter } from "../layers/retry.js";
import type { Operation } from "../operation.js";
import type { Client } from "../pipeline.js";

// RFC 9110, 15.5.9 and 15.6; RFC 8470, 5.2; RFC 6585, 4: the same request may succeed later.
const temporary = new Set([408, 425, 429, 500, 502, 503, 504]);

/** How often a query asks again. */
const RETRIES = 3;

/**
 * Whether a query asks again: up to three times, where the network failed or the server is in trouble. What the server
 * refuses, it refuses again. Where the client itself retries (`retryRetrievals`), it has already done so. A POST is not
 * repeated by itself: it may have been carried out (RFC 9110, 9.2.2).
 */
export const retryOf =
  ({ options }: Client, { method }: Pick<Operation, "method">) =>
  (failures: number, error: unknown): boolean =>
    failures < RETRIES && !options.retry && method !== "POST" && isTemporary(error);

function isTemporary(error: unknown): boolean {
  if (error instanceof NetworkError) return true;
  return error instanceof ResultError && error.status !== null && (temporary.has(error.status) || error.status >= 520);
}

/** Milliseconds before a query asks again: what the server asks for (RFC 9110, 10.2.3), else 1, 2, 4 seconds. */
export function retryDelay(failures: number, error: unknown): number {
  const headers = error instanceof ResultError && "headers" in error.result ? error.result.headers : {};
  return retryAfter(headers["retry-after"], Date.now()) ?? 1000 * 2 ** failures;
}
