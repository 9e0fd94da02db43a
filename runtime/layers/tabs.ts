import type { Change, Client, EntityTag, ResourceRef } from "../pipeline.js";
import { isEntityTag } from "../core/entity-tag.js";
import { keeperOf } from "./lanes.js";

/** What one tab tells the others: key and tag, never a body. */
interface Notice {
  readonly name: string;
  readonly key: string;
  readonly tag: string | null;
}

export interface TabOptions {
  /** Tabs that share a name hear of each other: put the user into it, and the API. `ifmatch` if absent. */
  readonly name?: string;
  /** Another tab changed a resource; `tag` is its new one, if known. A page shows a banner now. */
  readonly onChange?: ((resource: ResourceRef, tag: EntityTag | null) => void) | undefined;
  /** `navigator.locks`, if absent and where there are any; `null` for none: lanes then hold in this tab only. */
  readonly locks?: Pick<LockManager, "request"> | null | undefined;
  /** `BroadcastChannel`, if absent. */
  readonly channel?: (name: string) => BroadcastChannel;
}

/**
 * Makes a client's lanes hold across the tabs of a browser (Web Locks), and tells the other tabs of each
 * change that came through (BroadcastChannel): they no longer take the tag they know for the current one.
 * What their pages hold stays as it is, so that a stale form is still refused by the server.
 *
 * @returns a function that ends it.
 * @throws {UsageError} when the client has no lanes.
 */
export function acrossTabs(client: Client, options: TabOptions = {}): () => void {
  const { name = "ifmatch", onChange, channel: open = (title) => new BroadcastChannel(title) } = options;
  const locks = options.locks === undefined ? globalThis.navigator?.locks : options.locks;
  const keeper = keeperOf(client);
  const channel = open(name);
  channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (!isNotice(data)) return;
    const resource = { name: data.name, key: data.key };
    const tag = data.tag !== null && isEntityTag(data.tag) ? data.tag : null;
    if (tag === null || client.tags.get(resource) !== tag) client.tags.drop(resource);
    client.options.events?.report({ resource }, { type: "changed-elsewhere", tag });
    onChange?.(resource, tag);
  });
  keeper.guard = async (change, next) => {
    const result = (await (locks ? locked(locks, name, change, next) : next(change))) as Outcome;
    const { key } = change.resource;
    // An ambiguous change may have come through: the others do well to look again.
    if ((result.kind === "ok" || result.kind === "ambiguous") && key !== null) {
      const notice: Notice = { name: change.resource.name, key, tag: result.etag ?? null };
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel stays on its origin
      channel.postMessage(notice);
    }
    return result;
  };
  return () => {
    keeper.guard = undefined;
    channel.close();
  };
}

interface Outcome {
  readonly kind: string;
  readonly etag?: string | null;
}

/** The change under the lock of its lane. Aborted while it waits for the lock, it is not sent. */
function locked(
  locks: Pick<LockManager, "request">,
  name: string,
  change: Change,
  next: (change: Change) => Promise<object>,
): Promise<object> {
  const { resource, options } = change;
  const lane = `${name} ${resource.name}/${resource.key}`;
  return locks.request(lane, options.signal ? { signal: options.signal } : {}, () => next(change)) as Promise<object>;
}

/** Whatever else the page sends over a channel of this name is not ours. */
function isNotice(data: unknown): data is Notice {
  const { name, key, tag } = Object(data) as Partial<Record<keyof Notice, unknown>>;
  return typeof name === "string" && typeof key === "string" && (tag === null || typeof tag === "string");
}
