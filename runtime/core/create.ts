import type { Client, Received, RequestOptions, ResourceRef } from "../pipeline.js";
import { conclude, dispatchOrThrow } from "../wire/exchange.js";
import type { CreationOperation, RequestParts } from "../operation.js";
import { prepare } from "../wire/request.js";
import { validatorsOf } from "./validators.js";

/**
 * Carries out a creation. There is nothing to match yet; the answer's tag is the new resource's first
 * validator, so what comes back can be passed as `ifMatch` at once.
 *
 * @throws {NetworkError} when no answer arrives; {UsageError} when the call itself is wrong.
 */
export async function create<Result>(
  client: Client,
  operation: CreationOperation,
  request: RequestParts,
  options: RequestOptions = {},
): Promise<Result> {
  const outgoing = await prepare(client, operation, request, options);
  const received = await dispatchOrThrow(outgoing);
  if (!received.response.ok) return conclude(received) as Result;
  // RFC 9110, 10.2.2 and 8.8: the tag of a 201 describes what was created, not the collection.
  const validators = validatorsOf(received, operation.tagProperty);
  const resource = createdResource(operation, received);
  client.tags.written(resource, validators.etag);
  return conclude(received, { ...validators, resource } as object) as Result;
}

/** The new key: from the body, else (one value only) from the last segment of Location. */
function createdResource(operation: CreationOperation, { data, headers }: Received): ResourceRef {
  const body = Object(data) as Record<string, unknown>;
  const values = operation.created.map((names) =>
    names.map((name) => body[name]).find((value) => typeof value === "string" || typeof value === "number"),
  );
  if (values.every((value) => value !== undefined)) {
    return { name: operation.resource, key: values.map((value) => encodeURIComponent(value)).join("/") };
  }
  const segment = headers["location"]?.split(/[?#]/)[0]!.split("/").filter(Boolean).at(-1);
  return { name: operation.resource, key: values.length === 1 && segment !== undefined ? canonical(segment) : null };
}

/** A segment as keys are written: percent-encoded wherever it may be. */
function canonical(segment: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(segment));
  } catch {
    // A lone "%" is no encoding: it is meant as it stands.
    return encodeURIComponent(segment);
  }
}
