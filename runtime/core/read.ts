import type { RequestOptions, RetrievalOutcome } from "../call.js";
import type { RequestParts, RetrievalOperation } from "../operation.js";
import type { Client, Reading, Received } from "../pipeline.js";
import { dispatchOrThrow } from "../wire/exchange.js";
import { prepare, resourceOf } from "../wire/request.js";
import { conclude } from "./outcomes.js";
import { validatorsOf } from "./validators.js";

/** Prepares a retrieval. */
export async function beginReading(
  client: Client,
  operation: RetrievalOperation,
  request: RequestParts,
  options: RequestOptions,
): Promise<Reading> {
  return {
    // Read before the credentials are: a `clear` from now on concerns this retrieval, too.
    since: client.tags.now(),
    ...(await prepare(client, operation, request, options)),
    operation,
    resource: resourceOf(operation, request),
  };
}

/** The result of a response that carries the whole representation, which replaces the stored one. */
export async function concludeReading(reading: Reading, received: Received): Promise<RetrievalOutcome> {
  const { client, operation, resource, since } = reading;
  const validators = validatorsOf(received, operation.tagProperty);
  // A tag on an error response describes the error, if anything: it is never remembered.
  if (received.response.ok && since > client.clearedAt) client.tags.read(resource, validators.etag, since);
  const result = conclude(received, { ...validators, resource, revalidated: false });
  // After `conclude`, which throws for an invalid body: such a body is not stored.
  if (received.response.ok) await client.remember?.(reading, received);
  return result;
}

/** Reads past every cache: no precondition, and `cache: "reload"`, which also replaces the browser's cached copy. */
export async function reload(
  client: Client,
  operation: RetrievalOperation,
  request: RequestParts,
  options: RequestOptions = {},
): Promise<RetrievalOutcome> {
  const reading = await beginReading(client, operation, request, { cache: "reload", ...options });
  return concludeReading(reading, await dispatchOrThrow(reading));
}
