import type { Identifier } from "../model/identifiers.js";
import type { ApiModel, ArraySchema, Mode, ObjectSchema, PropertyModel, SchemaModel } from "../model/model.js";
import { onceEach } from "../model/once-each.js";
import { literal, typeKey } from "./encode.js";
import { array, type Doc, lines, render, typeObject, unionMembers, unionType } from "./layout.js";
import { notesDoc } from "./notes.js";
import { isElsewhere, isInherited } from "./properties.js";

/** Prints a {@link SchemaModel} as a TypeScript type: the instances that the schema accepts, as far as a type can say it. */
export class SchemaTypes {
  readonly #named: ReadonlyMap<Identifier, SchemaModel>;
  readonly #writeNames: ReadonlyMap<Identifier, Identifier>;
  readonly #isObject = onceEach<SchemaModel, boolean>(false, (schema) => this.#findsObject(schema));
  readonly #local: (name: Identifier) => string;
  readonly #other: (schema: SchemaModel, mode: Mode) => Doc | undefined;

  /**
   * @param local What the file calls the type of that name.
   * @param other The types of schemas that are not printed as they are.
   */
  constructor(
    model: Pick<ApiModel, "schemas">,
    local: (name: Identifier) => string,
    other: (schema: SchemaModel, mode: Mode) => Doc | undefined = () => undefined,
  ) {
    this.#named = new Map(model.schemas.map(({ name, schema }) => [name, schema]));
    this.#writeNames = new Map(model.schemas.flatMap(({ name, writeName }) => (writeName ? [[name, writeName]] : [])));
    this.#local = local;
    this.#other = other;
  }

  print(schema: SchemaModel, mode: Mode): Doc {
    return this.#print(schema, mode, [], false);
  }

  /**
   * @param siblings What holds beside the schema: the other parts of an intersection.
   * @param operand Whether the type is one side of `&` or the items of `[]`.
   */
  #print(schema: SchemaModel, mode: Mode, siblings: readonly SchemaModel[], operand: boolean): Doc {
    const other = this.#other(schema, mode);
    if (other !== undefined) return other;
    switch (schema.kind) {
      case "any":
      case "not":
        return "unknown";
      case "never":
      case "null":
      case "boolean":
      case "number":
        return schema.kind;
      case "string":
        return mode === "upload" && schema.format === "binary" ? "Blob" : "string";
      case "enum":
        return either(
          schema.values.map((value) => literal(value)),
          operand,
        );
      case "reference":
        return this.#local(mode !== "read" ? (this.#writeNames.get(schema.name) ?? schema.name) : schema.name);
      case "array":
        return this.#array(schema, mode);
      case "object":
        return this.#object(schema, mode, siblings) ?? ANY_OBJECT;
      case "union":
      case "one-of":
        // Which one it is only the validator says: to a type, one of several is any of them.
        return either(
          schema.members.map((member) => this.#print(member, mode, siblings, false)),
          operand,
        );
      case "intersection":
        return this.#intersection(schema, mode, siblings, operand);
    }
  }

  #array({ items, prefix, minItems = 0, maxItems = Infinity }: ArraySchema, mode: Mode): Doc {
    if (prefix.length === 0) return [this.#print(items, mode, [], true), "[]"];
    const places = prefix
      .slice(0, maxItems)
      .map((item, index): Doc =>
        index < minItems ? this.#print(item, mode, [], false) : [this.#print(item, mode, [], true), "?"],
      );
    const rest = maxItems > prefix.length && items.kind !== "never";
    const all = rest ? [...places, ["...", this.#print(items, mode, [], true), "[]"]] : places;
    return array(all);
  }

  /** `undefined` for an object that says nothing: any object, or, beside others, no more than they say. */
  #object(schema: ObjectSchema, mode: Mode, siblings: readonly SchemaModel[]): Doc | undefined {
    // What other names are is known: one of the other direction, which may come along, is none of them.
    const properties = schema.properties.flatMap((property): PropertyModel[] => {
      if (!isElsewhere(property, mode)) return [property];
      return typeof schema.additional === "boolean" ? [] : [{ ...property, required: false }];
    });
    const types = properties.map((property): Doc => this.#propertyType(property, mode));
    const members = properties.map((property, index): Doc => {
      const optional = property.required ? "" : "?";
      const readonly = property.readOnly ? "readonly " : "";
      const member = [`${readonly}${typeKey(property.name)}${optional}: `, types[index]!];
      return lines([...notesDoc(property.notes), member]);
    });
    const { additional } = schema;
    const values = typeof additional === "boolean" ? undefined : this.#print(additional, mode, [], false);
    const others = schema.alsoRequired
      .filter((property) => !isElsewhere(property, mode))
      .flatMap(({ name }): Doc[] => {
        const found = this.#find(name, siblings);
        if (found?.required) return [];
        // What holds of all other names holds of this one.
        const type = values ?? (found ? this.#print(found.schema, mode, [], false) : "unknown");
        return [[`${typeKey(name)}: `, type]];
      });
    const isEmpty = members.length + others.length === 0;
    if (isEmpty && additional === true && !(schema.open && siblings.length > 0)) return undefined;
    if (isEmpty && additional === false) return siblings.length > 0 ? undefined : index("never");
    const open = additional === true ? schema.open || isEmpty : additional !== false;
    if (!open) return typeObject([...members, ...others]);
    // The type of an index signature is that of every property, too.
    const optional = properties.some(({ required }) => !required);
    const known = [...types, ...(optional ? ["undefined"] : [])];
    const signature = values === undefined ? "unknown" : isEmpty ? values : indexType(values, known);
    return typeObject([...members, ...others, ["[key: string]: ", signature]]);
  }

  #propertyType(property: PropertyModel, mode: Mode): Doc {
    // Every object has a `constructor` and a `toString`: one that need not be there is not told from those.
    return isInherited(property) && !property.required ? "unknown" : this.#print(property.schema, mode, [], false);
  }

  #intersection(
    { members: written }: Extract<SchemaModel, { kind: "intersection" }>,
    mode: Mode,
    siblings: readonly SchemaModel[],
    operand: boolean,
  ): Doc {
    const members = written.flatMap((member) => (member.kind === "intersection" ? member.members : [member]));
    const parts = members.flatMap((member): Doc[] => {
      const others = [...siblings, ...members.filter((one) => one !== member)];
      if (member.kind !== "object") return [this.#print(member, mode, others, true)];
      const part = this.#object(member, mode, others);
      if (part !== undefined) return [part];
      // "An object" need not be said beside what is one.
      return others.some((one) => this.#isObject(one)) ? [] : [ANY_OBJECT];
    });
    const telling = distinct(parts).filter((part) => part !== "unknown");
    if (telling.length === 0) return parts.length === 0 ? ANY_OBJECT : "unknown";
    if (telling.includes("never")) return "never";
    const whole = telling.flatMap((part, index): Doc[] => (index === 0 ? [part] : [" & ", part]));
    return operand && telling.length > 1 ? ["(", ...whole, ")"] : whole;
  }

  /** The property that another part of the object has under this name. */
  #find(name: string, parts: readonly SchemaModel[], seen = new Set<SchemaModel>()): PropertyModel | undefined {
    let found: PropertyModel | undefined;
    for (const part of parts) {
      if (seen.has(part)) continue;
      seen.add(part);
      const below =
        part.kind === "object"
          ? part.properties.find((property) => property.name === name)
          : part.kind === "intersection"
            ? this.#find(name, part.members, seen)
            : part.kind === "reference"
              ? this.#find(name, [this.#named.get(part.name) ?? { kind: "any" }], seen)
              : undefined;
      if (below?.required) return below;
      found ??= below;
    }
    return found;
  }

  #findsObject(schema: SchemaModel): boolean {
    switch (schema.kind) {
      case "object":
        return schema.properties.length + schema.alsoRequired.length > 0 || typeof schema.additional !== "boolean";
      case "reference": {
        const target = this.#named.get(schema.name);
        return target !== undefined && (target.kind === "object" || this.#isObject(target));
      }
      case "intersection":
        return schema.members.some(this.#isObject);
      case "union":
      case "one-of":
        return schema.members.every(this.#isObject);
      default:
        return false;
    }
  }
}

const index = (values: Doc): Doc => typeObject([["[key: string]: ", values]]);
const ANY_OBJECT = index("unknown");

// Longer ones would be written twice at each level, and say little of what other properties are.
const SHORT = 120;

/** The type of an index signature beside properties: it must be theirs, too. */
function indexType(values: Doc, known: readonly Doc[]): Doc {
  const all = [values, ...known];
  const isShort = (one: Doc): boolean => {
    const text = render(one);
    return text.length <= SHORT && !text.includes("\n");
  };
  return all.every(isShort) ? either(all) : "unknown";
}

/** Docs that print differently. */
function distinct(docs: readonly Doc[]): Doc[] {
  if (docs.length < 2) return [...docs];
  const found = new Map<string, Doc>();
  for (const doc of docs) {
    const text = typeof doc === "string" ? doc : render(doc);
    if (!found.has(text)) found.set(text, typeof doc === "string" ? doc : /^\w+$/.test(text) ? text : doc);
  }
  return [...found.values()];
}

/** `A | B | null`: each once, null at the end. */
function either(members: readonly Doc[], operand = false): Doc {
  const all = distinct(members.flatMap(unionMembers)).filter((member) => member !== "never");
  if (all.includes("unknown")) return "unknown";
  if (all.length === 0) return "never";
  return unionType([...all.filter((one) => one !== "null"), ...all.filter((one) => one === "null")], operand);
}
