import type { Representation } from "../pipeline.js";
import { isEntityTag } from "../core/entity-tag.js";

/** A representation as it leaves memory: plain data, without the credentials of its request. */
export interface StoredRepresentation extends Omit<Representation, "vary"> {
  /** The value of each selecting header: as text, as its position in the key, or absent if the header was. */
  readonly vary: readonly (readonly [name: string, value?: string | number])[];
}

/** Headers that carry credentials, non-standard ones included; `x-author` is none. */
const credential =
  /auth(?!ors?\b)|cookie|[cx]srf|session|secret|passw|api-?key|jwt|(?:access|refresh|id|security)-?token/i;

/** The parts of a store key: the URL, then the credentials that were sent. Empty for a key of another form. */
export function keyParts(key: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(key);
    return Array.isArray(parts) ? parts : [];
  } catch {
    // A caller that uses a store directly may choose any key; such a key has no parts.
    return [];
  }
}

/**
 * Removes the credentials from a representation: cookies that its response set, and request headers that `Vary` selects.
 * `unseal` restores those that the key contains too; a representation with any other credential is not sealed.
 */
export function seal(representation: Representation, key: string): StoredRepresentation | undefined {
  const parts = keyParts(key);
  const vary = representation.vary.map(([name, value]): StoredRepresentation["vary"][number] | undefined => {
    if (value === undefined) return [name];
    const place = parts.indexOf(value);
    if (place > 0) return [name, place];
    return credential.test(name) ? undefined : [name, value];
  });
  if (vary.includes(undefined)) return undefined;
  const headers = Object.fromEntries(Object.entries(representation.headers).filter(([name]) => !credential.test(name)));
  return { ...representation, headers, vary: vary as StoredRepresentation["vary"] };
}

/** The representations in `stored`, for a request with this key; `undefined` if `seal` did not make them. */
export function unseal(stored: unknown, key: string): readonly Representation[] | undefined {
  if (!Array.isArray(stored) || !stored.every(isStored)) return undefined;
  const parts = keyParts(key);
  const valueAt = (place: number): string | undefined => {
    const value = parts[place];
    return typeof value === "string" ? value : undefined;
  };
  return stored.map(({ etag, lastModified, data, status, headers, vary, bytes }) => ({
    etag,
    lastModified,
    data,
    status,
    headers,
    vary: vary.map(([name, value]) => [name, typeof value === "number" ? valueAt(value) : value] as const),
    bytes,
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
      (one) =>
        Array.isArray(one) &&
        typeof one[0] === "string" &&
        (one[1] === undefined || typeof one[1] === "string" || typeof one[1] === "number"),
    )
  );
}
