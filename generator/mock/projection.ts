import { isRecord, type JsonObject, own } from "../load/pointer.js";
import type { Identifier } from "../model/identifiers.js";
import type { ArraySchema, ObjectSchema, PropertyModel, SchemaModel } from "../model/model.js";
import type { EngineModel } from "./mock-data.js";
import { numberFor, stringFor } from "./scalars.js";
import type { BodyChecker } from "./body-checker.js";

// A schema may nest without end, and branch at every step: what lies beyond is left as it is.
const MOST = { depth: 14, nodes: 20_000, items: 20 } as const;

interface Walk {
  nodes: number;
}

/**
 * Shapes values to schemas: one stored object has several representations, and a sample may miss what its
 * schema asks for. Candidates are tried in order, field by field; what none of them has is made up.
 */
export class Projection {
  readonly #named: ReadonlyMap<Identifier, SchemaModel>;
  readonly #checker: BodyChecker;
  readonly #whole = new WeakMap<readonly SchemaModel[], ObjectSchema | undefined>();

  constructor(model: EngineModel, checker: BodyChecker) {
    this.#named = new Map(model.schemas.map(({ name, schema }) => [name, schema]));
    this.#checker = checker;
  }

  /** A value that may be read where `schema` stands. */
  shape(schema: SchemaModel, candidates: readonly unknown[]): unknown {
    return this.#project(schema, candidates, true, 0, { nodes: 0 });
  }

  /** What a name stands for; a reference to a reference ends somewhere. */
  resolve(schema: SchemaModel): SchemaModel {
    let current = schema;
    for (let hops = 0; current.kind === "reference" && hops < 20; hops++)
      current = this.#named.get(current.name) ?? { kind: "any" };
    return current;
  }

  /** `undefined` where no candidate suits and nothing must be there. */
  #project(schema: SchemaModel, candidates: readonly unknown[], must: boolean, depth: number, walk: Walk): unknown {
    const given = candidates.filter((one) => one !== undefined);
    if (depth > MOST.depth || ++walk.nodes > MOST.nodes) return given[0];
    const fitting = (): unknown => given.find((one) => this.#checker.accepts(schema, one));
    switch (schema.kind) {
      case "reference":
        return this.#project(this.resolve(schema), given, must, depth + 1, walk);
      case "any":
      case "not":
        return given[0] ?? (must ? {} : given[0]);
      case "never":
        return undefined;
      case "null":
        return must || given.includes(null) ? null : undefined;
      case "boolean":
        return given.find((one) => typeof one === "boolean") ?? (must ? true : undefined);
      case "enum":
        return given.find((one) => schema.values.includes(one as string)) ?? (must ? schema.values[0] : undefined);
      case "string":
        return fitting() ?? (must ? stringFor(schema, (text) => this.#checker.accepts(schema, text)) : undefined);
      case "number":
        return fitting() ?? (must ? numberFor(schema, (one) => this.#checker.accepts(schema, one)) : undefined);
      case "array":
        return this.#array(schema, given, must, depth, walk);
      case "object":
        return this.#object(schema, given, must, depth, walk);
      case "union":
      case "one-of":
        return this.#alternative(schema, given, must, depth, walk);
      case "intersection":
        return this.#intersection(schema.members, given, must, depth, walk);
    }
  }

  #array(schema: ArraySchema, given: readonly unknown[], must: boolean, depth: number, walk: Walk): unknown {
    const [first, ...others] = given.filter((one): one is unknown[] => Array.isArray(one));
    if (first === undefined && !must) return undefined;
    const models = others[0] ?? first ?? [];
    const least = Math.min(Math.max(schema.minItems ?? 0, 0), MOST.items);
    const length = Math.min(Math.max(first?.length ?? 0, least), schema.maxItems ?? Infinity);
    const items: unknown[] = [];
    for (let index = 0; index < length; index++) {
      const item = schema.prefix[index] ?? schema.items;
      const isGiven = index < (first?.length ?? 0);
      const made = this.#project(item, isGiven ? [first![index], models[0]] : [models[0]], true, depth + 1, walk);
      if (made !== undefined) items.push(made);
    }
    if (!schema.uniqueItems) return items;
    const texts = items.map((item) => JSON.stringify(item));
    return items.filter((_, index) => texts.indexOf(texts[index]!) === index);
  }

  #object(schema: ObjectSchema, given: readonly unknown[], must: boolean, depth: number, walk: Walk): unknown {
    const objects = given.filter(isRecord);
    if (objects.length === 0 && !must) return undefined;
    const made: JsonObject = {};
    const put = (name: string, value: unknown): void => {
      if (value !== undefined)
        Object.defineProperty(made, name, { value, enumerable: true, writable: true, configurable: true });
    };
    for (const property of schema.properties) {
      if (property.writeOnly) continue;
      const values = objects.map((one) => own(one, property.name));
      put(property.name, this.#project(property.schema, values, property.required, depth + 1, walk));
    }
    for (const { name, writeOnly } of schema.alsoRequired)
      if (!writeOnly) put(name, objects.map((one) => own(one, name)).find((value) => value !== undefined) ?? {});
    // A map, or an object that the document says nothing about: as it was given.
    const { additional, properties } = schema;
    if (additional !== false && (properties.length === 0 || schema.open)) {
      const known = new Set(properties.map(({ name }) => name));
      for (const [name, value] of Object.entries(objects[0] ?? {})) {
        if (known.has(name) || name === "__proto__") continue;
        put(name, additional === true ? value : this.#project(additional, [value], false, depth + 1, walk));
      }
    }
    return made;
  }

  /** Made by the first member that takes a candidate as it is, else by the first that the whole accepts. */
  #alternative(
    schema: Extract<SchemaModel, { kind: "union" | "one-of" }>,
    given: readonly unknown[],
    must: boolean,
    depth: number,
    walk: Walk,
  ): unknown {
    const { members } = schema;
    const attempts: (() => unknown)[] = given.flatMap((candidate) => {
      const fit = members.find((member) => this.#checker.accepts(member, candidate));
      return fit ? [() => this.#project(fit, [candidate, ...given], must, depth + 1, walk)] : [];
    });
    for (const made of must ? [false, true] : [false])
      attempts.push(...members.map((member) => () => this.#project(member, given, made, depth + 1, walk)));
    if (must) attempts.push(...members.map((member) => () => this.#project(member, [], true, depth + 1, walk)));
    let first: unknown;
    for (const attempt of attempts) {
      const made = attempt();
      if (made !== undefined && this.#checker.accepts(schema, made)) return made;
      first ??= made;
    }
    return must ? first : undefined;
  }

  /** Objects are made of all members together; anything else must please each of them. */
  #intersection(
    members: readonly SchemaModel[],
    given: readonly unknown[],
    must: boolean,
    depth: number,
    walk: Walk,
  ): unknown {
    const whole = this.#combined(members);
    if (whole) return this.#object(whole, given, must, depth, walk);
    const parts = members.map((member) => this.#project(member, given, must, depth + 1, walk));
    const pleases = (value: unknown): boolean => members.every((member) => this.#checker.accepts(member, value));
    const merged = parts.every(isRecord) ? [Object.assign({}, ...parts) as unknown] : [];
    return (
      [...given, ...merged, ...parts].find((value) => value !== undefined && pleases(value)) ?? merged[0] ?? parts[0]
    );
  }

  /** Objects that must all hold, as one: what several of them say about a property holds for it together. */
  #combined(members: readonly SchemaModel[]): ObjectSchema | undefined {
    if (this.#whole.has(members)) return this.#whole.get(members);
    const objects = this.#objects(members, 0);
    const byName = new Map<string, PropertyModel>();
    for (const property of objects?.flatMap(({ properties }) => properties) ?? []) {
      const other = byName.get(property.name);
      byName.set(property.name, other ? together(other, property) : property);
    }
    const whole = objects && {
      kind: "object" as const,
      properties: [...byName.values()],
      alsoRequired: objects.flatMap(({ alsoRequired }) => alsoRequired).filter(({ name }) => !byName.has(name)),
      additional: objects.find(({ additional }) => additional !== true)?.additional ?? true,
      open: objects.some(({ open }) => open),
      minProperties: undefined,
      maxProperties: undefined,
    };
    for (const { name } of objects?.flatMap(({ alsoRequired }) => alsoRequired) ?? []) {
      const property = whole!.properties.findIndex((one) => one.name === name);
      if (property >= 0) whole!.properties[property] = { ...whole!.properties[property]!, required: true };
    }
    this.#whole.set(members, whole);
    return whole;
  }

  /** The members, when each is an object; `undefined` when one is something else. */
  #objects(members: readonly SchemaModel[], depth: number): ObjectSchema[] | undefined {
    const found: ObjectSchema[] = [];
    for (const member of members) {
      const node = this.resolve(member);
      const inner = node.kind === "intersection" && depth < 8 ? this.#objects(node.members, depth + 1) : undefined;
      if (node.kind === "object") found.push(node);
      else if (inner) found.push(...inner);
      else return undefined;
    }
    return found;
  }
}

function together(a: PropertyModel, b: PropertyModel): PropertyModel {
  const same = JSON.stringify(a.schema) === JSON.stringify(b.schema) || b.schema.kind === "any";
  return {
    name: a.name,
    required: a.required || b.required,
    readOnly: a.readOnly || b.readOnly,
    writeOnly: a.writeOnly || b.writeOnly,
    schema: same
      ? a.schema
      : a.schema.kind === "any"
        ? b.schema
        : { kind: "intersection", members: [a.schema, b.schema] },
  };
}
