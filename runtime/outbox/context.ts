import type { AutosaveOptions } from "../draft/autosave.js";
import type { Client } from "../pipeline.js";
import type { Place } from "./place.js";

/** What every entry has. */
export type Entry = Pick<StoredItem, "id" | "kind" | "since" | "request">;

/** What waits, or may come to wait. */
export interface OutboxItem {
  readonly entry: Entry;
  readonly isWaiting: boolean;
  /** What the list shows of it; the same object until something changes. */
  readonly shown: () => object;
  /** Sends it now, unless it waits for a person. */
  readonly send: () => Promise<void>;
  /** Begins to send what an earlier page left, or what was just made. */
  readonly resume: () => void;
  /** Ends it; what waits stays where it is. */
  readonly stop: () => Promise<void>;
}

/** What an item of an outbox knows of it. */
export interface OutboxContext {
  readonly client: Client;
  /** When drafts are saved; `false`: only when `save()` is called. */
  readonly autosave: Omit<Partial<AutosaveOptions>, "onError"> | false;
  /** An entry that begins to wait, and its place. */
  readonly begin: (kind: string, request: object) => { readonly entry: Entry; readonly place: Place };
  /** Something of an item has changed: whether it waits, or its status. */
  readonly changed: (item: OutboxItem) => void;
  readonly sent: (entry: Pick<StoredItem, "kind" | "request">, result: unknown) => void;
  readonly report: (error: unknown) => void;
  /** The outbox was ended, or the client was cleared. */
  readonly isOver: () => boolean;
  /** @throws {UsageError} where it is over (code `cleared`). */
  readonly unlessOver: () => void;
}

/** An item as it lies on the shelf. */
export interface StoredItem {
  readonly version: 1;
  readonly id: string;
  readonly kind: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly request: object;
  /** Of a draft: what its `toJSON()` gave, and whether a save was asked for. */
  readonly draft?: unknown;
  readonly isAsked?: boolean;
  /** Of a creation: how far it has come, and the value by which the server recognises it. */
  readonly creation?: "waiting" | "sending" | "refused" | "unknown";
  readonly token?: string | undefined;
}

/** The item that lies on a shelf; `undefined` where it is not one: damaged, or of another version of this package. */
export function storedItem(entry: unknown): StoredItem | undefined {
  const { version, id, kind, since, request } = Object(entry) as Partial<StoredItem>;
  const isOne = version === 1 && typeof id === "string" && typeof kind === "string" && typeof since === "number";
  return isOne && typeof request === "object" ? (entry as StoredItem) : undefined;
}
