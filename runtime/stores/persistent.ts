import type { Representation, RepresentationStore } from "../pipeline.js";
import { memoryStore } from "../core/representations.js";
import { seal, type StoredRepresentation, unseal } from "./stored.js";

/** Options of every store that outlives its page or process. */
export interface PersistentOptions {
  /**
   * Identifies the user whose bodies these are; never share it between users. It is stored in the clear, so an opaque id
   * is better than an e-mail address.
   */
  readonly namespace: string;
  /** Called with each error. Retrievals do not fail: they continue without the stored data. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** Storage for the entries of one namespace. Ids are hashes: they reveal nothing. */
export interface Medium {
  /** The entry; its `stamp` is different after each write. */
  read(id: string): Promise<{ readonly stamp: string; readonly list: () => unknown } | undefined>;
  /** Returns the stamp of the entry, even if there was no room for it. */
  write(id: string, list: readonly StoredRepresentation[]): Promise<string>;
  remove(id: string): Promise<void>;
  /** Throws if an entry of the namespace may be left. */
  clear(): Promise<void>;
  /** Whether it can store this body. */
  accepts(data: unknown): boolean;
}

/** The prefix of all names that this namespace uses; no other namespace uses it. */
export function prefixOf(namespace: string): string {
  if (!namespace) throw new TypeError("A store needs a namespace, such as the user's id: it keeps users apart.");
  return `ifmatch/${encodeURIComponent(namespace)}/`;
}

/**
 * A store on top of a medium. Keys contain credentials, so only their hashes leave memory. If the medium fails, retrievals
 * do not; only a `clear` that may have left entries behind throws.
 */
export function persistent(
  medium: Medium,
  { namespace, onError }: PersistentOptions,
  limits?: { entries?: number | undefined; bytes?: number | undefined },
): RepresentationStore {
  // The parsed objects of stored entries, so that a 304 returns the very object of the earlier retrieval.
  const { entries, bytes } = limits ?? {};
  const known = memoryStore({ ...(entries !== undefined && { entries }), ...(bytes !== undefined && { bytes }) });
  const stamps = new WeakMap<readonly Representation[], string>();
  // Writes take turns, so that no write made before a `clear` lands after it.
  let writes: Promise<unknown> = Promise.resolve();
  let clearing: Promise<unknown> = writes;
  const inTurn = <T>(action: () => Promise<T>): Promise<T> => {
    const turn = writes.then(action);
    // Its caller gets the error; the next write in the queue must not.
    writes = turn.catch(() => {});
    return turn;
  };
  const withoutErrors = async <T>(action: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await action();
    } catch (error) {
      // A cache that fails counts as empty.
      onError?.(error);
      return undefined;
    }
  };
  const idOf = (key: string): Promise<string> => hash(`${namespace}\n${key}`);
  const keep = (id: string, list: readonly Representation[], stamp: string): void => {
    void known.set(id, list);
    stamps.set(list, stamp);
  };
  return {
    get: (key) =>
      withoutErrors(async () => {
        const id = await idOf(key);
        await clearing;
        const entry = await medium.read(id);
        if (!entry) return undefined;
        const before = await known.get(id);
        if (before && stamps.get(before) === entry.stamp) return before;
        const list = unseal(entry.list());
        if (list) keep(id, list, entry.stamp);
        else await inTurn(() => medium.remove(id));
        return list;
      }),
    set: (key, list) =>
      inTurn(() =>
        withoutErrors(async () => {
          const id = await idOf(key);
          const pairs = list.flatMap((one) => {
            const sealed = medium.accepts(one.data) ? seal(one) : undefined;
            return sealed ? [{ one, sealed }] : [];
          });
          if (pairs.length === 0) return medium.remove(id);
          const stamp = await medium.write(
            id,
            pairs.map(({ sealed }) => sealed),
          );
          return keep(
            id,
            pairs.map(({ one }) => one),
            stamp,
          );
        }),
      ),
    delete: (key) => inTurn(() => withoutErrors(async () => medium.remove(await idOf(key)))),
    clear() {
      void known.clear();
      const cleared = inTurn(() => medium.clear());
      // Reads from now on wait for it, whether it succeeds or fails.
      clearing = cleared.catch(() => {});
      return cleared;
    },
  };
}

/** SHA-256 in base64url. */
async function hash(text: string): Promise<string> {
  // Absent if the page was not loaded over HTTPS.
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle as SubtleCrypto | undefined;
  if (!subtle) throw new Error("Nothing is stored: crypto.subtle is available in secure contexts (HTTPS) only.");
  const digest = new Uint8Array(await subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return btoa(String.fromCharCode(...digest)).replace(/[+/=]/g, (one) => ({ "+": "-", "/": "_" })[one] ?? "");
}

/** An entry as JSON text whose stamp can be read without parsing it. */
export const toText = (stamp: string, list: readonly StoredRepresentation[]): string =>
  JSON.stringify([1, stamp, list]);

/** Reads the text that `toText` wrote; any other text is an entry without a list, which the caller removes. */
export function fromText(text: string): { readonly stamp: string; readonly list: () => unknown } {
  const stamp = /^\[1,"([\w.-]+)",/.exec(text)?.[1];
  return { stamp: stamp ?? "", list: () => (stamp ? parsed(text) : undefined) };
}

function parsed(text: string): unknown {
  try {
    return (JSON.parse(text) as unknown[])[2];
  } catch {
    // Truncated or overwritten.
    return undefined;
  }
}

/** Whether JSON can represent the body: not if it is a file. */
export const isJson = (data: unknown): boolean => !(data instanceof Blob);
