import { groupBy } from "../group.js";
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
  const reader = new Reader(root, options);
  const operations = withoutDuplicates(reader, readOperations(reader));
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

/**
 * An operationId that several operations have names none of them (OpenAPI 3.0.3, Operation Object: it MUST be unique):
 * each is called by its method and path, so that no name depends on which comes first.
 */
function withoutDuplicates(reader: Reader, operations: readonly RawOperation[]): RawOperation[] {
  const owners = groupBy(operations, ({ id }) => id);
  for (const [id, [first, second, ...others]] of owners) {
    if (!first || !second) continue;
    const places = [first, second, ...others].map(({ method, path }) => `${method} ${path}`);
    reader.note(
      "duplicate-operation-id",
      "warning",
      `The operationId ${id} is used by both ${places.slice(0, 2).join(" and ")}${others.length > 0 ? `, and by ${others.length} more` : ""}.`,
      second.at,
      "Give each operation an operationId of its own. Until then, each is named after its method and path.",
    );
  }
  return operations.map((operation) =>
    owners.get(operation.id)!.length > 1
      ? { ...operation, id: `${operation.method} ${operation.writtenPath}`, named: false }
      : operation,
  );
}
