import type { ModelOptions } from "./options.js";
import { OverrideError } from "./overrides.js";

export interface Fitted<T> {
  readonly value: T;
  /** The entries that this document has nothing for. */
  readonly leftOut: readonly OverrideError[];
}

/**
 * Reads a document with the entries of the config that fit it: one that speaks of an operation added since
 * fits the new document, and not the old one.
 */
export async function withFittingOverrides<T, O extends ModelOptions>(
  options: O,
  run: (options: O) => T | Promise<T>,
): Promise<Fitted<T>> {
  const leftOut: OverrideError[] = [];
  for (let fitting = options; ;) {
    try {
      return { value: await run(fitting), leftOut };
    } catch (error) {
      if (!(error instanceof OverrideError)) throw error;
      const { section, entry } = error;
      const entries: Readonly<Record<string, unknown>> =
        (section === "names" ? fitting.names?.operations : fitting[section]) ?? {};
      if (!Object.hasOwn(entries, entry)) throw error;
      const { [entry]: _, ...others } = entries;
      leftOut.push(error);
      fitting = { ...fitting, [section]: section === "names" ? { ...fitting.names, operations: others } : others };
    }
  }
}
