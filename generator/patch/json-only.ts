import { ConfigError } from "../diagnostics.js";
import { pointer } from "../load/pointer.js";

/**
 * Makes of what a function did to a document what JSON can say: properties that are `undefined` go, as JSON.stringify leaves
 * them out.
 *
 * @param name The patch, for errors.
 * @throws {ConfigError} for what JSON has not: a function, a symbol, a bigint, a number that is none, a Map or a Date.
 */
export function keepJson(root: object, name: string): void {
  const seen = new Set<object>([root]);
  const waiting: [node: object, at: string][] = [[root, "#"]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [node, at] = next;
    for (const [key, value] of Object.entries(node) as [string, unknown][]) {
      const place = pointer(at, key);
      if (value === undefined && !Array.isArray(node)) delete (node as Record<string, unknown>)[key];
      else if (!isOfJson(value))
        throw new ConfigError(`${name} of the config puts ${describe(value)} at ${place}. A document is JSON.`);
      else if (typeof value === "object" && value !== null && !seen.has(value)) {
        seen.add(value);
        waiting.push([value, place]);
      }
    }
  }
}

function isOfJson(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value === "object") return value === null || Array.isArray(value) || classOf(value) === "Object";
  return typeof value === "string" || typeof value === "boolean";
}

/** `Object`, `Map`, `Date`. */
const classOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1);

function describe(value: unknown): string {
  if (typeof value === "number" || value === undefined) return String(value);
  return `a ${typeof value === "object" && value !== null ? classOf(value) : typeof value}`;
}
