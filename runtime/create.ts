import type { Client } from "./client.js";
import { decode, exchangeOrThrow, failed, isDocumented, isSuccess, plainHeaders, validateRequest, validateResponse } from "./exchange.js";
import type { CreationOperation, RequestParts } from "./operation.js";
import { buildRequest } from "./request.js";
import type { RequestOptions, ResourceRef } from "./results.js";
import { tagOf } from "./validators.js";

/**
 * Carries out a creation. There is nothing to match yet; the answer's tag is the new resource's first
 * validator, so what comes back can be passed as `ifMatch` at once.
 *
 * @throws {NetworkError} when no answer arrives; {UsageError} when the call itself is wrong.
 */
export async function create<Result>(client: Client, operation: CreationOperation, request: RequestParts, options: RequestOptions = {}): Promise<Result> {
  validateRequest(client, operation, request);
  const outgoing = await buildRequest(client, operation, request, options);
  const response = await exchangeOrThrow(client, outgoing, options);
  const { status } = response;
  const body = await decode(response, operation);
  if (!isSuccess(status)) return failed(outgoing, response, body.data) as Result;
  // RFC 9110, 10.2.2 and 8.8: the tag of a 201 describes what was created, not the collection.
  const etag = tagOf(client, response, body.data, operation.tagProperty);
  const resource = createdResource(operation, response, body.data);
  client.tags.written(resource, etag);
  if (!isDocumented(operation, status)) return failed(outgoing, response, body.data) as Result;
  validateResponse(client, outgoing, status, body, etag);
  const lastModified = response.headers.get("last-modified");
  return { kind: "ok", status, data: body.data, etag, lastModified, resource, headers: plainHeaders(response) } as Result;
}

/** The new key: from the body, else (one value only) from the last segment of Location. */
function createdResource(operation: CreationOperation, response: Response, data: unknown): ResourceRef {
  const body = typeof data === "object" && data !== null ? (data as Record<string, unknown>) : {};
  const values = operation.created.map((names) => names.map((name) => body[name]).find((value) => typeof value === "string" || typeof value === "number"));
  if (values.every((value) => value !== undefined)) {
    return { name: operation.resource, key: values.map((value) => encodeURIComponent(value)).join("/") };
  }
  const segment = response.headers.get("location")?.split(/[?#]/)[0]!.split("/").findLast(Boolean);
  return { name: operation.resource, key: values.length === 1 && segment !== undefined ? segment : null };
}
