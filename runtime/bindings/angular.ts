/** Drafts in Angular 17 and later, with or without zones: `ifmatch/runtime/angular`. */
import { computed, effect, inject, PLATFORM_ID, type Signal, signal, untracked } from "@angular/core";
import { attach, type AttachableDraft, type AttachedDraft, type AttachOptions, opening } from "../draft/attach.js";

// What the signatures below mention.
export type * from "../draft/index.js";

/**
 * A draft for as long as the component, or whatever else it is called in the injection context of, lives:
 *
 *     readonly form = injectDraft(
 *       this.jobId,
 *       (job_id) => openDraft(client, jobRetrieve, jobPartialUpdate, { path: { job_id } }), { autosave: true });
 *
 * `open` is called in an effect, and again when the source changes; nothing else that it reads counts. The draft of before
 * is then saved, if `autosave` is wanted, and ended. `draft` and `state` are `undefined` until the record was read; `error`
 * says why it could not be. On a server nothing is opened.
 */
export function injectDraft<Source, D extends AttachableDraft>(
  source: () => Source,
  open: (source: Source) => Promise<D>,
  options?: AttachOptions<D>,
): Signal<AttachedDraft<D>> {
  // One object for each source, until it changes: what is shown belongs to exactly one of them.
  const current = computed(() => ({ source: source() }), {
    equal: (before, after) => Object.is(before.source, after.source),
  });
  const shown = signal<{ of: object; now: AttachedDraft<D> } | undefined>(undefined);
  // Unlike those of other frameworks, effects of Angular run on servers, too.
  if (inject(PLATFORM_ID) !== "server")
    effect((onCleanup) => {
      const of = current();
      const attachment = untracked(() => attach(() => open(of.source), options));
      attachment.subscribe(() => shown.set({ of, now: attachment.getSnapshot() }));
      onCleanup(() => untracked(attachment.end));
    });
  // An effect may run after the rendering with a new source: the draft of the old one is not shown with it.
  return computed(() => {
    const last = shown();
    return last?.of === current() ? last.now : opening;
  });
}
