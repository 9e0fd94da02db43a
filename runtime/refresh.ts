import type { OutgoingRequest } from "./client.js";
import type { Received } from "./exchange.js";
import type { Layer } from "./layers.js";
import { prepare } from "./request.js";

/** New credentials could not be had. Every call that waited for them rejects with the same one; nothing was carried out. */
export class UnauthenticatedError extends Error {
  override readonly name = "UnauthenticatedError";
}

// What a request keeps when it is put together anew; all else is asked for again.
const conditions = ["if-match", "if-none-match", "if-modified-since"];

/**
 * Answers a 401 (RFC 9110, 15.5.2) with `renew`, then sends the request once more, its headers and
 * credentials asked for again. A 401 means that nothing was carried out, so state changes may be sent
 * again too, under the same precondition. However many requests fail at a time, `renew` runs once.
 *
 * @param renew gets new credentials, and puts them where the client's `auth` functions find them.
 * @throws {UnauthenticatedError} when `renew` rejects; its error is the cause.
 */
export function refreshOnce(renew: () => Promise<unknown>): Layer<OutgoingRequest, Received> {
  let generation = 0;
  let underway: Promise<void> | undefined;
  const refresh = (): Promise<void> =>
    (underway ??= Promise.resolve()
      .then(renew)
      .then(
        () => {
          generation++;
        },
        (cause: unknown) => {
          throw new UnauthenticatedError("New credentials could not be had.", { cause });
        },
      )
      .finally(() => {
        underway = undefined;
      }));
  return async (outgoing, next) => {
    const before = generation;
    const received = await next(outgoing);
    if (received.status !== 401 || outgoing.init.body instanceof ReadableStream) return received;
    // The server has answered: whatever comes now, this request was not carried out.
    outgoing.sent = false;
    outgoing.options.signal?.throwIfAborted();
    // Credentials that were renewed while this request was on its way are not renewed again.
    if (generation === before) await refresh();
    outgoing.options.signal?.throwIfAborted();
    const replay = await replayOf(outgoing);
    try {
      return await next(replay);
    } finally {
      outgoing.sent = replay.sent ?? false;
    }
  };
}

async function replayOf({ client, operation, request, options, resource, saves, init }: OutgoingRequest) {
  const replay = await prepare(client, operation, request, options);
  for (const name of conditions) {
    const value = init.headers[name];
    if (value !== undefined) replay.init.headers[name] = value;
  }
  return Object.assign(replay, resource && { resource }, saves !== undefined && { saves });
}
