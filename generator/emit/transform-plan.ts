import type { Identifier } from "../model/identifiers.js";
import type { ApiModel, ObjectSchema, SchemaModel } from "../model/model.js";
import { onceEach } from "../model/once-each.js";
import { meaningOf } from "../model/types.js";
import type { TransformOptions } from "../config/resolved.js";
import { isInherited } from "./properties.js";

/** How one value is converted. */
export type Scalar = "dateTimeAsDate" | "dateTimeAsInstant" | "dateAsPlainDate" | "int64AsBigint" | "int64TextAsBigint";

/** How a schema's values are converted. */
export type Plan =
  | { readonly kind: "scalar"; readonly scalar: Scalar }
  | { readonly kind: "reference"; readonly name: Identifier }
  | {
      readonly kind: "object";
      readonly members: readonly (readonly [string, Plan])[];
      readonly others?: Plan | undefined;
    }
  | { readonly kind: "list"; readonly items: Plan | undefined; readonly places: readonly (Plan | undefined)[] }
  | { readonly kind: "either"; readonly members: readonly Plan[] }
  | { readonly kind: "variants"; readonly property: string; readonly variants: readonly (readonly [string, Plan])[] };

type Kind = "null" | "boolean" | "number" | "string" | "array" | "object";
const kinds: readonly Kind[] = ["null", "boolean", "number", "string", "array", "object"];

/**
 * Which schemas hold something to convert, and how. What cannot be told from its JSON stays JSON: alternatives of one
 * kind that no property tells apart, and a property of which two parts of an object say different things.
 */
export class TransformPlans {
  readonly #options: TransformOptions;
  readonly #named: ReadonlyMap<Identifier, SchemaModel>;
  readonly #touched: ReadonlySet<Identifier>;
  /** The kinds of JSON that a schema accepts; of a circle, that is left open. */
  readonly #kinds = onceEach<SchemaModel, ReadonlySet<Kind>>(new Set(kinds), (schema) => this.#findKinds(schema));

  constructor(model: Pick<ApiModel, "schemas">, options: TransformOptions) {
    this.#options = options;
    this.#named = new Map(model.schemas.map(({ name, schema }) => [name, schema]));
    this.#touched = this.#reach();
  }

  /** `undefined` for what stays JSON. */
  plan(schema: SchemaModel): Plan | undefined {
    return this.#plan(schema, (name) => this.#touched.has(name));
  }

  /** The schemas that convert something themselves, and those that refer to one of them. */
  #reach(): Set<Identifier> {
    const users = new Map<Identifier, Identifier[]>();
    const reached = new Set<Identifier>();
    for (const [name, schema] of this.#named) {
      if (this.#plan(schema, () => false)) reached.add(name);
      // Every reference counts that would be converted, were there anything to convert.
      const note = (used: Identifier): boolean => {
        users.set(used, [...(users.get(used) ?? []), name]);
        return true;
      };
      this.#plan(schema, note);
    }
    // A set gives what is added while it is gone through.
    for (const name of reached) for (const user of users.get(name) ?? []) reached.add(user);
    return reached;
  }

  #plan(schema: SchemaModel, isTouched: (name: Identifier) => boolean): Plan | undefined {
    const next = (inner: SchemaModel): Plan | undefined => this.#plan(inner, isTouched);
    switch (schema.kind) {
      case "string":
      case "number":
        return this.#scalar(schema);
      case "reference":
        return isTouched(schema.name) ? { kind: "reference", name: schema.name } : undefined;
      case "array": {
        const [items, places] = [next(schema.items), schema.prefix.map(next)];
        return items || places.some(Boolean) ? { kind: "list", items, places } : undefined;
      }
      case "object":
        return objectPlan(schema, next);
      case "union":
      case "one-of":
        return this.#alternatives(membersOf(schema), next);
      case "intersection":
        return this.#isConsistent(schema) ? either(schema.members.map(next)) : undefined;
      default:
        return undefined;
    }
  }

  #scalar(schema: SchemaModel): Plan | undefined {
    const { dates, int64 } = this.#options;
    const scalar = (name: Scalar): Plan => ({ kind: "scalar", scalar: name });
    if (schema.kind === "number") return int64 && schema.format === "int64" ? scalar("int64AsBigint") : undefined;
    if (schema.kind !== "string") return undefined;
    if (schema.format === "int64" && int64) return scalar("int64TextAsBigint");
    if (schema.format === "date-time" && dates)
      return scalar(dates === "Date" ? "dateTimeAsDate" : "dateTimeAsInstant");
    // As a Date, a day would be midnight in London, and the day before in New York.
    return schema.format === "date" && dates && dates !== "Date" ? scalar("dateAsPlainDate") : undefined;
  }

  #alternatives(members: readonly SchemaModel[], next: (schema: SchemaModel) => Plan | undefined): Plan | undefined {
    const distinct = [...new Map(members.map((member) => [meaningOf(member), member])).values()];
    const objects = distinct.filter((member) => [...this.#kinds(member)].join() === "object");
    const others = distinct.filter((member) => !objects.includes(member));
    const seen = new Set<Kind>(objects.length > 0 ? ["object"] : []);
    for (const member of others)
      for (const kind of this.#kinds(member)) {
        if (seen.has(kind)) return undefined;
        seen.add(kind);
      }
    const ofObjects = objects.length > 1 ? this.#variants(objects, next) : objects.map(next)[0];
    return either([...others.map(next), ofObjects]);
  }

  /** Objects that the value of one property tells apart. */
  #variants(members: readonly SchemaModel[], next: (schema: SchemaModel) => Plan | undefined): Plan | undefined {
    const parts = members.map((member) => this.#parts(member)?.flatMap(({ properties }) => properties) ?? []);
    for (const { name } of parts[0] ?? []) {
      const values = parts.map((properties) => {
        const property = properties.find((one) => one.name === name && one.required);
        return property && this.#texts(property.schema);
      });
      const all = values.flatMap((texts) => texts ?? []);
      if (values.includes(undefined) || new Set(all).size < all.length) continue;
      const variants = members.flatMap((member, index) => {
        const plan = next(member);
        return plan ? values[index]!.map((value): [string, Plan] => [value, plan]) : [];
      });
      return variants.length > 0 ? { kind: "variants", property: name, variants } : undefined;
    }
    return undefined;
  }

  /** The texts that an enum consists of; `undefined` for anything else. */
  #texts(schema: SchemaModel): readonly string[] | undefined {
    const found = schema.kind === "reference" ? this.#named.get(schema.name) : schema;
    if (found?.kind !== "enum") return undefined;
    return found.values.every((value) => typeof value === "string") ? (found.values as readonly string[]) : undefined;
  }

  /** Whether the parts of an object agree about the properties that several have. */
  #isConsistent(schema: SchemaModel): boolean {
    const parts = this.#parts(schema);
    if (parts === undefined) return false;
    const known = new Map<string, string>();
    return parts.every(({ properties, additional }) => {
      // What holds of all others holds of the other parts' properties, too.
      if (typeof additional !== "boolean" && parts.length > 1) return false;
      return properties.every((property) => {
        const meaning = meaningOf(property.schema);
        const first = known.get(property.name);
        known.set(property.name, meaning);
        return first === undefined || first === meaning;
      });
    });
  }

  /** The objects that a schema is made of; `undefined` where it is more than those. */
  #parts(schema: SchemaModel): readonly ObjectSchema[] | undefined {
    const found = new Set<ObjectSchema>();
    // Each once: there may be exponentially many ways to one.
    const seen = new Set<SchemaModel>();
    const collect = (part: SchemaModel | undefined): boolean => {
      if (part === undefined || seen.has(part)) return part !== undefined;
      seen.add(part);
      switch (part.kind) {
        case "object":
          return Boolean(found.add(part));
        case "any":
        case "not":
          return true;
        case "reference":
          return collect(this.#named.get(part.name));
        case "intersection":
          return part.members.every(collect);
        default:
          return false;
      }
    };
    return collect(schema) ? [...found] : undefined;
  }

  #findKinds(schema: SchemaModel): ReadonlySet<Kind> {
    switch (schema.kind) {
      case "never":
        return new Set();
      case "null":
      case "boolean":
      case "number":
      case "string":
      case "array":
      case "object":
        return new Set([schema.kind]);
      case "enum":
        return new Set(schema.values.map((value) => (value === null ? "null" : (typeof value as Kind))));
      case "reference": {
        const target = this.#named.get(schema.name);
        return target ? this.#kinds(target) : new Set(kinds);
      }
      case "union":
      case "one-of":
        return new Set(schema.members.flatMap((member) => [...this.#kinds(member)]));
      case "intersection": {
        const all = schema.members.map((member) => this.#kinds(member));
        return new Set(kinds.filter((kind) => all.every((one) => one.has(kind))));
      }
      default:
        return new Set(kinds);
    }
  }
}

function objectPlan(schema: ObjectSchema, next: (schema: SchemaModel) => Plan | undefined): Plan | undefined {
  const members = schema.properties.flatMap((property): [string, Plan][] => {
    // What only the server sets is converted where it is sent, too: it comes along in a copy of what was read.
    const isUntyped = isInherited(property) && !property.required;
    const plan = isUntyped ? undefined : next(property.schema);
    return plan ? [[property.name, plan]] : [];
  });
  const others = typeof schema.additional === "boolean" ? undefined : next(schema.additional);
  // The type of an index signature is that of every property, which is not what is converted.
  if (others && schema.properties.length > 0) return undefined;
  return members.length > 0 || others ? { kind: "object", members, others } : undefined;
}

/** The alternatives of a union, those of unions in it included. */
const membersOf = (schema: SchemaModel): readonly SchemaModel[] =>
  schema.kind === "union" || schema.kind === "one-of" ? schema.members.flatMap(membersOf) : [schema];

function either(plans: readonly (Plan | undefined)[]): Plan | undefined {
  const members = plans.filter((plan) => plan !== undefined);
  return members.length > 1 ? { kind: "either", members } : members[0];
}
