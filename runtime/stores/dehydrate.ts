import type { ResourceRef } from "../call.js";
import type { Client, Representation, TagMemory } from "../pipeline.js";
import { isEntityTag } from "../core/entity-tag.js";
import { UsageError } from "../errors.js";
import { memoryStore } from "../core/representations.js";
import { ANONYMOUS } from "../wire/caller.js";
import { keyParts, seal, type StoredRepresentation, unseal } from "./stored.js";

/** What a client read, as plain JSON: a server writes it into the page that it renders. */
export interface Dehydrated {
  readonly version: 1;
  readonly tags: readonly (readonly [resource: string, key: string, tag: string])[];
  /** By URL; one below the client's `baseUrl` begins with `{base}`, so that the browser may know it by another name. */
  readonly representations: readonly (readonly [url: string, representations: readonly StoredRepresentation[]])[];
}

interface List {
  /** By store key: what this client itself read or revalidated, the latest first. */
  readonly representations: Map<string, readonly Representation[]>;
  readonly resources: Map<string, ResourceRef>;
}

const lists = new WeakMap<Client, List>();

// More than one page shows; the oldest are left out.
const LIMIT = 1_000;

/**
 * Lets `dehydrate` list what this client reads from now on: wrap the client of one rendering, before it reads.
 * Only what this client itself got from the server counts, so its store may be shared with other users' clients.
 */
export function listed<C extends Client>(client: C): C {
  if (lists.has(client)) return client;
  const representations: List["representations"] = new Map();
  const resources: List["resources"] = new Map();
  const add = <T>(list: Map<string, T>, name: string, value: T): void => {
    list.delete(name);
    list.set(name, value);
    if (list.size > LIMIT) list.delete(list.keys().next().value!);
  };
  const store = client.store ?? memoryStore();
  client.store = {
    // What is found is not listed: the server has not yet said that this client may see it. A 304 stores it again.
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
  lists.set(client, { representations, resources });
  return client;
}

/**
 * The tags and bodies that a `listed` client got from the server: no credentials, no cookies, no files. It is one
 * user's data: give it to that user's page only, and never to a cache that others share.
 *
 * @throws {UsageError} `not-listed` when nobody kept a list; stores cannot be listed by themselves.
 */
export async function dehydrate(client: Client): Promise<Dehydrated> {
  const list = lists.get(client);
  if (!list) {
    const how = "Wrap the client before its first retrieval: listed(createClient(...)).";
    throw new UsageError("not-listed", `dehydrate: stores do not tell what this client read. ${how}`);
  }
  const tags = [...list.resources.values()].flatMap((resource) => {
    const tag = client.tags.get(resource);
    return tag && resource.key !== null ? [[resource.name, resource.key, tag] as const] : [];
  });
  const representations = [...list.representations].flatMap(([key, held]) => {
    const parts = keyParts(key);
    const sealed = held.filter(isPortable).flatMap((one) => seal(one) ?? []);
    return sealed.length > 0 && parts && !parts.isSecret ? [[placeOf(client, parts.url), sealed] as const] : [];
  });
  return { version: 1, tags, representations };
}

/**
 * Gives a client what another one read for the same user, before its first retrieval: that one revalidates, and a
 * 304 answers with the server's data. Whoever this client is when it first reads with credentials is taken for that
 * user; nobody else's requests see any of it. State of another release, or none, changes nothing.
 */
export function hydrate(client: Client, state: unknown): void {
  const { version, tags, representations } = Object(state) as Record<keyof Dehydrated, unknown>;
  // A page may be older than the script that it loads: it then reads for itself.
  if (version !== 1 || !Array.isArray(tags) || !Array.isArray(representations)) return;
  for (const [name, key, tag] of tags.filter(Array.isArray)) {
    const resource = { name: String(name), key: String(key) };
    // What this client knows already is newer.
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
      const held = await store.get(key);
      const parts = keyParts(key);
      const place = placeOf(client, parts?.url ?? "");
      if (!parts || !isUser(parts.caller) || !waiting.has(place)) return held;
      const taken = unseal(waiting.get(place));
      waiting.delete(place);
      if (!taken) return held;
      const list = [...taken, ...(held ?? [])];
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

/** Files are no JSON; and what the agent itself was asked by (the server's runtime, not the browser) may not fit. */
const isPortable = ({ data, vary }: Representation): boolean =>
  !(data instanceof Blob) &&
  vary.every(([name, value]) => value !== undefined || !/^(?:accept-language|user-agent|sec-.*)$/.test(name));
