/** Random instances of a JSON Schema: valid ones as far as this can tell, and the same with one thing changed. */
import * as fc from "fast-check";
import { isRecord, type JsonObject, own } from "../../../generator/load/pointer.js";
import { ABSENT, change, toObject } from "./changes.js";
import type { JsonSchema } from "./json-schema.js";

type Definitions = Readonly<Record<string, JsonSchema>>;

/** Beyond this depth only required properties are made, and beyond the next nothing is. */
const SHALLOW = 3;
const DEEPEST = 9;
/** What a `$ref` or a part of an allOf counts for: no level of the instance, but no endless walk either. */
const HOP = 1 / 8;

const texts: Readonly<Record<string, readonly string[]>> = {
  "date-time": ["2024-02-29T12:30:00Z", "2020-01-01T00:00:00.125+02:00"],
  date: ["2024-02-29", "2020-12-31"],
  uuid: ["123e4567-e89b-12d3-a456-426614174000", "00000000-0000-0000-0000-000000000001"],
  uri: ["https://example.com/a?b=c#d", "urn:a:b"],
  email: ["a.b+c@example.org", "a@b.co"],
  byte: ["", "YQ==", "YWJj"],
  ipv4: ["192.0.2.1"],
  ipv6: ["2001:db8::1", "::1"],
};
const almost: Readonly<Record<string, readonly string[]>> = {
  "date-time": ["2024-02-29", "2024-02-30T12:30:00Z", "2024-02-29T12:30:00"],
  date: ["2023-02-29", "2024-1-1", "2024-02-29T12:30:00Z"],
  uuid: ["123e4567", "123e4567e89b12d3a456426614174000", "g23e4567-e89b-12d3-a456-426614174000"],
  uri: ["no uri", "/a/b", "//host/path"],
  email: ["nobody", "a@b@c.org", "@b.co"],
  byte: ["!", "YQ", "YQ="],
  ipv4: ["192.0.2", "192.0.2.256"],
  ipv6: ["2001", "1::2::3"],
};
/** Now and then something else: often enough to be seen, seldom enough for large instances to be valid. */
const mostly = (usual: fc.Arbitrary<unknown>, other: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ arbitrary: usual, weight: 19 }, { arbitrary: other, weight: 1 });

/** Draws from one of several without building the others. */
class Lazy<T> extends fc.Arbitrary<T> {
  readonly #build: () => fc.Arbitrary<T>;
  #built: fc.Arbitrary<T> | undefined;
  constructor(build: () => fc.Arbitrary<T>) {
    super();
    this.#build = build;
  }
  get #inner(): fc.Arbitrary<T> {
    return (this.#built ??= this.#build());
  }
  override generate(random: fc.Random, bias: number | undefined): fc.Value<T> {
    return this.#inner.generate(random, bias);
  }
  override canShrinkWithoutContext(value: unknown): value is T {
    return this.#inner.canShrinkWithoutContext(value);
  }
  override shrink(value: T, context: unknown): fc.Stream<fc.Value<T>> {
    return this.#inner.shrink(value, context);
  }
}

export class InstanceMaker {
  readonly #definitions: Definitions;
  readonly #known = new Map<object, Map<number, fc.Arbitrary<unknown>>>();

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  /** Instances of the schema: four in ten as they should be, the others with one change. */
  instances(ref: string): fc.Arbitrary<unknown> {
    const valid = this.#of({ $ref: ref }, 0);
    const changed = fc.tuple(valid, change).map(([instance, apply]) => apply(instance));
    return fc.oneof({ arbitrary: valid, weight: 4 }, { arbitrary: changed, weight: 6 });
  }

  #of(schema: unknown, depth: number): fc.Arbitrary<unknown> {
    if (!isRecord(schema))
      return schema === false ? fc.constant(null) : fc.constantFrom<unknown>("any", 7, null, { any: 1 }, ["any"]);
    if (depth > DEEPEST) return fc.constant(null);
    const byDepth = this.#known.get(schema) ?? new Map<number, fc.Arbitrary<unknown>>();
    this.#known.set(schema, byDepth);
    const known = byDepth.get(depth) ?? new Lazy(() => this.#build(schema, depth));
    byDepth.set(depth, known);
    return known;
  }

  #build(schema: JsonObject, depth: number): fc.Arbitrary<unknown> {
    if (Object.hasOwn(schema, "const")) return fc.constant(schema["const"]);
    if (own(schema, "blob") === true) return fc.constantFrom<unknown>(new Blob(["a"]), "text");
    const values = own(schema, "enum");
    if (Array.isArray(values) && values.length > 0) return fc.constantFrom<unknown>(...(values as unknown[]));
    const parts: fc.Arbitrary<unknown>[] = [];
    const ref = own(schema, "$ref");
    if (typeof ref === "string") parts.push(this.#of(this.#definitions[ref], depth + HOP));
    // A part that only describes has no say in the value.
    for (const member of list(schema, "allOf").filter((one) => !isRecord(one) || Object.keys(one).length > 0))
      parts.push(this.#of(member, depth + HOP));
    for (const keyword of ["anyOf", "oneOf"]) {
      const members = list(schema, keyword);
      // null is often the other half of a nullable: seldom enough to see what stands beside it.
      if (members.length > 0)
        parts.push(
          fc.oneof(
            ...members.map((member) => ({
              arbitrary: this.#of(member, depth + HOP),
              weight: own(member, "type") === "null" ? 1 : 3,
            })),
          ),
        );
    }
    const types = typesOf(schema);
    if (types.length > 0) parts.push(fc.oneof(...types.map((type) => this.#ofType(schema, type, depth))));
    if (parts.length === 0) return fc.constantFrom<unknown>("any", 7, null, {}, ["any"]);
    return parts.length === 1 ? parts[0]! : fc.tuple(...parts).map((made) => made.reduce(merge));
  }

  #ofType(schema: JsonObject, type: string, depth: number): fc.Arbitrary<unknown> {
    switch (type) {
      case "object":
        return this.#object(schema, depth);
      case "array": {
        const least = Number(own(schema, "minItems") ?? 0);
        const prefix = list(schema, "prefixItems").map((item) => this.#of(item, depth + 1));
        const most = Math.min(Number(own(schema, "maxItems") ?? least + 3), least + 3);
        const rest =
          depth > SHALLOW && least === 0
            ? fc.constant([])
            : fc.array(this.#of(own(schema, "items") ?? true, depth + 1), {
                minLength: Math.max(0, least - prefix.length),
                maxLength: Math.max(least, most),
              });
        return prefix.length === 0
          ? rest
          : fc
              .tuple(fc.tuple(...prefix), rest, fc.nat(prefix.length))
              .map(([first, more, cut]) => [...first.slice(0, first.length - (more.length > 0 ? 0 : cut)), ...more]);
      }
      case "string":
        return stringOf(schema);
      case "integer":
      case "number":
        return numberOf(schema, type === "integer");
      case "boolean":
        return fc.boolean();
      default:
        return fc.constant(null);
    }
  }

  #object(schema: JsonObject, depth: number): fc.Arbitrary<unknown> {
    const properties = own(schema, "properties");
    const required = list(schema, "required").map(String);
    const declared = isRecord(properties) ? Object.keys(properties) : [];
    const names = [...new Set([...declared, ...required])].filter(
      (name) => required.includes(name) || depth <= SHALLOW,
    );
    const additional = own(schema, "additionalProperties");
    const members = names.map((name): fc.Arbitrary<[string, unknown]> => {
      const value = this.#of(
        declared.includes(name) ? (properties as JsonObject)[name] : isRecord(additional) ? additional : true,
        depth + 1,
      );
      return (
        required.includes(name)
          ? value
          : fc.oneof({ arbitrary: value, weight: depth === 0 ? 2 : 1 }, { arbitrary: fc.constant(ABSENT), weight: 1 })
      ).map((made) => [name, made]);
    });
    const extra =
      isRecord(additional) && depth <= SHALLOW
        ? fc.array(fc.tuple(fc.constantFrom("extra", "10", "x-y"), this.#of(additional, depth + 1)), { maxLength: 2 })
        : fc.constant([]);
    return fc.tuple(fc.tuple(...members), extra).map(([entries, more]) => toObject([...entries, ...more]));
  }
}

const list = (schema: unknown, keyword: string): readonly unknown[] => {
  const value = own(schema, keyword);
  return Array.isArray(value) ? (value as unknown[]) : [];
};

function typesOf(schema: JsonObject): string[] {
  const type = own(schema, "type");
  if (typeof type === "string") return [type];
  if (Array.isArray(type)) return type.map(String);
  if (
    ["properties", "required", "additionalProperties", "patternProperties", "minProperties"].some(
      (keyword) => own(schema, keyword) !== undefined,
    )
  )
    return ["object"];
  return own(schema, "items") === undefined ? [] : ["array"];
}

function stringOf(schema: JsonObject): fc.Arbitrary<unknown> {
  const format = String(own(schema, "format"));
  const least = Number(own(schema, "minLength") ?? 0);
  const most = Number(own(schema, "maxLength") ?? least + 12);
  const pattern = own(schema, "pattern");
  const plain = fc.string({
    minLength: least,
    maxLength: Math.min(most, least + 12),
    unit: fc.constantFrom(..."abcXYZ019-_ .", "\u00e9", "\u{1F600}"),
  });
  if (texts[format]) return mostly(fc.constantFrom(...texts[format]), fc.constantFrom(...almost[format]!));
  if (typeof pattern !== "string") return plain;
  try {
    const matching = fc.stringMatching(new RegExp(pattern, "u"));
    fc.sample(matching, { numRuns: 1, seed: 1 });
    return mostly(matching, plain);
  } catch {
    return fc.oneof(
      plain,
      fc.constantFrom("abc", "123", "a-b", "a_b", "en", "1.0", "application/json", "+441234567890"),
    );
  }
}

function numberOf(schema: JsonObject, integer: boolean): fc.Arbitrary<unknown> {
  const lower = Number(own(schema, "minimum") ?? own(schema, "exclusiveMinimum") ?? -5);
  const upper = Number(own(schema, "maximum") ?? own(schema, "exclusiveMaximum") ?? Math.max(lower, 0) + 100);
  const step = Number(own(schema, "multipleOf") ?? (integer ? 1 : 0.25));
  const within = fc.nat(60).map((steps) => Number((Math.ceil(lower / step) * step + steps * step).toFixed(9)));
  return mostly(within, fc.constantFrom(lower, upper, lower - step, upper + step));
}

/** Parts of an allOf describe one value: objects grow together, otherwise what says most stays. */
function merge(left: unknown, right: unknown): unknown {
  return isRecord(left) && isRecord(right) && !(left instanceof Blob)
    ? toObject([
        ...Object.entries(left),
        ...Object.entries(right).map(([name, value]): [string, unknown] => [
          name,
          Object.hasOwn(left, name) ? merge(left[name], value) : value,
        ]),
      ])
    : (right ?? left);
}
