import type { EntityTag } from "../../runtime/call.js";
import { isRecord } from "../load/pointer.js";
import { slug } from "../model/identifiers.js";
import { digest } from "./digest.js";
import type { Key } from "./keys.js";
import type { Kind } from "./kinds.js";
import { isUpdatedField } from "./names.js";
import type { Validator } from "./preconditions.js";
import type { References } from "./references.js";

/** One thing that is stored. A number counts its changes; it goes on when the thing is deleted and made again. */
export interface Entity {
  readonly key: Key;
  /** `undefined`: deleted. */
  readonly data: unknown;
  readonly version: number;
}

/** Everything of one kind. */
interface Shelf {
  readonly entities: Map<string, Entity>;
  /** Prefixes whose members were made already. */
  readonly seeded: Set<string>;
  /** How often the members below a prefix changed. */
  readonly revisions: Map<string, number>;
}

/** Plain data: what `snapshot` gives and `restore` takes. */
export interface StoredKind {
  readonly entities: readonly { readonly key: Key; readonly data?: unknown; readonly version: number }[];
  readonly seeded: readonly Key[];
  readonly revisions: readonly (readonly [Key, number])[];
}
export type StoredKinds = Readonly<Record<string, StoredKind>>;

const textOf = (key: Key): string => JSON.stringify(key);

/** The state: what exists, and how often it changed. Members are made when their collection is first touched. */
export class Store {
  readonly #shelves = new Map<string, Shelf>();
  readonly #kinds: ReadonlyMap<string, Kind>;
  readonly #seed: string;
  readonly #seedMembers: (kind: Kind, prefix: Key) => readonly { key: Key; data: unknown }[];
  readonly #references: References | undefined;

  constructor(
    kinds: Iterable<Kind>,
    seed: string,
    seedMembers: (kind: Kind, prefix: Key) => readonly { key: Key; data: unknown }[],
    references?: References,
  ) {
    this.#references = references;
    this.#kinds = new Map([...kinds].map((kind) => [kind.name, kind]));
    this.#seed = seed;
    this.#seedMembers = seedMembers;
  }

  /** `undefined` for what does not exist, or no longer does. */
  get(kind: Kind, key: Key): Entity | undefined {
    const entity = this.#seeded(kind, prefixOf(kind, key)).entities.get(textOf(key));
    return entity?.data === undefined ? undefined : entity;
  }

  /** Everything of a kind that exists below a prefix, the eldest first. */
  members(kind: Kind, prefix: Key): Entity[] {
    const below = textOf(prefix);
    return [...this.#seeded(kind, prefix).entities.values()].filter(
      ({ key, data }) => data !== undefined && textOf(prefixOf(kind, key)) === below,
    );
  }

  /** Last parts of all keys below a prefix that are or were in use. */
  taken(kind: Kind, prefix: Key): Set<string> {
    const below = textOf(prefix);
    const keys = [...this.#seeded(kind, prefix).entities.values()].map(({ key }) => key);
    return new Set(keys.filter((key) => textOf(prefixOf(kind, key)) === below).map((key) => key.at(-1)!));
  }

  /** Writes: the only way that anything changes. */
  put(kind: Kind, key: Key, data: unknown): Entity {
    const before = this.get(kind, key)?.data;
    const entity = this.#write(kind, key, data);
    if (this.#references && before !== undefined) this.#retag(this.#references, { kind, key, before, after: data });
    return entity;
  }

  /** RFC 9110, 8.8.1: a record that shows something of another one is another representation when that changes. */
  #retag(references: References, changed: Parameters<References["showsChange"]>[2]): void {
    for (const kind of this.#kinds.values()) {
      if (!references.pointsAt(kind, changed.kind)) continue;
      for (const { key, data } of this.#shelf(kind).entities.values())
        if (data !== undefined && references.showsChange(kind, data, changed)) this.#write(kind, key, data);
    }
  }

  /** Deletes a thing and everything below it. */
  remove(kind: Kind, key: Key): void {
    this.#write(kind, key, undefined);
    for (const child of this.#kinds.values()) {
      if (child.parent !== kind) continue;
      for (const entity of this.#shelf(child).entities.values())
        if (entity.data !== undefined && textOf(entity.key.slice(0, key.length)) === textOf(key))
          this.remove(child, entity.key);
      // What is made again under the same key starts empty.
      if (child.type !== "single") this.startEmpty(child, key);
    }
  }

  /** Nothing exists below this prefix but what is put there. */
  startEmpty(kind: Kind, prefix: Key): void {
    this.#shelf(kind).seeded.add(textOf(prefix));
  }

  /** Validators of one thing, for each of its representations. */
  validator(kind: Kind, key: Key): Validator | undefined {
    const entity = this.get(kind, key);
    return entity && { etag: this.#tag(kind.name, key, entity.version), lastModified: modified(entity.data) };
  }

  /** Validators of a listing: another revision whenever a member comes, changes or goes. */
  listValidator(kind: Kind, prefix: Key): Validator {
    const dates = this.members(kind, prefix).flatMap(({ data }) => modified(data) ?? []);
    const revision = this.#seeded(kind, prefix).revisions.get(textOf(prefix)) ?? 0;
    return {
      etag: this.#tag(`${kind.name} list`, prefix, revision),
      lastModified: dates.length === 0 ? undefined : dates.reduce((newest, date) => Math.max(newest, date)),
    };
  }

  clear(): void {
    this.#shelves.clear();
  }

  dump(): StoredKinds {
    return Object.fromEntries(
      [...this.#shelves].map(([name, { entities, seeded, revisions }]) => [
        name,
        {
          entities: structuredClone([...entities.values()]),
          seeded: [...seeded].map((one) => JSON.parse(one) as Key),
          revisions: [...revisions].map(([one, count]) => [JSON.parse(one) as Key, count] as const),
        },
      ]),
    );
  }

  /** Replaces the whole state; names that are no kind are left out. */
  load(stored: StoredKinds): void {
    this.#shelves.clear();
    for (const [name, { entities, seeded, revisions }] of Object.entries(stored)) {
      if (!this.#kinds.has(name)) continue;
      this.#shelves.set(name, {
        entities: new Map(
          structuredClone(entities).map(({ key, data, version }) => [textOf(key), { key, data, version }]),
        ),
        seeded: new Set(seeded.map(textOf)),
        revisions: new Map(revisions.map(([key, count]) => [textOf(key), count])),
      });
    }
  }

  #write(kind: Kind, key: Key, data: unknown): Entity {
    const prefix = prefixOf(kind, key);
    const { entities, revisions } = this.#seeded(kind, prefix);
    const entity = { key, data, version: (entities.get(textOf(key))?.version ?? 0) + 1 };
    entities.set(textOf(key), entity);
    revisions.set(textOf(prefix), (revisions.get(textOf(prefix)) ?? 0) + 1);
    return entity;
  }

  #tag(name: string, key: Key, version: number): EntityTag {
    return `"${slug(name)}-${digest(this.#seed, name, ...key).slice(0, 8)}-${version}"` as EntityTag;
  }

  #shelf(kind: Kind): Shelf {
    let shelf = this.#shelves.get(kind.name);
    if (!shelf) {
      shelf = { entities: new Map(), seeded: new Set(), revisions: new Map() };
      this.#shelves.set(kind.name, shelf);
    }
    return shelf;
  }

  #seeded(kind: Kind, prefix: Key): Shelf {
    const shelf = this.#shelf(kind);
    const text = textOf(prefix);
    if (shelf.seeded.has(text)) return shelf;
    shelf.seeded.add(text);
    for (const { key, data } of this.#seedMembers(kind, prefix))
      if (!shelf.entities.has(textOf(key))) shelf.entities.set(textOf(key), { key, data, version: 1 });
    return shelf;
  }
}

/** Where a key's siblings lie: what is single has none. */
export const prefixOf = (kind: Kind, key: Key): Key => (kind.type === "single" ? key : key.slice(0, -1));

/** The newest of the dates that a record says it was changed at. */
function modified(data: unknown): number | undefined {
  if (!isRecord(data)) return undefined;
  const dates = Object.entries(data).flatMap(([name, value]) => {
    const at = isUpdatedField(name) && typeof value === "string" ? Date.parse(value) : Number.NaN;
    return Number.isNaN(at) ? [] : [at];
  });
  return dates.length === 0 ? undefined : Math.max(...dates);
}
