import { isRecord, type JsonObject, own } from "../load/pointer.js";
import type { SchemaModel } from "../model/model.js";
import type { Content } from "./contents.js";
import { propertiesOf } from "./envelope.js";
import { uuidOf } from "./digest.js";
import { type Key, type KeyForm, keyForm, type Keys } from "./keys.js";
import type { Kind, View } from "./kinds.js";
import { isCreatedField, isUpdatedField, keyField } from "./names.js";
import type { Projection } from "./projection.js";
import type { Sampler } from "./sampler.js";
import type { Entity } from "./store.js";

/** Every sample was made and changed then; members that were made after it a minute apart. */
const EPOCH = Date.parse("2024-01-01T00:00:00Z");
const MEMBERS = { top: 3, below: 2, examples: 20 } as const;

export interface Seeded {
  readonly key: Key;
  readonly data: unknown;
}

/** The data of what is stored: made from samples, changed by bodies. */
export class Records {
  readonly #projection: Projection;
  readonly #sampler: Sampler;
  readonly #keys: Keys;
  /** Samples by what they were made of; samples are not changed. */
  readonly #samples = new WeakMap<JsonObject, unknown>();

  constructor(projection: Projection, sampler: Sampler, keys: Keys) {
    this.#projection = projection;
    this.#sampler = sampler;
    this.#keys = keys;
  }

  /** The members that a collection starts with: the document's examples, then samples. */
  seed(kind: Kind, prefix: Key): Seeded[] {
    if (kind.type === "single") return [{ key: prefix, data: this.#sampleOf(kind, 0) ?? {} }];
    const count = prefix.length === 0 ? MEMBERS.top : MEMBERS.below;
    const examples = this.#examples(kind, prefix);
    const known = new Set(examples.map(({ key }) => key.at(-1)));
    const made = this.#keys
      .first(kind, prefix, this.#keyForm(kind), count)
      .filter((last) => !known.has(last))
      .slice(0, Math.max(0, count - examples.length))
      .map((last, index): Seeded => {
        const key = [...prefix, last];
        const sample = this.#sampleOf(kind, index) ?? {};
        const varied = index === 0 ? sample : this.edited(kind, sample, ` ${index + 1}`);
        return { key, data: this.#withKey(kind, key, this.stamped(kind, varied, EPOCH + 60_000 * index, true)) };
      });
    return [...examples.map(({ key, data }) => ({ key, data: this.#withKey(kind, key, data) })), ...made];
  }

  /** The data of a new member; what the body leaves out and must be there is made up. */
  created(kind: Kind, key: Key, body: unknown, now: number): unknown {
    if (!isRecord(body) && body !== undefined) return body;
    const [view] = kind.views;
    const given = { ...body };
    const filled = view && this.#projection.shape(memberSchema(view), [given, this.#must(view)]);
    const whole = isRecord(filled) ? { ...filled, ...given } : given;
    return this.#withKey(kind, key, this.stamped(kind, whole, now, true));
  }

  /** PATCH: fields by name, as Django REST framework does it; in depth for `application/merge-patch+json`. */
  merged(kind: Kind, { key, data }: Entity, body: unknown, now: number, inDepth: boolean): unknown {
    const shallow = isRecord(data) && isRecord(body) ? { ...data, ...body } : (body ?? data);
    const changed = inDepth ? mergePatch(data, body) : shallow;
    return this.#withKey(kind, key, this.stamped(kind, changed, now, false));
  }

  /** PUT: the body, and of what was there all that no body can set. */
  replaced(kind: Kind, { key, data }: Entity, body: unknown, settable: ReadonlySet<string>, now: number): unknown {
    const kept = isRecord(data) ? Object.entries(data).filter(([name]) => !settable.has(name)) : [];
    const changed = isRecord(body) ? { ...Object.fromEntries(kept), ...body } : (body ?? data);
    return this.#withKey(kind, key, this.stamped(kind, changed, now, false));
  }

  /** A change that nobody can overlook: text that is free to be anything gets a suffix. */
  edited(kind: Kind, data: unknown, suffix: string): unknown {
    if (!isRecord(data)) return data;
    const field = this.#properties(kind)
      .filter(({ name, readOnly }) => !readOnly && !kind.parameters.some((one) => keyField(one, [name]) !== undefined))
      .filter(({ schema }) => this.#isFreeText(schema))
      .map(({ name }) => name)
      .filter((name) => typeof own(data, name) === "string")
      .sort((a, b) => Number(/name|title|subject/i.test(b)) - Number(/name|title|subject/i.test(a)))[0];
    return field === undefined ? data : { ...data, [field]: `${String(data[field])}${suffix}` };
  }

  /** With the dates that the server keeps. */
  stamped(kind: Kind, data: unknown, now: number, isNew: boolean): unknown {
    if (!isRecord(data)) return data;
    const names = new Set([...Object.keys(data), ...this.#properties(kind).map(({ name }) => name)]);
    const stamps = [...names]
      .filter((name) => isUpdatedField(name) || (isNew && isCreatedField(name)))
      .flatMap((name): [string, unknown][] => {
        const sample = own(data, name) ?? own(this.#sampleOf(kind, 0), name);
        return sample === undefined || sample === null ? [] : [[name, like(sample, now)]];
      });
    return { ...data, ...Object.fromEntries(stamps) };
  }

  /** One member as a view shows it. */
  show(view: View, { data }: Pick<Entity, "data">): unknown {
    const { content, envelope } = view;
    const member = this.#projection.shape(memberSchema(view), [data, this.#must(view)]);
    if (!envelope || !content.schema) return member;
    const inside = envelope.isArray ? [member] : member;
    if (envelope.property === undefined) return inside;
    return this.#projection.shape(content.schema, [{ [envelope.property]: inside }, this.#around(view)]);
  }

  /** A listing of members. */
  list(view: View, members: readonly Entity[]): unknown {
    const { content, envelope } = view;
    const must = this.#must(view);
    const rows = members.map(({ data }) => this.#projection.shape(memberSchema(view), [data, must]));
    if (envelope?.property === undefined || !content.schema) return rows;
    const names = propertiesOf(this.#projection, content.schema).map(({ name }) => name);
    const counts = names.filter((name) => /^(count|total|total_?count|total_?items|size)$/i.test(name));
    const known = {
      ...Object.fromEntries(names.filter((name) => paging.test(name)).map((name) => [name, null])),
      ...Object.fromEntries(counts.map((name) => [name, rows.length])),
      [envelope.property]: rows,
    };
    return this.#projection.shape(content.schema, [known, this.#around(view)]);
  }

  /** What a change answers: the member itself, or an answer that is about it. */
  about(content: Content, kind: Kind, known: JsonObject, entity: Pick<Entity, "data"> | undefined): unknown {
    const { schema } = content;
    if (!schema) return undefined;
    const members = new Set(kind.views.flatMap((view) => referenceOf(memberSchema(view)) ?? []));
    const isMember = members.has(referenceOf(schema) ?? "");
    const data = isRecord(entity?.data) ? entity.data : {};
    const nested = propertiesOf(this.#projection, schema)
      .filter(({ schema: value }) => !isMember && members.has(referenceOf(value) ?? ""))
      .map(({ name, schema: value }) => [name, this.#projection.shape(value, [data])] as const);
    const fields = isMember ? data : { ...known, ...data, ...Object.fromEntries(nested) };
    return this.#projection.shape(schema, [fields, this.#must({ content, envelope: undefined })]);
  }

  sample(content: Content): unknown {
    if (!this.#samples.has(content.node)) this.#samples.set(content.node, this.#sampler.content(content.node));
    return this.#samples.get(content.node);
  }

  /** The field that holds the last part of a member's key. */
  keyField(kind: Kind): string | undefined {
    const names = this.#properties(kind).map(({ name }) => name);
    return keyField(kind.type === "rows" ? "id" : (kind.parameters.at(-1) ?? "id"), names);
  }

  /** A key for a new member. */
  freshKey(kind: Kind, prefix: Key, taken: ReadonlySet<string>): string {
    return this.#keys.fresh(kind, prefix, this.#keyForm(kind), taken);
  }

  #keyForm(kind: Kind): KeyForm {
    const name = this.keyField(kind);
    const field = this.#properties(kind).find((property) => property.name === name);
    if (kind.type === "rows" && !field) return "integer";
    return keyForm(
      kind.type === "rows" ? undefined : kind.parameterSchemas.at(-1),
      field && this.#projection.resolve(field.schema),
    );
  }

  #examples(kind: Kind, prefix: Key): Seeded[] {
    const field = this.keyField(kind);
    const view = kind.views.find(({ content: { node } }) => ["example", "examples"].some((one) => own(node, one)));
    if (!view || field === undefined || kind.type !== "items") return [];
    const found = new Map<string, unknown>();
    for (const member of this.#members(view).slice(0, MEMBERS.examples)) {
      const key = own(member, field);
      if (typeof key === "string" || typeof key === "number") found.set(String(key), this.#whole(kind, member));
    }
    return [...found].map(([last, data]) => ({ key: [...prefix, last], data }));
  }

  /** What an example leaves out although some view must show it. */
  #whole(kind: Kind, member: unknown): unknown {
    const [view] = kind.views;
    const shaped = view && this.#projection.shape(memberSchema(view), [member, this.#must(view)]);
    return isRecord(shaped) && isRecord(member) ? { ...shaped, ...member } : member;
  }

  /** The members in a view's sample. */
  #members({ content, envelope }: View): readonly unknown[] {
    const sample = this.sample(content);
    const inside = envelope?.property === undefined ? sample : own(sample, envelope.property);
    if (envelope?.isArray) return Array.isArray(inside) ? (inside as unknown[]) : [];
    return [inside];
  }

  /** All that the views of a kind show, from their samples. */
  #sampleOf(kind: Kind, index: number): unknown {
    const samples = kind.views.map((view) => {
      const members = this.#members(view);
      return this.#projection.shape(memberSchema(view), [members[index % Math.max(1, members.length)]]);
    });
    return isRecord(samples[0]) ? (Object.assign({}, ...samples.filter(isRecord).toReversed()) as unknown) : samples[0];
  }

  /** The minimal valid sample of a view: required fields only, null where it is allowed, empty arrays. */
  #must(view: View): unknown {
    const [sample] = this.#members(view);
    if (!isRecord(sample)) return sample;
    return Object.fromEntries(
      propertiesOf(this.#projection, memberSchema(view))
        .filter(({ required }) => required)
        .map(({ name, schema }) => [name, this.#least(schema, own(sample, name))]),
    );
  }

  #least(schema: SchemaModel, sample: unknown): unknown {
    if (this.#takesNull(schema)) return null;
    const node = this.#projection.resolve(schema);
    return node.kind === "array" && !node.minItems ? [] : sample;
  }

  /** Of a wrapper's sample all but its members and the ways to further pages. */
  #around({ content, envelope }: View): unknown {
    const sample = this.sample(content);
    if (!isRecord(sample)) return sample;
    return Object.fromEntries(
      Object.entries(sample).filter(([name]) => name !== envelope?.property && !paging.test(name)),
    );
  }

  #withKey(kind: Kind, key: Key, data: unknown): unknown {
    if (!isRecord(data) || kind.type === "single") return data;
    const properties = this.#properties(kind);
    const last = this.keyField(kind);
    const values: [string, string][] = kind.parameters
      .slice(0, kind.type === "rows" ? undefined : -1)
      .flatMap((parameter, index) =>
        properties.some(({ name }) => name === parameter) ? [[parameter, key[index]!] as [string, string]] : [],
      );
    if (last !== undefined) values.push([last, key.at(-1)!]);
    const typed = values.map(([name, value]) => {
      const schema = properties.find((property) => property.name === name)!.schema;
      return [name, this.#projection.shape(schema, [value, Number(value), uuidOf(kind.name, ...key)])] as const;
    });
    return { ...data, ...Object.fromEntries(typed) };
  }

  #properties(kind: Kind): ReturnType<typeof propertiesOf> {
    return kind.views.flatMap((view) => propertiesOf(this.#projection, memberSchema(view)));
  }

  #takesNull(schema: SchemaModel): boolean {
    const node = this.#projection.resolve(schema);
    if (node.kind === "enum") return node.values.includes(null);
    return node.kind === "null" || (node.kind === "union" && node.members.some((one) => this.#takesNull(one)));
  }

  #isFreeText(schema: SchemaModel): boolean {
    const node = this.#projection.resolve(schema);
    if (node.kind === "union") {
      const others = node.members.filter(({ kind }) => kind !== "null");
      return others.length === 1 && this.#isFreeText(others[0]!);
    }
    return node.kind === "string" && !node.format && !node.pattern && (node.maxLength ?? Infinity) >= 40;
  }
}

const paging = /^(next|previous|prev|first|last|cursor)($|_|page|token|url|link|cursor|marker)/i;

/** What a view shows of each member. */
export const memberSchema = ({ content, envelope }: View): SchemaModel =>
  envelope?.member ?? content.schema ?? { kind: "any" };

const referenceOf = (schema: SchemaModel): string | undefined =>
  schema.kind === "reference" ? schema.name : undefined;

/** RFC 7396, section 2. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const merged: JsonObject = isRecord(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else if (name !== "__proto__") merged[name] = mergePatch(merged[name], value);
  }
  return merged;
}

/** A moment in the notation of another. */
function like(sample: unknown, now: number): unknown {
  if (typeof sample === "number") return sample > 1e11 ? now : Math.floor(now / 1000);
  if (typeof sample !== "string" || Number.isNaN(Date.parse(sample))) return sample;
  const iso = new Date(now).toISOString();
  return /^\d{4}-\d\d-\d\d$/.test(sample) ? iso.slice(0, 10) : iso;
}
