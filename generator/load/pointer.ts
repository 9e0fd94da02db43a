/** JSON pointers (RFC 6901) and the few type guards that reading an untrusted document needs. */

export type JsonObject = Record<string, unknown>;

export function isRecord(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An own property: a document may say `__proto__` or `constructor`, and gets only what it wrote. */
export function own(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export function escapePointer(segment: string): string {
  return segment.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** `pointer("#/paths", "/jobs/", "get")` is `#/paths/~1jobs~1/get`. */
export function pointer(base: string, ...segments: readonly (string | number)[]): string {
  return [base, ...segments.map((segment) => escapePointer(String(segment)))].join("/");
}

/** The steps of a pointer that `pointer` made. */
export function splitPointer(text: string): string[] {
  return text
    .replace(/^#?\/?/, "")
    .split("/")
    .filter((segment) => segment !== "")
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The steps of a `$ref` in a document: a URI fragment, percent-encoded (RFC 6901, section 6). */
export function splitReference(ref: string): string[] {
  return splitPointer(ref).map((segment) => {
    try {
      return decodeURIComponent(segment);
    } catch {
      // Not encoded, though it has a percent sign: as it stands.
      return segment;
    }
  });
}

/** A pointer as a `$ref` writes it, so that its percent signs are read as such. */
export const encodePercent = (at: string): string => at.replaceAll("%", "%25");

/** The node at a pointer, walking own properties only. */
export const follow = (root: unknown, at: string): unknown => walk(root, splitPointer(at));

/** The node that a local `$ref` leads to. */
export const followReference = (root: unknown, ref: string): unknown => walk(root, splitReference(ref));

function walk(root: unknown, segments: readonly string[]): unknown {
  let node = root;
  for (const segment of segments) {
    node = Array.isArray(node) ? (node as unknown[])[Number(segment)] : own(node, segment);
  }
  return node;
}
