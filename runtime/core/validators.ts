import type { EntityTag } from "../call.js";
import type { Received } from "../pipeline.js";
import { isEntityTag } from "./entity-tag.js";

/**
 * The validators of a response. The tag comes from the body property that the config names, else from the
 * first of the API's tag headers that contains one. A malformed ETag is no validator (RFC 9110, 8.8.3).
 */
export function validatorsOf(
  { outgoing: { client }, headers, data }: Received,
  property?: string,
): { etag: EntityTag | null; lastModified: string | null } {
  const tag =
    property === undefined
      ? (client.options.versionHeaders ?? client.api.versionHeaders ?? ["etag"])
          .map((name) => headers[name.toLowerCase()])
          .find(isEntityTag)
      : // A body property need not be an entity-tag: any value counts.
        (Object(data) as Record<string, unknown>)[property];
  return { etag: tag == null ? null : (String(tag) as EntityTag), lastModified: headers["last-modified"] ?? null };
}
