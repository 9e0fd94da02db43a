/** Random documents: schemas made of every construct that says something about a type, nested in each other. */
import * as fc from "fast-check";

type Schema = Record<string, unknown>;
type Dialect = "3.0.3" | "3.1.0";

const COMPONENTS = 24;
const names = ["a", "b", "kind", "first-name", "x"];

/** A document whose components are made by the grammar, as components by their names. */
export function schemas(dialect: Dialect): fc.Arbitrary<Record<string, Schema>> {
  return fc
    .tuple(...Array.from({ length: COMPONENTS }, (_, index) => component(dialect, index)))
    .map((all) => Object.fromEntries([["Base", BASE], ...all.map((schema, index) => [`S${index}`, schema] as const)]));
}

/** What references into the middle of a component lead to. */
const BASE: Schema = {
  type: "object",
  required: ["kind"],
  properties: {
    kind: { type: "string" },
    list: { type: "array", items: { type: "object", required: ["a"], properties: { a: { type: "integer" } } } },
    next: { type: "object", properties: { next: { $ref: "#/components/schemas/Base/properties/next" } } },
  },
};

const ref = (place: string): Schema => ({ $ref: `#/components/schemas/${place}` });
const inside = fc.constantFrom(ref("Base/properties/list/items"), ref("Base/properties/next"), ref("Base"));

/** @param index What stands for the schema itself may refer to earlier components only: later ones could lead back. */
function component(dialect: Dialect, index: number): fc.Arbitrary<Schema> {
  const anywhere = fc.nat(COMPONENTS - 1).map((one) => ref(`S${one}`));
  const earlier =
    index === 0
      ? inside
      : fc.oneof(
          fc.nat(index - 1).map((one) => ref(`S${one}`)),
          inside,
        );
  const is31 = dialect === "3.1.0";

  const scalar: fc.Arbitrary<Schema> = fc.constantFrom<Schema>(
    { type: "string" },
    { type: "string", minLength: 1 },
    { type: "string", format: "date-time" },
    { type: "integer", format: "int64" },
    { type: "number", minimum: 0 },
    { type: "boolean" },
    { type: "string", enum: ["cat", "dog"] },
    { enum: ["cat", 1, true, null] },
    {},
    { type: "object" },
    ...(is31
      ? [{ type: ["string", "null"] }, { type: ["integer", "boolean"] }, { const: "cat" }, { type: "null" }]
      : [
          { type: "string", nullable: true },
          { type: "string", nullable: true, enum: ["cat"] },
        ]),
  );

  /** @param here Whether the schema stands for the component itself, and not for something in it. */
  const schema = (depth: number, here: boolean): fc.Arbitrary<Schema> => {
    const reference = here ? earlier : fc.oneof(anywhere, inside);
    if (depth === 0) return fc.oneof(scalar, reference);
    const below = schema(depth - 1, false);
    const beside = schema(depth - 1, here);
    const object = objects(below);
    const array = fc.record({ type: fc.constant("array"), items: below });
    const tuple = fc.record({
      type: fc.constant("array"),
      prefixItems: fc.array(below, { minLength: 1, maxLength: 2 }),
      items: fc.oneof(below, fc.constant(false)),
      minItems: fc.nat(2),
    });
    const alternatives = fc.array(fc.oneof(object, scalar, reference, beside), { minLength: 1, maxLength: 3 });
    const onlyRequired = fc.subarray(names, { minLength: 1, maxLength: 2 }).map((required): Schema => ({ required }));
    const members = fc.tuple(fc.oneof(reference, object), fc.oneof(object, onlyRequired, reference));
    const composed: fc.Arbitrary<Schema>[] = [
      fc.record({ allOf: members }),
      fc.record({ anyOf: alternatives }),
      fc.record({ oneOf: alternatives }),
      fc
        .tuple(object, fc.array(fc.oneof(object, onlyRequired), { minLength: 2, maxLength: 2 }))
        .map(([whole, anyOf]): Schema => ({ ...whole, anyOf })),
      fc.tuple(object, members).map(([whole, allOf]): Schema => ({ ...whole, allOf })),
      ...(is31
        ? [fc.tuple(reference, object).map(([to, whole]): Schema => ({ ...whole, ...to }))]
        : [reference.map((to): Schema => ({ nullable: true, allOf: [to] }))]),
    ];
    return fc.oneof(scalar, reference, object, array, ...(is31 ? [tuple] : []), ...composed);
  };

  return schema(2, true);
}

/** Objects: some properties, some of them required, others closed, open or known by their schema. */
function objects(below: fc.Arbitrary<Schema>): fc.Arbitrary<Schema> {
  const flagged = fc.tuple(below, fc.constantFrom<Schema>({}, {}, {}, { readOnly: true }, { writeOnly: true }));
  const property = flagged.map(([schema, flag]): Schema => ("$ref" in schema ? schema : { ...schema, ...flag }));
  return fc
    .record({
      properties: fc.dictionary(fc.constantFrom(...names), property, { maxKeys: 3 }),
      required: fc.subarray(names, { maxLength: 2 }),
      additional: fc.oneof({ arbitrary: fc.constant(undefined), weight: 4 }, fc.boolean(), below),
    })
    .map(({ properties, required, additional }): Schema => {
      // A name that is required, and neither declared nor allowed, fits no instance.
      const known = additional === false ? required.filter((name) => Object.hasOwn(properties, name)) : required;
      return {
        type: "object",
        properties: { ...properties },
        ...(known.length > 0 && { required: known }),
        ...(additional !== undefined && { additionalProperties: additional }),
      };
    });
}
