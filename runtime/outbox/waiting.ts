/** What an outbox holds and offers; types only. */
import type { AutosaveOptions } from "../draft/autosave.js";
import type { CreationStatus } from "./creation-item.js";
import type { Locks } from "./held.js";
import type { CreationKind, DraftKind } from "./kinds.js";
import type { Shelf } from "./shelf.js";

// What a kind takes and what it gives vary in opposite ways: only `any` accepts every kind.
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyDraftKind = DraftKind<any, any>;
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyCreationKind = CreationKind<any, any>;

/** What an outbox holds, by the names under which it lies on the shelf: keep them from one release to the next. */
export type Kinds = Readonly<Record<string, AnyDraftKind | AnyCreationKind>>;

/** The names of those kinds that are a `Kind`. */
export type NamesOf<K extends Kinds, Kind> = { [Name in keyof K]: K[Name] extends Kind ? Name : never }[keyof K] &
  string;

/** What a kind is opened or created with. */
export type RequestIn<Kind> = Kind extends AnyDraftKind
  ? Parameters<Kind["open"]>[1]
  : Kind extends AnyCreationKind
    ? Parameters<Kind["send"]>[1]
    : never;
/** The draft that a kind opens. */
export type DraftIn<Kind> = Kind extends AnyDraftKind ? Awaited<ReturnType<Kind["open"]>> : never;
/** What a kind is answered. */
export type ResultIn<Kind> = Kind extends AnyCreationKind ? Awaited<ReturnType<Kind["send"]>> : never;
/** What was created. */
export type OkIn<Kind> = Extract<ResultIn<Kind>, { readonly kind: "ok" }>;

/** What every waiting item has. */
export interface WaitingItem<Name, Request> {
  readonly id: string;
  readonly kind: Name;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly request: Request;
  /** Gives it up. @throws {UsageError} while a creation is being sent (code `too-late`). */
  readonly remove: () => Promise<void>;
}

/** A draft that is not saved. */
export interface WaitingDraft<Name, Request, D> extends WaitingItem<Name, Request> {
  readonly status: D extends { readonly status: infer Status } ? Status : string;
  readonly draft: D;
}

/** A creation that the server has not answered. */
export interface WaitingCreation<Name, Request, Result> extends WaitingItem<Name, Request> {
  readonly status: CreationStatus;
  /** What came of the last time that it was sent. */
  readonly failure: Exclude<Result, { readonly kind: "ok" }> | Error | undefined;
  /** Sends it again, also where it is `refused` or `unknown`. */
  readonly send: () => Promise<void>;
  /** @throws {UsageError} while it is being sent (code `too-late`). */
  readonly change: (request: Request) => Promise<void>;
}

/** What waits in an outbox; `kind` tells which. */
export type Waiting<K extends Kinds> = {
  [Name in keyof K]: K[Name] extends AnyDraftKind
    ? WaitingDraft<Name, RequestIn<K[Name]>, DraftIn<K[Name]>>
    : WaitingCreation<Name, RequestIn<K[Name]>, ResultIn<K[Name]>>;
}[keyof K];

/** Options of {@link openOutbox}. */
export interface OutboxOptions<K extends Kinds> {
  readonly kinds: K;
  /** Where it is kept, for the client's user alone. */
  readonly shelf: Shelf;
  /** Receives what cannot be told otherwise: the shelf fails, something on it cannot be read, the client was cleared. */
  readonly onError: (error: unknown) => void;
  /** When drafts are saved, as `autosave` does; `false`: `draft.save()` saves, and the outbox sends what did not arrive. */
  readonly autosave?: Omit<Partial<AutosaveOptions>, "onError"> | false | undefined;
  /**
   * Told of whatever was saved or created, also what an earlier page had left. `result` is the draft's snapshot, or the
   * result of the creation.
   */
  readonly onSent?:
    | ((sent: { readonly kind: keyof K & string; readonly request: unknown; readonly result: unknown }) => void)
    | undefined;
  /** `navigator.locks` if absent. */
  readonly locks?: Locks | undefined;
}

/** What a person has typed or created and the server does not have yet. */
export interface Outbox<K extends Kinds> {
  /**
   * A draft of a record, as `openDraft` opens it; the one that waits, if the record has one.
   *
   * @throws {ResultError} when the record cannot be read, and nothing of it waits.
   * {UsageError} when the client was cleared (code `cleared`).
   */
  readonly open: <Name extends NamesOf<K, AnyDraftKind>>(
    kind: Name,
    request: RequestIn<K[Name]>,
  ) => Promise<DraftIn<K[Name]>>;
  /**
   * Creates, now or when the network is back: resolves when it is on the shelf. `created` is the `ok` result, or
   * `undefined` if it was given up; it rejects with an `InvalidResponseError` where it was created and the answer is not
   * the documented one, and does not settle where the page ends first.
   *
   * @throws what the shelf throws: then it does not wait, and was not sent.
   */
  readonly create: <Name extends NamesOf<K, AnyCreationKind>>(
    kind: Name,
    request: RequestIn<K[Name]>,
  ) => Promise<{ readonly id: string; readonly created: Promise<OkIn<K[Name]> | undefined> }>;
  /** What waits, oldest first; the same list until something changes. */
  readonly getSnapshot: () => readonly Waiting<K>[];
  readonly subscribe: (listener: () => void) => () => void;
  /** What earlier pages left is in the list. */
  readonly ready: Promise<void>;
  /** Tries to send everything now; what only a person can decide stays. */
  readonly send: () => Promise<void>;
  /** Deletes what waits, and ends the outbox: when the user signs out. @throws when something may be left. */
  readonly clear: () => Promise<void>;
  /** Ends the outbox; what waits stays on the shelf. */
  readonly stop: () => Promise<void>;
}
