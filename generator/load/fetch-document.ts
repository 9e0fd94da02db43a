/** Which origins may be asked, and how. */
export interface FetchOptions {
  /** Such as `https://example.com`. */
  readonly origins: readonly string[];
  /** The origin of the document itself, which gets `headers`; none where the document is a file. */
  readonly home: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: typeof globalThis.fetch;
  /** Given the size of each part that arrives; it may throw. */
  readonly admit: (bytes: number) => void;
}

const TIMEOUT = 30_000;
const HOPS = 5;

/**
 * Fetches a file of a document. Redirects are followed as far as the origins that may be asked, and each answer has to
 * be complete within half a minute.
 *
 * @throws for an origin that may not be asked, and for every answer but a success.
 */
export async function fetchDocument(reference: string, options: FetchOptions): Promise<Uint8Array> {
  let url = new URL(reference);
  for (let hops = 0; hops < HOPS; hops++) {
    refuseOrigin(url, options, hops > 0);
    const response = await ask(url, options);
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || location === null) return receive(response, url, options);
    await response.body?.cancel();
    url = new URL(location, url);
  }
  throw new Error(`${reference} redirects too often`);
}

function refuseOrigin(url: URL, { origins }: FetchOptions, isRedirect: boolean): void {
  if (!/^https?:$/.test(url.protocol)) throw new Error(`${url.protocol} is not followed; only http and https are`);
  if (origins.includes(url.origin)) return;
  throw new Error(
    isRedirect
      ? `it redirects to another host; allow that one with --allow-remote ${url.origin}`
      : `references to other hosts are off; allow this one with --allow-remote ${url.origin}`,
  );
}

function ask(url: URL, { fetch, home, headers }: FetchOptions): Promise<Response> {
  return fetch(url, {
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT),
    // JSON first: it is read faster than YAML.
    headers: {
      accept: "application/vnd.oai.openapi+json, application/json;q=0.9, application/yaml;q=0.8, */*;q=0.5",
      ...(url.origin === home && headers),
    },
  }).catch((error: unknown) => {
    throw unreachable(url, error);
  });
}

async function receive(response: Response, url: URL, { admit }: FetchOptions): Promise<Uint8Array> {
  if (!response.ok) {
    await response.body?.cancel();
    const hint = [401, 403].includes(response.status) ? "; send credentials with --input-header" : "";
    throw new Error(`${url.href} answered ${response.status}${hint}`);
  }
  if (/^text\/html\b/i.test(response.headers.get("content-type") ?? "")) {
    await response.body?.cancel();
    throw new Error(`${url.href} is a web page; name the address of the JSON or YAML document`);
  }
  const chunks: Uint8Array[] = [];
  try {
    // Counted while it arrives: a length may be missing, or a lie.
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      admit(chunk.byteLength);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof DOMException || error instanceof TypeError ? unreachable(url, error) : error;
  }
  return Buffer.concat(chunks);
}

function unreachable(url: URL, error: unknown): Error {
  if (error instanceof DOMException && error.name === "TimeoutError")
    return new Error(`${url.href} did not answer within ${TIMEOUT / 1000} seconds`, { cause: error });
  const { message, cause } = error as Error;
  return new Error(`${url.href} cannot be reached: ${cause instanceof Error ? cause.message : message}`, {
    cause: error,
  });
}
