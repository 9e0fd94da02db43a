import { isRecord, type JsonObject, own } from "../load/pointer.js";
import type { SchemaModel } from "../model/model.js";
import type { Content } from "./contents.js";
import { propertiesOf } from "./envelope.js";
import type { Key, Keys } from "./keys.js";
import { withoutLinks } from "./lists/page-fields.js";
import { memberSchema, type Members } from "./members.js";
import type { Kind, View } from "./kinds.js";
import { keyField } from "./names.js";
import type { Projection } from "./projection.js";
import type { Entity } from "./store.js";

/** The data of what is stored: changed by bodies, shown by views. */
export class Records {
  readonly #members: Members;
  readonly #projection: Projection;
  readonly #keys: Keys;

  constructor(members: Members, projection: Projection, keys: Keys) {
    this.#members = members;
    this.#projection = projection;
    this.#keys = keys;
  }

  /** The data of a new member; what the body leaves out and must be there is made up. */
  created(kind: Kind, key: Key, body: unknown, now: number): unknown {
    if (!isRecord(body) && body !== undefined) return body;
    const [view] = kind.views;
    const given = { ...body };
    const filled = view && this.#projection.shape(memberSchema(view), [given, this.#members.must(view)]);
    const whole = isRecord(filled) ? { ...filled, ...given } : given;
    return this.#members.withKey(kind, key, this.#members.stamped(kind, whole, now, true));
  }

  /** PATCH: fields by name, as Django REST framework does it; in depth for `application/merge-patch+json`. */
  merged(kind: Kind, { key, data }: Entity, body: unknown, now: number, inDepth: boolean): unknown {
    const shallow = isRecord(data) && isRecord(body) ? { ...data, ...body } : (body ?? data);
    const changed = inDepth ? mergePatch(data, body) : shallow;
    return this.#members.withKey(kind, key, this.#members.stamped(kind, changed, now, false));
  }

  /** PUT: the body, and of what was there all that no body can set. */
  replaced(kind: Kind, { key, data }: Entity, body: unknown, settable: ReadonlySet<string>, now: number): unknown {
    const kept = isRecord(data) ? Object.entries(data).filter(([name]) => !settable.has(name)) : [];
    const changed = isRecord(body) ? { ...Object.fromEntries(kept), ...body } : (body ?? data);
    return this.#members.withKey(kind, key, this.#members.stamped(kind, changed, now, false));
  }

  /** A change that nobody can overlook: text that is free to be anything gets a suffix. */
  edited(kind: Kind, data: unknown, suffix: string): unknown {
    if (!isRecord(data)) return data;
    const field = this.#members
      .properties(kind)
      .filter(({ name, readOnly }) => !readOnly && !kind.parameters.some((one) => keyField(one, [name]) !== undefined))
      .filter(({ schema }) => this.#isFreeText(schema))
      .map(({ name }) => name)
      .filter((name) => typeof own(data, name) === "string")
      .sort((a, b) => Number(/name|title|subject/i.test(b)) - Number(/name|title|subject/i.test(a)))[0];
    return field === undefined ? data : { ...data, [field]: `${String(data[field])}${suffix}` };
  }

  /** One member as a view shows it. */
  show(view: View, { data }: Pick<Entity, "data">): unknown {
    const { content, envelope } = view;
    const member = this.#projection.shape(memberSchema(view), [data, this.#members.must(view)]);
    if (!envelope || !content.schema) return member;
    const inside = envelope.isArray ? [member] : member;
    if (envelope.property === undefined) return inside;
    return this.#projection.shape(content.schema, [{ [envelope.property]: inside }, this.#around(view)]);
  }

  /**
   * A listing of members.
   *
   * @param fields What the page says of itself; null where there is nothing to say.
   */
  list(view: View, members: readonly Entity[], fields: JsonObject): unknown {
    const { content, envelope } = view;
    const must = this.#members.must(view);
    const rows = members.map(({ data }) => this.#projection.shape(memberSchema(view), [data, must]));
    if (envelope?.property === undefined || !content.schema) return rows;
    // Where null is not allowed, an empty text says the same to those who follow links.
    const empty = Object.fromEntries(Object.keys(fields).map((name) => [name, ""]));
    const known = { ...fields, [envelope.property]: rows };
    return this.#projection.shape(content.schema, [known, empty, this.#around(view)]);
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
    return this.#projection.shape(schema, [fields, this.#members.must({ content, envelope: undefined })]);
  }

  /** A key for a new member. */
  freshKey(kind: Kind, prefix: Key, taken: ReadonlySet<string>): string {
    return this.#keys.fresh(kind, prefix, this.#members.keyForm(kind), taken);
  }

  /** Of a wrapper's sample all but its members and the ways to further pages. */
  #around({ content, envelope }: View): unknown {
    const sample = withoutLinks(this.#members.sample(content));
    if (!isRecord(sample)) return sample;
    return Object.fromEntries(Object.entries(sample).filter(([name]) => name !== envelope?.property));
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
