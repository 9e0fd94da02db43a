import { keywordObjects } from "./literals.js";
import type { JsonObject } from "./pointer.js";

/**
 * Swagger 2.0 has no word for null, and drf-yasg, go-swagger and others write `x-nullable`. Written as `nullable` of
 * OpenAPI 3.0 into the document, in place; as there, it says nothing beside a `$ref`.
 */
export function keepNullable(document: JsonObject): JsonObject {
  for (const { node } of keywordObjects(document)) if (node["x-nullable"] === true) node["nullable"] = true;
  return document;
}
