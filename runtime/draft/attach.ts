import { autosave, type AutosaveOptions, type SavableDraft, type SavableState } from "./autosave.js";

/** What is attached to a page: any draft. */
export interface AttachableDraft extends SavableDraft {
  readonly getSnapshot: () => SavableState;
}

/** Options of {@link attach}. */
export interface AttachOptions<D> {
  /** Saves by itself, by `autosave` with these options; `true` for its defaults. If absent, only `save()` saves. */
  readonly autosave?: boolean | Partial<AutosaveOptions> | undefined;
  /** Begins what is to last as long as the draft is open, and returns what ends it: `(draft) => followQuery(...)`. */
  readonly whileOpen?: ((draft: D) => () => void) | undefined;
  /**
   * Receives a draft that was ended with edits which are not saved: without `autosave` all of them, with it those that
   * wait for a person (a conflict, a refusal, a record that is gone). If absent, autosave says so on the console.
   */
  readonly leftUnsaved?: ((draft: D) => void) | undefined;
  /** `false`: the browser does not ask before a page is left whose edits are not saved. */
  readonly warn?: boolean | undefined;
}

/** A draft as a component sees it: being read, not readable, or open, with the draft's own snapshot as `state`. */
export type AttachedDraft<D extends AttachableDraft> =
  | { readonly draft: undefined; readonly state: undefined; readonly error: unknown }
  | { readonly draft: D; readonly state: ReturnType<D["getSnapshot"]>; readonly error: unknown };

/** A draft that lives as long as what shows it. */
export interface Attachment<D extends AttachableDraft> {
  /** One object for each state. */
  readonly getSnapshot: () => AttachedDraft<D>;
  readonly subscribe: (listener: () => void) => () => void;
  /** Lets autosave save what it has not saved yet, and ends everything. */
  readonly end: () => void;
}

/** What a component shows while the record is read. */
export const opening = { draft: undefined, state: undefined, error: undefined } as const;

/**
 * Opens a draft for a component and keeps what belongs to it until `end()`: autosave, the query that it follows, and the
 * browser's question before a page with unsaved edits is left. The bindings for frameworks are this and nothing else.
 *
 * `error` is why the record could not be read, or why autosave has stopped.
 */
export function attach<D extends AttachableDraft>(
  open: () => Promise<D>,
  options: AttachOptions<D> = {},
): Attachment<D> {
  const listeners = new Set<() => void>();
  let snapshot: AttachedDraft<D> = opening;
  let isOver = false;
  let end: (() => void) | undefined;
  const show = (next: AttachedDraft<D>): void => {
    snapshot = next;
    for (const listener of listeners) {
      try {
        listener();
      } catch (error) {
        console.error(error);
      }
    }
  };
  const fail = (error: unknown): void => {
    if (!isOver) show({ ...snapshot, error });
  };
  const begin = (draft: D): void => {
    // The component shows another record by now, or is gone.
    if (isOver) return;
    end = keep(draft, options, fail, () => show({ draft, state: stateOf(draft), error: snapshot.error }));
  };
  opened(open).then(begin).catch(fail);
  return {
    getSnapshot: () => snapshot,
    subscribe: (listener) => {
      const own = (): void => listener();
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    end: () => {
      isOver = true;
      listeners.clear();
      end?.();
      end = undefined;
    },
  };
}

/** Opens at once; what is thrown at once is an error like any other. */
async function opened<D>(open: () => Promise<D>): Promise<D> {
  return open();
}

// The conditional type only names what the draft's own method returns.
const stateOf = <D extends AttachableDraft>(draft: D): ReturnType<D["getSnapshot"]> =>
  draft.getSnapshot() as ReturnType<D["getSnapshot"]>;

/** Begins everything that belongs to an open draft, and returns what ends it: once what was typed is saved, or cannot be. */
function keep<D extends AttachableDraft>(
  draft: D,
  { autosave: wanted, whileOpen, warn, leftUnsaved }: AttachOptions<D>,
  fail: (error: unknown) => void,
  update: () => void,
): () => void {
  const ends: (() => void)[] = [draft.subscribe(update)];
  const release = (): void => {
    for (const one of ends.splice(0)) one();
  };
  const leave = (isSaved: boolean): void => {
    release();
    if (isSaved) return;
    if (leftUnsaved) leftUnsaved(draft);
    else if (wanted)
      console.error("A draft was left with edits that autosave could not save. Pass `leftUnsaved` to receive it.");
  };
  update();
  if (warn !== false) ends.push(warnBeforeUnload(draft));
  try {
    if (whileOpen) ends.push(whileOpen(draft));
  } catch (error) {
    release();
    throw error;
  }
  const running = wanted ? autosave(draft, { onError: fail, ...(wanted === true ? {} : wanted) }) : undefined;
  return () => {
    if (running) void running.finish().then(leave);
    else leave(draft.getSnapshot().status === "clean");
  };
}

/** Lets the browser ask before the page is left (HTML, `beforeunload`). */
function warnBeforeUnload(draft: AttachableDraft): () => void {
  const page = (globalThis as { readonly window?: EventTarget }).window;
  const ask = (event: Event): void => {
    if (draft.getSnapshot().status !== "clean") event.preventDefault();
  };
  page?.addEventListener("beforeunload", ask);
  return () => page?.removeEventListener("beforeunload", ask);
}
