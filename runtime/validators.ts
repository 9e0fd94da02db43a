import type { Client } from "./client.js";
import { type EntityTag, isEntityTag } from "./entity-tag.js";
import type { Received } from "./exchange.js";

/**
 * The validators of an answer. The tag comes from the body property that the config names, else from the
 * first of the API's tag headers that carries one. A malformed ETag is no validator (RFC 9110, 8.8.3).
 */
export function validatorsOf(
  client: Client,
  { headers, data }: Received,
  property?: string,
): { etag: EntityTag | null; lastModified: string | null } {
  const lastModified = headers["last-modified"] ?? null;
  const candidates =
    property === undefined
      ? (client.api.versionHeaders ?? ["ETag"]).map((name) => headers[name.toLowerCase()])
      : [(Object(data) as Record<string, unknown>)[property]];
  // A body property has a form of its own: it counts as it is.
  const tag = candidates.find((value) =>
    property === undefined ? typeof value === "string" && isEntityTag(value) : value != null,
  );
  return { etag: tag === undefined ? null : (String(tag) as EntityTag), lastModified };
}
