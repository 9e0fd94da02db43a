import type { Change, EntityTag } from "../pipeline.js";
import { isWeak, opaqueTag } from "../core/entity-tag.js";

/** Tags that our own PATCHes replaced one after the other, and the tag that stands now. */
interface Succession {
  readonly replaced: readonly EntityTag[];
  readonly now: EntityTag;
}

// A form that holds an older tag than these has missed more than a form should.
const TAGS = 32;
const RESOURCES = 1000;

/** Own-write succession: what our own PATCHes made of the tags that callers still hold. */
export class Successions {
  readonly #known = new Map<string, Succession>();
  #clearedAt = 0;

  /**
   * Carries a change out under the tag that stands for the one its caller holds. Of what was under way when the
   * client was cleared, nothing is kept.
   */
  async follow(change: Change, carryOut: (change: Change) => Promise<object>): Promise<object> {
    const { client, operation, options, resource } = change;
    const since = client.clearedAt;
    if (this.#clearedAt !== since) this.#known.clear();
    this.#clearedAt = since;
    const id = `${resource.name}/${resource.key}`;
    const known = this.#known.get(id);
    let { sent } = change;
    // A PUT or POST is not followed: it could overwrite what our PATCH changed, or do twice what it did. Nor is
    // what was derived from the very state that our PATCH replaced (`edit`).
    const follows = (operation.method === "PATCH" || operation.method === "DELETE") && options.verify !== false;
    if (follows && sent !== null && known?.replaced.includes(sent)) {
      sent = known.now;
      client.options.events?.report(change, { type: "superseded", tag: sent });
    }
    const result = (await carryOut({ ...change, sent })) as { kind: string; etag?: EntityTag | null; verified?: true };
    // The tag that was believed to stand does not: where tags are made of the content, a caller may well hold the
    // right one, brought back by another writer.
    if (result.kind === "precondition-failed" && sent === known?.now) this.#known.delete(id);
    if (result.kind !== "ok" || since !== client.clearedAt) return result;
    // What was read back may hold another's change as well: its tag does not succeed ours.
    const tag = operation.method === "PATCH" && !result.verified ? this.#tagToSend(change, result.etag ?? null) : null;
    // Nor does anything succeed a weak tag, which may stand for several states.
    if (tag === null || sent === null || sent === "*" || isWeak(sent)) {
      this.#known.delete(id);
    } else {
      const replaced = known?.now === sent ? known.replaced : [];
      this.#put(id, { replaced: [...replaced, sent].slice(-TAGS), now: tag });
    }
    return result;
  }

  /** A tag as If-Match would carry it; `null` for a weak one, which never matches. */
  #tagToSend({ client: { api, options } }: Change, tag: EntityTag | null): EntityTag | null {
    if (tag === null || !isWeak(tag)) return tag;
    return (options.weakTags ?? api.weakTags) === "strip" ? opaqueTag(tag) : null;
  }

  #put(id: string, succession: Succession): void {
    this.#known.delete(id);
    this.#known.set(id, succession);
    if (this.#known.size > RESOURCES) this.#known.delete(this.#known.keys().next().value!);
  }
}
