import type { VerifyReport } from "../types.js";

/** A way to print a report. */
export interface Format {
  readonly summary: string;
  render(report: VerifyReport): string;
}
