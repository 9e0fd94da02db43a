import { type Printable, safeJson } from "../printable.js";
import type { ConcurrencyReport } from "./report.js";

/** For programs. `version` changes when a field changes its meaning or goes away. */
export const renderJson = (reports: readonly ConcurrencyReport[]): Printable =>
  safeJson({ version: 1, documents: reports });
