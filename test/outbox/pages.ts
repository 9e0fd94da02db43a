import {
  type Client,
  type CreationOperation,
  type CreationResult,
  create,
  json,
  type RequestOptions,
} from "ifmatch/runtime";
import {
  creations,
  drafts,
  type Locks,
  openOutbox,
  type Outbox,
  type OutboxOptions,
  type Shelf,
} from "ifmatch/runtime/outbox";
import { docClient, docPatch, docRead, type DocServer } from "../draft/record.js";

/*
 * Pages of one origin that come and go: a shelf that outlives them, and locks that are let go when a page ends.
 */

const createOperation = {
  id: "doc_create",
  method: "POST",
  path: "/docs",
  accept: "application/json",
  body: { "application/json": json },
  responses: [201, 400],
  resource: "Doc",
  created: [["id"]],
} as const satisfies CreationOperation;

export interface NewDoc {
  readonly name: string;
}
export type DocCreated = CreationResult<
  { 201: { readonly id: number; readonly name: string }; 400: { readonly detail: string } },
  "Doc"
>;

export const docCreate = Object.assign(
  (client: Client, request: { readonly body: NewDoc }, options?: RequestOptions): Promise<DocCreated> =>
    create(client, createOperation, request, options),
  { operation: createOperation },
);

export const kinds = {
  doc: drafts(docRead, docPatch, { readOnly: ["id", "updated_at"] }),
  newDoc: creations(docCreate, { token: "Idempotency-Key" }),
  plainDoc: creations(docCreate),
};
export type DocOutbox = Outbox<typeof kinds>;

/** What outlives pages. It keeps copies, as IndexedDB does. */
export interface MemoryShelf extends Shelf {
  readonly kept: Map<string, unknown>;
  /** Throws instead of storing. */
  isFull: boolean;
}

export function memoryShelf(): MemoryShelf {
  const kept = new Map<string, unknown>();
  const shelf: MemoryShelf = {
    kept,
    isFull: false,
    name: "ada/",
    ids: async () => [...kept.keys()],
    get: async (id) => structuredClone(kept.get(id)),
    put: async (id, entry) => {
      if (shelf.isFull) throw new Error("The disk is full.");
      kept.set(id, structuredClone(entry));
    },
    remove: async (id) => void kept.delete(id),
    clear: async () => kept.clear(),
  };
  return shelf;
}

interface Waiter {
  readonly page: object;
  readonly grant: () => void;
}

/** The locks of one origin. */
export class Origin {
  readonly #held = new Map<string, object>();
  readonly #waiters = new Map<string, Waiter[]>();

  /** The locks as one page sees them. */
  locksOf(page: object): Locks {
    const request = async (
      name: string,
      options: LockOptions,
      callback: (lock: Lock | null) => unknown,
    ): Promise<unknown> => {
      if (this.#held.has(name)) {
        if (options.ifAvailable) return callback(null);
        await new Promise<void>((grant, refuse) => {
          this.#waiters.set(name, [...(this.#waiters.get(name) ?? []), { page, grant }]);
          options.signal?.addEventListener("abort", () => refuse(options.signal!.reason as Error));
        });
      }
      this.#held.set(name, page);
      try {
        return await callback({ name, mode: "exclusive" });
      } finally {
        if (this.#held.get(name) === page) this.#release(name);
      }
    };
    return { request: request as Locks["request"] };
  }

  /** The page ends: without a word, its locks are free. */
  end(page: object): void {
    for (const [name, waiters] of this.#waiters) {
      this.#waiters.set(
        name,
        waiters.filter((waiter) => waiter.page !== page),
      );
    }
    for (const [name, holder] of Array.from(this.#held)) if (holder === page) this.#release(name);
  }

  #release(name: string): void {
    this.#held.delete(name);
    const [next, ...others] = this.#waiters.get(name) ?? [];
    this.#waiters.set(name, others);
    next?.grant();
  }
}

export interface DocPage {
  readonly outbox: DocOutbox;
  readonly client: Client;
  readonly errors: unknown[];
  readonly sent: { readonly kind: string; readonly request: unknown; readonly result: unknown }[];
  /** Another outbox of the same client. */
  readonly reopen: () => DocOutbox;
  /** Its process is gone: nothing of it runs on, and nothing more of it is stored. */
  readonly end: () => void;
}

/** A page of the person with an outbox. */
export function openPage(
  server: DocServer,
  shelf: Shelf,
  origin: Origin = new Origin(),
  options: Partial<OutboxOptions<typeof kinds>> = {},
): DocPage {
  let isOver = false;
  const page = {};
  // A request of a page that has ended is never answered, and what it stores is not stored.
  const never = new Promise<never>(() => {});
  const own =
    <A extends readonly unknown[], R>(act: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> =>
      isOver ? never : act(...args).then((result) => (isOver ? never : result));
  const client = docClient({ ...server, fetch: own((url, init) => server.fetch(url, init)) as typeof fetch });
  const errors: unknown[] = [];
  const sent: DocPage["sent"] = [];
  const open = (): DocOutbox => openOutbox(client, given);
  const given: OutboxOptions<typeof kinds> = {
    kinds,
    shelf: {
      ...shelf,
      put: own(shelf.put),
      remove: own(shelf.remove),
      clear: own(shelf.clear),
      ids: own(shelf.ids),
      get: own(shelf.get),
    },
    locks: origin.locksOf(page),
    onError: (error) => errors.push(error),
    onSent: (one) => sent.push(one),
    autosave: { delay: 5, retry: 5, limit: 20 },
    ...options,
  };
  return {
    outbox: open(),
    reopen: open,
    client,
    errors,
    sent,
    end: () => {
      isOver = true;
      origin.end(page);
    },
  };
}
