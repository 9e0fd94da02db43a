import { NetworkError } from "../errors.js";
import { layered } from "../layered.js";
import type { OutgoingRequest, Received } from "../pipeline.js";
import { decode } from "./decode.js";
import type { Exchange, Exchanged } from "./redirect.js";
import { withoutSecrets } from "./secrets.js";
import { limited, throwIfAborted } from "./signals.js";

/** A request that changes nothing may be sent to any place: fetch follows redirections by itself. */
const plainly: Exchange = async ({ url, init }, fetch): Promise<Exchanged> => ({ response: await fetch(url, init) });

/**
 * Sends a request through the client's layers around an exchange: the only place from which anything is sent. What may
 * change state passes `exchangeFollowing`, which retrievals so do not bundle.
 *
 * @throws whatever fetch or a hook threw; the signal's reason when the caller aborted. `outgoing.sent` tells
 * whether the server may have seen the request.
 */
export function dispatch(outgoing: OutgoingRequest, exchange = plainly): Promise<Received> {
  const { refresh, retry, events } = outgoing.client.options;
  const perform = (request: OutgoingRequest): Promise<Received> => attempt(request, exchange);
  return layered<OutgoingRequest, Received>([refresh, retry, events?.exchange], perform)(outgoing);
}

/**
 * {@link dispatch} for requests whose failure leaves nothing open.
 *
 * @throws {NetworkError} when no response arrives; the signal's reason, and what a hook threw before anything was sent.
 */
export async function dispatchOrThrow(outgoing: OutgoingRequest, exchange = plainly): Promise<Received> {
  try {
    return await dispatch(outgoing, exchange);
  } catch (cause) {
    if (!outgoing.sent || outgoing.options.signal?.aborted) throw cause;
    const message = `No response: ${reason(cause)} (${outgoing.init.method} ${outgoing.url})`;
    throw new NetworkError(withoutSecrets(message, outgoing), { cause });
  }
}

async function attempt(outgoing: OutgoingRequest, exchange: Exchange): Promise<Received> {
  const { client, options, init } = outgoing;
  const { onResponse, timeout } = client.options;
  const { fetch = client.options.fetch ?? globalThis.fetch } = options;
  // An invalid header is the caller's mistake: it throws here, before anything can be ambiguous.
  if (init.method !== "GET") void new Headers(init.headers);
  throwIfAborted(options.signal);
  const { signal, release } = limited(options.signal, options.timeout ?? timeout);
  if (signal) init.signal = signal;
  outgoing.sent = true;
  let received: Received | undefined;
  try {
    let { response, redirection } = await exchange(outgoing, fetch);
    if (response.status === 0 && !redirection) throw new TypeError(whyNothingIsSeen(response));
    for (const hook of [onResponse].flat()) response = (await hook?.(response, outgoing)) ?? response;
    received = await decode(outgoing, response, redirection);
    return received;
  } finally {
    // What still arrives can still be aborted.
    release(received?.arrives);
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
