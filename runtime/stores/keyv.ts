import type { RepresentationStore } from "../pipeline.js";
import { fromText, isJson, type Medium, persistent, type PersistentOptions, prefixOf, toText } from "./persistent.js";

// What the signatures below mention.
export type { Representation, RepresentationStore } from "../pipeline.js";
export type { PersistentOptions } from "./persistent.js";

/** The part of a Keyv that is used; anything else with these three will do. */
export interface KeyValueStore {
  get(key: string): Promise<unknown>;
  /** `ttl` in milliseconds. Answers `false`, or throws, when it could not. */
  set(key: string, value: string, ttl: number): Promise<unknown>;
  delete(key: string): Promise<unknown>;
}

export interface KeyvOptions extends PersistentOptions {
  /** Milliseconds that a body is kept at most; a day if absent. */
  readonly ttl?: number | undefined;
}

const DAY = 24 * 60 * 60 * 1000;

/**
 * Keeps representations in whatever a Keyv writes to, so that server processes share them. Bodies are kept as JSON,
 * so files (blobs) are not; how much is kept is the back end's business.
 *
 * `clear` draws a new generation: what was written before is out of reach for every process at once, in one
 * write, without listing anything. The bytes themselves go when they are written over, or after `ttl`.
 */
export function keyvStore(keyv: KeyValueStore, options: KeyvOptions): RepresentationStore {
  return persistent(keyvMedium(keyv, options), options);
}

function keyvMedium(keyv: KeyValueStore, { namespace, ttl = DAY }: KeyvOptions): Medium {
  const prefix = prefixOf(namespace);
  const generationName = `${prefix}generation`;
  const put = async (name: string, value: string): Promise<void> => {
    if ((await keyv.set(name, value, ttl)) === false) throw new Error(`The store did not take ${name}.`);
  };
  const newGeneration = async (): Promise<string> => {
    // Random, not counted: one that was lost never comes back, and with it nothing that was cleared.
    const generation = crypto.randomUUID();
    await put(generationName, generation);
    return generation;
  };
  return {
    accepts: isJson,
    async read(id) {
      // Together, so that the generation costs no second way.
      const [generation, text] = await Promise.all([keyv.get(generationName), keyv.get(prefix + id)]);
      if (typeof text !== "string" || typeof generation !== "string") return undefined;
      const held = fromText(text);
      // What was cleared is as good as gone; what is corrupt (it has no stamp) is for the caller to drop.
      return held.stamp === "" || held.stamp.startsWith(`${generation}.`) ? held : undefined;
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
