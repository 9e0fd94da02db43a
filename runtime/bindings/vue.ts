/** Drafts in Vue 3: `ifmatch/runtime/vue`. */
import { type ShallowRef, shallowRef, watch } from "vue";
import { attach, type AttachableDraft, type AttachedDraft, type AttachOptions, opening } from "../draft/attach.js";

// What the signatures below mention.
export type * from "../draft/index.js";

/**
 * A draft for as long as a component shows it:
 *
 *     const form = useDraft(
 *       () => props.jobId,
 *       (job_id) => openDraft(client, jobRetrieve, jobPartialUpdate, { path: { job_id } }), { autosave: true });
 *
 * `open` is called again when the source changes, and nothing else that it reads counts, such as a token that is renewed:
 * the draft of before is saved, if `autosave` is wanted, and ended. `draft` and `state` are `undefined` until the record
 * was read; `error` says why it could not be. On a server nothing is opened.
 */
export function useDraft<Source, D extends AttachableDraft>(
  source: () => Source,
  open: (source: Source) => Promise<D>,
  options?: AttachOptions<D>,
): Readonly<ShallowRef<AttachedDraft<D>>> {
  const shown = shallowRef<AttachedDraft<D>>(opening);
  // A watcher that is immediate and synchronous runs on a server, too.
  if (typeof window === "undefined") return shown;
  watch(
    source,
    (value, _before, onCleanup) => {
      const attachment = attach(() => open(value), options);
      const show = (): void => void (shown.value = attachment.getSnapshot());
      const release = attachment.subscribe(show);
      show();
      onCleanup(() => {
        release();
        attachment.end();
      });
    },
    // Before the component is drawn with the new source: the draft of the old one is not shown with it.
    { immediate: true, flush: "sync" },
  );
  return shown;
}
