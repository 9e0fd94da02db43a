/** Which names of functions somebody chose: the config by operation, a function of the config, or a convention. */
import { ConfigError } from "../diagnostics.js";
import { own } from "../load/pointer.js";
import { Conventions } from "./conventions.js";
import { chosenName, type Identifier, safeName } from "./identifiers.js";
import type { Concurrency } from "./model.js";
import type { RawOperation } from "./operations.js";
import type { NameFunction, NameOptions, OperationToName } from "./options.js";
import { matcher, OverrideError } from "./overrides.js";
import { list, text } from "./reader.js";
import { suggest } from "../suggest.js";

const NO_NAME =
  "a name has letters, digits, _ and $ only, does not begin with a digit, and is neither a word of TypeScript nor a global that generated code uses, such as Promise";

/** A name, and the namespace that it stands in. */
export interface ChosenName {
  readonly namespace: Identifier | undefined;
  readonly name: Identifier;
  /** A person insists on it; else it gives way to one that was there before. */
  readonly final: boolean;
}

/**
 * The chosen names by operation id; an operation that is missing has the name of its operationId.
 *
 * @throws {ConfigError} for a name that TypeScript does not take; {OverrideError} for an entry that matches nothing.
 */
export function chooseNames(
  operations: readonly RawOperation[],
  { convention = "operationId", operations: entries = {} }: NameOptions,
  concurrency: ReadonlyMap<string, Concurrency>,
): Map<string, ChosenName> {
  const chosen = new Map<string, ChosenName>();
  if (convention !== "operationId") {
    const conventions = new Conventions(operations);
    for (const operation of operations) {
      const conventional = conventions.nameOf(operation);
      const wanted =
        typeof convention === "function"
          ? nameBy(convention, toName(operation, conventional, concurrency.get(operation.id)!))
          : conventional?.[convention === "resource" ? "flat" : "grouped"];
      if (wanted !== undefined) chosen.set(operation.id, parsed(wanted, operation, typeof convention === "function"));
    }
  }
  for (const [key, wanted] of Object.entries(entries)) {
    const hits = operations.filter(matcher(key));
    const [hit, ...others] = hits;
    if (!hit)
      throw new OverrideError(
        "names",
        key,
        `names.operations[${JSON.stringify(key)}] matches no operation of the document.${suggest(
          key,
          operations.map(({ id }) => id),
        )}`,
      );
    if (others.length > 0)
      throw new ConfigError(
        `names.operations[${JSON.stringify(key)}] matches ${hits.length} operations, and a name fits one.`,
      );
    chosen.set(hit.id, parsed(wanted, hit, true));
  }
  return chosen;
}

/** What a function of the config says. */
function nameBy(convention: NameFunction, operation: OperationToName): string | undefined {
  let name: unknown;
  try {
    name = convention(operation);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`names.convention failed for ${operation.id}: ${why}`, { cause });
  }
  if (name instanceof Promise) throw new ConfigError("names.convention returned a promise; it has to return a name.");
  return name as string | undefined;
}

function toName(
  { id, method, path, node }: RawOperation,
  conventional: ReturnType<Conventions["nameOf"]>,
  concurrency: Concurrency,
): OperationToName {
  return {
    id,
    method,
    path,
    tags: list(own(node, "tags")).map(text),
    deprecated: own(node, "deprecated") === true,
    role: concurrency.role,
    resource: "resource" in concurrency ? concurrency.resource : undefined,
    conventional: conventional && { resource: conventional.flat, grouped: conventional.grouped },
  };
}

/** `jobs.update` as its namespace and its name. */
function parsed(wanted: unknown, { id }: RawOperation, final: boolean): ChosenName {
  const refuse = (why: string): ConfigError =>
    new ConfigError(`names: ${JSON.stringify(wanted)} cannot be the name of ${id}: ${why}.`);
  if (typeof wanted !== "string") throw refuse("it is no text");
  const steps = wanted.split(".");
  if (steps.length > 2) throw refuse("one namespace is enough, as in jobs.update");
  // A convention's own words are made safe; what a person chose is not changed behind their back.
  const [first, second] = steps.map((step) => (final ? chosenName(step) : safeName(step)));
  if (first === undefined || (steps.length === 2 && second === undefined)) throw refuse(NO_NAME);
  return second === undefined
    ? { namespace: undefined, name: first, final }
    : { namespace: first, name: second, final };
}

/**
 * The names that the config gives component schemas, by their keys in the document.
 *
 * @throws {ConfigError} for a name that TypeScript does not take, and for a schema that is not there.
 */
export function chooseSchemaNames(
  keys: readonly string[],
  wanted: NonNullable<NameOptions["schemas"]>,
): Map<string, Identifier> {
  const missing = typeof wanted === "function" ? [] : Object.keys(wanted).filter((key) => !keys.includes(key));
  if (missing.length > 0)
    throw new ConfigError(
      `names.schemas: ${JSON.stringify(missing[0])} is no schema of the document.${suggest(missing[0]!, keys)}`,
    );
  const chosen = new Map<string, Identifier>();
  for (const key of keys) {
    const given: unknown = typeof wanted === "function" ? schemaNameBy(wanted, key) : own(wanted, key);
    if (given === undefined) continue;
    const name = typeof given === "string" ? chosenName(given) : undefined;
    if (name === undefined)
      throw new ConfigError(`names.schemas: ${JSON.stringify(given)} cannot be the name of ${key}: ${NO_NAME}.`);
    chosen.set(key, name);
  }
  return chosen;
}

function schemaNameBy(wanted: (name: string) => string | undefined, key: string): string | undefined {
  try {
    return wanted(key);
  } catch (cause) {
    throw new ConfigError(
      `names.schemas failed for ${key}: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    );
  }
}
