import type { EntityTag, ResourceRef } from "../call.js";
import { isEntityTag } from "../core/entity-tag.js";
import type { Change, Client, StateChangeOutcome } from "../pipeline.js";
import { UsageError } from "../errors.js";
import { keeperOf } from "./lanes.js";

/** The message from one tab to the others: key and tag, never a body. */
interface Notice {
  readonly name: string;
  readonly key: string;
  readonly tag: string | null;
}

export interface TabOptions {
  /** Only tabs with the same name notify each other: include the user and the API in it. `ifmatch` if absent. */
  readonly name?: string;
  /** Called when another tab changed a resource; `tag` is its new one, if known. Show a banner now. */
  readonly onChange?: ((resource: ResourceRef, tag: EntityTag | null) => void) | undefined;
  /** `navigator.locks` if absent and available; `null` for none: lanes then work within this tab only. */
  readonly locks?: Pick<LockManager, "request"> | null | undefined;
  /** Opens a channel; `BroadcastChannel` if absent. */
  readonly channel?: (name: string) => BroadcastChannel;
}

/**
 * Extends a client's lanes across the tabs of a browser (Web Locks), and notifies the other tabs of each
 * successful change (BroadcastChannel), so that they no longer take the tag they know for the current one.
 * Data that their pages show stays as it is: the server still refuses a stale form.
 *
 * @returns a function that stops it.
 * @throws {UsageError} when the client has no lanes, or the platform no BroadcastChannel.
 */
export function acrossTabs(client: Client, options: TabOptions = {}): () => void {
  const { name = "ifmatch", onChange, channel: open = (title) => new BroadcastChannel(title) } = options;
  const locks = options.locks === undefined ? globalThis.navigator?.locks : options.locks;
  const keeper = keeperOf(client);
  if (!options.channel && typeof globalThis.BroadcastChannel !== "function")
    throw new UsageError("missing-platform", "acrossTabs: this platform has no BroadcastChannel; pass `channel`.");
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
    const outcome = await (locks ? underLock(locks, name, change, next) : next(change));
    const { key } = change.resource;
    // An ambiguous change may have been made: the others should read the record again.
    if ((outcome.kind === "ok" || outcome.kind === "ambiguous") && key !== null) {
      const tag = outcome.kind === "ok" ? outcome.etag : null;
      const notice: Notice = { name: change.resource.name, key, tag };
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel stays on its origin
      channel.postMessage(notice);
    }
    return outcome;
  };
  return () => {
    keeper.guard = undefined;
    channel.close();
  };
}

/** Performs the change under the lock of its lane. If it is aborted while waiting for the lock, it is not sent. */
async function underLock(
  locks: Pick<LockManager, "request">,
  name: string,
  change: Change,
  next: (change: Change) => Promise<StateChangeOutcome>,
): Promise<StateChangeOutcome> {
  const { resource, options } = change;
  const lane = `${name} ${resource.name}/${resource.key}`;
  return locks.request(lane, options.signal ? { signal: options.signal } : {}, () => next(change));
}

/** Other code of the page may send its own messages over a channel of this name. */
function isNotice(data: unknown): data is Notice {
  const { name, key, tag } = Object(data) as Partial<Record<keyof Notice, unknown>>;
  return typeof name === "string" && typeof key === "string" && (tag === null || typeof tag === "string");
}
