import type { OutgoingRequest, Redirection } from "../pipeline.js";
import { isCredential } from "./caller.js";

// As many hops as fetch follows.
const MOST = 20;

/** Browsers follow by themselves, and tell neither the status of a redirection nor what they sent on. */
const hidesRedirections = (): boolean => "document" in globalThis || "importScripts" in globalThis;

/** RFC 9110, 9.2.1: what may be sent to any place, as it asks for no change. */
const isSafe = (method: string): boolean => method === "GET" || method === "HEAD";

/** A response, and how it came about. */
export interface Exchanged {
  readonly response: Response;
  /** Where the response is not the answer to the request that was sent. */
  readonly redirection?: Redirection | undefined;
}

/** Sends a request, and tells what the response is the answer to. */
export type Exchange = (outgoing: OutgoingRequest, fetch: typeof globalThis.fetch) => Promise<Exchanged>;

/**
 * Sends a request, and follows redirections as RFC 9110, 15.4, says of requests that change state:
 *
 * - 307 and 308: the same request at the new place; at another origin without credentials, and whatever that answers is
 *   not the answer of the resource that was meant. One with a precondition is not followed there: a tag holds for the
 *   resource that sent it, and without it the change could overwrite another one.
 * - 303: what was asked for was done; its result can be seen elsewhere.
 * - 301 and 302: browsers make a GET of a POST, and servers send them both instead of a change and after it. They are
 *   not followed.
 */
export async function exchangeFollowing(outgoing: OutgoingRequest, fetch: typeof globalThis.fetch): Promise<Exchanged> {
  const { init } = outgoing;
  if (isSafe(init.method) || init.redirect !== undefined || hidesRedirections()) {
    const response = await fetch(outgoing.url, init);
    return isSafe(init.method) ? { response } : { response, redirection: hiddenRedirection(outgoing, response) };
  }
  let url = outgoing.url;
  let hop: RequestInit & { headers: Record<string, string> } = { ...init, redirect: "manual" };
  let elsewhere: Redirection | undefined;
  for (let hops = 0; ; hops++) {
    const response = await fetch(url, hop);
    const { status } = response;
    const location = response.headers.get("location");
    const redirects = [301, 302, 303, 307, 308].includes(status) && location !== null;
    if (!redirects) return { response, redirection: elsewhere ?? hiddenRedirection(outgoing, response, url) };
    const target = addressOf(location, url);
    const redirection = redirectionTo(status, target?.href ?? location);
    if (!target) return { response, redirection };
    // RFC 9110, 15.4: a client should detect cycles. A stream was read when it was sent, and cannot be sent again.
    const isFollowed = (status === 307 || status === 308) && hops < MOST && !(hop.body instanceof ReadableStream);
    const isElsewhere = target.origin !== new URL(url).origin;
    if (!isFollowed || (isElsewhere && isConditional(hop.headers))) return { response, redirection };
    await response.body?.cancel();
    if (isElsewhere) {
      hop = { ...hop, headers: withoutCredentials(hop.headers, outgoing) };
      elsewhere = redirection;
    }
    url = target.href;
  }
}

/** Where a Location leads; a server may write anything into it. */
function addressOf(location: string, base: string): URL | undefined {
  try {
    return new URL(location, base);
  } catch {
    return undefined;
  }
}

/** RFC 9110, 13.1.1 and 13.1.4: on one state of one resource. */
const isConditional = (headers: object): boolean => "if-match" in headers || "if-unmodified-since" in headers;

/**
 * RFC 9110, 15.4: of the fields that the client added, those go that are meant for the first resource only: credentials by
 * their names, and whatever carries a key of `auth`, as a document may call its header anything.
 */
function withoutCredentials(
  headers: Readonly<Record<string, string>>,
  { secrets, withheld }: Pick<OutgoingRequest, "secrets" | "withheld">,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name, value]) =>
        name !== "host" &&
        name !== withheld &&
        !/csrf|xsrf/.test(name) &&
        !isCredential(name) &&
        !secrets.includes(value),
    ),
  );
}

/** Where a request that changes state was redirected to, and what that usually means. */
function redirectionTo(status: Redirection["status"], location: Redirection["location"]): Redirection {
  const where = location === undefined ? "; the browser does not say where to" : ` to ${location}`;
  const usual =
    "Usually a slash is missing at the end of the path, the URL should begin with https, or the session is over.";
  const why = `The request was redirected${status === undefined ? "" : ` (${status})`}${where}. ${status === 303 ? "That means that it was done." : usual}`;
  return { status, location, why };
}

/** What can be seen of a redirection that fetch followed, or hid. */
function hiddenRedirection(outgoing: OutgoingRequest, response: Response, url = outgoing.url): Redirection | undefined {
  if (response.type === "opaqueredirect") return redirectionTo(undefined, undefined);
  // React Native follows, whatever it is told, and says so only by the address.
  const isMoved = response.redirected || (response.url !== "" && /^https?:/.test(url) && !isSameUrl(response.url, url));
  return isMoved ? redirectionTo(undefined, response.url || undefined) : undefined;
}

function isSameUrl(a: string, b: string): boolean {
  try {
    const [one, other] = [new URL(a), new URL(b)];
    one.hash = other.hash = "";
    return one.href === other.href;
  } catch {
    // An address that cannot be read proves no redirection.
    return true;
  }
}
