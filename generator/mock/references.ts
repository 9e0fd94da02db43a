import { isRecord, type JsonObject, own } from "../load/pointer.js";
import { words } from "../model/identifiers.js";
import type { SchemaModel } from "../model/model.js";
import { segmentsOf } from "../model/paths.js";
import type { BodyChecker } from "./body-checker.js";
import { propertiesOf } from "./envelope.js";
import type { Key } from "./keys.js";
import type { Kind } from "./kinds.js";
import { flatName, keyField } from "./names.js";
import type { Projection } from "./projection.js";
import { sortOf, wordsOf } from "./values/subject.js";

/** What references need to know of a kind. */
export interface KindKeys {
  /** The field that holds a member's key. */
  keyField(kind: Kind): string | undefined;
  /** The keys that its collection starts with. */
  firstKeys(kind: Kind): readonly string[];
  propertiesOf(kind: Kind): ReturnType<typeof propertiesOf>;
}

/** A field that shows something of another record: `client: { id, name }`, or `client_name` beside `client`. */
interface Excerpt {
  readonly field: string;
  readonly schema: SchemaModel;
  readonly target: Kind;
  /** A field beside it that holds the key alone: `client_id`. */
  readonly beside: string | undefined;
  /** Of what is shown as text: the other record's field. */
  readonly label?: string;
}

const keyWords = new Set(["id", "ids", "uuid", "uuids", "guid", "key", "keys", "pk", "slug", "ref"]);
const roles =
  /^(createdby|updatedby|modifiedby|assignedto|assignee|owner|author|manager|reviewer|approver|approvedby|creator|reporter|technician|responsible|user|requestedby|contact)(id)?$/;

/** Which fields point at records of which kind, and what their excerpts show. */
export class References {
  readonly #kinds: readonly Kind[];
  readonly #projection: Projection;
  readonly #checker: BodyChecker;
  readonly #keys: KindKeys;
  readonly #excerpts = new Map<Kind, readonly Excerpt[]>();
  readonly #known = new WeakMap<SchemaModel, Map<string, readonly Kind[]>>();

  constructor(kinds: Iterable<Kind>, projection: Projection, checker: BodyChecker, keys: KindKeys) {
    // What lies below another record is found through that only.
    this.#kinds = [...kinds].filter((kind) => kind.type === "items" && kind.parameters.length === 1);
    this.#projection = projection;
    this.#checker = checker;
    this.#keys = keys;
  }

  /** A value for a field that points at an existing record, such as the schema wants it; `undefined` for other fields. */
  value(
    field: string,
    schema: SchemaModel,
    pick: <T>(values: readonly T[]) => T,
    from: { readonly kind: Kind; readonly key: Key },
  ): unknown {
    const node = this.#telling(schema);
    if (node.kind === "array" || node.kind === "boolean" || node.kind === "enum") return undefined;
    const inner = this.#innerKey(schema);
    const isKey = isKeyName(field) || node.kind === "number" || (node.kind === "string" && node.format === "uuid");
    if (!inner && !isKey) return undefined;
    for (const target of this.#targets(field, schema)) {
      const all = this.#keys.firstKeys(target);
      // Of its own kind a record points at an elder one: parents have no circle.
      const keys = target === from.kind ? all.slice(0, Math.max(0, all.indexOf(from.key.at(-1)!))) : all;
      if (keys.length === 0 && target === from.kind && this.#checker.accepts(schema, null)) return null;
      if (keys.length === 0) continue;
      const key = pick(keys);
      const forms = [key, ...(/^\d+$/.test(key) ? [Number(key)] : [])];
      if (inner) {
        const fit = forms.find((one) => this.#checker.accepts(inner.schema, one));
        if (fit !== undefined) return { [inner.name]: fit };
      } else {
        const fit = forms.find((one) => this.#checker.accepts(schema, one));
        if (fit !== undefined) return fit;
      }
    }
    return undefined;
  }

  /** A record whose excerpts of others show what those are now. */
  resolved(kind: Kind, data: unknown, find: (kind: Kind, key: Key) => unknown): unknown {
    if (!isRecord(data)) return data;
    const shown: JsonObject = { ...data };
    for (const excerpt of this.#excerptsOf(kind)) {
      const key = this.#keyIn(excerpt, data);
      const target = key === undefined ? undefined : find(excerpt.target, [key]);
      const before = own(data, excerpt.field);
      if (isRecord(target) && excerpt.label !== undefined) shown[excerpt.field] = target[excerpt.label];
      else if (isRecord(target)) shown[excerpt.field] = { ...(isRecord(before) && before), ...target };
      else if (excerpt.beside !== undefined && own(data, excerpt.beside) === null) shown[excerpt.field] = null;
    }
    return shown;
  }

  /** Whether records of a kind show something of those of another. */
  pointsAt(kind: Kind, target: Kind): boolean {
    return this.#excerptsOf(kind).some((excerpt) => excerpt.target === target);
  }

  /** Whether a record shows another one that changed, and shows it differently now. */
  showsChange(kind: Kind, data: unknown, target: { kind: Kind; key: Key; before: unknown; after: unknown }): boolean {
    if (!isRecord(data) || !isRecord(target.before) || !isRecord(target.after)) return false;
    return this.#excerptsOf(kind).some((excerpt) => {
      if (excerpt.target !== target.kind || this.#keyIn(excerpt, data) !== target.key[0]) return false;
      const [before, after] = [target.before, target.after].map((one) =>
        JSON.stringify(
          excerpt.label === undefined
            ? this.#projection.shape(this.#telling(excerpt.schema), [one])
            : own(one, excerpt.label),
        ),
      );
      return before !== after;
    });
  }

  #keyIn({ field, target, beside }: Excerpt, data: unknown): string | undefined {
    const name = this.#keys.keyField(target);
    const value = beside === undefined ? name && own(own(data, field), name) : own(data, beside);
    return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  }

  #excerptsOf(kind: Kind): readonly Excerpt[] {
    let found = this.#excerpts.get(kind);
    if (!found) {
      const properties = this.#keys.propertiesOf(kind);
      const seen = new Set<string>();
      found = properties.flatMap(({ name: field, schema }): Excerpt[] => {
        if (seen.has(field)) return [];
        seen.add(field);
        if (!this.#innerKey(schema)) {
          const label = this.#labelOf(kind, field, schema);
          return label ? [label] : [];
        }
        const [target] = this.#targets(field, schema);
        const beside = properties.find(({ name }) => flatName(name) === `${flatName(field)}id`)?.name;
        return target ? [{ field, schema, target, beside }] : [];
      });
      this.#excerpts.set(kind, found);
    }
    return found;
  }

  /** A `client_name` beside a `client` or `client_id` that holds a key. */
  #labelOf(kind: Kind, field: string, schema: SchemaModel): Excerpt | undefined {
    const [, about] = /^(.+)name$/.exec(flatName(field)) ?? [];
    if (about === undefined || this.#telling(schema).kind !== "string") return undefined;
    for (const { name, schema: beside } of this.#keys.propertiesOf(kind)) {
      if (![about, `${about}id`].includes(flatName(name)) || this.#innerKey(beside)) continue;
      const [target] = this.#targets(name, beside);
      const label =
        target && this.#keys.propertiesOf(target).find((one) => /^(full_?|display_?)?name$|^title$/i.test(one.name));
      if (target && label && this.#telling(label.schema).kind === "string")
        return { field, schema, target, beside: name, label: label.name };
    }
    return undefined;
  }

  /** The field of an excerpt that holds the key; `undefined` for what is no object with one. */
  #innerKey(schema: SchemaModel): { name: string; schema: SchemaModel } | undefined {
    const properties = propertiesOf(this.#projection, this.#telling(schema));
    const name = keyField(
      "id",
      properties.map((one) => one.name),
    );
    return properties.find((one) => one.name === name);
  }

  /** Kinds that a field may point at, the likeliest first. */
  #targets(field: string, schema: SchemaModel): readonly Kind[] {
    const known = this.#known.get(schema) ?? new Map<string, readonly Kind[]>();
    this.#known.set(schema, known);
    let found = known.get(field);
    if (!found) {
      found = [...new Set(this.#found(field, schema))];
      known.set(field, found);
    }
    return found;
  }

  *#found(field: string, schema: SchemaModel): Generator<Kind> {
    const wanted = subjectWords(field);
    // A bare `order` is a position in a list.
    if (wanted.length === 0 || (flatName(field) === "order" && !this.#innerKey(schema))) return;
    const reference = this.#nameOf(schema);
    const named = (kind: Kind): readonly (readonly string[])[] => [
      wordsOf(kind.name),
      wordsOf(segmentsOf(kind.path).findLast((segment) => !segment.includes("{")) ?? ""),
    ];
    const ends = (kind: Kind, text: readonly string[]): boolean =>
      named(kind).some((one) => one.length > 0 && one.every((word, at) => text.at(at - one.length) === word));
    const begins = (kind: Kind): boolean =>
      reference !== undefined && named(kind).some((one) => one.every((word, at) => reference[at] === word));
    yield* this.#kinds.filter((kind) => ends(kind, wanted));
    yield* this.#kinds.filter((kind) => begins(kind) && !ends(kind, wanted));
    // An `alert` is an alert event, where nothing else can be meant.
    const longer = this.#kinds.filter((kind) => wanted.every((word, at) => named(kind)[0]![at] === word));
    if (longer.length === 1 && !ends(longer[0]!, wanted)) yield longer[0]!;
    if (roles.test(flatName(field))) yield* this.#kinds.filter((kind) => sortOf(wordsOf(kind.name)) === "person");
  }

  /** The words of the component that a schema refers to: `PersonSummary`. */
  #nameOf(schema: SchemaModel): readonly string[] | undefined {
    if (schema.kind === "reference") return words(schema.name).map(lower);
    const members = schema.kind === "union" || schema.kind === "intersection" ? schema.members : [];
    const references = members.filter(({ kind }) => kind === "reference");
    return references.length === 1 ? this.#nameOf(references[0]!) : undefined;
  }

  /** Without the null that it may be. */
  #telling(schema: SchemaModel): SchemaModel {
    const node = this.#projection.resolve(schema);
    const others = node.kind === "union" ? node.members.filter(({ kind }) => kind !== "null") : [];
    return others.length === 1 ? this.#telling(others[0]!) : node;
  }
}

const lower = (word: string): string => word.toLowerCase();

function isKeyName(field: string): boolean {
  return keyWords.has(wordsOf(field).at(-1) ?? "");
}

/** What a field is called after: `billing company` of `billing_company_ids`. */
function subjectWords(field: string): readonly string[] {
  const all = words(field).map(lower);
  while (all.length > 0 && keyWords.has(all.at(-1)!)) all.pop();
  return wordsOf(all.join(" "));
}
