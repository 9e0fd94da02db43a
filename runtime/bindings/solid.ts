/** Drafts in Solid 1: `ifmatch/runtime/solid`. */
import { type Accessor, createEffect, createMemo, createSignal, onCleanup, untrack } from "solid-js";
import { attach, type AttachableDraft, type AttachedDraft, type AttachOptions, opening } from "../draft/attach.js";

// What the signatures below mention.
export type * from "../draft/index.js";

/**
 * A draft for as long as its owner, such as a component, lives:
 *
 *     const form = createDraft(
 *       () => props.jobId,
 *       (job_id) => openDraft(client, jobRetrieve, jobPartialUpdate, { path: { job_id } }), { autosave: true });
 *
 * `open` is called in an effect, and again when the source changes; nothing else that it reads counts. The draft of before
 * is then saved, if `autosave` is wanted, and ended. `draft` and `state` are `undefined` until the record was read; `error`
 * says why it could not be. On a server, where no effect runs, nothing is opened.
 */
export function createDraft<Source, D extends AttachableDraft>(
  source: Accessor<Source>,
  open: (source: Source) => Promise<D>,
  options?: AttachOptions<D>,
): Accessor<AttachedDraft<D>> {
  // One object for each source, until it changes: what is shown belongs to exactly one of them.
  const current = createMemo(() => ({ source: source() }), undefined, {
    equals: (before, after) => Object.is(before.source, after.source),
  });
  const [shown, setShown] = createSignal<{ of: object; now: AttachedDraft<D> }>();
  createEffect(() => {
    const of = current();
    const attachment = untrack(() => attach(() => open(of.source), options));
    attachment.subscribe(() => setShown({ of, now: attachment.getSnapshot() }));
    onCleanup(attachment.end);
  });
  // The effect runs after the rendering with a new source: the draft of the old one is not shown with it.
  return () => {
    const last = shown();
    return last?.of === current() ? last.now : opening;
  };
}
