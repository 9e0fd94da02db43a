import type { RequestOptions, RetrievalOutcome } from "../call.js";
import { UsageError } from "../errors.js";
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
  precondition?: Readonly<Record<string, string>>,
): Promise<Reading> {
  return {
    // Read before the credentials are: a `clear` from now on concerns this retrieval, too.
    since: client.tags.now(),
    ...(await prepare(client, operation, request, options, precondition)),
    operation,
    resource: resourceOf(operation, request, options),
  };
}

/** The result of a response that carries the whole representation, which replaces the stored one. */
export async function concludeReading(reading: Reading, received: Received): Promise<RetrievalOutcome> {
  const { client, operation, resource, since } = reading;
  const validators = validatorsOf(received, operation.tagProperty);
  const result = conclude(received, { ...validators, resource, revalidated: false });
  // After `conclude`, which throws for an invalid body: neither such a body nor its tag is kept. A tag on an error
  // response describes the error, if anything.
  if (received.response.ok) {
    if (since > client.clearedAt) client.tags.read(resource, validators.etag, since, reading.caller);
    await client.remember?.(reading, received);
  }
  return result;
}

/**
 * Reads past every cache: no precondition, and `cache: "reload"`, which also replaces the browser's cached copy.
 *
 * @throws {UsageError} when `caller`, where it is known, is no longer the user whose credentials would be sent.
 */
export async function reload(
  client: Client,
  operation: RetrievalOperation,
  request: RequestParts,
  options: RequestOptions = {},
  caller?: string,
): Promise<RetrievalOutcome> {
  const reading = await beginReading(client, operation, request, withCacheMode(client, options, "reload"));
  if (caller !== undefined && caller !== reading.caller)
    throw new UsageError("other-caller", `${operation.id}: the user has changed since. Nothing was sent.`);
  return concludeReading(reading, await dispatchOrThrow(reading));
}

/**
 * The fetch cache mode of a retrieval: the call's, else what the client's `init` says, else `standard`. None where
 * `undefined` is given explicitly, and on platforms that know no modes (workers).
 */
export function withCacheMode(client: Client, options: RequestOptions, standard: RequestCache): RequestOptions {
  client.hasCacheModes ??= hasCacheModes();
  // What asks the server past all caches is all that such a platform does. `no-store` keeps the store out, too.
  if ("cache" in options)
    return client.hasCacheModes || options.cache === "no-store" ? options : { ...options, cache: undefined };
  const { init } = client.options;
  const configured = init && "cache" in init ? init.cache : standard;
  // A reload stays one, whatever mode other reads have.
  const cache = configured && standard === "reload" ? standard : configured;
  return { ...options, cache: client.hasCacheModes ? cache : undefined };
}

function hasCacheModes(): boolean {
  try {
    return Boolean(new Request("http://localhost/", { cache: "no-cache" }));
  } catch {
    return false;
  }
}
