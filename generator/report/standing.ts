import { isCreation } from "../lint/evidence.js";
import type { OperationModel } from "../model/model.js";
import { parametersOf } from "../model/paths.js";
import { isStateChange } from "../model/signals.js";
import type { Standing } from "./report.js";

export interface StandingWords {
  /** Stands for it where colour cannot. */
  readonly letter: string;
  readonly label: string;
  readonly meaning: string;
}

/** In the order of the legend. */
export const standings = {
  required: {
    letter: "P",
    label: "protected",
    meaning: "If-Match is required: a change based on an old version is refused.",
  },
  optional: {
    letter: "O",
    label: "If-Match optional",
    meaning: "Protected when the caller sends If-Match; without it the last write wins.",
  },
  unprotected: {
    letter: "U",
    label: "unprotected",
    meaning: "Changes something that exists, and no precondition: two users can overwrite each other.",
  },
  retrieval: {
    letter: "R",
    label: "yields a tag",
    meaning: "A read whose ETag a later change or read is compared with.",
  },
  creation: { letter: "C", label: "creation", meaning: "Makes something new: there is no version yet to match." },
  decided: {
    letter: "D",
    label: "decided",
    meaning: "The last write may win: the config or x-concurrency says so.",
  },
  outside: {
    letter: "-",
    label: "no tag",
    meaning: "A read without a tag, or a call that names no record: nothing to protect.",
  },
} as const satisfies Readonly<Record<Standing, StandingWords>>;

/**
 * An operation without a role is unprotected when it changes something that exists: PUT, PATCH and DELETE do, and so
 * does a POST that names a record in its path, unless it makes something new.
 */
export function standingOf(operation: OperationModel): Standing {
  const { concurrency } = operation;
  if (concurrency.role === "state-change") return concurrency.ifMatch;
  if (concurrency.role !== "none") return concurrency.role;
  if (!isStateChange(operation)) return "outside";
  if (concurrency.evidence.some(({ signal }) => signal === "config" || signal === "x-concurrency")) return "decided";
  if (operation.method !== "POST") return "unprotected";
  const { id, method, path, responses } = operation;
  if (isCreation({ raw: { id, method, path, responses: responses.map(({ status }) => ({ key: status })) } }))
    return "creation";
  return parametersOf(path).length > 0 ? "unprotected" : "outside";
}
