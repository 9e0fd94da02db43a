import type { Layer, OutgoingRequest, Received } from "../pipeline.js";
import { unlessAborted } from "../core/backoff.js";
import { prepare } from "../wire/request.js";

/** New credentials could not be obtained. Every call that waited for them rejects with the same error; none was carried out. */
export class UnauthenticatedError extends Error {
  override readonly name = "UnauthenticatedError";
}

// Besides its body, what a request keeps when it is built again; everything else is read anew.
const conditions = ["if-match", "if-none-match", "if-modified-since"];

/**
 * After a 401 (RFC 9110, 15.5.2), calls `renew` and sends the request once more with newly read headers and
 * credentials. A 401 means that nothing was carried out, so state changes are sent again too, under the same
 * precondition. However many requests fail at the same time, `renew` runs once.
 *
 * An operation without credentials, such as a login, gets its 401 unchanged.
 *
 * @param renew obtains new credentials and stores them where the client's `auth` functions read them. Its own requests
 * must not wait for itself: use a client without this layer, or an operation without credentials.
 * @throws {UnauthenticatedError} when `renew` rejects; its error is the cause.
 */
export function refreshOnce(renew: () => Promise<unknown>): Layer<OutgoingRequest, Received> {
  let generation = 0;
  let renewal: Promise<void> | undefined;
  // The credentials that the last renewal replaced.
  let replaced: string | undefined;
  const refresh = (refused: string): Promise<void> =>
    (renewal ??= Promise.resolve()
      .then(renew)
      .then(
        () => {
          generation++;
          replaced = refused;
        },
        (cause: unknown) => {
          throw new UnauthenticatedError("Could not obtain new credentials.", { cause });
        },
      )
      .finally(() => {
        renewal = undefined;
      }));
  return async (outgoing, next) => {
    const { client, operation, request, options, init } = outgoing;
    const { clearedAt } = client;
    const before = generation;
    // Read before the hooks change the request: they will be called for the next one, too.
    const { body } = init;
    const preconditions = conditions.flatMap((name) => (name in init.headers ? [[name, init.headers[name]]] : []));
    const refused = credentials(outgoing);
    const received = await next(outgoing);
    if (received.status !== 401 || isStream(body) || takesNoCredentials(outgoing)) return received;
    // The server has responded: whatever happens from here on, this request was not carried out.
    outgoing.sent = false;
    options.signal?.throwIfAborted();
    const again = (): Promise<OutgoingRequest> => prepare(client, operation, request, options);
    // Credentials that were renewed while this request was in progress are not renewed again, nor are
    // those that were renewed while it was being built.
    const wasRenewed = generation === before && refused === replaced && credentials(await again()) !== refused;
    if (generation === before && !wasRenewed) await unlessAborted(refresh(refused), options.signal);
    const replay = await again();
    // After a `clear()`, a precondition from the store may belong to another user: it is dropped.
    if (outgoing.saves === undefined || client.clearedAt === clearedAt)
      Object.assign(replay.init.headers, Object.fromEntries(preconditions));
    if (body != null) replay.init.body = body;
    // In place, so that the response is filed under the new credentials.
    return next(Object.assign(outgoing, { url: replay.url, init: replay.init, secrets: replay.secrets }));
  };
}

/** The credentials of a request, as text. */
const credentials = ({ secrets, init: { headers } }: OutgoingRequest): string =>
  JSON.stringify([headers["authorization"], headers["cookie"], ...secrets]);

/** A body that can be read only once: a ReadableStream, or what other platforms accept as one. */
const isStream = (body: unknown): boolean =>
  body instanceof ReadableStream || Symbol.asyncIterator in (Object(body) as object);

const takesNoCredentials = ({ client: { api }, operation }: OutgoingRequest): boolean =>
  (operation.security ?? api.defaultSecurity)?.every((schemes) => Object.keys(schemes).length === 0) ?? false;
