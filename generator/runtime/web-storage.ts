/** `ifmatch/runtime/web-storage`: another name for `@ifmatch/runtime/web-storage`. */
export * from "@ifmatch/runtime/web-storage";
