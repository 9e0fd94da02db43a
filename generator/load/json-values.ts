import type { Diagnostic } from "../diagnostics.js";
import { pointer } from "./pointer.js";

/**
 * Values that YAML has and JSON has not: a document is JSON, however it is written (OpenAPI 3.1, 4.3), and no client could
 * receive or send them (RFC 8259, 3 and 6).
 */
export function valuesOutsideJson(root: unknown): Diagnostic[] {
  const found: Diagnostic[] = [];
  const seen = new Set<object>();
  const open: (readonly [node: unknown, at: string])[] = [[root, "#"]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [node, at] = next;
    const name = nameOf(node);
    if (name !== undefined) found.push(outside(name, at));
    if (typeof node !== "object" || node === null || name !== undefined || seen.has(node)) continue;
    seen.add(node);
    // Backwards, so that the places come in their order.
    for (const [key, child] of Object.entries(node).toReversed())
      if (typeof child === "object" || typeof child === "number") open.push([child, pointer(at, key)]);
  }
  return found;
}

const outside = (name: string, at: string): Diagnostic => ({
  code: "not-json",
  severity: "error",
  message: `${name} is no value of JSON (RFC 8259), which an OpenAPI document is made of.`,
  help: "Write it as a number within limits, as text, or leave it out.",
  at,
});

/** How YAML writes a value that JSON has not. */
function nameOf(value: unknown): string | undefined {
  if (typeof value === "number" && !Number.isFinite(value))
    return Number.isNaN(value) ? ".nan" : value > 0 ? ".inf, or a number that is too large," : "-.inf";
  if (value instanceof Uint8Array) return "!!binary";
  if (value instanceof Set) return "!!set";
  return value instanceof Date || value instanceof Map ? "A value of this type" : undefined;
}
