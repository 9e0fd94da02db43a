/**
 * `ifmatch/runtime`: another name for `@ifmatch/runtime`, and the same instance of it, so that `instanceof` holds
 * whichever name an error or a class was imported by. An application's dependency is `@ifmatch/runtime` alone.
 */
export * from "@ifmatch/runtime";
