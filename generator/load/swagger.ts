import { upgradeFromTwoToThree } from "@scalar/openapi-upgrader/2.0-to-3.0";
import type { JsonObject } from "./pointer.js";
import { keepWireFormats } from "./swagger-wire.js";

/** A Swagger 2.0 document as OpenAPI 3.0; the one given is left as it is. */
export const convertSwagger = (parsed: JsonObject): JsonObject =>
  upgradeFromTwoToThree(keepWireFormats(structuredClone(parsed))) as unknown as JsonObject;
