import { isRecord, own } from "../load/pointer.js";
import type { Key, Keys } from "./keys.js";
import type { Kind } from "./kinds.js";
import { memberSchema, type Members } from "./members.js";
import type { Projection } from "./projection.js";
import type { Records } from "./records.js";
import type { References } from "./references.js";
import type { Member, RecordFiller } from "./values/record-filler.js";

/** Plain samples were made and changed then; members that were made after it a minute apart. */
const EPOCH = Date.parse("2024-01-01T00:00:00Z");
export const DEFAULT_COUNT = 3;
const BELOW = 2;
const EXAMPLES = 20;

export interface Seeded {
  readonly key: Key;
  readonly data: unknown;
}

/** Makes values that could be somebody's, and knows which fields point at other records. */
export interface Realism {
  readonly filler: RecordFiller;
  readonly references: References;
}

/** The members that collections start with. */
export class Seeds {
  readonly #members: Members;
  readonly #projection: Projection;
  readonly #records: Records;
  readonly #keys: Keys;
  readonly #count: number;
  readonly #realism: () => Realism | undefined;
  /** Asked for by each field that points at the collection. */
  readonly #topKeys = new Map<Kind, readonly string[]>();

  /**
   * @param count Members of a collection that lies below no other resource.
   * @param realism `undefined`: samples stay as they are.
   */
  constructor(
    members: Members,
    projection: Projection,
    records: Records,
    keys: Keys,
    count: number,
    realism: () => Realism | undefined,
  ) {
    this.#members = members;
    this.#projection = projection;
    this.#records = records;
    this.#keys = keys;
    this.#count = count;
    this.#realism = realism;
  }

  /** The document's examples, then samples. */
  seed(kind: Kind, prefix: Key): Seeded[] {
    if (kind.type === "single") {
      const data = this.#made(kind, prefix, 0, 1) ?? {};
      return [{ key: prefix, data: this.#members.withKey(kind, prefix, data) }];
    }
    const examples = this.#examples(kind, prefix);
    const keys = this.#madeKeys(kind, prefix, examples);
    const made = keys.map((last, index): Seeded => {
      const key = [...prefix, last];
      return { key, data: this.#members.withKey(kind, key, this.#made(kind, key, index, keys.length) ?? {}) };
    });
    return [...examples.map(({ key, data }) => ({ key, data: this.#members.withKey(kind, key, data) })), ...made];
  }

  /** The keys that a collection starts with which lies below nothing else. */
  keys(kind: Kind): readonly string[] {
    let keys = this.#topKeys.get(kind);
    if (!keys) {
      const examples = this.#examples(kind, []);
      keys = [...examples.map(({ key }) => key.at(-1)!), ...this.#madeKeys(kind, [], examples)];
      this.#topKeys.set(kind, keys);
    }
    return keys;
  }

  #madeKeys(kind: Kind, prefix: Key, examples: readonly Seeded[]): string[] {
    const count = prefix.length === 0 ? this.#count : Math.min(this.#count, BELOW);
    const known = new Set(examples.map(({ key }) => key.at(-1)));
    return this.#keys
      .first(kind, prefix, this.#members.keyForm(kind), count)
      .filter((last) => !known.has(last))
      .slice(0, Math.max(0, count - examples.length));
  }

  #made(kind: Kind, key: Key, index: number, count: number): unknown {
    const sample = this.#members.sampleOf(kind, index);
    const realism = this.#realism();
    const edited = index === 0 ? sample : this.#records.edited(kind, sample, ` ${index + 1}`);
    if (!realism)
      return kind.type === "single" ? sample : this.#members.stamped(kind, edited, EPOCH + 60_000 * index, true);
    if (!isRecord(sample) || !isRecord(edited)) return edited;
    const member = this.#member(kind, key, index, count, sample, realism);
    const filled = realism.filler.fill(member);
    // A name that is an example of the document differs from member to member, too.
    const numbered = Object.entries(edited).filter(
      ([name, value]) => value !== sample[name] && own(filled, name) === sample[name],
    );
    const { created, updated } = realism.filler.timeline(member);
    const stamped = this.#members.stamped(
      kind,
      { ...(filled as object), ...Object.fromEntries(numbered) },
      created,
      true,
    );
    return this.#members.stamped(kind, stamped, updated, false);
  }

  #member(kind: Kind, key: Key, index: number, count: number, sample: unknown, { references }: Realism): Member {
    const properties = this.#members.properties(kind);
    return {
      kind: kind.name,
      key,
      index,
      count,
      sample,
      bare: this.#members.bareOf(kind, index),
      schemasOf: (field) => properties.filter(({ name }) => name === field).map(({ schema }) => schema),
      reference: (field, schema, { pick }) => references.value(field, schema, pick, { kind, key }),
    };
  }

  #examples(kind: Kind, prefix: Key): Seeded[] {
    const field = this.#members.keyField(kind);
    const view = kind.views.find(({ content: { node } }) => ["example", "examples"].some((one) => own(node, one)));
    if (!view || field === undefined || kind.type !== "items") return [];
    const found = new Map<string, unknown>();
    for (const member of this.#members.members(view).slice(0, EXAMPLES)) {
      const key = own(member, field);
      if (typeof key === "string" || typeof key === "number") found.set(String(key), this.#whole(kind, member));
    }
    return [...found].map(([last, data]) => ({ key: [...prefix, last], data }));
  }

  /** What an example leaves out although some view must show it. */
  #whole(kind: Kind, member: unknown): unknown {
    const [view] = kind.views;
    const shaped = view && this.#projection.shape(memberSchema(view), [member, this.#members.must(view)]);
    return isRecord(shaped) && isRecord(member) ? { ...shaped, ...member } : member;
  }
}
