import type { Representation, RepresentationStore } from "../pipeline.js";
import { memoryStore } from "../core/representations.js";
import { seal, type StoredRepresentation, unseal } from "./stored.js";

/** What every store that outlives its page or process is told. */
export interface PersistentOptions {
  /**
   * Whose bodies these are: one user's, never several users'. Anyone who can look into the storage can read it, so
   * an opaque id is better than an e-mail address.
   */
  readonly namespace: string;
  /** Hears of what went wrong. Retrievals do not: they go on without what is stored. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** Where the entries of one namespace go. Ids are hashes: they tell nothing. */
export interface Medium {
  /** What stands there; `stamp` is another one after each write. */
  read(id: string): Promise<{ readonly stamp: string; readonly list: () => unknown } | undefined>;
  /** Answers with the stamp of what it wrote, also if there was no room for it. */
  write(id: string, list: readonly StoredRepresentation[]): Promise<string>;
  remove(id: string): Promise<void>;
  /** Throws when something of the namespace may have stayed. */
  clear(): Promise<void>;
  /** Whether it can hold this body. */
  accepts(data: unknown): boolean;
}

/** Begins every name that this namespace uses, and none that another one uses. */
export function prefixOf(namespace: string): string {
  if (!namespace) throw new TypeError("A store needs a namespace, such as the user's id: it keeps users apart.");
  return `ifmatch/${encodeURIComponent(namespace)}/`;
}

/**
 * A store over a medium. Keys hold credentials, so only their hashes leave memory. A failing medium never fails a
 * retrieval; a `clear` that may have left something behind does throw.
 */
export function persistent(
  medium: Medium,
  { namespace, onError }: PersistentOptions,
  limits?: { entries?: number | undefined; bytes?: number | undefined },
): RepresentationStore {
  // The objects behind what is stored: a 304 answers with the very object of the earlier retrieval.
  const { entries, bytes } = limits ?? {};
  const known = memoryStore({ ...(entries !== undefined && { entries }), ...(bytes !== undefined && { bytes }) });
  const stamps = new WeakMap<readonly Representation[], string>();
  // Writes take turns, so that nothing is written after the `clear` that it came before.
  let writes: Promise<unknown> = Promise.resolve();
  let clearing: Promise<unknown> = writes;
  const inTurn = <T>(action: () => Promise<T>): Promise<T> => {
    const turn = writes.then(action);
    // Whoever asked for it hears of a failure; the next one in the queue has nothing to do with it.
    writes = turn.catch(() => {});
    return turn;
  };
  const guarded = async <T>(action: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await action();
    } catch (error) {
      // A cache that fails is a cache that holds nothing.
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
      guarded(async () => {
        const id = await idOf(key);
        await clearing;
        const held = await medium.read(id);
        if (!held) return undefined;
        const before = await known.get(id);
        if (before && stamps.get(before) === held.stamp) return before;
        const list = unseal(held.list());
        if (list) keep(id, list, held.stamp);
        else await inTurn(() => medium.remove(id));
        return list;
      }),
    set: (key, list) =>
      inTurn(() =>
        guarded(async () => {
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
    delete: (key) => inTurn(() => guarded(async () => medium.remove(await idOf(key)))),
    clear() {
      void known.clear();
      const cleared = inTurn(() => medium.clear());
      // What is read from now on is read after it, whether it came through or not.
      clearing = cleared.catch(() => {});
      return cleared;
    },
  };
}

/** SHA-256, in the alphabet of URLs. */
async function hash(text: string): Promise<string> {
  // Absent where the page did not come over HTTPS.
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle as SubtleCrypto | undefined;
  if (!subtle) throw new Error("Nothing is stored: crypto.subtle is there in secure contexts (HTTPS) only.");
  const digest = new Uint8Array(await subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return btoa(String.fromCharCode(...digest)).replace(/[+/=]/g, (one) => ({ "+": "-", "/": "_" })[one] ?? "");
}

/** An entry as JSON text that tells its stamp before it is parsed. */
export const toText = (stamp: string, list: readonly StoredRepresentation[]): string =>
  JSON.stringify([1, stamp, list]);

/** What `toText` wrote; any other text is an entry without a list, which is dropped. */
export function fromText(text: string): { readonly stamp: string; readonly list: () => unknown } {
  const stamp = /^\[1,"([\w.-]+)",/.exec(text)?.[1];
  return { stamp: stamp ?? "", list: () => (stamp ? parsed(text) : undefined) };
}

function parsed(text: string): unknown {
  try {
    return (JSON.parse(text) as unknown[])[2];
  } catch {
    // Cut short or written over.
    return undefined;
  }
}

/** What JSON can hold: not the files. */
export const isJson = (data: unknown): boolean => !(data instanceof Blob);
