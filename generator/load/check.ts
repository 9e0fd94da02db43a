import type { Diagnostic } from "../diagnostics.js";
import { endlessSchemas, equivalentPaths } from "./consistency.js";
import type { JsonObject } from "./pointer.js";
import { wrongTypes } from "./structure.js";

/**
 * What is wrong with a document that is one piece, whoever reads it: errors refuse it. Places are pointers into it, and it
 * is as it was written: Swagger 2.0 has not been converted.
 */
export const checkDocument = (root: JsonObject, version: string): Diagnostic[] => [
  ...wrongTypes(root, version),
  ...equivalentPaths(root),
  ...endlessSchemas(root),
];
