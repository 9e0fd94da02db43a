import type { Client, OutgoingRequest } from "./client.js";
import { conclude, dispatchOrThrow, type Received } from "./exchange.js";
import type { RequestParts, RetrievalOperation } from "./operation.js";
import { prepare, resourceOf } from "./request.js";
import type { RequestOptions, ResourceRef } from "./results.js";
import { validatorsOf } from "./validators.js";

/** A retrieval under way. */
export interface Reading {
  readonly client: Client;
  readonly operation: RetrievalOperation;
  readonly resource: ResourceRef;
  readonly outgoing: OutgoingRequest;
  readonly options: RequestOptions;
  /** The client's moment when it began: an answer must not overwrite news that came later. */
  readonly since: number;
}

/** Prepares a retrieval. It revalidates the browser's cache unless the caller or the client says otherwise. */
export async function beginReading(
  client: Client,
  operation: RetrievalOperation,
  request: RequestParts,
  options: RequestOptions,
): Promise<Reading> {
  // Chromium goes on serving its cached GET after a write that carried If-Match; this mode asks the server.
  const cache = "cache" in options ? options.cache : (client.options.init?.cache ?? "no-cache");
  const outgoing = await prepare(client, operation, request, { ...options, cache });
  return { client, operation, resource: resourceOf(operation, request), outgoing, options, since: client.tags.now() };
}

/** The result of an answer that carries the whole representation, which replaces the stored one. */
export async function concludeReading(reading: Reading, received: Received): Promise<object> {
  const { client, operation, resource, since } = reading;
  // Tags on error answers are never stored: they describe the error, if anything.
  if (!received.response.ok) return conclude(client, received, {});
  const validators = validatorsOf(client, received, operation.tagProperty);
  const current = since > client.clearedAt;
  if (current) client.tags.read(resource, validators.etag, since);
  const result = conclude(client, received, { ...validators, resource, revalidated: false } as object);
  // After `conclude`, which throws for a body that must not be: such a body is not kept.
  if (current) await client.remember?.(reading, received);
  return result;
}

/** Reads past every cache: no precondition, and `cache: "reload"`, which also renews the browser's copy. */
export async function reload(
  client: Client,
  operation: RetrievalOperation,
  request: RequestParts,
  options: RequestOptions = {},
): Promise<unknown> {
  const reading = await beginReading(client, operation, request, { cache: "reload", ...options });
  return concludeReading(reading, await dispatchOrThrow(client, reading.outgoing, options));
}
