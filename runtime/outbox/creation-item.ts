import type { RequestOptions } from "../call.js";
import { type Autosave, autosave, type SavableDraft, type SavableState } from "../draft/autosave.js";
import { InvalidResponseError, NetworkError, UsageError } from "../errors.js";
import type { OutboxContext, OutboxItem, StoredItem } from "./context.js";
import type { CreationKind } from "./kinds.js";
import { newId } from "./new-id.js";
import type { Place } from "./place.js";

/**
 * How far a creation has come: `waiting`, nothing was sent, or it is sent again; `sending`; `refused`, the server said no;
 * `unknown`, it may or may not have been carried out, and the server has no token to tell by.
 */
export type CreationStatus = "waiting" | "sending" | "refused" | "unknown";

type Result = { readonly kind: string; readonly status?: number | null; readonly applied?: true };

interface State {
  readonly status: CreationStatus | "done";
  readonly request: object;
  /** What the server recognises it by. */
  readonly token: string | undefined;
  readonly failure?: Result | Error | undefined;
  /** It is sent again by itself, when the server can be reached. */
  readonly isUnreached?: boolean;
  /** It was sent, and the answer was not seen: it may have been created. */
  readonly isOpen?: boolean;
}

/** What came of sending. */
type Fate =
  | { readonly kind: "made"; readonly result: unknown }
  | {
      readonly kind: "again" | "later" | "unknown" | "refused";
      readonly failure: Result | Error;
      readonly isUnseen?: boolean;
    };

/** A creation that waits until the server has carried it out. */
export class CreationItem implements OutboxItem {
  readonly entry: StoredItem;
  readonly #context: OutboxContext;
  readonly #kind: CreationKind<object, Result>;
  readonly #place: Place;
  readonly #listeners = new Set<() => void>();
  readonly #saving: Autosave;
  /** Whether none that was made before still waits. */
  readonly #isNext: () => boolean;
  #state: State;
  #shown: object | undefined;
  #sending: Promise<void> | undefined;
  #settle: ((result: unknown) => void) | undefined;
  #fail: ((error: unknown) => void) | undefined;
  /** The `ok` result; `undefined` if it was given up. Does not settle where the page ends first. */
  readonly created: Promise<unknown> = new Promise((resolve, reject) => {
    this.#settle = resolve;
    this.#fail = reject;
  });

  constructor(
    context: OutboxContext,
    kind: CreationKind<object, Result>,
    entry: StoredItem,
    place: Place,
    isNext: () => boolean,
  ) {
    this.entry = entry;
    this.#context = context;
    this.#kind = kind;
    this.#place = place;
    this.#isNext = isNext;
    const { request, creation = "waiting", token } = entry;
    // The page that sent it was closed before the answer came.
    const isOpen = creation === "sending";
    const status = isOpen ? (token === undefined ? "unknown" : "waiting") : creation;
    this.#state = { request, token, status, isOpen };
    const { autosave: options, report } = context;
    this.#saving = autosave(this.#savable(), { ...options, onError: report });
    // Whoever asked for it may not be there any more.
    this.created.catch(() => {});
  }

  get isWaiting(): boolean {
    return this.#state.status !== "done";
  }

  /** Whether those that were made later wait for this one. */
  get holdsUp(): boolean {
    return this.#state.status === "waiting" || this.#state.status === "sending";
  }

  /** What the list shows of it; the same object until something changes. */
  shown(): object {
    const { status, request, failure } = this.#state;
    const { id, kind, since } = this.entry;
    return (this.#shown ??= {
      id,
      kind,
      since,
      request,
      status,
      failure,
      send: () => this.#again(),
      change: (changed: object) => this.#change(changed),
      remove: () => this.remove(),
    });
  }

  /** On the shelf. @throws what the shelf throws. */
  keep(): Promise<void> {
    return this.#place.put(() => this.#stored());
  }

  /** Sends it, unless it has to wait for another one or for a person. */
  send(): Promise<void> {
    if (this.#sending) return this.#sending;
    // Nothing more is tried for a user who has signed out.
    if (this.#context.isOver()) this.#saving.stop();
    else if (this.#state.status === "waiting" && this.#isNext()) return this.#begin();
    return Promise.resolve();
  }

  #begin(): Promise<void> {
    const sending = this.#sendNow().finally(() => (this.#sending = undefined));
    return (this.#sending = sending);
  }

  /** Begins, once those before it are through; what failed is not begun again by that. */
  next(): void {
    if (this.#state.failure === undefined) this.resume();
  }

  resume(): void {
    this.send().catch(this.#context.report);
  }

  /** Ends it; what waits stays where it is. */
  async stop(): Promise<void> {
    this.#saving.stop();
    await this.#place.leave();
  }

  async #sendNow(): Promise<void> {
    const before = this.#state;
    const { request, token, isOpen = false } = before;
    const wait = (failure: Error): void => this.#set({ ...before, isUnreached: true, failure });
    // A browser that knows that it is offline would make the outcome unknown, and nothing would have been sent.
    if ((globalThis as { readonly navigator?: { readonly onLine?: boolean } }).navigator?.onLine === false)
      return wait(new NetworkError("Offline: nothing was sent."));
    this.#set({ request, token, status: "sending", isOpen });
    try {
      // Before anything is sent: a page that ends now leaves one that may have been carried out.
      await this.keep();
    } catch (error) {
      this.#context.report(error);
      return wait(new Error("It could not be kept, and was not sent.", { cause: error }));
    }
    if (this.#context.isOver()) {
      // Signed out in the meantime, and nothing was sent: it waits for the next session.
      this.#set(before);
      return this.keep();
    }
    const fate = await this.#try(request, token);
    if (fate.kind === "made") return this.#made(fate.result);
    const { kind, failure } = fate;
    const status = kind === "unknown" || kind === "refused" ? kind : "waiting";
    const isUnseen = kind !== "refused" && (isOpen || fate.isUnseen === true);
    this.#set({ request, token, status, failure, isUnreached: kind === "again", isOpen: isUnseen });
    await this.keep();
  }

  async #try(request: object, token: string | undefined): Promise<Fate> {
    const { token: header } = this.#kind;
    const headers = header !== undefined && token !== undefined ? { [header]: token } : undefined;
    const options: RequestOptions = headers ? { headers } : {};
    try {
      return fateOf(await this.#kind.send(this.#context.client, request, options), headers !== undefined);
    } catch (error) {
      return fateOfError(error, headers !== undefined);
    }
  }

  #made(result: unknown): void {
    this.#set({ ...this.#state, status: "done" });
    this.#saving.stop();
    this.#place.remove().catch(this.#context.report);
    if (result instanceof InvalidResponseError) this.#fail?.(result);
    else this.#settle?.(result);
    this.#context.sent({ ...this.entry, request: this.#state.request }, result);
  }

  async #again(): Promise<void> {
    this.#context.unlessOver();
    const { request, status } = this.#state;
    if (status === "refused" || status === "unknown")
      this.#set({ request, token: this.#nextToken(), status: "waiting" });
    return this.send();
  }

  /** A server may give the old answer to the old token; what it refused is another request under a new one. */
  #nextToken(): string | undefined {
    const { token, status } = this.#state;
    return status === "refused" && token !== undefined ? newId() : token;
  }

  async #change(request: object): Promise<void> {
    this.#context.unlessOver();
    const { status, isOpen } = this.#state;
    if (status === "sending" || status === "done" || (status === "waiting" && isOpen))
      throw new UsageError("too-late", "It was sent, and may have been created: it cannot be changed any more.");
    this.#set({ ...this.#state, request, token: this.#nextToken() });
    await this.keep();
  }

  async remove(): Promise<void> {
    if (this.#state.status === "sending")
      throw new UsageError("too-late", "It is being sent: whether it was created is not known yet.");
    this.#saving.stop();
    this.#set({ ...this.#state, status: "done" });
    this.#settle?.(undefined);
    await this.#place.remove();
  }

  #set(state: State): void {
    this.#state = state;
    this.#shown = undefined;
    for (const listener of this.#listeners) listener();
    this.#context.changed(this);
  }

  #stored(): StoredItem {
    const { request, token, status, isOpen } = this.#state;
    // One that may have been created stays so for the next page, which then does not let it be changed.
    const creation = status === "done" ? "waiting" : status === "waiting" && isOpen ? "sending" : status;
    return { ...this.entry, request, token, creation };
  }

  /** As autosave sees it: it decides when to send again, and not whether. */
  #savable(): SavableDraft {
    const statusOf = ({ status, isUnreached }: State): SavableState["status"] =>
      status === "done" ? "clean" : status === "sending" ? "saving" : isUnreached ? "dirty" : "invalid";
    return {
      getSnapshot: () => ({
        status: statusOf(this.#state),
        value: this.#state.request,
        failure: this.#state.isUnreached ? new NetworkError("No answer.") : undefined,
        conflicts: [],
      }),
      subscribe: (listener) => {
        this.#listeners.add(listener);
        return () => void this.#listeners.delete(listener);
      },
      save: () => this.send(),
    };
  }
}

/** What a result says: whether to send again, and whether that could create a second one. */
function fateOf(result: Result, hasToken: boolean): Fate {
  const { kind, status } = result;
  if (kind === "ok") return { kind: "made", result };
  if (kind === "ambiguous")
    return result.applied
      ? { kind: "made", result }
      : { kind: hasToken ? "again" : "unknown", failure: result, isUnseen: true };
  // RFC 9110, 15.5.2: it is sent again after a new login, which outbox.send() tells of.
  if (status === 401) return { kind: "later", failure: result };
  // RFC 9110, 15.5.9 and 15.6.4, RFC 6585, 4: the server has not carried it out, and would at another time.
  const isTemporary = status === 408 || status === 429 || status === 503 || (hasToken && (status ?? 0) >= 500);
  return { kind: isTemporary ? "again" : "refused", failure: result };
}

function fateOfError(error: unknown, hasToken: boolean): Fate {
  // It was created; the body of the answer is not the documented one.
  if (error instanceof InvalidResponseError) return { kind: "made", result: error };
  const failure = error instanceof Error ? error : new Error(String(error), { cause: error });
  // Nothing was sent.
  if (error instanceof UsageError) return { kind: error.code === "cleared" ? "later" : "refused", failure };
  return { kind: hasToken ? "again" : "unknown", failure, isUnseen: true };
}
