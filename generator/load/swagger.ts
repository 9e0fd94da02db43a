import { upgradeFromTwoToThree } from "@scalar/openapi-upgrader/2.0-to-3.0";
import type { JsonObject } from "./pointer.js";

/** A Swagger 2.0 document as OpenAPI 3.0; the one given is left as it is. */
export const convertSwagger = (parsed: JsonObject): JsonObject =>
  upgradeFromTwoToThree(structuredClone(parsed)) as unknown as JsonObject;
