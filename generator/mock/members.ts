import { isRecord, type JsonObject, own } from "../load/pointer.js";
import type { SchemaModel } from "../model/model.js";
import type { Content } from "./contents.js";
import { propertiesOf } from "./envelope.js";
import { uuidOf } from "./digest.js";
import { type Key, type KeyForm, keyForm } from "./keys.js";
import { type Kind, keyNames, type View } from "./kinds.js";
import { isCreatedField, isUpdatedField, keyField } from "./names.js";
import type { Projection } from "./projection.js";
import type { Sampler } from "./sampler.js";

/** What the members of a kind are made of: samples of its views, and what these say about each field. */
export class Members {
  readonly #projection: Projection;
  readonly #sampler: Sampler;
  /** Samples by what they were made of; samples are not changed. */
  readonly #samples = new WeakMap<JsonObject, unknown>();
  readonly #bare = new WeakMap<JsonObject, unknown>();
  readonly #shapes = new WeakMap<JsonObject, Map<View, unknown>>();
  readonly #properties = new Map<Kind, ReturnType<typeof propertiesOf>>();

  constructor(projection: Projection, sampler: Sampler) {
    this.#projection = projection;
    this.#sampler = sampler;
  }

  sample(content: Content): unknown {
    if (!this.#samples.has(content.node)) this.#samples.set(content.node, this.#sampler.content(content.node));
    return this.#samples.get(content.node);
  }

  /** The field that holds the last part of a member's key. */
  keyField(kind: Kind): string | undefined {
    const names = this.properties(kind).map(({ name }) => name);
    return keyField(kind.type === "rows" ? "id" : (keyNames(kind).at(-1) ?? "id"), names);
  }

  /** What keys of a kind look like. */
  keyForm(kind: Kind): KeyForm {
    const name = this.keyField(kind);
    const field = this.properties(kind).find((property) => property.name === name);
    if (kind.type === "rows" && !field) return "integer";
    return keyForm(
      kind.type === "rows" ? undefined : kind.parameterSchemas.at(-1),
      field && this.#projection.resolve(field.schema),
    );
  }

  /** The members in a view's sample. */
  members(view: View): readonly unknown[] {
    return this.#inside(view, this.sample(view.content));
  }

  #inside({ envelope }: View, sample: unknown): readonly unknown[] {
    const inside = envelope?.property === undefined ? sample : own(sample, envelope.property);
    if (envelope?.isArray) return Array.isArray(inside) ? (inside as unknown[]) : [];
    return [inside];
  }

  /** All that the views of a kind show, from their samples. */
  sampleOf(kind: Kind, index: number): unknown {
    return this.#merged(kind, index, (view) => this.members(view));
  }

  /** The same as if the document had no examples. */
  bareOf(kind: Kind, index: number): unknown {
    return this.#merged(kind, index, (view) => {
      const { node } = view.content;
      if (!this.#bare.has(node)) this.#bare.set(node, this.#sampler.bare(node));
      return this.#inside(view, this.#bare.get(node));
    });
  }

  #merged(kind: Kind, index: number, membersOf: (view: View) => readonly unknown[]): unknown {
    const samples = kind.views.map((view) => {
      const members = membersOf(view);
      const member = members[index % Math.max(1, members.length)];
      return this.#shaped(view, member);
    });
    return isRecord(samples[0]) ? (Object.assign({}, ...samples.filter(isRecord).toReversed()) as unknown) : samples[0];
  }

  /** A sample as its view shows it; each is shaped once, for however many members. */
  #shaped(view: View, member: unknown): unknown {
    if (!isRecord(member)) return this.#projection.shape(memberSchema(view), [member]);
    const known = this.#shapes.get(member) ?? new Map<View, unknown>();
    this.#shapes.set(member, known);
    if (!known.has(view)) known.set(view, this.#projection.shape(memberSchema(view), [member]));
    return known.get(view);
  }

  /** The minimal valid sample of a view: required fields only, null where it is allowed, empty arrays. */
  must(view: View): unknown {
    const [sample] = this.members(view);
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

  /** With the dates that the server keeps. */
  stamped(kind: Kind, data: unknown, now: number, isNew: boolean): unknown {
    if (!isRecord(data)) return data;
    const names = new Set([...Object.keys(data), ...this.properties(kind).map(({ name }) => name)]);
    const stamps = [...names]
      .filter((name) => isUpdatedField(name) || (isNew && isCreatedField(name)))
      .flatMap((name): [string, unknown][] => {
        const sample = own(data, name) ?? own(this.sampleOf(kind, 0), name);
        if (sample === undefined || sample === null) return [];
        const schema = this.properties(kind).find((property) => property.name === name)?.schema;
        // A pattern may ask for another notation than the one that a stamp has.
        const moment = like(sample, now);
        return [[name, schema ? this.#projection.shape(schema, [moment, sample]) : moment]];
      });
    return { ...data, ...Object.fromEntries(stamps) };
  }

  /** With the values of its key in the fields that hold them. */
  withKey(kind: Kind, key: Key, data: unknown): unknown {
    if (!isRecord(data) || (kind.type === "single" && kind.outside.length === 0)) return data;
    const properties = this.properties(kind);
    const last = this.keyField(kind);
    const values: [string, string][] = keyNames(kind)
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

  /** What the views of a kind say about its fields; of a field, as often as views show it. */
  properties(kind: Kind): ReturnType<typeof propertiesOf> {
    let found = this.#properties.get(kind);
    if (!found) {
      found = kind.views.flatMap((view) => propertiesOf(this.#projection, memberSchema(view)));
      this.#properties.set(kind, found);
    }
    return found;
  }

  #takesNull(schema: SchemaModel): boolean {
    const node = this.#projection.resolve(schema);
    if (node.kind === "enum") return node.values.includes(null);
    return node.kind === "null" || (node.kind === "union" && node.members.some((one) => this.#takesNull(one)));
  }
}

/** What a view shows of each member. */
export const memberSchema = ({ content, envelope }: View): SchemaModel =>
  envelope?.member ?? content.schema ?? { kind: "any" };

/** A moment in the notation of another. */
function like(sample: unknown, now: number): unknown {
  if (typeof sample === "number") return sample > 1e11 ? now : Math.floor(now / 1000);
  // Not whatever Date.parse takes: to V8 "00190329" is a date, too.
  if (typeof sample !== "string" || !/^\d{4}-\d\d-\d\d(?:$|[Tt ])/.test(sample) || Number.isNaN(Date.parse(sample)))
    return sample;
  const iso = new Date(now).toISOString();
  return /^\d{4}-\d\d-\d\d$/.test(sample) ? iso.slice(0, 10) : iso;
}
