import type { Client } from "./client.js";
import { type EntityTag, isEntityTag } from "./entity-tag.js";

/**
 * The tag of an answer: from the body property that the config names, else from the first of the
 * API's tag headers that carries one. A malformed ETag is no validator (RFC 9110, 8.8.3).
 */
export function tagOf(client: Client, response: Response, data: unknown, property: string | undefined): EntityTag | null {
  if (property !== undefined) {
    const value = typeof data === "object" && data !== null ? (data as Record<string, unknown>)[property] : undefined;
    return typeof value === "string" || typeof value === "number" ? (String(value) as EntityTag) : null;
  }
  for (const name of client.api.tagHeaders ?? ["ETag"]) {
    const value = response.headers.get(name);
    if (value !== null && isEntityTag(value)) return value;
  }
  return null;
}
