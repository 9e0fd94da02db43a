import type { ConcurrencyReport } from "./report.js";

/** For programs. `version` changes when a field changes its meaning or goes away. */
export const renderJson = (reports: readonly ConcurrencyReport[]): string =>
  JSON.stringify({ version: 1, documents: reports }, undefined, 2);
