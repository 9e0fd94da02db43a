import type {
  ConditionalRequest,
  EntityTag,
  Reloaded,
  ReloadOptions,
  RequestOptions,
  ResourceRef,
  RetrievalOutcome,
  Validated,
} from "../call.js";
import { type UsageCode, UsageError } from "../errors.js";
import { layered } from "../layered.js";
import { isObject } from "../merge/json.js";
import type { RequestParts, StateChangeOperation } from "../operation.js";
import type {
  Change,
  Client,
  Mark,
  OutgoingRequest,
  Received,
  StateChangeOutcome,
  UnknownChange,
} from "../pipeline.js";
import { dispatch, reason } from "../wire/exchange.js";
import { exchangeFollowing } from "../wire/redirect.js";
import { prepare, resourceOf } from "../wire/request.js";
import { isEntityTag, isWeak, opaqueTag, whyNoEntityTag } from "./entity-tag.js";
import {
  ambiguous,
  asDocumented,
  conclude,
  made,
  preconditionFailed,
  preconditionRequired,
  whyOpen,
} from "./outcomes.js";
import { reload } from "./read.js";
import { holdsChange } from "./shows.js";
import { validatorsOf } from "./validators.js";

/**
 * Performs a state change under the precondition that the resource is still what the caller read
 * (RFC 9110, 13.1.1). The tag is always the one passed in: a tag learned in the meantime would turn a stale
 * form into a lost update. The credentials are those of the moment of the call, however long it waits.
 *
 * Never repeats a request by itself. When no response arrives, or one that is no answer, the result is `ambiguous`.
 *
 * @throws {UsageError} before anything is sent: no tag known, another resource's tag, and the like.
 * {InvalidResponseError} when the change was made, and the body of the response is not the documented one.
 */
export async function changeState<Result extends StateChangeOutcome>(
  client: Client,
  operation: StateChangeOperation,
  request: ConditionalRequest,
  options: RequestOptions = {},
): Promise<Result> {
  const { lanes, recover, events } = client.options;
  const resource = resourceOf(operation, request, options);
  const sent = precondition(client, operation, resource, request.ifMatch);
  const mark = markOf(client, request);
  const headers: Record<string, string> = sent === null ? {} : { "if-match": sent };
  const prepared = prepare(client, operation, marked(request, mark), options, headers);
  // What it throws is thrown where it is awaited, in its turn.
  prepared.catch(() => {});
  const change: Change = {
    client,
    operation,
    request,
    options,
    resource,
    sent,
    prepared,
    since: client.clearedAt,
  };
  const perform = layered<Change, StateChangeOutcome>([lanes, recover, events?.change], attemptChange);
  return asDocumented<StateChangeOutcome, Result>(await perform(mark ? { ...change, mark } : change));
}

/**
 * A request with the mark in a header, which the caller's own header of that name replaces, or in its body. A body that
 * is no object (a file, a list) has no field to put it in. A form sends back the mark that it read: the new one wins.
 */
export function marked<Request extends RequestParts>(request: Request, mark: Mark | undefined): Request {
  if (mark?.place === "header") return { ...request, header: { [mark.name]: mark.value, ...request.header } };
  return mark && isObject(request.body) ? { ...request, body: { ...request.body, [mark.name]: mark.value } } : request;
}

/** The mark of a request. One that has no place, in a body that is no object, is none: its absence proves nothing. */
export function markOf({ options: { recover } }: Client, request: RequestParts): Mark | undefined {
  const mark = recover?.mark?.(request);
  return mark?.place === "body" && !isObject(request.body) ? undefined : mark;
}

/** A request as it was put together, to be sent once more. */
export async function copyOf(
  prepared: Promise<OutgoingRequest>,
  options: RequestOptions,
  headers: Readonly<Record<string, string>> = {},
): Promise<OutgoingRequest> {
  const { init, ...rest } = await prepared;
  return { ...rest, options, init: { ...init, headers: { ...init.headers, ...headers } } };
}

/** Sends a state change once, whatever comes of it. */
export async function attemptChange(change: Change): Promise<StateChangeOutcome> {
  const { client, options, resource, successor } = change;
  const outgoing = await copyOf(change.prepared, options, successor ? { "if-match": successor } : {});
  outgoing.resource = resource;
  let received: Received;
  try {
    received = await dispatch(outgoing, exchangeFollowing);
  } catch (cause) {
    if (!outgoing.sent) throw cause;
    // Once fetch was called it is unknown whether the server carried the request out.
    client.tags.drop(resource);
    return ambiguous(change, outgoing, { status: null, why: `No response: ${reason(cause)}` }, cause);
  }
  return outcomeOf(change, received);
}

/** Decided by the status alone: an empty 412 is a 412, whether or not the document declares it. */
async function outcomeOf(change: Change, received: Received): Promise<StateChangeOutcome> {
  const { client, operation, resource } = change;
  const { outgoing, response, status, data } = received;
  const { preconditionFailed: failed = [412], preconditionRequired: required = [428] } = client.api;
  const open = whyOpen(received);
  if (open) {
    client.tags.drop(resource);
    const unknown = ambiguous(change, outgoing, open, data);
    // RFC 9110, 15.4.4: 303 is the answer to the change itself; the record shows what became of it.
    return received.redirection?.status === 303 ? madeAndRead(unknown) : unknown;
  }
  const validators = validatorsOf(received, operation.tagProperty);
  // RFC 9110, 9.3.4: without a tag in the response the new validator is unknown. A DELETE leaves none.
  if (operation.method === "DELETE") validators.etag = null;
  // RFC 9110, 15.3.2: the tag of a 201 may be that of something new.
  const subject = operation.creates?.(received, change) ?? resource;
  if (response.ok) client.tags.written(subject, validators.etag, outgoing.caller);
  else if (failed.includes(status)) {
    client.tags.drop(resource);
    return preconditionFailed(received, change, (more) => reloadOf(change, more));
  } else if (required.includes(status)) return preconditionRequired(received, change);
  return conclude(received, { ...validators, resource: subject });
}

/** A change that was made, with the record as it is now. */
async function madeAndRead(unknown: UnknownChange): Promise<StateChangeOutcome> {
  const { change } = unknown;
  const { operation, options } = change;
  if (operation.method === "DELETE" || !operation.reload) return made(unknown, undefined);
  try {
    const record = await readAgain(change, { signal: options.signal, timeout: options.timeout });
    return made(unknown, record.kind === "ok" ? record : undefined);
  } catch {
    // The change was made all the same.
    return made(unknown, undefined);
  }
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
  if (ifMatch === "*") {
    if (operation.wildcard) return ifMatch as EntityTag;
    return refuse(
      "unconditional",
      '`ifMatch: "*"` would overwrite whatever is there, and the config does not allow it.',
    );
  }
  // RFC 9110, 8.8.1: a bare tag may be that of another record, too.
  if (typeof ifMatch === "string" || !(ifMatch as Partial<Validated>).resource)
    return refuse(
      "other-resource",
      `\`ifMatch\` does not say which record it belongs to. Pass what was read (of a query, what pin() makes of it), or entityTag("${resource.name}", key, tag).`,
    );
  const { etag: tag, resource: described } = ifMatch;
  if (described.name !== resource.name || (described.key !== null && described.key !== resource.key))
    refuse("other-resource", `\`ifMatch\` belongs to another record, ${described.name} ${described.key}.`);
  if (!tag) return refuse("no-entity-tag", whyNoTag(ifMatch));
  // A tag from a body property has the API's own form; fetch checks that it can be a header value.
  if (!operation.tagProperty && !isEntityTag(tag))
    refuse("malformed-entity-tag", `${tag} is not an entity-tag: ${whyNoEntityTag(tag)} (RFC 9110, 8.8.3).`);
  const weakTags = options.weakTags ?? api.weakTags;
  if (isWeak(tag) && weakTags === "reject") refuse("weak-entity-tag", `${tag} is weak: If-Match never matches it.`);
  return weakTags === "strip" ? opaqueTag(tag) : tag;
}

/** Why what was read has no tag: what the server sent is none, or nothing arrived. */
function whyNoTag(ifMatch: Validated & { readonly headers?: Readonly<Record<string, string>> }): string {
  const text = ifMatch.headers?.["etag"];
  return text !== undefined && !isEntityTag(text)
    ? `the server sent ETag: ${text}, which is not an entity-tag: ${whyNoEntityTag(text)} (RFC 9110, 8.8.3).`
    : "no entity-tag is known: load the record first. If you did, its response lacked ETag or Access-Control-Expose-Headers: ETag.";
}

/** Reads the resource of a failed change again, and says whether it already holds what was sent. */
export async function reloadOf(change: Change, options?: ReloadOptions): Promise<Reloaded<RetrievalOutcome>> {
  const record = await readAgain(change, options);
  return record.kind === "ok" ? { ...record, holdsChange: holdsChange(change, record) } : record;
}

/**
 * Reads the resource of a change, past every cache, with the parameters and headers that the change had.
 *
 * @throws {UsageError} when no retrieval is known, the client was cleared, or the request would be another user's.
 */
export async function readAgain(change: Change, more: ReloadOptions = {}): Promise<RetrievalOutcome> {
  const { client, operation, request, options: call, resource } = change;
  const refuse = (code: UsageCode, why: string): never => {
    throw new UsageError(code, `${operation.id}: ${why} Nothing was sent. (${resource.name} ${resource.key})`);
  };
  const retrieval = operation.reload?.() ?? refuse("no-retrieval", `no retrieval of ${resource.name} is known.`);
  if (change.since !== client.clearedAt) refuse("cleared", "the client was cleared since this change was made.");
  const { query, header, cookie, ...options } = more;
  const values = resource.key!.replace(/@.*/, "").split("/").map(decodeURIComponent);
  const parts: Record<string, object> = {
    path: { ...request.path },
    query: { ...shared(change, "query"), ...query },
    header: { ...shared(change, "header"), ...header },
    cookie: { ...shared(change, "cookie"), ...cookie },
  };
  retrieval.key.forEach(([from, name], index) => {
    parts[from] = { ...parts[from], [name]: values[index] };
  });
  const headers = { ...call.headers, ...options.headers };
  const { caller } = await change.prepared;
  return reload(client, retrieval, parts, { baseUrl: call.baseUrl, ...options, headers }, caller);
}

/** What a change has of the parameters that its retrieval takes. */
function shared({ operation, request }: Change, part: "query" | "header" | "cookie"): object {
  const values = Object.entries(request[part] ?? {});
  const names = operation.shared?.[part];
  return Object.fromEntries(operation.shared ? values.filter(([name]) => names?.includes(name)) : values);
}
