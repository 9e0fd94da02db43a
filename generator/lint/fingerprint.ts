import { createHash } from "node:crypto";
import { followReference, own } from "../load/pointer.js";
import type { RawOperation } from "../model/operations.js";

/**
 * A hash of everything an operation says: its own text, what its path item says of all its operations, and all that
 * they refer to, however far. The order of keys does not count, nor do the names of the components referred to.
 */
export function fingerprint(root: unknown, { node, pathItem, method, writtenPath }: RawOperation): string {
  const shared = Object.fromEntries(Object.entries(pathItem.node).filter(([key]) => !isMethod(key)));
  return createHash("sha256")
    .update(new Writer(root).write([method, writtenPath, shared, node]))
    .digest("hex");
}

const isMethod = (key: string): boolean => /^(get|head|put|patch|post|delete|options|trace|query)$/.test(key);

/** Writes a node with each component where it is first referred to, and as a number from then on. */
class Writer {
  readonly #root: unknown;
  readonly #seen = new Map<unknown, number>();

  constructor(root: unknown) {
    this.#root = root;
  }

  write(node: unknown): string {
    if (typeof node !== "object" || node === null) return JSON.stringify(node) ?? "null";
    if (Array.isArray(node)) return `[${node.map((one: unknown) => this.write(one)).join(",")}]`;
    const ref = own(node, "$ref");
    const entries = Object.entries(node).filter(([key]) => key !== "$ref" || typeof ref !== "string");
    const parts = entries
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, child]) => `${JSON.stringify(key)}:${key === "mapping" ? this.#mapping(child) : this.write(child)}`);
    return `{${[...(typeof ref === "string" ? [`ref:${this.#target(ref)}`] : []), ...parts].join(",")}}`;
  }

  /** A discriminator's mapping refers to schemas by plain strings. */
  #mapping(node: unknown): string {
    if (typeof node !== "object" || node === null) return this.write(node);
    return `{${Object.entries(node)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, value]: [string, unknown]) =>
        typeof value === "string" && value.startsWith("#/")
          ? `${JSON.stringify(key)}:${this.#target(value)}`
          : `${JSON.stringify(key)}:${this.write(value)}`,
      )
      .join(",")}}`;
  }

  #target(ref: string): string {
    const target = followReference(this.#root, ref);
    if (typeof target !== "object" || target === null) return JSON.stringify(ref);
    const known = this.#seen.get(target);
    if (known !== undefined) return `#${known}`;
    this.#seen.set(target, this.#seen.size);
    return `#${this.#seen.size - 1}${this.write(target)}`;
  }
}
