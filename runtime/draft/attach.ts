import { type Autosave, autosave, type AutosaveOptions, type SavableDraft, type SavableState } from "./autosave.js";

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
  /** Saves what autosave has not saved yet, and ends everything. */
  readonly end: () => void;
}

/** What a component shows while the record is read. */
export const opening = { draft: undefined, state: undefined, error: undefined } as const;

/**
 * Opens a draft for a component and keeps what belongs to it until `end()`: autosave, the query that it follows, and the
 * browser's question before a page with unsaved edits is left. The bindings for React and Vue are this and nothing else.
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
  let release = (): void => {};
  const show = (next: AttachedDraft<D>): void => {
    snapshot = next;
    for (const listener of listeners) listener();
  };
  const fail = (error: unknown): void => {
    if (!isOver) show({ ...snapshot, error });
  };
  const begin = (draft: D): void => {
    // The component shows another record by now, or is gone.
    if (isOver) return;
    const update = (): void => show({ draft, state: stateOf(draft), error: snapshot.error });
    const ends = [
      draft.subscribe(update),
      saving(draft, options, fail),
      options.whileOpen?.(draft),
      warning(draft, options),
    ];
    release = () => {
      for (const end of ends) end?.();
    };
    update();
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
      release();
      release = () => {};
    },
  };
}

/** Opens at once, so that Vue sees what is read; what is thrown at once is an error like any other. */
async function opened<D>(open: () => Promise<D>): Promise<D> {
  return open();
}

// The conditional type only names what the draft's own method returns.
const stateOf = <D extends AttachableDraft>(draft: D): ReturnType<D["getSnapshot"]> =>
  draft.getSnapshot() as ReturnType<D["getSnapshot"]>;

function saving(
  draft: AttachableDraft,
  { autosave: wanted }: AttachOptions<never>,
  onError: (error: unknown) => void,
): (() => void) | undefined {
  if (!wanted) return undefined;
  const running: Autosave = autosave(draft, { onError, ...(wanted === true ? {} : wanted) });
  return () => {
    // What it throws went to `onError`.
    void running.flush();
    running.stop();
  };
}

/** Lets the browser ask before the page is left (HTML, `beforeunload`). */
function warning(draft: AttachableDraft, { warn }: AttachOptions<never>): (() => void) | undefined {
  const page = (globalThis as { readonly window?: EventTarget }).window;
  if (warn === false || !page) return undefined;
  const ask = (event: Event): void => {
    if (draft.getSnapshot().status !== "clean") event.preventDefault();
  };
  page.addEventListener("beforeunload", ask);
  return () => page.removeEventListener("beforeunload", ask);
}
