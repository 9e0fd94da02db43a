import { ConfigError } from "../diagnostics.js";
import { suggest } from "../suggest.js";
import type { RawOperation } from "./operations.js";
import type { OperationOverride } from "./options.js";
import { normalized } from "./paths.js";

/** An entry of the config does not fit the document. */
export class OverrideError extends ConfigError {
  readonly section: "operations" | "resources" | "names";
  /** Its key. */
  readonly entry: string;
  constructor(section: OverrideError["section"], entry: string, message: string) {
    super(message);
    this.section = section;
    this.entry = entry;
  }
}

/** The config entry that holds for an operation, and the key it stands under. */
export interface Matched extends OperationOverride {
  readonly entry: string;
}

/**
 * Which config entry holds for which operation. A key is an operationId or `METHOD path`, either with
 * `*` for any run of characters; the most specific one wins, and every key must match something.
 *
 * @throws {OverrideError} for a key that matches nothing.
 */
export function matchOverrides(
  operations: readonly RawOperation[],
  overrides: Readonly<Record<string, OperationOverride>>,
): Map<string, Matched> {
  const matched = new Map<string, Matched>();
  const keys = Object.keys(overrides).sort((a, b) => wildcards(b) - wildcards(a) || a.length - b.length);
  for (const key of keys) {
    const test = matcher(key);
    const hits = operations.filter(test);
    if (hits.length === 0) {
      const names = operations.flatMap((operation) => [operation.id, `${operation.method} ${operation.path}`]);
      throw new OverrideError(
        "operations",
        key,
        `operations[${JSON.stringify(key)}] matches no operation of the document.${suggest(key, names)}`,
      );
    }
    // Later keys have fewer wildcards, so they overwrite.
    for (const operation of hits) matched.set(operation.id, { ...overrides[key], entry: key });
  }
  return matched;
}

const wildcards = (key: string): number => key.split("*").length - 1;

/** Whether a config key, an operationId or `METHOD path` with `*` for any run of characters, means an operation. */
export function matcher(key: string): (operation: RawOperation) => boolean {
  const route = /^([A-Z*]+)\s+(\/.*)$/.exec(key);
  if (!route) {
    const pattern = glob(key);
    return (operation) => operation.named && pattern.test(operation.id);
  }
  const method = glob(route[1]!);
  const path = glob(normalized(route[2]!));
  return (operation) => method.test(operation.method) && path.test(normalized(operation.path));
}

export function glob(text: string): RegExp {
  return new RegExp(
    `^${text
      .split("*")
      .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"))
      .join(".*")}$`,
    "u",
  );
}
