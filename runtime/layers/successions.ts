import type { EntityTag } from "../call.js";
import { isWeak, opaqueTag } from "../core/entity-tag.js";
import { isObject } from "../merge/json.js";
import type { Change, StateChangeOutcome } from "../pipeline.js";

/** Tags that our own PATCHes replaced one after the other, and the tag that is current now. */
interface Succession {
  readonly replaced: Set<EntityTag>;
  current: EntityTag;
}

/** Limits of what is remembered about replaced tags. */
export interface SuccessionLimits {
  /** The number of replaced tags that are remembered for a resource: as many saves may a form make on one load; 100,000 if absent. */
  readonly tags?: number;
  /** The number of resources for which tags are remembered; 1,000 if absent. */
  readonly resources?: number;
}

/**
 * Media types of patches that mean the same whatever they are applied to: each field gets a value. Others have positions
 * (JSON Patch), append, or mean what their vendor says; If-Match keeps them on the version they were made for
 * (RFC 5789, 2).
 */
const setsFields = new Set(["application/json", "application/merge-patch+json"]);

/** Whether a change may be sent under the successor of its caller's tag. */
function mayFollow({ operation, request, options }: Change): boolean {
  // A value that was derived from the very state that our PATCH replaced (`edit`) is out of date.
  if (options.verify === false) return false;
  if (operation.method === "DELETE") return true;
  // A PUT or POST could overwrite what our PATCH changed, or do the same thing twice.
  if (operation.method !== "PATCH") return false;
  const type = request.contentType ?? Object.keys(operation.body ?? {})[0] ?? "";
  return isObject(request.body) && setsFields.has(type.split(";")[0]!.trim().toLowerCase());
}

/** Own-write succession: for tags that callers still have, the tags that our own PATCHes replaced them with. */
export class Successions {
  readonly #successions = new Map<string, Succession>();
  readonly #limits: Required<SuccessionLimits>;
  #clearedAt = 0;

  constructor({ tags = 100_000, resources = 1000 }: SuccessionLimits = {}) {
    this.#limits = { tags, resources };
  }

  /**
   * Performs a change under the successor of its caller's tag. Changes that were in progress when the client was cleared
   * leave no succession behind.
   */
  async follow(change: Change, perform: (change: Change) => Promise<StateChangeOutcome>): Promise<StateChangeOutcome> {
    const { client, operation, resource } = change;
    const since = client.clearedAt;
    if (this.#clearedAt !== since) this.#successions.clear();
    this.#clearedAt = since;
    // One user's form does not follow another user's writes.
    const { caller } = await change.prepared;
    const id = `${resource.name}/${resource.key} ${caller}`;
    const succession = this.#successions.get(id);
    let { sent } = change;
    let followed = change;
    if (sent !== null && succession?.replaced.has(sent) && mayFollow(change)) {
      sent = succession.current;
      followed = { ...change, sent, successor: sent };
      client.options.events?.report(change, { type: "superseded", tag: sent });
    }
    const outcome = await perform(followed);
    // The tag we took for current is not. Where tags are made from the content, another writer may have restored an
    // earlier state, so that a caller's older tag is right again.
    if (outcome.kind === "precondition-failed" && sent === succession?.current) this.#successions.delete(id);
    if (outcome.kind !== "ok" || since !== client.clearedAt) return outcome;
    // A record that was read back may also contain another writer's change: its tag is no successor of ours.
    const tag = operation.method === "PATCH" && !outcome.verified ? this.#tagToSend(change, outcome.etag) : null;
    // A weak tag has no successor either: it may stand for several states.
    if (tag === null || sent === null || sent === "*" || isWeak(sent)) this.#successions.delete(id);
    else this.#put(id, sent, tag, succession);
    return outcome;
  }

  /** The tag as If-Match would carry it; `null` for a weak one, which never matches. */
  #tagToSend({ client: { api, options } }: Change, tag: EntityTag | null): EntityTag | null {
    if (tag === null || !isWeak(tag)) return tag;
    return (options.weakTags ?? api.weakTags) === "strip" ? opaqueTag(tag) : null;
  }

  #put(id: string, replaced: EntityTag, current: EntityTag, before: Succession | undefined): void {
    const tags = before?.current === replaced ? before.replaced : new Set<EntityTag>();
    tags.add(replaced);
    // Back to a state that had been replaced (tags made from the content): its tag is current again.
    tags.delete(current);
    if (tags.size > this.#limits.tags) tags.delete(tags.values().next().value!);
    this.#successions.delete(id);
    this.#successions.set(id, { replaced: tags, current });
    if (this.#successions.size > this.#limits.resources)
      this.#successions.delete(this.#successions.keys().next().value!);
  }
}
