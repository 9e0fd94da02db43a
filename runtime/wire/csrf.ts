import { UsageError } from "../errors.js";
import type { OutgoingRequest, Provider, RequestHook } from "../pipeline.js";

export interface CsrfOptions {
  /**
   * The token, where no script can read its cookie (`CSRF_COOKIE_HTTPONLY`, `CSRF_USE_SESSIONS`) or there is no page: asked
   * for with each change.
   */
  readonly token?: Provider<string | undefined>;
  /** `CSRF_COOKIE_NAME`; `csrftoken` if absent. */
  readonly cookie?: string;
  /** The header that `CSRF_HEADER_NAME` stands for; `X-CSRFToken` if absent. */
  readonly header?: string;
  /** Origins that get the token besides the page's own, such as `https://api.example.com`; no wildcards. */
  readonly origins?: readonly string[];
}

/**
 * Sends Django's CSRF token with whatever is not safe (RFC 9110, 9.2.1), as its session authentication demands:
 * `createClient({ csrf: djangoCsrf() })`. The token is read from the cookie as each request is put together, as a login
 * replaces it. No other origin gets it. Where there is no token, none is sent, and Django answers 403.
 *
 * @throws {UsageError} for an origin that is none; outside of a page, where `token` is not given.
 */
export function djangoCsrf(options: CsrfOptions = {}): RequestHook {
  const { token, cookie = "csrftoken", header = "X-CSRFToken", origins = [] } = options;
  const name = header.toLowerCase();
  const trusted = origins.map(originOf);
  return (outgoing) => {
    const { method, headers } = outgoing.init;
    if (/^(GET|HEAD|OPTIONS|TRACE)$/.test(method) || headers[name] !== undefined) return;
    if (!isTrusted(outgoing, trusted)) return;
    const found = token === undefined ? readCookie(cookie) : typeof token === "function" ? token() : token;
    const send = (value: string | undefined): void => {
      if (!value) return;
      headers[name] = value;
      outgoing.withheld = name;
    };
    return typeof found === "object" ? found.then(send) : send(found);
  };
}

function originOf(text: string): string {
  const { origin = "null", host = "*" } = URL.canParse(text) ? new URL(text) : {};
  if (origin === "null" || host.includes("*"))
    throw new UsageError("not-an-origin", `djangoCsrf: ${text} is no origin such as https://api.example.com.`);
  return origin;
}

function isTrusted({ url }: OutgoingRequest, origins: readonly string[]): boolean {
  if (!("document" in globalThis) || !("location" in globalThis)) return true;
  const { origin } = new URL(url, document.baseURI);
  return origin === location.origin || origins.includes(origin);
}

function readCookie(name: string): string | undefined {
  if (!("document" in globalThis))
    throw new UsageError("missing-platform", "djangoCsrf: there are no cookies outside of a page; pass `token`.");
  const pair = document.cookie.split(/; */).find((one) => one.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}
