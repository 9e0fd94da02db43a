import { ConfigError } from "../diagnostics.js";
import { own } from "../load/pointer.js";
import type { ChosenName } from "./chosen-names.js";
import { camelCase, camelWords, type Identifier, NameRegistry } from "./identifiers.js";
import type { OperationNames } from "./model.js";
import type { RawOperation } from "./operations.js";
import { segmentsOf } from "./paths.js";
import { type Reader, text } from "./reader.js";

/**
 * Names the functions of the operations, the component schemas, and the helper types of the operations, in this order:
 * a function has the name that was chosen for it, else that of its operationId (OpenAPI 3.0.3, Operation Object: tools
 * use it to identify the operation), and what is declared along with it gives way. No name depends on the order of the
 * document.
 *
 * @throws {ConfigError} where the config gives two operations one name.
 */
export function nameOperations(
  reader: Reader,
  operations: readonly RawOperation[],
  chosen: ReadonlyMap<string, ChosenName>,
  schemaNames: ReadonlyMap<string, Identifier>,
): Map<string, OperationNames> {
  const scopes = new Scopes(reader, chosen);
  const functions = new Map<RawOperation, Pick<OperationNames, "namespace" | "name">>();
  const choices = operations.toSorted(byPath).flatMap((operation) => {
    const choice = chosen.get(operation.id);
    return choice ? [{ operation, choice }] : [];
  });
  for (const isFinal of [true, false])
    for (const { operation, choice } of choices)
      if (choice.final === isFinal && scopes.take(operation, choice)) functions.set(operation, scopes.placed(choice));
  // Of those that come to the same name, the one that has it literally keeps it; operationIds before paths.
  const ranks = new Map(operations.map((operation) => [operation, rank(operation)]));
  const order = operations.toSorted((a, b) => ranks.get(a)! - ranks.get(b)! || (a.id < b.id ? -1 : 1));
  const given = new Set(
    [...functions.values()].flatMap(({ namespace, name }) => (namespace === undefined ? [name] : [])),
  );
  for (const operation of order)
    if (!functions.has(operation))
      functions.set(operation, { namespace: undefined, name: nameFunction(reader, operation, given) });
  reader.nameSchemas(schemaNames);
  const helpers = new Map(
    order.map((operation) => [
      operation.id,
      nameHelpers(scopes.registryOf(functions.get(operation)!), functions.get(operation)!),
    ]),
  );
  for (const { id, named, method, path, node, at } of operations)
    // One whose operationId another operation has is told so elsewhere.
    if (!named && !chosen.get(id) && text(own(node, "operationId")).trim() === "") {
      const message = `${method} ${path} has no operationId; its function is ${calledAs(helpers.get(id)!)}.`;
      reader.note("missing-operation-id", "info", message, at);
    }
  return helpers;
}

/** What code calls an operation by: `jobs.update` in a namespace. */
export const calledAs = ({ namespace, name }: Pick<OperationNames, "namespace" | "name">): string =>
  namespace === undefined ? name : `${namespace}.${name}`;

/** The same as one word: `jobsUpdate`. */
export const flatName = ({ namespace, name }: Pick<OperationNames, "namespace" | "name">): string =>
  namespace === undefined ? name : camelWords(`${namespace} ${name}`);

/** The names that are taken: those of the index, and those of each namespace. */
class Scopes {
  readonly #reader: Reader;
  readonly #registries = new Map<string, NameRegistry>();
  readonly #namespaces = new Map<string, Identifier>();
  readonly #holders = new Map<string, string>();

  constructor(reader: Reader, chosen: ReadonlyMap<string, ChosenName>) {
    this.#reader = reader;
    const wanted = new Set([...chosen.values()].flatMap(({ namespace }) => (namespace ? [namespace] : [])));
    for (const namespace of [...wanted].toSorted()) {
      const { name } = reader.names.claim(namespace, `the namespace ${namespace}`);
      const registry = new NameRegistry();
      this.#registries.set(namespace, registry).set(name, registry);
      this.#namespaces.set(namespace, name);
    }
  }

  registryOf({ namespace }: Pick<OperationNames, "namespace">): NameRegistry {
    return (namespace && this.#registries.get(namespace)) ?? this.#reader.names;
  }

  placed({ namespace, name }: ChosenName): Pick<OperationNames, "namespace" | "name"> {
    return { namespace: namespace && this.#namespaces.get(namespace)!, name };
  }

  /** Whether the operation gets the name that was chosen for it; if not, it has the one of its operationId. */
  take(operation: RawOperation, { namespace, name, final }: ChosenName): boolean {
    const shown = calledAs({ namespace, name });
    const registry = this.registryOf({ namespace });
    if (registry.isFree(name)) {
      registry.claim(name, operation.id);
      this.#holders.set(shown, operation.id);
      return true;
    }
    const holder = this.#holders.get(shown);
    if (final) {
      const other = holder ? `the name of ${holder}, too` : `taken by ${this.#reader.names.holderOf(name)}`;
      throw new ConfigError(`names: ${operation.id} cannot be called ${shown}: it is ${other}.`);
    }
    this.#reader.note(
      "name-clash",
      "info",
      `${operation.id} would be called ${shown}, as is ${holder ?? "something else"}; its function has the name of its operationId.`,
      operation.at,
      `For a better name, say in ifmatch.config.ts: names: { operations: { ${JSON.stringify(operation.id)}: "..." } }.`,
    );
    return false;
  }
}

/** The shortest path first: what is added below it takes no name away. */
function byPath(a: RawOperation, b: RawOperation): number {
  const [one, other] = [a, b].map(({ path, method }) => `${path} ${method}`);
  return segmentsOf(a.path).length - segmentsOf(b.path).length || (one! < other! ? -1 : 1);
}

function rank({ id, named }: RawOperation): number {
  if (!named) return 2;
  return camelCase(id, "operation") === id ? 0 : 1;
}

function nameFunction(reader: Reader, { id, named, at }: RawOperation, given: ReadonlySet<Identifier>): Identifier {
  const wanted = camelCase(id, "operation");
  return reader.claim(wanted, id, {
    at,
    message: (name, other) =>
      `The name ${wanted} is already used by ${other}, so the function of ${id} is called ${name}.`,
    help: given.has(wanted)
      ? `That name was chosen in ifmatch.config.ts: choose another one there, or one for ${id}.`
      : named
        ? "For a better name, give it an operationId that differs in more than punctuation and case."
        : "For a better name, give it an operationId.",
  });
}

/** `CreateUserRequest`, or `CreateUserOperationRequest` where a schema has that name. */
function nameHelpers(
  registry: NameRegistry,
  { namespace, name }: Pick<OperationNames, "namespace" | "name">,
): OperationNames {
  const [first = "", ...rest] = name;
  const pascal = first.toUpperCase() + rest.join("");
  const claim = (...wanted: readonly string[]): Identifier => {
    const free = wanted.find((one) => registry.isFree(one)) ?? wanted.at(-1)!;
    return registry.claim(free as Identifier, name).name;
  };
  return {
    namespace,
    name,
    request: claim(`${pascal}Request`, `${pascal}OperationRequest`),
    result: claim(`${pascal}Result`, `${pascal}OperationResult`),
    descriptor: claim(`${name}Operation`, `${name}Descriptor`),
  };
}
