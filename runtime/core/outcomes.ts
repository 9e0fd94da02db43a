/** Constructors of results, one for each kind. Their return types are the interfaces of `call.ts`. */

import type {
  Answer,
  Changed,
  DocumentedError,
  EntityTag,
  NotModified,
  RequestOptions,
  ResourceRef,
  RetrievalOutcome,
  SendOutcome,
  Success,
  UndocumentedError,
} from "../call.js";
import { InvalidResponseError } from "../errors.js";
import type { Change, OutgoingRequest, Received, StateChangeOutcome, UnknownChange } from "../pipeline.js";
import { reason } from "../wire/exchange.js";
import { isWeak } from "./entity-tag.js";

/** A kind of {@link StateChangeOutcome}. */
type OfKind<Kind extends StateChangeOutcome["kind"]> = Extract<StateChangeOutcome, { readonly kind: Kind }>;

/**
 * The one place where a result takes the type that the document promises (docs/adr/0010). The runtime knows a result's
 * kind and that its fields are there; that status, body and resource are the documented ones is the document's word,
 * which `validateBodies` checks on request.
 */
export function asDocumented<Outcome, Result extends Outcome>(outcome: Outcome): Result {
  return outcome as Result;
}

const answer = ({ operation, init, url }: OutgoingRequest, message: string): Answer => ({
  message,
  operation: operation.id,
  method: init.method,
  url,
});

/**
 * `ok` with `more` fields, if the status is a documented success; else `error` or `unexpected`. Decided by the status
 * alone: an empty body or an HTML page changes nothing.
 *
 * @throws {InvalidResponseError} when the body of a success is not the documented one.
 */
export function conclude<More extends object>(
  received: Received,
  more: More,
): (Success & More) | Exclude<SendOutcome, Success> {
  const { outgoing, response, status } = received;
  const { responses } = outgoing.operation;
  const documented = responses.includes(status) || responses.includes(`${status.toString()[0] as "2"}XX`);
  if (response.ok && documented) return success(received, more);
  return documented ? documentedError(received) : undocumentedError(received);
}

function success<More extends object>({ outgoing, status, data, headers, malformed }: Received, more: More) {
  const { client, operation } = outgoing;
  const result: Success & More = { kind: "ok", status, data, headers, ...more };
  if (malformed) throw new InvalidResponseError(`${operation.id}: the body of the ${status} is not JSON.`, result);
  client.options.validate?.response(operation, result);
  return result;
}

function documentedError({ outgoing, response, status, headers, data }: Received): DocumentedError {
  const message = explanation(data) ?? `${status} ${response.statusText}`;
  return { kind: "error", status, error: data, headers, ...answer(outgoing, message) };
}

function undocumentedError({ outgoing, response, status, headers, data }: Received): UndocumentedError {
  const message = explanation(data) ?? `${status} ${response.statusText} (undocumented)`;
  return { kind: "unexpected", status, error: data, headers, ...answer(outgoing, message) };
}

/** 304 in response to the caller's own precondition. */
export function notModified(
  { outgoing, headers }: Received,
  validated: { readonly etag: EntityTag | null; readonly resource: ResourceRef },
): NotModified {
  return { kind: "not-modified", status: 304, ...validated, headers, ...answer(outgoing, "Not modified") };
}

/** The precondition was false. */
export function preconditionFailed(
  { outgoing, status, headers, data }: Received,
  { resource, sent }: Change,
  reload: (options?: RequestOptions) => Promise<RetrievalOutcome>,
): OfKind<"precondition-failed"> {
  // RFC 9110, 8.8.3.2: strong comparison can never have matched a weak tag.
  const weak = sent && isWeak(sent) ? ` (${sent} is weak: If-Match never matches it.)` : "";
  const message = `This record changed since you loaded it. Refresh and retry.${weak}`;
  return {
    kind: "precondition-failed",
    status,
    error: data,
    resource,
    headers,
    sent,
    reload,
    ...answer(outgoing, message),
  };
}

/** The server requires a precondition, or does not see the one that was sent. */
export function preconditionRequired(
  { outgoing, status, headers, data }: Received,
  { resource, sent }: Change,
): OfKind<"precondition-required"> {
  // RFC 6585, 3. If it was sent and is still missing, something between us and the server removed the header.
  const why =
    sent === null ? "; the document declares it optional." : ", which was sent: did a proxy remove the header?";
  const message = `The server requires If-Match${why}`;
  return { kind: "precondition-required", status, error: data, resource, headers, ...answer(outgoing, message) };
}

/** No response arrived (`status` is `null`), or a gateway responded in the server's place. */
export function ambiguous(
  change: Change,
  outgoing: OutgoingRequest,
  status: UnknownChange["status"],
  cause: unknown,
): UnknownChange {
  const message = `It is unknown whether this change was applied (${reason(status ?? cause)}). Reload the record before trying again.`;
  return { kind: "ambiguous", status, resource: change.resource, cause, change, ...answer(outgoing, message) };
}

/** `ok`, although the response was lost: `record` shows that the change was made. `status` is the documented one. */
export function verified({ resource }: Change, status: number, record: RetrievalOutcome): Changed {
  const deleted = { data: undefined, etag: null, lastModified: null, headers: {} };
  const { data, etag, lastModified, headers } = record.kind === "ok" ? record : deleted;
  return { kind: "ok", status, data, etag, lastModified, resource, headers, verified: true };
}

/** The server's explanation: problem+json (RFC 9457, 3.1), or the field names of Django and others. */
function explanation(error: unknown): string | undefined {
  const members = Object(error) as Record<string, unknown>;
  // RFC 9457, 3.1: a member of the wrong type is ignored.
  return ["detail", "title", "error", "message"]
    .map((name) => members[name])
    .find((text): text is string => !!text && typeof text === "string");
}
