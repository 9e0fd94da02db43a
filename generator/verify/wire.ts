import { type Redactor, createRedactor } from "./redact.js";
import type { Exchange, VerifyOptions } from "./types.js";
import { Interrupted, NoAnswer, RedirectedAway } from "./verdict.js";

export interface Sending {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: unknown;
  readonly mediaType?: string;
  /** Without the user's headers, as a browser sends a preflight. */
  readonly anonymous?: boolean;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; `undefined` where it is none. */
  readonly json: unknown;
  readonly bytes: number;
  /** Statuses of the redirections that led to it. */
  readonly redirections: readonly number[];
}

export interface Wire {
  /** @throws {NoAnswer} and {Interrupted}; see those. */
  send(sending: Sending): Promise<Reply>;
  /** Collects what is sent until `stop`. */
  record(): { readonly exchanges: readonly Exchange[]; stop(): void };
  /** While `work` runs, requests are sent although the run was stopped: for putting things back. */
  settling<T>(work: () => Promise<T>): Promise<T>;
}

const SAFE: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_REDIRECTIONS = 5;
const EXCERPT = 200;
const DEFAULT_ACCEPT = "application/json, */*;q=0.5";
const MOST_EXCHANGES = 40;

/** Headers of an answer that say something about tags, caches and CORS. */
const telling =
  /^(?:etag|last-modified|cache-control|vary|content-encoding|content-type|location|allow|retry-after|date|expires|access-control-.*)$/;

/** Everything that leaves goes through here: redirections, timeouts, bounds, and the ban on writing. */
export function createWire(options: VerifyOptions): Wire {
  const redactor = createRedactor(options.headers);
  const recorders: Exchange[][] = [];
  let settling = false;

  const record = (exchange: Exchange): void => {
    for (const recorder of recorders) if (recorder.length < MOST_EXCHANGES) recorder.push(exchange);
  };

  async function once(sending: Sending, url: string): Promise<Reply> {
    const safe = SAFE.has(sending.method);
    if (!safe && !options.write)
      throw new Error(`${sending.method} ${url} would change state, and nobody allowed that.`);
    const timeout = AbortSignal.timeout(options.timeout);
    // A state change that is under way is awaited even when the run is stopped: what it did must be known.
    const stop = safe && !settling && options.signal ? AbortSignal.any([timeout, options.signal]) : timeout;
    const headers = requestHeaders(sending, options.headers);
    const describe = (reply: Reply | string): Exchange =>
      toExchange(sending, url, headers, reply, redactor, options.dialect.versionHeaders);
    try {
      const response = await options.fetch(url, {
        method: sending.method,
        headers,
        redirect: "manual",
        // With an If-None-Match of our own, Node's default mode adds `Cache-Control: no-cache`: some servers then never send 304.
        cache: "no-cache",
        signal: stop,
        ...(sending.body !== undefined && { body: JSON.stringify(sending.body) }),
      });
      const { text, bytes } = await readBounded(response);
      const reply = {
        status: response.status,
        headers: response.headers,
        text,
        bytes,
        json: parsed(text),
        redirections: [],
      };
      record(describe(reply));
      return reply;
    } catch (error) {
      if (options.signal?.aborted && !timeout.aborted && safe && !settling) throw new Interrupted();
      const reason = timeout.aborted ? `no answer within ${options.timeout / 1000} s` : causeOf(error);
      record(describe(redactor.text(reason)));
      throw new NoAnswer(redactor.text(`${sending.method} ${url}: ${reason}.`));
    }
  }

  async function send(sending: Sending): Promise<Reply> {
    let { url } = sending;
    const redirections: number[] = [];
    for (;;) {
      if (options.signal?.aborted && !settling) throw new Interrupted();
      const reply = await once(sending, url);
      const target = redirection(sending, reply, url);
      if (target === undefined) return { ...reply, redirections };
      // Credentials and If-Match are for the origin they were given for (RFC 9110, 15.4).
      if (target.origin !== new URL(url).origin)
        throw new RedirectedAway(
          `${sending.method} ${redactor.text(url)} redirects to ${target.origin}, which is another origin and not followed. Give that one as --url.`,
        );
      if (redirections.length === MOST_REDIRECTIONS)
        throw new NoAnswer(`${sending.method} ${redactor.text(sending.url)} redirects without end.`);
      redirections.push(reply.status);
      url = target.href;
    }
  }

  return {
    send,
    async settling(work) {
      settling = true;
      try {
        return await work();
      } finally {
        settling = false;
      }
    },
    record() {
      const exchanges: Exchange[] = [];
      recorders.push(exchanges);
      return { exchanges, stop: () => void recorders.splice(recorders.indexOf(exchanges), 1) };
    },
  };
}

function requestHeaders(
  { headers = {}, body, mediaType = "application/json", anonymous = false }: Sending,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const usual = {
    accept: DEFAULT_ACCEPT,
    // Compression changes tags on many stacks: it is asked for by the probes that are about it.
    "accept-encoding": "identity",
    ...(body !== undefined && { "content-type": mediaType }),
  };
  // What the user gives replaces what is usual; what a probe is about, such as If-Match, replaces both.
  const all = new Headers(usual);
  for (const [name, value] of [...Object.entries(anonymous ? {} : given), ...Object.entries(headers)])
    all.set(name, value);
  return Object.fromEntries(all);
}

/** Where to go on, for what may be sent again as it is. */
function redirection({ method }: Sending, { status, headers }: Reply, url: string): URL | undefined {
  const location = headers.get("location");
  if (location === null || !URL.canParse(location, url)) return undefined;
  // RFC 9110, 15.4: only 307 and 308 keep the method; a state change must not become a GET.
  const follows = SAFE.has(method) ? [301, 302, 303, 307, 308] : [307, 308];
  return follows.includes(status) ? new URL(location, url) : undefined;
}

async function readBounded(response: Response): Promise<{ text: string; bytes: number }> {
  const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined;
  if (!reader) return { text: "", bytes: 0 };
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    bytes += value.byteLength;
    if (bytes > MOST_BYTES) {
      await reader.cancel();
      break;
    }
  }
  return { text: Buffer.concat(chunks).toString("utf8"), bytes };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // HTML, a file, or nothing: probes that need JSON say so.
    return undefined;
  }
}

/** Node says `fetch failed`, and why only in the cause. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause as (Error & { code?: string }) | undefined;
  return cause?.code ?? cause?.message ?? error.message;
}

function toExchange(
  { method, body }: Sending,
  url: string,
  headers: Readonly<Record<string, string>>,
  reply: Reply | string,
  redactor: Redactor,
  versionHeaders: readonly string[],
): Exchange {
  const shown = (name: string): boolean =>
    telling.test(name) || versionHeaders.some((header) => header.toLowerCase() === name);
  // Redacted before it is cut: half a credential would not be found.
  const excerpt = (text: string): string => {
    const clean = redactor.text(text.slice(0, 10 * EXCERPT));
    return clean.length > EXCERPT ? `${clean.slice(0, EXCERPT)}...` : clean;
  };
  const redacted = (all: Iterable<[string, string]>): Record<string, string> =>
    Object.fromEntries([...all].map(([name, value]) => [name, redactor.header(name, value)]));
  const answered = typeof reply === "string" ? undefined : reply;
  return {
    method,
    url: redactor.text(url),
    requestHeaders: redacted(Object.entries(headers).filter((header) => header.join() !== `accept,${DEFAULT_ACCEPT}`)),
    ...(body !== undefined && { requestBody: excerpt(JSON.stringify(body)) }),
    status: answered?.status ?? null,
    responseHeaders: answered ? redacted([...answered.headers].filter(([name]) => shown(name))) : {},
    body: excerpt(answered?.text ?? (reply as string)),
    bytes: answered?.bytes ?? 0,
  };
}
