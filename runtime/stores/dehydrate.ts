import type { ResourceRef } from "../call.js";
import type { Client, Representation, TagMemory } from "../pipeline.js";
import { isEntityTag } from "../core/entity-tag.js";
import { UsageError } from "../errors.js";
import { memoryStore } from "../core/representations.js";
import { ANONYMOUS } from "../wire/caller.js";
import { keyParts, seal, type StoredRepresentation, unseal } from "./stored.js";

/** The data that a client read, as plain JSON, for a server to embed in the page that it renders. */
export interface Dehydrated {
  readonly version: 1;
  readonly tags: readonly (readonly [resource: string, key: string, tag: string])[];
  /** By URL; in URLs below the client's `baseUrl`, `{base}` stands for it, as the browser may use another one. */
  readonly representations: readonly (readonly [url: string, representations: readonly StoredRepresentation[]])[];
}

interface Listing {
  /** By store key: the representations that this client itself read or revalidated, the latest first. */
  readonly representations: Map<string, readonly Representation[]>;
  readonly resources: Map<string, ResourceRef>;
}

const listings = new WeakMap<Client, Listing>();

// More than one page shows; the oldest are dropped.
const LIMIT = 1_000;

/**
 * Records what this client reads from now on, for `dehydrate`: wrap the client of one rendering before it reads.
 * Records only what the server sent to this client, so its store may be shared with other users' clients.
 */
export function listed<C extends Client>(client: C): C {
  if (listings.has(client)) return client;
  const representations: Listing["representations"] = new Map();
  const resources: Listing["resources"] = new Map();
  const add = <T>(list: Map<string, T>, name: string, value: T): void => {
    list.delete(name);
    list.set(name, value);
    if (list.size > LIMIT) list.delete(list.keys().next().value!);
  };
  const store = client.store ?? memoryStore();
  client.store = {
    // A representation that is merely found is not recorded: the server has not yet confirmed that this client may see
    // it. After a 304 it is stored again.
    get: (key) => store.get(key),
    set(key, list) {
      const confirmed = (representations.get(key) ?? []).filter((one) => list.includes(one) && one !== list[0]);
      add(representations, key, [...list.slice(0, 1), ...confirmed]);
      return store.set(key, list);
    },
    delete(key) {
      representations.delete(key);
      return store.delete(key);
    },
    clear() {
      representations.clear();
      resources.clear();
      return store.clear();
    },
  };
  const note = (resource: ResourceRef): void => add(resources, JSON.stringify(resource), resource);
  const { read, written } = client.tags;
  const noting: Pick<TagMemory, "read" | "written"> = {
    read(resource, tag, sentAt, caller) {
      note(resource);
      read(resource, tag, sentAt, caller);
    },
    written(resource, tag, caller) {
      note(resource);
      written(resource, tag, caller);
    },
  };
  Object.assign(client.tags, noting);
  listings.set(client, { representations, resources });
  return client;
}

/**
 * The tags and bodies that a `listed` client got from the server, without credentials, cookies and files. It is one
 * user's data: send it to that user's page only, and never put it into a shared cache.
 *
 * @throws {UsageError} `not-listed` when the client was not wrapped with `listed`.
 */
export async function dehydrate(client: Client): Promise<Dehydrated> {
  const listing = listings.get(client);
  if (!listing) {
    const how = "Wrap the client before its first retrieval: listed(createClient(...)).";
    throw new UsageError("not-listed", `dehydrate: what this client read was not recorded. ${how}`);
  }
  const tags = [...listing.resources.values()].flatMap((resource) => {
    const tag = client.tags.get(resource);
    return tag && resource.key !== null ? [[resource.name, resource.key, tag] as const] : [];
  });
  const representations = [...listing.representations].flatMap(([key, stored]) => {
    const parts = keyParts(key);
    const sealed = stored.filter(isPortable).flatMap((one) => seal(one) ?? []);
    return sealed.length > 0 && parts && !parts.isSecret ? [[placeOf(client, parts.url), sealed] as const] : [];
  });
  return { version: 1, tags, representations };
}

/**
 * Gives a client the data that another client read for the same user. Call it before the first retrieval, which then
 * revalidates that data; after a 304 it becomes the result. The credentials of the first retrieval that has any are taken
 * for that user's; requests with other credentials see none of the data. State from another release, or no state, is ignored.
 */
export function hydrate(client: Client, state: unknown): void {
  const { version, tags, representations } = Object(state) as Record<keyof Dehydrated, unknown>;
  // A page may be older than the script that it loads: the client then reads everything from the server.
  if (version !== 1 || !Array.isArray(tags) || !Array.isArray(representations)) return;
  for (const [name, key, tag] of tags.filter(Array.isArray)) {
    const resource = { name: String(name), key: String(key) };
    // A tag that this client already knows is newer.
    if (isEntityTag(tag) && !client.tags.get(resource)) client.tags.read(resource, tag, client.tags.now());
  }
  const waiting = new Map<unknown, unknown>(representations.filter(Array.isArray) as [unknown, unknown][]);
  const store = client.store ?? memoryStore();
  let user: string | undefined;
  /** Whether a request of this caller is the user's that the page was rendered for. */
  const isUser = (caller: string): boolean => {
    // Without credentials of ours: public, or by a cookie, which is the browser's business.
    if (caller === ANONYMOUS) return true;
    user ??= caller;
    return user === caller;
  };
  client.store = {
    async get(key) {
      const stored = await store.get(key);
      const parts = keyParts(key);
      const place = placeOf(client, parts?.url ?? "");
      if (!parts || !isUser(parts.caller) || !waiting.has(place)) return stored;
      const unsealed = unseal(waiting.get(place));
      waiting.delete(place);
      if (!unsealed) return stored;
      const list = [...unsealed, ...(stored ?? [])];
      await store.set(key, list);
      return list;
    },
    set: (key, list) => store.set(key, list),
    delete: (key) => store.delete(key),
    clear() {
      waiting.clear();
      return store.clear();
    },
  };
}

/** A URL as both sides know it. */
function placeOf({ options, api }: Client, url: string): string {
  const base = (options.baseUrl ?? api.servers[0] ?? "").replace(/\/+$/, "");
  return url.startsWith(`${base}/`) ? `{base}${url.slice(base.length)}` : url;
}

/**
 * Whether a representation makes sense in another process. Files are no JSON, and a representation that was selected by
 * headers of the server's own fetch may be the wrong one for the browser.
 */
const isPortable = ({ data, vary }: Representation): boolean =>
  !(data instanceof Blob) &&
  vary.every(([name, value]) => value !== undefined || !/^(?:accept-language|user-agent|sec-.*)$/.test(name));
