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
      if (!(error instanceof OverrideError) || !Object.hasOwn(fitting[error.section], error.entry)) throw error;
      const { [error.entry]: _, ...others } = fitting[error.section];
      leftOut.push(error);
      fitting = { ...fitting, [error.section]: others };
    }
  }
}
