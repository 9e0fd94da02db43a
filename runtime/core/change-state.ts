import type {
  Client,
  OutgoingRequest,
  EntityTag,
  Received,
  RequestOptions,
  ResourceRef,
  Validated,
  ConditionalRequest,
  Change,
} from "../pipeline.js";
import { isEntityTag, isWeak, opaqueTag } from "./entity-tag.js";
import { type UsageCode, UsageError } from "../errors.js";
import { answer, conclude, dispatch, reason } from "../wire/exchange.js";
import { layered } from "../layered.js";
import type { StateChangeOperation } from "../operation.js";
import { reload } from "./read.js";
import { prepare, resourceOf } from "../wire/request.js";
import type { RetrievalResult } from "./results.js";
import { validatorsOf } from "./validators.js";

/**
 * Carries out a state change under the precondition that the resource is still what the caller read
 * (RFC 9110, 13.1.1). The tag is always the one passed in: a tag learnt meanwhile would turn a stale
 * form into a lost update.
 *
 * Never repeats a request by itself. When no answer arrives, the outcome is `ambiguous`.
 *
 * @throws {UsageError} before anything is sent: no tag known, another resource's tag, and the like.
 */
export async function changeState<Result>(
  client: Client,
  operation: StateChangeOperation,
  request: ConditionalRequest,
  options: RequestOptions = {},
): Promise<Result> {
  const { lanes, recover, events } = client.options;
  const resource = resourceOf(operation, request);
  const sent = precondition(client, operation, resource, request.ifMatch);
  const change = { client, operation, request, options, resource, sent };
  return (await layered<Change, object>([lanes, recover, events?.change], once)(change)) as Result;
}

/** One attempt, whatever comes of it. */
export async function once(change: Change): Promise<object> {
  const { client, operation, request, options, resource, sent } = change;
  const outgoing = await prepare(client, operation, request, options);
  outgoing.resource = resource;
  if (sent !== null) outgoing.init.headers["if-match"] = sent;
  return dispatch(outgoing).then(
    (received) => settle(change, received),
    (cause: unknown) => {
      if (!outgoing.sent) throw cause;
      // Once fetch was called nobody knows whether the server carried the request out.
      return ambiguous(change, outgoing, null, cause);
    },
  );
}

function settle(change: Change, received: Received): object {
  const { client, operation, resource, sent } = change;
  const { outgoing, response, status, headers, data } = received;
  const { preconditionFailed = [412], preconditionRequired = [428] } = client.api;
  if (response.ok) {
    const validators = validatorsOf(received, operation.tagProperty);
    // RFC 9110, 9.3.4: without a tag in the answer the new validator is unknown. A DELETE leaves none.
    if (operation.method === "DELETE") validators.etag = null;
    client.tags.written(resource, validators.etag);
    return conclude(received, { ...validators, resource } as object);
  }
  const outcome = (kind: string, message: string, more?: object): object =>
    answer(outgoing, kind, message, { status, error: data, resource, headers, ...more });
  // Decided by status alone: an empty 412 is a 412, whether or not the document declares it.
  if (preconditionFailed.includes(status)) {
    client.tags.drop(resource);
    // RFC 9110, 8.8.3.2: strong comparison can never have matched a weak tag.
    const weak = sent && isWeak(sent) ? ` (${sent} is weak: If-Match never matches it.)` : "";
    return outcome("precondition-failed", `This record changed since you loaded it. Refresh and retry.${weak}`, {
      sent,
      reload: (more?: RequestOptions) => readAgain(change, more),
    });
  }
  if (preconditionRequired.includes(status)) {
    // RFC 6585, 3. Sent and still demanded: something between us and the server removed the header.
    return outcome(
      "precondition-required",
      `The server demands If-Match${sent === null ? "; the document calls it optional." : ", which was sent: did a proxy drop it?"}`,
    );
  }
  if (status === 502 || status === 504) return ambiguous(change, outgoing, status, data);
  return conclude(received);
}

function ambiguous(change: Change, outgoing: OutgoingRequest, status: 502 | 504 | null, cause: unknown): object {
  const { client, resource } = change;
  client.tags.drop(resource);
  const message = `Nobody knows whether this change was made (${reason(status ?? cause)}). Load the record first.`;
  return answer(outgoing, "ambiguous", message, { status, resource, cause, change });
}

/** The value of If-Match, or `null` for none. Everything that can be wrong with it is refused here. */
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
  const { etag: tag, resource: of = resource } =
    typeof ifMatch === "string" ? { etag: ifMatch as EntityTag } : (ifMatch as Validated);
  if (of.name !== resource.name || (of.key !== null && of.key !== resource.key))
    refuse("other-resource", `\`ifMatch\` is of another record, ${of.name} ${of.key}.`);
  if (!tag) {
    return refuse(
      "no-entity-tag",
      "no entity-tag is known: load the record first. If you did, its answer lacked ETag or Access-Control-Expose-Headers: ETag.",
    );
  }
  // A tag from a body property has the API's own form; fetch sees to it that it is fit for a header.
  if (!operation.tagProperty && !isEntityTag(tag))
    refuse("malformed-entity-tag", `${tag} is not an entity-tag; its quotes are part of it.`);
  const weakTags = options.weakTags ?? api.weakTags;
  if (isWeak(tag) && weakTags === "reject") refuse("weak-entity-tag", `${tag} is weak: If-Match never matches it.`);
  return weakTags === "strip" ? opaqueTag(tag) : tag;
}

/** Reads what a change is about, past every cache. */
export async function readAgain(
  { client, operation, resource }: Change,
  options?: RequestOptions,
): Promise<RetrievalResult<{ 200: unknown }, string>> {
  const retrieval = operation.reload?.();
  if (!retrieval) throw new UsageError("no-retrieval", `${operation.id}: no retrieval of ${resource.name} is known.`);
  const values = resource.key!.split("/").map(decodeURIComponent);
  const parts: Record<string, object> = {};
  retrieval.key.forEach(([from, name], index) => {
    parts[from] = { ...parts[from], [name]: values[index] };
  });
  return reload(client, retrieval, parts, options);
}
