import type { Layer, OutgoingRequest, Received } from "../pipeline.js";
import { unlessAborted } from "../core/backoff.js";
import { ANONYMOUS, callerOf } from "../wire/caller.js";
import { prepare } from "../wire/request.js";
import { throwIfAborted } from "../wire/signals.js";

/** Could not obtain new credentials. Every call that waited for them rejects with the same error; nothing was carried out. */
export class UnauthenticatedError extends Error {
  override readonly name = "UnauthenticatedError";
}

// The headers of a request that are kept when it is put together again, as its body is.
const conditions = ["if-match", "if-none-match", "if-modified-since"];

/** The renewals of one user's credentials. */
interface Renewals {
  /** How many have succeeded. */
  count: number;
  underway: Promise<void> | undefined;
}

// As many users as a server process may act for at a time; the oldest are forgotten.
const USERS = 1_000;

/**
 * Answers a 401 (RFC 9110, 15.5.2) by calling `renew`, then sends the request once more with new headers and
 * credentials. A 401 means that nothing was carried out, so state changes may be sent again too, under the same
 * precondition. However many requests with the same credentials fail at a time, `renew` runs once for them.
 *
 * An operation that takes no credentials, such as a login, gets its 401 as it is. So does a request whose user has signed
 * out in the meantime (`client.clear()`), or is another one by now (`caller` of the client): it is not sent again.
 *
 * @param renew obtains new credentials, and puts them where the client's `auth` functions find them. It is given the
 * request that was refused. What it sends must not wait for itself: use a client without this layer, or an operation
 * without credentials.
 * @throws {UnauthenticatedError} when `renew` rejects; its error is the cause.
 */
export function refreshOnce(renew: (refused: OutgoingRequest) => Promise<unknown>): Layer<OutgoingRequest, Received> {
  // By the credentials that were refused.
  const users = new Map<string, Renewals>();
  const renewalsOf = (credentials: string): Renewals => {
    const renewals = users.get(credentials) ?? { count: 0, underway: undefined };
    users.delete(credentials);
    users.set(credentials, renewals);
    if (users.size > USERS) users.delete(users.keys().next().value!);
    return renewals;
  };
  const refresh = (renewals: Renewals, refused: OutgoingRequest): Promise<void> =>
    (renewals.underway ??= Promise.resolve()
      .then(() => renew(refused))
      .then(
        () => void renewals.count++,
        (cause: unknown) => {
          throw new UnauthenticatedError("Could not obtain new credentials.", { cause });
        },
      )
      .finally(() => {
        renewals.underway = undefined;
      }));
  return async (outgoing, next) => {
    const { client, operation, request, options, init } = outgoing;
    const { clearedAt } = client;
    const { body } = init;
    const kept = Object.fromEntries(
      conditions.flatMap((name) => (name in init.headers ? [[name, init.headers[name]!]] : [])),
    );
    const refused = exactly(outgoing);
    const renewals = renewalsOf(refused);
    const { count } = renewals;
    const received = await next(outgoing);
    if (received.status !== 401 || isStream(body) || takesNoCredentials(outgoing)) return received;
    // The server has responded: whatever happens from here on, this request was not carried out.
    outgoing.sent = false;
    throwIfAborted(options.signal);
    if (client.clearedAt !== clearedAt) return received;
    const again = (): Promise<OutgoingRequest> => prepare(client, operation, request, options, kept);
    // Credentials that were renewed while this request was on its way are not renewed again; nor are
    // those that were renewed while it was put together.
    const isRenewed = renewals.count !== count || (count > 0 && exactly(await again()) !== refused);
    if (!isRenewed) await unlessAborted(refresh(renewals, outgoing), options.signal);
    const replay = await again();
    if (client.clearedAt !== clearedAt || isAnother(outgoing, replay)) return received;
    if (body != null) replay.init.body = body;
    // In place, so that the response is filed under the new credentials.
    return next(Object.assign(outgoing, { url: replay.url, init: replay.init, secrets: replay.secrets }));
  };
}

/** What a request says about its user, byte for byte. */
const exactly = ({ secrets, init: { headers } }: OutgoingRequest): string =>
  JSON.stringify([headers["authorization"], headers["cookie"], ...secrets]);

/**
 * Whether the request would be another user's. Where only the credentials tell, new ones are what was asked for: whoever
 * has them is the user who had the old ones from now on.
 */
function isAnother({ client, caller }: OutgoingRequest, replay: OutgoingRequest): boolean {
  if (client.options.caller) return replay.caller !== caller;
  const renewed = callerOf(replay);
  if (caller !== ANONYMOUS && renewed !== caller) client.renewals.set(renewed, caller);
  return false;
}

/** Gone once it was read: a ReadableStream, or what else some platforms take for one. */
const isStream = (body: unknown): boolean =>
  body instanceof ReadableStream || Symbol.asyncIterator in (Object(body) as object);

const takesNoCredentials = ({ client: { api }, operation }: OutgoingRequest): boolean =>
  (operation.security ?? api.defaultSecurity)?.every((schemes) => Object.keys(schemes).length === 0) ?? false;
