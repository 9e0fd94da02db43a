import { pointer } from "./pointer.js";

/** A value that YAML has and JSON has not (RFC 8259, 3 and 6), and where it stands. */
export interface OutsideJson {
  /** As YAML writes it. */
  readonly name: string;
  readonly at: string;
}

/** The first value that no JSON can hold: an OpenAPI document is JSON, however it is written (OpenAPI 3.1, 4.3). */
export function outsideJson(root: unknown): OutsideJson | undefined {
  const seen = new Set<object>();
  // The way to the value, put together on the way back.
  const steps: string[] = [];
  const find = (node: unknown): string | undefined => {
    const name = nameOf(node);
    if (name !== undefined || typeof node !== "object" || node === null || seen.has(node)) return name;
    seen.add(node);
    for (const [key, child] of Object.entries(node)) {
      const found = find(child);
      if (found === undefined) continue;
      steps.unshift(key);
      return found;
    }
    return undefined;
  };
  const name = find(root);
  return name === undefined ? undefined : { name, at: pointer("#", ...steps) };
}

function nameOf(value: unknown): string | undefined {
  if (typeof value === "number" && !Number.isFinite(value))
    return Number.isNaN(value) ? ".nan" : value > 0 ? ".inf (or a number too large to represent)" : "-.inf";
  if (value instanceof Uint8Array) return "!!binary";
  if (value instanceof Set) return "!!set";
  return value instanceof Date || value instanceof Map ? "a value of this type" : undefined;
}
