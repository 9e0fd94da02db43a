import { RefusedError } from "../diagnostics.js";
import { type JsonObject, own, pointer } from "../load/pointer.js";
import { settleConcurrency, type SettledConcurrency } from "./concurrency.js";
import { Marker } from "./marker.js";
import { type RawOperation, readOperations } from "./operations.js";
import type { ModelOptions } from "./options.js";
import { Reader } from "./reader.js";
import { TagHeaders } from "./tag-headers.js";

/** What the model and the contract of a document both start from. */
export interface SettledDocument extends SettledConcurrency {
  readonly reader: Reader;
  readonly marker: Marker;
  readonly tagHeaders: TagHeaders;
  /** In the order of the document. */
  readonly operations: readonly RawOperation[];
}

/**
 * Reads the operations of a document and settles the concurrency of each.
 *
 * @throws {RefusedError} for a document that cannot mean anything; {ConfigError} for an override that matches nothing.
 */
export function settleDocument(root: JsonObject, options: ModelOptions): SettledDocument {
  const reader = new Reader(root);
  const operations = readOperations(reader);
  refuseDuplicates(operations);
  refuseMalformed(reader, operations);
  if (operations.length === 0) reader.note("no-operations", "warning", "The document has no operations.", "#/paths");
  const marks = { marker: new Marker(options.markers), tagHeaders: new TagHeaders(options.versionHeaders) };
  return { reader, ...marks, operations, ...settleConcurrency(reader, operations, options, marks) };
}

/** Reads what only the model needs, so that the linter and `enrich` refuse what generating would refuse. */
function refuseMalformed(reader: Reader, operations: readonly RawOperation[]): void {
  for (const { node, at, responses } of operations) {
    const body = own(node, "requestBody");
    const sent = body === undefined ? [] : [reader.resolve(body, pointer(at, "requestBody"))];
    for (const holder of [...sent, ...responses])
      reader.entries(own(holder.node, "content"), pointer(holder.at, "content"));
  }
  reader.entries(own(own(reader.root, "components"), "securitySchemes"), "#/components/securitySchemes");
}

function refuseDuplicates(operations: readonly RawOperation[]): void {
  const seen = new Map<string, RawOperation>();
  for (const operation of operations) {
    const other = seen.get(operation.id);
    if (other) {
      throw new RefusedError([
        {
          code: "duplicate-operation-id",
          severity: "error",
          message: `The operationId ${operation.id} is used by both ${other.method} ${other.path} and ${operation.method} ${operation.path}.`,
          at: operation.at,
          help: "Give each operation an operationId of its own.",
        },
      ]);
    }
    seen.set(operation.id, operation);
  }
}
