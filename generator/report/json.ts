import type { ConcurrencyMap } from "./map.js";

/** For programs. `version` changes when a field changes its meaning or goes away. */
export const renderJson = (maps: readonly ConcurrencyMap[]): string =>
  JSON.stringify({ version: 1, documents: maps }, undefined, 2);
