/** `ifmatch/runtime/keyv`: another name for `@ifmatch/runtime/keyv`. */
export * from "@ifmatch/runtime/keyv";
