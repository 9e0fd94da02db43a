import type { Representation } from "../pipeline.js";
import { isEntityTag } from "../core/entity-tag.js";
import { isCredential } from "../wire/caller.js";

/** A representation as it leaves memory: plain data, without the credentials of the request that brought it. */
export interface StoredRepresentation extends Omit<Representation, "vary" | "source"> {
  /** The value of each selecting header, or none where the request had no such header. */
  readonly vary: readonly (readonly [name: string, value?: string])[];
}

/** Headers that carry credentials, and tokens against forgery, which change with each page. */
const isSecret = (name: string): boolean => isCredential(name) || /[cx]srf/i.test(name);

/** What the key of a store says. */
export interface KeyParts {
  readonly url: string;
  /** Whose request it was, as text. */
  readonly caller: string;
  /** The URL holds a credential, such as an API key in its query. */
  readonly isSecret: boolean;
}

/** Parses a key; `undefined` for one of another kind: whoever uses a store directly names things as they like. */
export function keyParts(key: string): KeyParts | undefined {
  try {
    const parts: unknown = JSON.parse(key);
    if (!Array.isArray(parts)) return undefined;
    const [url, caller, secret] = parts as unknown[];
    return { url: String(url), caller: String(caller), isSecret: secret === true };
  } catch {
    return undefined;
  }
}

/**
 * Takes the credentials out of a representation: cookies that its response set, and what `Vary` made it remember of its
 * request. Where a secret selects it, the representation stays in memory.
 */
export function seal({ source, ...representation }: Representation): StoredRepresentation | undefined {
  const vary = representation.vary.map(([name, value]) =>
    value === undefined ? ([name] as const) : ([name, value] as const),
  );
  if (vary.some(([name, value]) => value !== undefined && isSecret(name))) return undefined;
  const headers = Object.fromEntries(Object.entries(representation.headers).filter(([name]) => !isSecret(name)));
  // As the server sent it, whatever a page made of it since.
  const data: unknown = source === undefined ? representation.data : JSON.parse(source);
  return { ...representation, data, headers, vary };
}

/** The representations that `stored` holds; nothing when it is not what `seal` made. */
export function unseal(stored: unknown): readonly Representation[] | undefined {
  if (!Array.isArray(stored) || !stored.every(isStored)) return undefined;
  return stored.map(({ etag, lastModified, data, status, headers, vary, bytes }) => ({
    etag,
    lastModified,
    data,
    status,
    headers,
    vary: vary.map(([name, value]) => [name, value] as const),
    bytes,
    // So that what a page changes in place is told from what was stored.
    source: data instanceof Blob ? undefined : JSON.stringify(data),
  }));
}

/** Checked, because other code, other releases and people can write to the storage. */
function isStored(value: unknown): value is StoredRepresentation {
  const { etag, lastModified, status, headers, vary, bytes } = Object(value) as Record<string, unknown>;
  return (
    (etag === null || (typeof etag === "string" && isEntityTag(etag))) &&
    (lastModified === null || typeof lastModified === "string") &&
    typeof status === "number" &&
    typeof bytes === "number" &&
    bytes >= 0 &&
    typeof headers === "object" &&
    headers !== null &&
    Object.values(headers).every((one) => typeof one === "string") &&
    Array.isArray(vary) &&
    vary.every(
      (one) => Array.isArray(one) && typeof one[0] === "string" && (one[1] === undefined || typeof one[1] === "string"),
    )
  );
}
