import { NetworkError } from "../errors.js";
import { layered } from "../layered.js";
import type { OutgoingRequest, Received } from "../pipeline.js";
import { decode } from "./decode.js";
import { exchangeFollowing } from "./redirect.js";
import { limited, throwIfAborted } from "./signals.js";

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
  const { fetch = globalThis.fetch, onResponse, timeout } = client.options;
  // An invalid header is the caller's mistake: it throws here, before anything can be ambiguous.
  if (init.method !== "GET") void new Headers(init.headers);
  throwIfAborted(options.signal);
  const { signal, release } = limited(options.signal, options.timeout ?? timeout);
  if (signal) init.signal = signal;
  outgoing.sent = true;
  try {
    const { response, redirection } = await exchangeFollowing(outgoing, fetch);
    if (response.status === 0 && !redirection) throw new TypeError(whyNothingIsSeen(response));
    return await decode(outgoing, (await onResponse?.(response, outgoing)) ?? response, redirection);
  } finally {
    release();
  }
}

/** Status 0 is no status of HTTP: fetch hides what came (Fetch standard, 2.2.6, "filtered responses"). */
const whyNothingIsSeen = ({ type }: Response): string =>
  type === "opaque"
    ? "fetch hides the response of another origin under `mode: no-cors`; the API must allow this origin instead."
    : type === "opaqueredirect"
      ? "the server redirects, and fetch was told not to follow (`redirect: manual`)."
      : "fetch reports a network error, and gives no reason.";

/** The message of what was thrown. */
export const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
