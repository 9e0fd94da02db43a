import { believing, reapplying, reporting, unconditional } from "./by-hand.js";
import { following, inLanes, marking, resending, settling, verifying } from "./by-runtime.js";
import type { Strategy } from "./strategy.js";

/** The rows of the matrix. */
export const strategies: readonly Strategy[] = [
  unconditional,
  reapplying,
  believing,
  reporting,
  resending,
  marking,
  verifying,
  inLanes,
  following,
  settling,
];
