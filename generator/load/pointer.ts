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

export function splitPointer(text: string): string[] {
  return text
    .replace(/^#?\/?/, "")
    .split("/")
    .filter((segment) => segment !== "")
    .map(unescapePointer);
}

function unescapePointer(segment: string): string {
  const plain = segment.replaceAll("~1", "/").replaceAll("~0", "~");
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}

/** The node a local `$ref` points to, walking own properties only. */
export function follow(root: unknown, ref: string): unknown {
  let node = root;
  for (const segment of splitPointer(ref)) {
    node = Array.isArray(node) ? (node as unknown[])[Number(segment)] : own(node, segment);
  }
  return node;
}
