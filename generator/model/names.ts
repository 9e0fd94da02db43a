import { own } from "../load/pointer.js";
import { camelCase, type Identifier } from "./identifiers.js";
import type { OperationNames } from "./model.js";
import type { RawOperation } from "./operations.js";
import { type Reader, text } from "./reader.js";

/**
 * Names the functions of the operations, the component schemas, and the helper types of the operations, in this order:
 * a function has the name of its operationId (OpenAPI 3.0.3, Operation Object: tools use it to identify the operation),
 * and what is declared along with it gives way. No name depends on the order of the document.
 */
export function nameOperations(reader: Reader, operations: readonly RawOperation[]): Map<string, OperationNames> {
  // Of those that come to the same name, the one that has it literally keeps it; operationIds before paths.
  const order = operations.toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));
  const functions = new Map(order.map((operation) => [operation, nameFunction(reader, operation)]));
  reader.nameSchemas();
  const helpers = new Map(order.map((operation) => [operation.id, nameHelpers(reader, functions.get(operation)!)]));
  for (const { id, named, method, path, node, at } of operations)
    // One whose operationId another operation has is told so elsewhere.
    if (!named && text(own(node, "operationId")).trim() === "") {
      const message = `${method} ${path} has no operationId; its function is ${helpers.get(id)!.name}.`;
      reader.note("missing-operation-id", "info", message, at);
    }
  return helpers;
}

function rank({ id, named }: RawOperation): number {
  if (!named) return 2;
  return camelCase(id, "operation") === id ? 0 : 1;
}

function nameFunction(reader: Reader, { id, named, at }: RawOperation): Identifier {
  const wanted = camelCase(id, "operation");
  return reader.claim(wanted, id, {
    at,
    message: (name, other) =>
      `The name ${wanted} is already used by ${other}, so the function of ${id} is called ${name}.`,
    help: named
      ? "For a better name, give it an operationId that differs in more than punctuation and case."
      : "For a better name, give it an operationId.",
  });
}

/** `CreateUserRequest`, or `CreateUserOperationRequest` where a schema has that name. */
function nameHelpers(reader: Reader, name: Identifier): OperationNames {
  const [first = "", ...rest] = name;
  const pascal = first.toUpperCase() + rest.join("");
  const claim = (...wanted: readonly string[]): Identifier => {
    const free = wanted.find((one) => reader.names.isFree(one)) ?? wanted.at(-1)!;
    return reader.names.claim(free as Identifier, name).name;
  };
  return {
    name,
    request: claim(`${pascal}Request`, `${pascal}OperationRequest`),
    result: claim(`${pascal}Result`, `${pascal}OperationResult`),
    descriptor: claim(`${name}Operation`, `${name}Descriptor`),
  };
}
