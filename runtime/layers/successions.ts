import type { EntityTag } from "../call.js";
import { isWeak, opaqueTag } from "../core/entity-tag.js";
import type { Change, StateChangeOutcome } from "../pipeline.js";

/** Tags that our own PATCHes replaced one after the other, and the tag that is current now. */
interface Succession {
  readonly replaced: readonly EntityTag[];
  readonly current: EntityTag;
}

// A form that still has an older tag than these missed more changes than a form should.
const TAGS = 32;
const RESOURCES = 1000;

/** Own-write succession: for tags that callers still have, the tags that our own PATCHes replaced them with. */
export class Successions {
  readonly #successions = new Map<string, Succession>();
  #clearedAt = 0;

  /**
   * Performs a change under the successor of its caller's tag. Changes that were in progress when the client was cleared
   * leave no succession behind.
   */
  async follow(change: Change, perform: (change: Change) => Promise<StateChangeOutcome>): Promise<StateChangeOutcome> {
    const { client, operation, options, resource } = change;
    const since = client.clearedAt;
    if (this.#clearedAt !== since) this.#successions.clear();
    this.#clearedAt = since;
    const id = `${resource.name}/${resource.key}`;
    const succession = this.#successions.get(id);
    let { sent } = change;
    // Not for a PUT or POST: it could overwrite what our PATCH changed, or do the same thing twice. Nor for a value
    // that was derived from the very state that our PATCH replaced (`edit`).
    const follows = (operation.method === "PATCH" || operation.method === "DELETE") && options.verify !== false;
    if (follows && sent !== null && succession?.replaced.includes(sent)) {
      sent = succession.current;
      client.options.events?.report(change, { type: "superseded", tag: sent });
    }
    const outcome = await perform({ ...change, sent });
    // The tag we took for current is not. Where tags are made from the content, another writer may have restored an
    // earlier state, so that a caller's older tag is right again.
    if (outcome.kind === "precondition-failed" && sent === succession?.current) this.#successions.delete(id);
    if (outcome.kind !== "ok" || since !== client.clearedAt) return outcome;
    // A record that was read back may also contain another writer's change: its tag is no successor of ours.
    const tag = operation.method === "PATCH" && !outcome.verified ? this.#tagToSend(change, outcome.etag) : null;
    // A weak tag has no successor either: it may stand for several states.
    if (tag === null || sent === null || sent === "*" || isWeak(sent)) {
      this.#successions.delete(id);
    } else {
      const replaced = succession?.current === sent ? succession.replaced : [];
      this.#put(id, { replaced: [...replaced, sent].slice(-TAGS), current: tag });
    }
    return outcome;
  }

  /** The tag as If-Match would carry it; `null` for a weak one, which never matches. */
  #tagToSend({ client: { api, options } }: Change, tag: EntityTag | null): EntityTag | null {
    if (tag === null || !isWeak(tag)) return tag;
    return (options.weakTags ?? api.weakTags) === "strip" ? opaqueTag(tag) : null;
  }

  #put(id: string, succession: Succession): void {
    this.#successions.delete(id);
    this.#successions.set(id, succession);
    if (this.#successions.size > RESOURCES) this.#successions.delete(this.#successions.keys().next().value!);
  }
}
