import type { Client, OutgoingRequest } from "./client.js";
import { type EntityTag, isEntityTag, isWeak, opaqueTag } from "./entity-tag.js";
import { UsageError } from "./errors.js";
import { answer, decode, type DecodedBody, exchange, explanation, failed, isDocumented, isSuccess, plainHeaders, validateRequest, validateResponse } from "./exchange.js";
import type { RequestParts, StateChangeOperation } from "./operation.js";
import { buildRequest, resourceOf } from "./request.js";
import type { IfMatch, RequestOptions, ResourceRef } from "./results.js";
import { reload } from "./retrieve.js";
import { tagOf } from "./validators.js";

/** A request with its precondition. `null` is the unconditional state change, where the API allows one. */
export interface ConditionalRequest<R extends string = string> extends RequestParts {
  readonly ifMatch?: IfMatch<R> | "*" | null | undefined;
}

/**
 * Carries out a state change under the precondition that the resource is still what the caller read
 * (RFC 9110, 13.1.1). The tag is always the one passed in: a tag learnt meanwhile would turn a stale
 * form into a lost update.
 *
 * Never repeats a request by itself. When no answer arrives, the outcome is `ambiguous`.
 *
 * @throws {UsageError} before anything is sent: no tag known, another resource's tag, and the like.
 */
export async function changeState<Result>(client: Client, operation: StateChangeOperation, request: ConditionalRequest, options: RequestOptions = {}): Promise<Result> {
  const resource = resourceOf(operation, request);
  const sent = precondition(client, operation, resource, request.ifMatch);
  validateRequest(client, operation, request);
  const outgoing = await buildRequest(client, operation, request, options);
  if (options.cache) outgoing.init.cache = options.cache;
  if (sent !== null) outgoing.init.headers["if-match"] = sent;
  options.signal?.throwIfAborted();
  let response: Response;
  let body: DecodedBody;
  try {
    response = await exchange(client, outgoing, options);
    body = await decode(response, operation).catch((error: unknown) => {
      // A body cut short: what changed is told by the status, unless the status said success.
      if (isSuccess(response.status)) throw error;
      return { data: undefined, bytes: 0, malformed: false };
    });
  } catch (cause) {
    // Once fetch was called nobody knows whether the server carried the request out.
    return ambiguous(client, outgoing, resource, null, cause) as Result;
  }
  return settle(client, outgoing, operation, resource, sent, response, body) as Result;
}

function settle(client: Client, outgoing: OutgoingRequest, operation: StateChangeOperation, resource: ResourceRef, sent: EntityTag | "*" | null, response: Response, body: DecodedBody): object {
  const { status } = response;
  const { preconditionFailed = [412], preconditionRequired = [428] } = client.api;
  if (isSuccess(status)) {
    // RFC 9110, 9.3.4: without a tag in the answer the new validator is unknown. A DELETE leaves none.
    const etag = operation.method === "DELETE" ? null : tagOf(client, response, body.data, operation.tagProperty);
    client.tags.written(resource, etag);
    if (!isDocumented(operation, status)) return failed(outgoing, response, body.data);
    validateResponse(client, outgoing, status, body, etag);
    const lastModified = response.headers.get("last-modified");
    return { kind: "ok", status, data: body.data, etag, lastModified, resource, headers: plainHeaders(response) };
  }
  const common = { status, error: body.data, resource, headers: plainHeaders(response) };
  // Decided by status alone: an empty 412 is a 412, whether or not the document declares it.
  if (sent !== null && preconditionFailed.includes(status)) {
    client.tags.drop(resource);
    const weak = sent !== "*" && isWeak(sent) ? ` The tag sent, ${sent}, is weak, and If-Match never matches a weak tag (RFC 9110, 13.1.1): see weakTags and tagHeaders.` : "";
    const again = (more?: RequestOptions): Promise<unknown> => readAgain(client, operation, resource, more);
    return { kind: "precondition-failed", ...common, sent, reload: again, ...answer(outgoing, `This record changed since you loaded it. Refresh and retry.${weak}`) };
  }
  if (preconditionRequired.includes(status)) {
    // RFC 6585, 3. Sent and still demanded: something between us and the server removed the header.
    const why = sent === null ? "the document makes it optional" : "If-Match was sent, so a proxy or CORS policy removed it";
    return { kind: "precondition-required", ...common, ...answer(outgoing, `The server demands a precondition, and ${why}.${after(body.data)}`) };
  }
  if (status === 502 || status === 504) return ambiguous(client, outgoing, resource, status, body.data);
  return failed(outgoing, response, body.data);
}

const after = (error: unknown): string => (explanation(error) ? ` It says: ${explanation(error)}` : "");

function ambiguous(client: Client, outgoing: OutgoingRequest, resource: ResourceRef, status: 502 | 504 | null, cause: unknown): object {
  client.tags.drop(resource);
  const reason = status === null ? (cause instanceof Error ? cause.message : String(cause)) : `a gateway answered ${status} in the server's place`;
  return { kind: "ambiguous", status, resource, cause, ...answer(outgoing, `It is not known whether this change was made: ${reason}. Read the record again before you repeat it.`) };
}

/** The value of If-Match, or `null` for none. Everything that can be wrong with it is refused here. */
function precondition(client: Client, operation: StateChangeOperation, resource: ResourceRef, ifMatch: ConditionalRequest["ifMatch"]): EntityTag | "*" | null {
  const refuse = (code: ConstructorParameters<typeof UsageError>[0], why: string): never => {
    throw new UsageError(code, `${operation.id}: ${why} Nothing was sent. (${resource.name} ${resource.key})`);
  };
  if (ifMatch === null || ifMatch === undefined) {
    if (operation.ifMatch === "optional" && (ifMatch === null || operation.omittable)) return null;
    return refuse("unconditional", "this operation needs `ifMatch`: load the record first and pass what you read.");
  }
  if (ifMatch === "*") {
    return operation.wildcard ? "*" : refuse("wildcard", '`ifMatch: "*"` matches whatever is there; the config does not allow it for this resource.');
  }
  if (typeof ifMatch !== "string") {
    const { name, key } = ifMatch.resource;
    if (name !== resource.name || (key !== null && key !== resource.key)) {
      refuse("other-resource", `\`ifMatch\` is the validator of another record, ${name} ${key}.`);
    }
  }
  const tag = typeof ifMatch === "string" ? ifMatch : ifMatch.etag;
  if (tag === null || tag === undefined) {
    return refuse("no-entity-tag", "no entity-tag is known: load the record first. If it was loaded, its answer had no readable ETag; across origins the server must send `Access-Control-Expose-Headers: ETag` (and allow If-Match and If-None-Match), and after a write without a tag the record must be read again.");
  }
  // A tag from a body property has the API's own form; it must still be fit for a header (RFC 9110, 5.5).
  if (!(operation.tagProperty === undefined ? isEntityTag(tag) : /^[\x20-\x7e\x80-\xff]+$/.test(tag))) {
    return refuse("malformed-entity-tag", `${JSON.stringify(tag)} is not an entity-tag; its double quotes are part of it.`);
  }
  const policy = client.api.weakTags ?? "send";
  if (policy === "send" || !isWeak(tag) || !isEntityTag(tag)) return tag;
  if (policy === "strip") return opaqueTag(tag);
  return refuse("weak-entity-tag", `${tag} is weak, and If-Match never matches a weak tag (RFC 9110, 13.1.1).`);
}

function readAgain(client: Client, operation: StateChangeOperation, resource: ResourceRef, options: RequestOptions | undefined): Promise<unknown> {
  const retrieval = operation.reload?.();
  if (!retrieval) {
    return Promise.reject(new UsageError("no-retrieval", `${operation.id}: the document has no retrieval of ${resource.name} to reload from; read it yourself.`));
  }
  const values = (resource.key ?? "").split("/").map(decodeURIComponent);
  const parts: Record<string, Record<string, string>> = {};
  retrieval.key.forEach(([from, name], index) => {
    (parts[from] ??= Object.create(null) as Record<string, string>)[name] = values[index] ?? "";
  });
  return reload(client, retrieval, parts as RequestParts, options);
}
