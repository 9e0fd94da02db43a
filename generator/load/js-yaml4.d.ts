/** The part of js-yaml 4 that parse.ts uses. */
declare module "js-yaml4" {
  interface Schema {
    extend(definition: { readonly implicit?: readonly object[]; readonly explicit?: readonly object[] }): Schema;
  }
  export const CORE_SCHEMA: Schema;
  export const types: Readonly<Record<"binary" | "merge" | "omap" | "pairs" | "set", object>>;
  export class YAMLException extends Error {
    readonly reason: string;
    /** Both count from 0. */
    readonly mark: { readonly line: number; readonly column: number } | undefined;
  }
  export function load(text: string, options: { readonly schema: Schema }): unknown;
}
