import type { Printable } from "../../printable.js";
import type { VerifyReport } from "../types.js";

export interface RenderOptions {
  /** Columns of the terminal, if it goes to one. */
  readonly width?: number | undefined;
  /** List the checks that passed or do not apply, instead of counting them. Only for people. */
  readonly verbose?: boolean | undefined;
}

/** A way to print a report. */
export interface Format {
  readonly summary: string;
  render(report: VerifyReport, options?: RenderOptions): Printable;
}
