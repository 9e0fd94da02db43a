import type { EngineModel } from "./mock-data.js";
import type { Match } from "./router.js";

/** One request, and what became of it. No header but those of its tags, no body and no credential is in it. */
export interface LoggedRequest {
  readonly method: string;
  /** Path and query; values that may be credentials are `***`. */
  readonly path: string;
  /** operationId, or `METHOD path`; `undefined` for what the document does not have. */
  readonly operation: string | undefined;
  /** `undefined`: the answer was lost. */
  readonly status: number | undefined;
  /** The precondition that was sent: `If-Match: "a"`. */
  readonly precondition: string | undefined;
  /** The entity-tag that was returned. */
  readonly etag: string | undefined;
  /** Why the status is what it is, where that is no plain success. */
  readonly reason: string | undefined;
  /** What was asked for and made no difference. */
  readonly notes: readonly string[];
  /** From the arrival of the request, delays included. */
  readonly milliseconds: number;
}

/** What is learned of a request while it is handled. */
export interface Trace {
  match?: Match;
  operation?: string;
  reason?: string;
  notes?: readonly string[];
}

// More than anybody reads.
const MOST = 1000;

/** The last thousand requests. */
export class RequestLog {
  readonly #requests: LoggedRequest[] = [];
  readonly #listeners = new Set<(request: LoggedRequest) => void>();
  readonly #secrets: ReadonlySet<string>;

  constructor({ securitySchemes }: Pick<EngineModel, "securitySchemes">) {
    this.#secrets = new Set(
      securitySchemes.flatMap((scheme) => (scheme.in === "query" ? (scheme.parameter ?? []) : [])),
    );
  }

  get all(): readonly LoggedRequest[] {
    return [...this.#requests];
  }

  on(listener: (request: LoggedRequest) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  clear(): void {
    this.#requests.length = 0;
  }

  /** @param response `undefined`: the answer was lost. */
  add(request: Request, trace: Trace, response: Response | undefined, milliseconds: number): void {
    const entry: LoggedRequest = {
      method: request.method,
      path: this.#withoutSecrets(new URL(request.url), trace.match),
      operation: trace.operation,
      status: response?.status,
      precondition: preconditionOf(request.headers),
      etag: response?.headers.get("etag") ?? undefined,
      reason: trace.reason,
      notes: trace.notes ?? [],
      milliseconds,
    };
    this.#requests.push(entry);
    if (this.#requests.length > MOST) this.#requests.shift();
    for (const listener of this.#listeners) listener(entry);
  }

  #withoutSecrets(url: URL, match: Match | undefined): string {
    const query = [...url.searchParams].map(([name, value]) =>
      [name, this.#secrets.has(name) || isSecret(name) ? "***" : value].map(escaped).join("="),
    );
    return `${secretless(url.pathname, match)}${query.length > 0 ? "?" : ""}${query.join("&")}`;
  }
}

const isSecret = (name: string): boolean =>
  /token|secret|passw|pwd|api_?key|apikey|auth|credential|signature|session|otp|^(sig|key|code|jwt)$/i.test(name);

/** Values of path parameters such as `{token}`. */
function secretless(path: string, match: Match | undefined): string {
  const route = match && [...match.routes.values()][0];
  if (!route) return path;
  const names = [...route.operation.path.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name!);
  return names.reduce((shown, name, at) => {
    const value = match.values[at];
    // A code in a path is a name: `/countries/{code}`.
    return value === undefined || !isSecret(name) || /^(key|code)$/i.test(name)
      ? shown
      : shown
          .split("/")
          .map((part) => (part.includes(encodeURIComponent(value)) ? "***" : part))
          .join("/");
  }, path);
}

/** As people type it in a browser's bar; a line stays a line. */
const escaped = (text: string): string => encodeURIComponent(text).replace(/%(2C|3A|5B|5D|2F|40)/g, decodeURIComponent);

function preconditionOf(headers: Headers): string | undefined {
  for (const name of ["If-Match", "If-None-Match", "If-Unmodified-Since", "If-Modified-Since"]) {
    const value = headers.get(name);
    if (value !== null) return `${name}: ${value}`;
  }
  return undefined;
}
