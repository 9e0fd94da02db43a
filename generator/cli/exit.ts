/** Exit codes: part of the interface, see `ifmatch --help`. */
export const exit = {
  fine: 0,
  /** Findings, or output that is out of date. */
  findings: 1,
  /** The command line or the config is wrong. */
  usage: 2,
  /** The document was rejected. */
  refused: 3,
  /** A bug in ifmatch. */
  bug: 4,
  /** Ended by a signal before anything was written; as a shell counts SIGINT. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exit)[keyof typeof exit];
