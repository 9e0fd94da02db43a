import type { Client, Received, RequestOptions, Reading } from "../pipeline.js";
import { conclude, dispatchOrThrow } from "../wire/exchange.js";
import type { RequestParts, RetrievalOperation } from "../operation.js";
import { prepare, resourceOf } from "../wire/request.js";
import { validatorsOf } from "./validators.js";

/** Prepares a retrieval. */
export async function beginReading(
  client: Client,
  operation: RetrievalOperation,
  request: RequestParts,
  options: RequestOptions,
): Promise<Reading> {
  return {
    // Taken before the credentials are: a `clear` from now on is about this retrieval, too.
    since: client.tags.now(),
    ...(await prepare(client, operation, request, options)),
    operation,
    resource: resourceOf(operation, request),
  };
}

/** The result of an answer that carries the whole representation, which replaces the stored one. */
export async function concludeReading(reading: Reading, received: Received): Promise<object> {
  const { client, operation, resource, since } = reading;
  // Tags on error answers are never stored: they describe the error, if anything.
  if (!received.response.ok) return conclude(received);
  const validators = validatorsOf(received, operation.tagProperty);
  if (since > client.clearedAt) client.tags.read(resource, validators.etag, since);
  const result = conclude(received, { ...validators, resource, revalidated: false } as object);
  // After `conclude`, which throws for a body that must not be: such a body is not kept.
  await client.remember?.(reading, received);
  return result;
}

/** Reads past every cache: no precondition, and `cache: "reload"`, which also renews the browser's copy. */
export async function reload<Result>(
  client: Client,
  operation: RetrievalOperation,
  request: RequestParts,
  options: RequestOptions = {},
): Promise<Result> {
  const reading = await beginReading(client, operation, request, { cache: "reload", ...options });
  return (await concludeReading(reading, await dispatchOrThrow(reading))) as Result;
}
