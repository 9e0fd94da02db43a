/** What a page of the tests has as its global `sample`: the generated client, and the runtime with its stores. */
export * from "../../generated/index.js";
export { acrossTabs, lanes, pending, resolve, subscribe } from "ifmatch/runtime";
export { indexedDbStore } from "ifmatch/runtime/indexed-db";
export { webStorageStore } from "ifmatch/runtime/web-storage";
