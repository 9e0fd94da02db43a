/** Constructors of results, one for each kind. Their return types are the interfaces of `call.ts`. */

import type {
  Answer,
  DocumentedError,
  EntityTag,
  NotModified,
  Reloaded,
  ReloadOptions,
  ResourceRef,
  Retrieved,
  RetrievalOutcome,
  SendOutcome,
  Success,
  UndocumentedError,
} from "../call.js";
import { InvalidResponseError } from "../errors.js";
import type {
  Change,
  CreationAttempt,
  OutgoingRequest,
  Received,
  StateChangeOutcome,
  UnknownChange,
  UnknownCreation,
} from "../pipeline.js";
import { withoutSecrets } from "../wire/secrets.js";
import { isWeak } from "./entity-tag.js";
import { explanation, sentence } from "./explanation.js";

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

/**
 * A result with the attempt that it is of. No log shows that, and nothing stores it: it holds the client, and so
 * credentials.
 */
const ofChange = <const R extends object, C>(change: C, result: R): R & { readonly change: C } =>
  // Else a proxy, such as those of Vue and Solid, could not show anything of it (ECMAScript, 10.5.8).
  Object.defineProperty(result, "change", { value: change, configurable: true }) as R & {
    readonly change: C;
  };

/** A result with some of its fields replaced. */
export const revised = <R extends { readonly change: unknown }>(result: R, more: Partial<R>): R =>
  ofChange(result.change, { ...result, ...more });

const answer = (outgoing: OutgoingRequest, message: string): Answer => ({
  // A server may redirect to where it was asked, key and all.
  message: withoutSecrets(message, outgoing),
  operation: outgoing.operation.id,
  method: outgoing.init.method,
  url: withoutSecrets(outgoing.url, outgoing),
});

/**
 * `ok` with `more` fields, if the status is a documented success; else `error` or `unexpected`. Decided by the status
 * alone; the body of a success must be what the document promises.
 *
 * @throws {InvalidResponseError} when it is not.
 */
export function conclude<More extends object>(
  received: Received,
  more: More,
): (Success & More) | Exclude<SendOutcome, Success> {
  const { outgoing, response, status, redirection } = received;
  // RFC 9110, 15.4: not the answer to what was sent. A POST that became a GET is no success of the POST.
  if (redirection) return undocumentedError(received, redirection.why);
  const { responses } = outgoing.operation;
  const documented = responses.includes(status) || responses.includes(`${status.toString()[0] as "2"}XX`);
  if (response.ok && documented) return success(received, more);
  return documented ? documentedError(received) : undocumentedError(received);
}

function success<More extends object>(received: Received, more: More): Success & More {
  const { outgoing, status, data, headers, flaw } = received;
  const { client, operation } = outgoing;
  const result: Success & More = { kind: "ok", status, data, headers, ...more };
  if (flaw) {
    // RFC 9110, 8.8: the tag of another page is not the tag of the resource that was asked for.
    const told = flaw.kind === "media-type" ? { ...result, etag: null } : result;
    const note = operation.method === "GET" ? "" : " The server reports success: the change was made.";
    throw new InvalidResponseError(`${operation.id}: ${whatIsWrong(received)}${note}`, told);
  }
  client.options.validate?.response(operation, result);
  return result;
}

/** Of a body that is not what was promised. */
function whatIsWrong({ outgoing, status, flaw, response }: Received): string {
  const what = `the body of the ${status} ${flaw!.what}`;
  if (flaw!.kind === "syntax") return `${what}.`;
  const moved = response.redirected ? ` It comes from ${withoutSecrets(response.url, outgoing)}.` : "";
  return `${what}.${moved} Is it a login page, or a page of a proxy's?`;
}

/** The server's own reason first, where it gave one. */
function withReason(data: unknown, message: string): string {
  const text = explanation(data);
  return text ? `${sentence(text)} ${message}` : message;
}

function documentedError({ outgoing, response, status, headers, data }: Received): DocumentedError {
  const message = explanation(data) || `${whatItAnswered(status, response)}.`;
  return { kind: "error", status, error: data, headers, ...answer(outgoing, message) };
}

function undocumentedError({ outgoing, response, status, headers, data }: Received, why?: string): UndocumentedError {
  const message = why ?? (explanation(data) || `${whatItAnswered(status, response)}, which is undocumented.`);
  return { kind: "unexpected", status, error: data, headers, ...answer(outgoing, message) };
}

/** 304 in response to the caller's own precondition. */
export function notModified(
  { outgoing, headers }: Received,
  validated: { readonly etag: EntityTag | null; readonly resource: ResourceRef },
): NotModified {
  return { kind: "not-modified", status: 304, ...validated, headers, ...answer(outgoing, "Not modified") };
}

type Reload = (options?: ReloadOptions) => Promise<Reloaded<RetrievalOutcome>>;

/** The precondition was false, and this request was not carried out; of a copy of it nothing is known (RFC 9110, 15.5.13). */
export function preconditionFailed(
  { outgoing, status, headers, data }: Received,
  change: Change,
  reload: Reload,
): OfKind<"precondition-failed"> {
  const { resource, sent } = change;
  const message = withReason(data, whyItFailed(sent));
  const more = { error: data, resource, headers, sent, reload, ...answer(outgoing, message) };
  return ofChange(change, { kind: "precondition-failed", status, ...more });
}

function whyItFailed(sent: EntityTag | null): string {
  if (sent === null) return "The server refused this request (412), although it was sent without If-Match.";
  if (sent === "*") return "The server refused this request (412): If-Match: * needs a record that exists.";
  // RFC 9110, 8.8.3.2: strong comparison, which If-Match uses, never matches a weak tag.
  if (isWeak(sent))
    return `The server refused If-Match: ${sent}. The tag is weak, and If-Match never matches a weak tag (RFC 9110, 8.8.3.2): nobody need have changed the record, unless this server compares weakly.`;
  return "This request was not carried out: the server says that the record is no longer the version it was made for. Reload the record before trying again.";
}

/** Known afterwards: the change was not made, and no longer can be, as the record has another version now. */
export function notMade(unknown: UnknownChange, record: Retrieved, reload: Reload): OfKind<"precondition-failed"> {
  const { change, operation, method, url } = unknown;
  const message = "This change was not made, and another one came first. Reload the record before trying again.";
  return ofChange(change, {
    kind: "precondition-failed",
    status: 412,
    error: undefined,
    resource: change.resource,
    headers: record.headers,
    sent: change.sent,
    certain: true,
    reload,
    message,
    operation,
    method,
    url,
  });
}

/** The server requires a precondition, or does not see the one that was sent. */
export function preconditionRequired(
  { outgoing, status, headers, data }: Received,
  { resource, sent }: Change,
): OfKind<"precondition-required"> {
  // RFC 6585, 3. If it was sent and is still missing, something between us and the server removed the header.
  const why =
    sent === null ? "; the document declares it optional." : ", which was sent: did a proxy remove the header?";
  const message = withReason(data, `The server requires If-Match${why}`);
  return { kind: "precondition-required", status, error: data, resource, headers, ...answer(outgoing, message) };
}

/** Whether a status leaves open what became of a change: something before the server may have sent it. */
export function isOpen(status: number, { client }: OutgoingRequest): boolean {
  const { ambiguous: open } = client.api;
  // RFC 9110, 15.5.9, 15.6.3 to 15.6.5; 520 to 530, 598 and 599 are those of gateways in wide use.
  if (open) return open.includes(status);
  return [408, 502, 503, 504, 598, 599].includes(status) || (status >= 520 && status <= 530);
}

/** What is open after a response that is no answer to a change; `undefined` if it is one. */
export function whyOpen(received: Received): { readonly status: number; readonly why: string } | undefined {
  const { outgoing, status, flaw, redirection, data } = received;
  if (redirection) return { status: redirection.status ?? status, why: redirection.why };
  if (flaw?.kind === "media-type") {
    const what = whatIsWrong(received);
    return { status, why: `${what[0]!.toUpperCase()}${what.slice(1)}` };
  }
  if (!isOpen(status, outgoing)) return undefined;
  return { status, why: withReason(data, `A gateway may have answered ${status} in the server's place.`) };
}

/** It is unknown what became of a change. `status` is `null` when no response arrived. */
export function ambiguous(
  change: Change,
  outgoing: OutgoingRequest,
  { status, why }: { readonly status: number | null; readonly why: string },
  cause: unknown,
): UnknownChange {
  const message = `It is unknown whether this change was made. ${sentence(why)} Reload the record before trying again.`;
  const more = { resource: change.resource, cause, ...answer(outgoing, message) };
  return ofChange(change, { kind: "ambiguous", status, ...more });
}

/** After a 412 that may have answered a copy of a request that had been carried out before. */
export function ambiguousRefusal(failed: OfKind<"precondition-failed">): UnknownChange {
  const { change, resource, operation, method, url, error } = failed;
  const message = `${theRecordHoldsIt} The 412 may have answered a copy of the request that a browser or a proxy sent again.`;
  return ofChange(change, {
    kind: "ambiguous",
    status: 412,
    resource,
    cause: error,
    holdsChange: true,
    message,
    operation,
    method,
    url,
  });
}

const theRecordHoldsIt =
  "The record holds what this change wrote, so it was probably made; but another writer may have written the same.";

/** The outcome stays open, but the record has the values that were sent. */
export function holding(unknown: UnknownChange): UnknownChange {
  return revised(unknown, { holdsChange: true, message: theRecordHoldsIt });
}

/** It is unknown what became of a creation. */
export function ambiguousCreation(
  attempt: CreationAttempt,
  outgoing: OutgoingRequest,
  { status, why }: { readonly status: number | null; readonly why: string },
  cause: unknown,
): UnknownCreation {
  const resource = { name: attempt.operation.resource, key: null };
  const message = `It is unknown whether this was created. ${sentence(why)} Look for it before creating it again.`;
  return ofChange(attempt, { kind: "ambiguous", status, resource, cause, ...answer(outgoing, message) });
}

/**
 * A change that is known to be made, although its response was not seen: by the record as read back (`undefined` where
 * there is none). `ok` where the document has a response of the same shape, or one without a body; else `ambiguous`,
 * because the data of an `ok` could not have the documented type.
 */
export function made(unknown: UnknownChange, record: Retrieved | undefined): StateChangeOutcome {
  const { operation, resource } = unknown.change;
  const isDeletion = operation.method === "DELETE";
  const empty = [204, 205].find((one) => operation.responses.includes(one as 204));
  const status = operation.verify !== undefined && (record || isDeletion) ? operation.verify : empty;
  if (status === undefined) {
    const message = "This change was made, but its response was lost. Reload the record to see the result.";
    return revised(unknown, { applied: true, message });
  }
  const deleted = { data: undefined, etag: null, lastModified: null, headers: {} };
  const { data, etag, lastModified, headers } = record && !isDeletion ? record : deleted;
  return {
    kind: "ok",
    status,
    data: status === operation.verify ? data : undefined,
    etag,
    lastModified,
    resource,
    headers,
    verified: true,
  };
}

/** Where the body explains nothing. HTTP/2 has no reason phrase (RFC 9113, 8.3.1). */
const whatItAnswered = (status: number, { statusText }: Response): string =>
  `The server answered ${status}${statusText && ` (${statusText})`}`;
