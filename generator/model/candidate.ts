import type { Keyed } from "./keys.js";
import type { RawOperation } from "./operations.js";
import { normalized } from "./paths.js";
import type { ResourceDraft } from "./resources.js";
import type { Role } from "./model.js";
import type { Source } from "./sources.js";

/** An operation on its way to its one role. */
export interface Candidate extends Keyed {
  /** The resource that config or extension name: its name in the document, or its key path. */
  readonly named: string | undefined;
  role: Role;
  /** Normalised key path of its resource, once known. */
  resource: string | undefined;
  source: Source | undefined;
}

/** The config or the extension says that it is none, and that is final. */
export const isDecidedNone = ({ signals, override }: Candidate): boolean =>
  (override?.role ?? (override?.resource === undefined ? signals.extension?.role : undefined)) === "none";

export const draftOf = (keyPath: string, retrieval: RawOperation | undefined, conditional: boolean): ResourceDraft => ({
  keyPath,
  retrieval,
  conditional,
  outside: [],
  ambiguous: [],
});

/** Gives a state change the resource of its source, which is conditional from then on. */
export function establish(candidate: Candidate, drafts: Map<string, ResourceDraft>): void {
  const { retrieval } = candidate.source!;
  candidate.resource = normalized(retrieval.path);
  const draft = drafts.get(candidate.resource);
  if (draft) draft.conditional = true;
  else drafts.set(candidate.resource, draftOf(retrieval.path, retrieval, true));
}
