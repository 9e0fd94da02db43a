import { safeJson } from "../diagnostics.js";
import type { ConcurrencyReport } from "./report.js";

/** For programs. `version` changes when a field changes its meaning or goes away. */
export const renderJson = (reports: readonly ConcurrencyReport[]): string =>
  safeJson({ version: 1, documents: reports });
