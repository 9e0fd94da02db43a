/** Drafts in React 18 and later: `ifmatch/runtime/react`. */
import { useEffect, useState, useSyncExternalStore } from "react";
import {
  attach,
  type AttachableDraft,
  type AttachedDraft,
  type Attachment,
  type AttachOptions,
  opening,
} from "../draft/attach.js";

// What the signatures below mention.
export type * from "../draft/index.js";

const nothing = { subscribe: () => () => {}, getSnapshot: () => opening };

/**
 * A draft for as long as a component shows it:
 *
 *     const { draft, state, error } = useDraft(
 *       () => openDraft(client, jobRetrieve, jobPartialUpdate, { path: { job_id } }), [job_id], { autosave: true });
 *
 * `open` is called in an effect, and again when a dependency changes: the draft of before is saved, if `autosave` is
 * wanted, and ended. `draft` and `state` are `undefined` until the record was read; `error` says why it could not be.
 */
export function useDraft<D extends AttachableDraft>(
  open: () => Promise<D>,
  dependencies: readonly unknown[],
  options?: AttachOptions<D>,
): AttachedDraft<D> {
  const [current, setCurrent] = useState<{ attachment: Attachment<D>; dependencies: readonly unknown[] }>();
  useEffect(() => {
    const attachment = attach(open, options);
    setCurrent({ attachment, dependencies });
    return () => {
      attachment.end();
      setCurrent(undefined);
    };
  }, dependencies);
  // An effect runs after the rendering with new dependencies: the draft of the old ones is not shown with them.
  const isCurrent = current && dependencies.every((one, index) => Object.is(one, current.dependencies[index]));
  const { subscribe, getSnapshot } = isCurrent ? current.attachment : nothing;
  return useSyncExternalStore<AttachedDraft<D>>(subscribe, getSnapshot, nothing.getSnapshot);
}
