/** Drafts in Vue 3: `ifmatch/runtime/vue`. */
import { type ShallowRef, shallowRef, watchEffect } from "vue";
import { attach, type AttachableDraft, type AttachedDraft, type AttachOptions, opening } from "../draft/attach.js";

// What the signatures below mention.
export type * from "../draft/index.js";

/**
 * A draft for as long as a component shows it:
 *
 *     const form = useDraft(
 *       () => openDraft(client, jobRetrieve, jobPartialUpdate, { path: { job_id: props.jobId } }), { autosave: true });
 *
 * `open` is called again when something reactive changes that it read: the draft of before is saved, if `autosave` is
 * wanted, and ended. `draft` and `state` are `undefined` until the record was read; `error` says why it could not be.
 */
export function useDraft<D extends AttachableDraft>(
  open: () => Promise<D>,
  options?: AttachOptions<D>,
): Readonly<ShallowRef<AttachedDraft<D>>> {
  const shown = shallowRef<AttachedDraft<D>>(opening);
  watchEffect((onCleanup) => {
    const attachment = attach(open, options);
    const show = (): void => void (shown.value = attachment.getSnapshot());
    const release = attachment.subscribe(show);
    show();
    onCleanup(() => {
      release();
      attachment.end();
    });
  });
  return shown;
}
