import {
  astToString,
  COMMENT_HEADER,
  type GlobalContext,
  type OpenAPI3,
  resolveRef,
  scanDiscriminators,
  transformSchema,
} from "openapi-typescript";
import { RefusedError } from "../diagnostics.js";
import type { JsonObject } from "../load/pointer.js";

/**
 * The types of the document as openapi-typescript prints them. It is given the document we bundled:
 * no second parse, lint or bundle, and none of its resolver's network access. The text is what its own
 * command line prints with `--default-non-nullable=false`.
 */
export function printTypes(root: JsonObject): string {
  // It marks discriminators in the document it is given; ours is shared.
  const schema = structuredClone(root) as unknown as OpenAPI3;
  const options = { silent: true };
  const context = {
    additionalProperties: false,
    alphabetize: false,
    arrayLength: false,
    conditionalEnums: false,
    dedupeEnums: false,
    // A property that is not required may be absent, whatever its default.
    defaultNonNullable: false,
    discriminators: scanDiscriminators(schema, options),
    emptyObjectsUnknown: false,
    enum: false,
    enumValues: false,
    excludeDeprecated: false,
    exportType: false,
    generatePathParams: false,
    immutable: false,
    injectFooter: [],
    makePathsEnum: false,
    pathParamsAsTypes: false,
    propertiesRequiredByDefault: false,
    readWriteMarkers: false,
    rootTypes: false,
    rootTypesKeepCasing: false,
    rootTypesNoSchemaPrefix: false,
    silent: true,
    resolve: ($ref: string) => resolveRef(schema, $ref, options),
  };
  try {
    return COMMENT_HEADER + astToString(transformSchema(schema, context as unknown as GlobalContext));
  } catch (error) {
    const message = `openapi-typescript cannot print the types of this document: ${(error as Error).message}`;
    throw new RefusedError([{ code: "untyped", severity: "error", message, at: "#/components/schemas" }]);
  }
}
