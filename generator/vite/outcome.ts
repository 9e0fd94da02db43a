import type { Printable } from "../printable.js";

/** What became of the clients of a config. */
export interface Outcome {
  /** Everything that the clients are made from, or that has to be repaired: files on this machine. */
  readonly files: readonly string[];
  /** What was thrown: the document or the config is wrong, or there is a bug. */
  readonly problem?: unknown;
  /** What to say where files differ and nothing may be written. */
  readonly stale?: Printable;
  /** What to say where files were written. */
  readonly wrote?: Printable;
}
