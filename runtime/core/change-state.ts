import type {
  ConditionalRequest,
  EntityTag,
  RequestOptions,
  ResourceRef,
  RetrievalOutcome,
  Validated,
} from "../call.js";
import { type UsageCode, UsageError } from "../errors.js";
import { layered } from "../layered.js";
import type { StateChangeOperation } from "../operation.js";
import type { Change, Client, Received, StateChangeOutcome } from "../pipeline.js";
import { dispatch } from "../wire/exchange.js";
import { prepare, resourceOf } from "../wire/request.js";
import { isEntityTag, isWeak, opaqueTag } from "./entity-tag.js";
import { ambiguous, asDocumented, conclude, preconditionFailed, preconditionRequired } from "./outcomes.js";
import { reload } from "./read.js";
import { validatorsOf } from "./validators.js";

/**
 * Performs a state change under the precondition that the resource is still what the caller read
 * (RFC 9110, 13.1.1). The tag is always the one passed in: a tag learned in the meantime would turn a stale
 * form into a lost update.
 *
 * Never repeats a request by itself. When no response arrives, the result is `ambiguous`.
 *
 * @throws {UsageError} before anything is sent: no tag known, another resource's tag, and the like.
 */
export async function changeState<Result extends StateChangeOutcome>(
  client: Client,
  operation: StateChangeOperation,
  request: ConditionalRequest,
  options: RequestOptions = {},
): Promise<Result> {
  const { lanes, recover, events } = client.options;
  const resource = resourceOf(operation, request);
  const sent = precondition(client, operation, resource, request.ifMatch);
  const change = { client, operation, request, options, resource, sent };
  const perform = layered<Change, StateChangeOutcome>([lanes, recover, events?.change], attemptChange);
  return asDocumented<StateChangeOutcome, Result>(await perform(change));
}

/** Sends a state change once, whatever comes of it. */
export async function attemptChange(change: Change): Promise<StateChangeOutcome> {
  const { client, operation, request, options, resource, sent } = change;
  const outgoing = await prepare(client, operation, request, options);
  outgoing.resource = resource;
  if (sent !== null) outgoing.init.headers["if-match"] = sent;
  let received: Received;
  try {
    received = await dispatch(outgoing);
  } catch (cause) {
    if (!outgoing.sent) throw cause;
    // Once fetch was called it is unknown whether the server carried the request out.
    client.tags.drop(resource);
    return ambiguous(change, outgoing, null, cause);
  }
  return outcomeOf(change, received);
}

/** Decided by the status alone: an empty 412 is a 412, whether or not the document declares it. */
function outcomeOf(change: Change, received: Received): StateChangeOutcome {
  const { client, operation, resource } = change;
  const { outgoing, response, status, data } = received;
  const { preconditionFailed: failed = [412], preconditionRequired: required = [428] } = client.api;
  const validators = validatorsOf(received, operation.tagProperty);
  // RFC 9110, 9.3.4: without a tag in the response the new validator is unknown. A DELETE leaves none.
  if (operation.method === "DELETE") validators.etag = null;
  if (response.ok) client.tags.written(resource, validators.etag);
  else if (failed.includes(status)) {
    client.tags.drop(resource);
    return preconditionFailed(received, change, (options) => readAgain(change, options));
  } else if (required.includes(status)) return preconditionRequired(received, change);
  else if (status === 502 || status === 504) {
    client.tags.drop(resource);
    return ambiguous(change, outgoing, status, data);
  }
  return conclude(received, { ...validators, resource });
}

/** The value of If-Match, or `null` for none. Throws for everything that can be wrong with it. */
function precondition(
  { api, options }: Client,
  operation: StateChangeOperation,
  resource: ResourceRef,
  ifMatch: ConditionalRequest["ifMatch"],
): EntityTag | null {
  const refuse = (code: UsageCode, why: string): never => {
    throw new UsageError(code, `${operation.id}: ${why} Nothing was sent. (${resource.name} ${resource.key})`);
  };
  if (ifMatch == null) {
    if (operation.ifMatch === "optional" && (ifMatch === null || operation.omittable)) return null;
    return refuse("unconditional", "`ifMatch` is missing: load the record first.");
  }
  if (ifMatch === "*" && operation.wildcard) return ifMatch as EntityTag;
  const { etag: tag, resource: described = resource } =
    typeof ifMatch === "string" ? { etag: ifMatch as EntityTag } : (ifMatch as Validated);
  if (described.name !== resource.name || (described.key !== null && described.key !== resource.key))
    refuse("other-resource", `\`ifMatch\` belongs to another record, ${described.name} ${described.key}.`);
  if (!tag) {
    return refuse(
      "no-entity-tag",
      "no entity-tag is known: load the record first. If you did, its response lacked ETag or Access-Control-Expose-Headers: ETag.",
    );
  }
  // A tag from a body property has the API's own form; fetch checks that it can be a header value.
  if (!operation.tagProperty && !isEntityTag(tag))
    refuse("malformed-entity-tag", `${tag} is not an entity-tag; its quotes are part of it.`);
  const weakTags = options.weakTags ?? api.weakTags;
  if (isWeak(tag) && weakTags === "reject") refuse("weak-entity-tag", `${tag} is weak: If-Match never matches it.`);
  return weakTags === "strip" ? opaqueTag(tag) : tag;
}

/** Reads the resource of a change, past every cache. */
export async function readAgain(
  { client, operation, resource }: Change,
  options?: RequestOptions,
): Promise<RetrievalOutcome> {
  const retrieval = operation.reload?.();
  if (!retrieval) throw new UsageError("no-retrieval", `${operation.id}: no retrieval of ${resource.name} is known.`);
  const values = resource.key!.split("/").map(decodeURIComponent);
  const parts: Record<string, object> = {};
  retrieval.key.forEach(([from, name], index) => {
    parts[from] = { ...parts[from], [name]: values[index] };
  });
  return reload(client, retrieval, parts, options);
}
