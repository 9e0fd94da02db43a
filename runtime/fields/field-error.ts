import type { Step } from "../merge/paths.js";

/** An error of one field: an issue of Standard Schema, with the server's code where there is one. */
export interface FieldError {
  /** Names and indices, as in `["lines", 0, "quantity"]`; `[]` is the whole form. */
  readonly path: readonly Step[];
  /** Never empty. */
  readonly message: string;
  readonly code?: string;
}
