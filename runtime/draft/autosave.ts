import type { DraftSnapshot } from "./state.js";

/** What autosave needs of a draft, whatever its record. */
export interface SavableDraft {
  readonly getSnapshot: () => Pick<DraftSnapshot<unknown>, "status" | "value" | "failure">;
  readonly subscribe: (listener: () => void) => () => void;
  readonly save: (options?: {
    readonly keepalive?: boolean;
  }) => Promise<Pick<DraftSnapshot<unknown>, "status" | "failure">>;
}

/** The events of a page that autosave follows; `window` and `document` are one. */
export interface Page {
  readonly addEventListener: (type: string, listener: () => void) => void;
  readonly removeEventListener: (type: string, listener: () => void) => void;
}

/** Options of {@link autosave}. Times are in milliseconds. */
export interface AutosaveOptions {
  /** How long nothing must be typed before a save; 1,000 if absent. */
  readonly delay?: number | undefined;
  /** The longest that an edit waits while somebody types on; 10,000 if absent. */
  readonly longest?: number | undefined;
  /** The first wait after a save that did not reach the server, doubled with each; 2,000 if absent. */
  readonly retry?: number | undefined;
  /** The longest such wait; 60,000 if absent. */
  readonly limit?: number | undefined;
  /** Receives what `save()` throws: the client was cleared, a hook threw. Autosave has stopped then. */
  readonly onError: (error: unknown) => void;
  /** Whose `online` and `pagehide` count; the global `window` if absent, none where there is none. */
  readonly window?: Page | undefined;
  /** Whose `visibilitychange` counts; the global `document` if absent, none where there is none. */
  readonly document?: (Page & { readonly visibilityState: string }) | undefined;
}

/** A running autosave. */
export interface Autosave {
  /** Saves now, without waiting for a pause. */
  readonly flush: () => Promise<void>;
  /** Ends it; edits that are not saved stay in the draft. */
  readonly stop: () => void;
}

/**
 * Saves a draft by itself: after a pause in typing, at the latest after `longest`, when the page is hidden or left, and
 * again when the network is back. A conflict, a refusal (400, 422) and a deleted record wait for the person: the next
 * edit, or their own `save()`, goes on.
 */
export function autosave(draft: SavableDraft, options: AutosaveOptions): Autosave {
  return new DraftAutosave(draft, options);
}

class DraftAutosave implements Autosave {
  readonly #draft: SavableDraft;
  readonly #options: AutosaveOptions;
  readonly #release: (() => void)[];
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the oldest edit that is not saved was made. */
  #since: number | undefined;
  #value: unknown;
  #failures = 0;
  #isStopped = false;

  constructor(draft: SavableDraft, options: AutosaveOptions) {
    this.#draft = draft;
    this.#options = options;
    this.#value = draft.getSnapshot().value;
    const global = globalThis as { readonly window?: Page; readonly document?: AutosaveOptions["document"] };
    const page = options.document ?? global.document;
    const listen = (target: Page | undefined, type: string, listener: () => void): (() => void) => {
      target?.addEventListener(type, listener);
      return () => target?.removeEventListener(type, listener);
    };
    const window = options.window ?? global.window;
    this.#release = [
      draft.subscribe(() => this.#onChange()),
      listen(window, "online", () => this.#retryNow()),
      listen(window, "pagehide", () => void this.#save(true)),
      listen(page, "visibilitychange", () =>
        page?.visibilityState === "hidden" ? void this.#save(true) : this.#retryNow(),
      ),
    ];
    this.#onChange();
  }

  readonly flush = (): Promise<void> => this.#save(false);

  readonly stop = (): void => {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    for (const release of this.#release.splice(0)) release();
  };

  /** An edit, or the end of a save: what is to be saved later than it could be is a pause in typing away. */
  #onChange(): void {
    const { status, value } = this.#draft.getSnapshot();
    const isEdit = value !== this.#value;
    this.#value = value;
    if (status === "clean") {
      this.#since = undefined;
      return clearTimeout(this.#timer);
    }
    if (status === "dirty" && (isEdit || this.#since === undefined)) {
      const { delay = 1000, longest = 10_000 } = this.#options;
      this.#since ??= Date.now();
      this.#schedule(Math.min(delay, Math.max(0, this.#since + longest - Date.now())));
    }
  }

  #schedule(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (!this.#isStopped) this.#timer = setTimeout(() => void this.#save(false), milliseconds);
  }

  #retryNow(): void {
    if (this.#failures > 0) this.#schedule(0);
  }

  async #save(keepalive: boolean): Promise<void> {
    clearTimeout(this.#timer);
    const before = this.#draft.getSnapshot().status;
    // A conflict, a refusal and a deleted record are the person's; a save that is under way saves what was typed so far.
    if (this.#isStopped || !["dirty", "unknown", "saving"].includes(before)) return;
    this.#since = undefined;
    try {
      const { status, failure } = await this.#draft.save({ keepalive });
      const isUnreached = status === "unknown" || (status === "dirty" && failure !== undefined);
      this.#failures = isUnreached ? this.#failures + 1 : 0;
      if (isUnreached) this.#retryLater();
      else this.#onChange();
    } catch (error) {
      this.stop();
      this.#options.onError(error);
    }
  }

  #retryLater(): void {
    const { retry = 2000, limit = 60_000 } = this.#options;
    this.#since ??= Date.now();
    this.#schedule(Math.min(limit, retry * 2 ** Math.min(this.#failures - 1, 20)));
  }
}
