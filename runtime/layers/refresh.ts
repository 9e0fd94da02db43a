import type { Layer, OutgoingRequest, Received } from "../pipeline.js";
import { unlessAborted } from "../core/backoff.js";
import { prepare } from "../wire/request.js";

/** New credentials could not be had. Every call that waited for them rejects with the same one; nothing was carried out. */
export class UnauthenticatedError extends Error {
  override readonly name = "UnauthenticatedError";
}

// What a request keeps when it is put together anew, beside its body; all else is asked for again.
const conditions = ["if-match", "if-none-match", "if-modified-since"];

/**
 * Answers a 401 (RFC 9110, 15.5.2) with `renew`, then sends the request once more, its headers and
 * credentials asked for again. A 401 means that nothing was carried out, so state changes may be sent
 * again too, under the same precondition. However many requests fail at a time, `renew` runs once.
 *
 * An operation that takes no credentials, such as a login, gets its 401 as it is.
 *
 * @param renew gets new credentials, and puts them where the client's `auth` functions find them. What it
 * sends must not wait for itself: it uses a client without this layer, or an operation without credentials.
 * @throws {UnauthenticatedError} when `renew` rejects; its error is the cause.
 */
export function refreshOnce(renew: () => Promise<unknown>): Layer<OutgoingRequest, Received> {
  let generation = 0;
  let underway: Promise<void> | undefined;
  // The credentials that were renewed last.
  let old: string | undefined;
  const refresh = (refused: string): Promise<void> =>
    (underway ??= Promise.resolve()
      .then(renew)
      .then(
        () => {
          generation++;
          old = refused;
        },
        (cause: unknown) => {
          throw new UnauthenticatedError("New credentials could not be had.", { cause });
        },
      )
      .finally(() => {
        underway = undefined;
      }));
  return async (outgoing, next) => {
    const { client, operation, request, options, init } = outgoing;
    const { clearedAt } = client;
    const before = generation;
    // Taken before hooks see the request: they see the next one, too.
    const { body } = init;
    const kept = conditions.flatMap((name) => (name in init.headers ? [[name, init.headers[name]]] : []));
    const refused = credentials(outgoing);
    const received = await next(outgoing);
    if (received.status !== 401 || isStream(body) || takesNoCredentials(outgoing)) return received;
    // The server has answered: whatever comes now, this request was not carried out.
    outgoing.sent = false;
    options.signal?.throwIfAborted();
    const again = (): Promise<OutgoingRequest> => prepare(client, operation, request, options);
    // Credentials that were renewed while this request was on its way are not renewed again; nor are
    // those that were renewed while it was put together.
    const wasOld = generation === before && refused === old && credentials(await again()) !== refused;
    if (generation === before && !wasOld) await unlessAborted(refresh(refused), options.signal);
    const replay = await again();
    // After a `clear()` what was stored may be another user's: it is no precondition any more.
    if (outgoing.saves === undefined || client.clearedAt === clearedAt)
      Object.assign(replay.init.headers, Object.fromEntries(kept));
    if (body != null) replay.init.body = body;
    // In place: what comes of it belongs to the new credentials.
    return next(Object.assign(outgoing, { url: replay.url, init: replay.init, secrets: replay.secrets }));
  };
}

/** What a request says about its user. */
const credentials = ({ secrets, init: { headers } }: OutgoingRequest): string =>
  JSON.stringify([headers["authorization"], headers["cookie"], ...secrets]);

/** Gone once it was read: a ReadableStream, or what else some platforms take for one. */
const isStream = (body: unknown): boolean =>
  body instanceof ReadableStream || Symbol.asyncIterator in (Object(body) as object);

const takesNoCredentials = ({ client: { api }, operation }: OutgoingRequest): boolean =>
  (operation.security ?? api.defaultSecurity)?.every((schemes) => Object.keys(schemes).length === 0) ?? false;
