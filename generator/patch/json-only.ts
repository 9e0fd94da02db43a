import { ConfigError } from "../diagnostics.js";
import { pointer } from "../load/pointer.js";

/**
 * Makes of what a function did to a document what JSON can say: properties that are `undefined` go, as JSON.stringify leaves
 * them out.
 *
 * @param name The patch, for errors.
 * @throws {ConfigError} for what JSON has not: a function, a symbol, a bigint, a number that is none.
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

const isOfJson = (value: unknown): boolean =>
  typeof value === "number" ? Number.isFinite(value) : ["string", "boolean", "object"].includes(typeof value);

const describe = (value: unknown): string =>
  typeof value === "number" || value === undefined ? String(value) : `a ${typeof value}`;
