import type { Answer } from "../pipeline.js";
import type { OutgoingRequest, Received } from "../pipeline.js";
import { InvalidResponseError, NetworkError } from "../errors.js";
import { layered } from "../layered.js";

/**
 * Sends a request, with what the client's `retry` and `refresh` make of it: the only place where anything leaves.
 *
 * @throws whatever fetch or a hook threw; the signal's reason when the caller aborted. `outgoing.sent` tells
 * whether the server may have seen the request.
 */
export function dispatch(outgoing: OutgoingRequest): Promise<Received> {
  const { refresh, retry, events } = outgoing.client.options;
  return layered<OutgoingRequest, Received>([refresh, retry, events?.exchange], attempt)(outgoing);
}

/** {@link dispatch}, where a failure to be answered leaves nothing open: an abort as it is, the rest a {@link NetworkError}. */
export async function dispatchOrThrow(outgoing: OutgoingRequest): Promise<Received> {
  try {
    return await dispatch(outgoing);
  } catch (cause) {
    if (!outgoing.sent || outgoing.options.signal?.aborted) throw cause;
    throw new NetworkError(`No answer: ${reason(cause)} (${outgoing.init.method} ${outgoing.url})`, { cause });
  }
}

async function attempt(outgoing: OutgoingRequest): Promise<Received> {
  const { client, options, init } = outgoing;
  const { fetch = globalThis.fetch, onRequest, onResponse, timeout } = client.options;
  await onRequest?.(outgoing);
  // A header that cannot be sent is the caller's mistake: it throws here, where nothing is ambiguous yet.
  if (init.method !== "GET") void new Headers(init.headers);
  options.signal?.throwIfAborted();
  const limit = options.timeout ?? timeout;
  const signals = [options.signal ?? [], limit ? AbortSignal.timeout(limit) : []].flat();
  if (signals[0]) init.signal = AbortSignal.any(signals);
  outgoing.sent = true;
  const response = await fetch(outgoing.url, init);
  return decode(outgoing, (await onResponse?.(response, outgoing)) ?? response);
}

/** Decodes by Content-Type, and by what the document says where the server names none. */
async function decode(outgoing: OutgoingRequest, response: Response): Promise<Received> {
  const { status } = response;
  // Read once: each look into a Headers object costs as much as building the record does.
  const headers: Record<string, string> = {};
  response.headers.forEach((value, name) => {
    headers[name] = value;
  });
  const type = headers["content-type"] ?? outgoing.operation.accept ?? "";
  const isJson = /[/+]json\b/i.test(type);
  let data: unknown;
  let bytes = 0;
  let malformed = false;
  try {
    // RFC 9110, 15.3.5, 15.3.6 and 15.4.5: 204, 205 and 304 have no body, whatever their headers say.
    if ([204, 205, 304].includes(status)) {
    } else if (type && !isJson && !/^text\/|[/+]xml\b|urlencoded/i.test(type)) {
      const blob = await response.blob();
      data = blob;
      bytes = blob.size;
    } else {
      const text = await response.text();
      data = text || undefined;
      bytes = text.length;
      try {
        if (isJson && text) data = JSON.parse(text);
      } catch {
        // An HTML page behind a JSON header must not hide the status: the text is the body then.
        malformed = true;
      }
    }
  } catch (error) {
    // A body cut short: an error is told by its status, a success is not one without what it promised.
    if (response.ok) throw error;
  }
  return { outgoing, response, status, headers, data, bytes, malformed };
}

/** What every answer but `ok` tells: its kind and what goes with it, its message, the request. */
export function answer(
  { operation, init, url }: OutgoingRequest,
  kind: string,
  message: string,
  more: object,
): Answer & { readonly kind: string } {
  return { kind, ...more, message, operation: operation.id, method: init.method, url };
}

/**
 * `ok` with `more` fields, where the document gives the status; else `error` or `unexpected`. Decided by
 * status alone: an empty body or an HTML one changes nothing.
 */
export function conclude(
  { outgoing, response, status, headers, data, malformed }: Received,
  more: { readonly etag?: string | null } = {},
): object {
  const { client, operation } = outgoing;
  const documented =
    operation.responses.includes(status) || operation.responses.includes(`${status.toString()[0] as "2"}XX`);
  if (!response.ok || !documented) {
    const message = explanation(data) ?? `${status} ${response.statusText}${documented ? "" : " (undocumented)"}`;
    return answer(outgoing, documented ? "error" : "unexpected", message, { status, error: data, headers });
  }
  const result = { kind: "ok", status, data, headers, ...more };
  if (malformed) throw new InvalidResponseError(`${operation.id}: the body of the ${status} is not JSON.`, result);
  client.options.validate?.response(operation, result);
  return result;
}

/** What the server says in words: problem+json (RFC 9457, 3.1), or the field names of Django and others. */
function explanation(error: unknown): string | undefined {
  const members = Object(error) as Record<string, unknown>;
  // RFC 9457, 3.1: a member of the wrong type is ignored.
  return ["detail", "title", "error", "message"]
    .map((name) => members[name])
    .find((text): text is string => !!text && typeof text === "string");
}

export const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
