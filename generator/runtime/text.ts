/** `ifmatch/runtime/text`: another name for `@ifmatch/runtime/text`. */
export * from "@ifmatch/runtime/text";
