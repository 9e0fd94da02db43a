/**
 * Calls as they stand in source code, without the syntax tree they were read from: what TypeScript's parser and ESLint's
 * are both translated to.
 */

/** Text whose variable parts are `null`: `/jobs/${id}/` is `["/jobs/", null, "/"]`. */
export type Text = readonly (string | null)[];

/** An argument, as far as it is written out. */
export type Value =
  | { readonly kind: "text"; readonly text: Text }
  | {
      readonly kind: "object";
      readonly property: (name: string) => Value | undefined;
      readonly names: readonly string[];
    }
  | { readonly kind: "function" }
  | { readonly kind: "call"; readonly callee: Call["callee"] }
  | { readonly kind: "other" };

export interface Call {
  /** `["this", "$http", "patch"]`; what is no name, such as a call, is `"()"`. */
  readonly callee: readonly string[];
  readonly args: readonly Value[];
  /** The module that the first name is imported from. */
  readonly module?: string | undefined;
  /** It is a method of what the file makes with `new Map()` or its like. */
  readonly onCollection?: boolean;
}

/** The text without variable parts; `undefined` where there are some. */
export function constant(value: Value | undefined): string | undefined {
  if (value?.kind !== "text" || value.text.includes(null)) return undefined;
  return value.text.join("");
}

/** Classes whose `get`, `set` and `delete` send nothing. */
export const collectionClasses: ReadonlySet<string> = new Set([
  "FormData",
  "Headers",
  "Map",
  "Set",
  "URLSearchParams",
  "WeakMap",
  "WeakSet",
]);
