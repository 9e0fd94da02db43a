import type { CreationOutcome, RequestOptions, ResourceRef } from "../call.js";
import type { CreationOperation, RequestParts } from "../operation.js";
import type { Client, Received } from "../pipeline.js";
import { dispatchOrThrow } from "../wire/exchange.js";
import { prepare } from "../wire/request.js";
import { asDocumented, conclude } from "./outcomes.js";
import { validatorsOf } from "./validators.js";

/**
 * Performs a creation. There is nothing to match yet; the tag in the response is the new resource's first
 * validator, so the result can be passed as `ifMatch` at once.
 *
 * @throws {NetworkError} when no response arrives; {UsageError} when the call itself is wrong.
 */
export async function create<Result extends CreationOutcome>(
  client: Client,
  operation: CreationOperation,
  request: RequestParts,
  options: RequestOptions = {},
): Promise<Result> {
  const outgoing = await prepare(client, operation, request, options);
  const received = await dispatchOrThrow(outgoing);
  // RFC 9110, 10.2.2 and 8.8: the tag of a 201 describes what was created, not the collection.
  const validators = validatorsOf(received, operation.tagProperty);
  const resource = createdResource(operation, received);
  if (received.response.ok) client.tags.written(resource, validators.etag);
  return asDocumented<CreationOutcome, Result>(conclude(received, { ...validators, resource }));
}

/** The key of the new resource: from the body, else (if it has one value only) the last segment of Location. */
function createdResource(operation: CreationOperation, { data, headers }: Received): ResourceRef {
  const body = Object(data) as Record<string, unknown>;
  const values = operation.created.map((names) =>
    names.map((name) => body[name]).find((value) => typeof value === "string" || typeof value === "number"),
  );
  if (values.every((value) => value !== undefined)) {
    return { name: operation.resource, key: values.map((value) => encodeURIComponent(String(value))).join("/") };
  }
  const segment = headers["location"]?.split(/[?#]/)[0]!.split("/").filter(Boolean).at(-1);
  return { name: operation.resource, key: values.length === 1 && segment !== undefined ? canonical(segment) : null };
}

/** A path segment in the form that keys have: percent-encoded wherever possible. */
function canonical(segment: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(segment));
  } catch {
    // A lone "%" is no encoding: take it literally.
    return encodeURIComponent(segment);
  }
}
