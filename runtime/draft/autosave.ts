import { UsageError } from "../errors.js";
import type { DraftSnapshot } from "./snapshot.js";

/** What autosave looks at. */
export type SavableState = Pick<DraftSnapshot<unknown>, "status" | "value" | "failure" | "conflicts">;

/** What autosave needs of a draft, whatever its record. */
export interface SavableDraft {
  readonly getSnapshot: () => SavableState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly save: (options?: { readonly keepalive?: boolean }) => Promise<unknown>;
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
  /** Receives what `save()` throws: the client was cleared, and autosave has stopped. */
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
  /**
   * Saves what is left and then ends: as soon as everything is saved, or what is left waits for a person. While the
   * server cannot be reached it goes on. Resolves with whether everything was saved.
   */
  readonly finish: () => Promise<boolean>;
  /** Ends it; edits that are not saved stay in the draft. */
  readonly stop: () => void;
}

/**
 * Saves a draft by itself: after a pause in typing, at the latest after `longest`, when the page is hidden or left, and
 * again when the network is back or the server is no longer busy (no response, 408, 429, 5xx). What only a person can
 * mend waits for the next edit: open conflicts, and any other refusal. It ends when the client is cleared.
 */
export function autosave(draft: SavableDraft, options: AutosaveOptions): Autosave {
  return new DraftAutosave(draft, options);
}

class DraftAutosave implements Autosave {
  readonly #draft: SavableDraft;
  readonly #options: AutosaveOptions;
  readonly #release: (() => void)[];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #value: unknown;
  /** When the oldest and the newest of the edits were made that no save has taken up yet. */
  #edits: { readonly first: number; readonly last: number } | undefined;
  /** When to try once more what did not reach the server. */
  #retryAt: number | undefined;
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
      draft.subscribe(() => this.#plan()),
      listen(window, "online", () => this.#retryNow()),
      listen(window, "pagehide", () => void this.#save(true)),
      listen(page, "visibilitychange", () =>
        page?.visibilityState === "hidden" ? void this.#save(true) : this.#retryNow(),
      ),
    ];
    this.#plan();
  }

  readonly flush = (): Promise<void> => this.#save(false);

  readonly finish = async (): Promise<boolean> => {
    await this.#save(false);
    return new Promise((resolve) => {
      const settle = (): void => {
        const seen = this.#draft.getSnapshot();
        const waits = isSavable(seen) && (!isRefused(seen) || isUnreached(seen));
        if (!this.#isStopped && (seen.status === "saving" || waits)) return;
        release();
        this.stop();
        resolve(seen.status === "clean");
      };
      const release = this.#draft.subscribe(settle);
      this.#release.push(settle);
      settle();
    });
  };

  readonly stop = (): void => {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    for (const release of this.#release.splice(0)) release();
  };

  /** Sets the timer to when the next save is due, by what the draft is now and when it was edited. */
  #plan(): void {
    clearTimeout(this.#timer);
    if (this.#isStopped) return;
    const due = this.#due(this.#draft.getSnapshot(), Date.now());
    if (due !== undefined) this.#timer = setTimeout(() => void this.#save(false), Math.max(0, due - Date.now()));
  }

  #due(seen: SavableState, now: number): number | undefined {
    if (seen.value !== this.#value) this.#edits = { first: this.#edits?.first ?? now, last: now };
    this.#value = seen.value;
    // Its end is told, too; what is typed until then is an edit that waits.
    if (seen.status === "saving") return undefined;
    if (!isSavable(seen)) {
      this.#edits = undefined;
      this.#retryAt = undefined;
      if (seen.status === "clean") this.#failures = 0;
      return undefined;
    }
    const { delay = 1000, longest = 10_000, retry = 2000, limit = 60_000 } = this.#options;
    if (isUnreached(seen)) this.#retryAt ??= now + Math.min(limit, retry * 2 ** Math.min(this.#failures++, 20));
    else {
      this.#failures = 0;
      this.#retryAt = undefined;
      // It became savable without an edit: it was merged, decided, or so from the start.
      if (!isRefused(seen)) this.#edits ??= { first: now, last: now };
    }
    const { first, last } = this.#edits ?? { first: Infinity, last: Infinity };
    const due = Math.min(last + delay, first + longest, this.#retryAt ?? Infinity);
    return due === Infinity ? undefined : due;
  }

  #retryNow(): void {
    if (this.#retryAt === undefined) return;
    this.#retryAt = 0;
    this.#plan();
  }

  async #save(keepalive: boolean): Promise<void> {
    clearTimeout(this.#timer);
    const seen = this.#draft.getSnapshot();
    // A save that is under way is followed by one of what was typed since.
    if (this.#isStopped || !(isSavable(seen) || seen.status === "saving")) return;
    this.#edits = undefined;
    this.#retryAt = undefined;
    try {
      await this.#draft.save({ keepalive });
    } catch (error) {
      if (error instanceof UsageError && error.code === "cleared") this.stop();
      this.#options.onError(error);
    }
    this.#plan();
  }
}

/** Whether a save would send something. A conflict without open ones has been merged or decided. */
const isSavable = ({ status, conflicts }: SavableState): boolean =>
  status === "dirty" || status === "unknown" || (status === "conflict" && conflicts.length === 0);

/** Whether the last save got no answer that would be the same another time. */
export function isUnreached({ status, failure }: SavableState): boolean {
  if (status === "unknown") return true;
  if (failure instanceof UsageError) return failure.code === "waited-too-long";
  if (failure instanceof Error) return true;
  const answer = statusIn(failure);
  return answer !== undefined && (answer === 408 || answer === 429 || answer >= 500);
}

/** Whether the last save was refused for what only a person can mend. A 412 has been merged since. */
const isRefused = ({ status, failure }: SavableState): boolean =>
  status === "dirty" && failure !== undefined && statusIn(failure) !== 412;

const statusIn = (failure: unknown): number | undefined => {
  const { status } = Object(failure) as { readonly status?: unknown };
  return typeof status === "number" ? status : undefined;
};
