import { upgradeFromTwoToThree } from "@scalar/openapi-upgrader/2.0-to-3.0";
import { isRecord, type JsonObject, own } from "./pointer.js";
import { keepNullable } from "./swagger-schemas.js";
import { keepWireFormats, METHODS } from "./swagger-wire.js";

/** A Swagger 2.0 document as OpenAPI 3.0; the one given is left as it is. */
export function convertSwagger(parsed: JsonObject): JsonObject {
  const document = keepWireFormats(keepNullable(structuredClone(parsed)));
  const setAside = takeOthers(document);
  const upgraded = upgradeFromTwoToThree(document) as unknown as JsonObject;
  for (const [path, others] of setAside) {
    const item = own(own(upgraded, "paths"), path);
    // Not by assignment: one may be called __proto__.
    if (isRecord(item)) Object.defineProperties(item, Object.getOwnPropertyDescriptors(others));
  }
  return upgraded;
}

/** Takes out of each path item what is neither an operation nor parameters: the upgrader takes all of it for operations. */
function takeOthers(document: JsonObject): Map<string, JsonObject> {
  const paths = Object.entries(own(document, "paths") ?? {}).filter(([, item]) => isRecord(item));
  return new Map(
    paths.map(([path, item]) => {
      const others = Object.entries(item as JsonObject).filter(([key, value]) =>
        key === "parameters" ? !Array.isArray(value) : !METHODS.includes(key) || !isRecord(value),
      );
      for (const [key] of others) delete (item as JsonObject)[key];
      return [path, Object.fromEntries(others)];
    }),
  );
}
