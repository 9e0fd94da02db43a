import type { RepresentationStore } from "../pipeline.js";
import { fromText, isJson, type Medium, persistent, type PersistentOptions, prefixOf, toText } from "./persistent.js";

// What the signatures below mention.
export type { Representation, RepresentationStore } from "../pipeline.js";
export type { PersistentOptions } from "./persistent.js";

/** The methods of a Keyv that are used; any object with these three works. */
export interface KeyValueStore {
  get(key: string): Promise<unknown>;
  /** `ttl` in milliseconds. Returns `false`, or throws, on failure. */
  set(key: string, value: string, ttl: number): Promise<unknown>;
  delete(key: string): Promise<unknown>;
}

export interface KeyvOptions extends PersistentOptions {
  /** How long to keep a body, in milliseconds; a day if absent. */
  readonly ttl?: number | undefined;
}

const DAY = 24 * 60 * 60 * 1000;

/**
 * Keeps representations in the back end of a Keyv, so that server processes share them. Bodies are kept as JSON, so
 * files (blobs) are not kept. The back end limits the size.
 *
 * `clear` starts a new generation: with one write, and without listing keys, all earlier entries become unreadable for
 * every process. The bytes themselves are removed when they are overwritten, or after `ttl`.
 */
export function keyvStore(keyv: KeyValueStore, options: KeyvOptions): RepresentationStore {
  return persistent(keyvMedium(keyv, options), options);
}

function keyvMedium(keyv: KeyValueStore, { namespace, ttl = DAY }: KeyvOptions): Medium {
  const prefix = prefixOf(namespace);
  const generationName = `${prefix}generation`;
  const put = async (name: string, value: string): Promise<void> => {
    if ((await keyv.set(name, value, ttl)) === false) throw new Error(`The store could not write ${name}.`);
  };
  const newGeneration = async (): Promise<string> => {
    // Random, not counted: if the generation is lost, its value never recurs, so cleared entries stay unreadable.
    const generation = crypto.randomUUID();
    await put(generationName, generation);
    return generation;
  };
  return {
    accepts: isJson,
    async read(id) {
      // Together, so that the generation costs no extra round trip.
      const [generation, text] = await Promise.all([keyv.get(generationName), keyv.get(prefix + id)]);
      if (typeof text !== "string" || typeof generation !== "string") return undefined;
      const entry = fromText(text);
      // A cleared entry counts as absent; a corrupt one (without a stamp) is returned, so that the caller removes it.
      return entry.stamp === "" || entry.stamp.startsWith(`${generation}.`) ? entry : undefined;
    },
    async write(id, list) {
      const generation = (await keyv.get(generationName)) ?? (await newGeneration());
      const stamp = `${String(generation)}.${crypto.randomUUID()}`;
      await put(prefix + id, toText(stamp, list));
      return stamp;
    },
    async remove(id) {
      await keyv.delete(prefix + id);
    },
    async clear() {
      await newGeneration();
    },
  };
}
