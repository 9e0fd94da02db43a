/** Drafts in Svelte 4 and 5, as stores: `ifmatch/runtime/svelte`. The contract of stores needs nothing of Svelte itself. */
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

/** A readable store, by Svelte's store contract: a draft for as long as somebody subscribes. */
export interface DraftStore<D extends AttachableDraft> {
  /** Calls `run` at once and at each change, until the function that it returns is called. */
  readonly subscribe: (run: (now: AttachedDraft<D>) => void) => () => void;
}

/**
 * Stores of drafts, one for each source. A component shows that of its current one:
 *
 *     const storeOf = draftStores(
 *       (job_id: string) => openDraft(client, jobRetrieve, jobPartialUpdate, { path: { job_id } }), { autosave: true });
 *     const form = $derived(storeOf(job_id));      // in Svelte 4: $: form = storeOf(job_id);
 *
 * `open` is called when `$form` is first read, and for the next source when that changes: the draft of before is saved, if
 * `autosave` is wanted, and ended. `draft` and `state` are `undefined` until the record was read; `error` says why it could
 * not be. The same source is the same store, so that components which show it share a draft. On a server nothing is opened.
 */
export function draftStores<Source, D extends AttachableDraft>(
  open: (source: Source) => Promise<D>,
  options?: AttachOptions<D>,
): (source: Source) => DraftStore<D> {
  // Rendering on a server subscribes, too.
  if (typeof window === "undefined") return () => nothing;
  const stores = new Map<Source, DraftStore<D>>();
  return (source) => {
    const store = stores.get(source) ?? draftStore(() => open(source), options);
    stores.set(source, store);
    return store;
  };
}

const nothing = {
  subscribe: (run: (now: typeof opening) => void) => {
    run(opening);
    return () => {};
  },
};

/** Begins with the first subscriber and ends with the last, any number of times. */
function draftStore<D extends AttachableDraft>(open: () => Promise<D>, options?: AttachOptions<D>): DraftStore<D> {
  let attachment: Attachment<D> | undefined;
  const subscribers = new Set<() => void>();
  const endUnlessSubscribed = (): void => {
    if (subscribers.size > 0) return;
    attachment?.end();
    attachment = undefined;
  };
  return {
    subscribe: (run) => {
      const current = (attachment ??= attach(open, options));
      const show = (): void => run(current.getSnapshot());
      const release = current.subscribe(show);
      subscribers.add(release);
      show();
      return () => {
        release();
        subscribers.delete(release);
        // Not while Svelte renders, where `leftUnsaved` could not set any state; and the next component may show it, too.
        queueMicrotask(endUnlessSubscribed);
      };
    },
  };
}
