import type { OutgoingRequest, Received } from "../pipeline.js";
import { NetworkError } from "../errors.js";
import { layered } from "../layered.js";

/**
 * Sends a request through the client's layers around an exchange: the only place from which anything is sent.
 *
 * @throws whatever fetch or a hook threw; the signal's reason when the caller aborted. `outgoing.sent` tells
 * whether the server may have seen the request.
 */
export function dispatch(outgoing: OutgoingRequest): Promise<Received> {
  const { refresh, retry, events } = outgoing.client.options;
  return layered<OutgoingRequest, Received>([refresh, retry, events?.exchange], attempt)(outgoing);
}

/**
 * {@link dispatch} for requests whose failure leaves nothing open.
 *
 * @throws {NetworkError} when no response arrives; the signal's reason, and what a hook threw before anything was sent.
 */
export async function dispatchOrThrow(outgoing: OutgoingRequest): Promise<Received> {
  try {
    return await dispatch(outgoing);
  } catch (cause) {
    if (!outgoing.sent || outgoing.options.signal?.aborted) throw cause;
    throw new NetworkError(`No response: ${reason(cause)} (${outgoing.init.method} ${outgoing.url})`, { cause });
  }
}

async function attempt(outgoing: OutgoingRequest): Promise<Received> {
  const { client, options, init } = outgoing;
  const { fetch = globalThis.fetch, onRequest, onResponse, timeout } = client.options;
  await onRequest?.(outgoing);
  // An invalid header is the caller's mistake: it throws here, before anything can be ambiguous.
  if (init.method !== "GET") void new Headers(init.headers);
  options.signal?.throwIfAborted();
  const limit = options.timeout ?? timeout;
  const signals = [options.signal ?? [], limit ? AbortSignal.timeout(limit) : []].flat();
  if (signals[0]) init.signal = (AbortSignal as CombiningSignals).any(signals);
  outgoing.sent = true;
  const response = await fetch(outgoing.url, init);
  return decode(outgoing, (await onResponse?.(response, outgoing)) ?? response);
}

/** `AbortSignal` with `any`, which TypeScript's own declarations have since 5.5. */
type CombiningSignals = typeof AbortSignal & { any(signals: readonly AbortSignal[]): AbortSignal };

/** Decodes the body by its Content-Type; without one, by the media types that the document lists. */
async function decode(outgoing: OutgoingRequest, response: Response): Promise<Received> {
  const { status } = response;
  // Read once: each look-up in a Headers object costs as much as building the record does.
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
      bytes = utf8Length(text);
      try {
        if (isJson && text) data = JSON.parse(text);
      } catch {
        // An HTML page under a JSON media type must not hide the status: the body is the text then.
        malformed = true;
      }
    }
  } catch (error) {
    // A body that was cut short: an error is known by its status, but a success is none without its body.
    if (response.ok) throw error;
  }
  return { outgoing, response, status, headers, data, bytes, malformed };
}

/**
 * Bytes of a text in UTF-8. Counted here and not by TextEncoder, which would copy every body.
 * A code unit below 0x80 takes one byte, below 0x800 two, half a surrogate pair two of the pair's four, any other three.
 */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0x80) bytes += unit < 0x800 || (unit & 0xf800) === 0xd800 ? 1 : 2;
  }
  return bytes;
}

/** The message of what was thrown. */
export const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
