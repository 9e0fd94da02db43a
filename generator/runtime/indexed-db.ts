/** `ifmatch/runtime/indexed-db`: another name for `@ifmatch/runtime/indexed-db`. */
export * from "@ifmatch/runtime/indexed-db";
