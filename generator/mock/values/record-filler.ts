import type { Faker } from "@faker-js/faker";
import { isRecord, own } from "../../load/pointer.js";
import type { ArraySchema, JsonPrimitive, SchemaModel, StringSchema } from "../../model/model.js";
import type { BodyChecker } from "../body-checker.js";
import { uuidOf } from "../digest.js";
import { propertiesOf } from "../envelope.js";
import { flatName } from "../names.js";
import type { Projection } from "../projection.js";
import { type Chance, chanceOf } from "./chance.js";
import { inFormat, isMoment, momentNamed, type Timeline, timelineOf } from "./dates.js";
import { numberNamed } from "./numbers.js";
import { type Subject, subjectAs, subjectOf } from "./subject.js";
import { shortened, textsFor } from "./texts.js";

/** One member to be filled. */
export interface Member {
  readonly kind: string;
  readonly key: readonly string[];
  readonly index: number;
  readonly count: number;
  /** What the document gives for it, as a sample of its schemas. */
  readonly sample: unknown;
  /** The same without the document's own examples: what differs is an example, and stays. */
  readonly bare: unknown;
  /** What its views say about a field; a value must suit all of them. */
  schemasOf(field: string): readonly SchemaModel[];
  /** A key for a field that refers to another record; `undefined` for other fields. */
  reference(field: string, schema: SchemaModel, chance: Chance): unknown;
}

/** Where a value stands in a record. */
interface Place {
  readonly name: string;
  readonly path: string;
  readonly member: Member;
  readonly subject: Subject;
  readonly timeline: Timeline;
}

// A record nests as deep as its sample; what lies below this stays as sampled.
const DEPTH = 6;

/** Replaces what a sampler made up by values that could be somebody's. The same seed and key, the same values. */
export class RecordFiller {
  readonly #faker: Faker;
  readonly #seed: string;
  readonly #projection: Projection;
  readonly #checker: BodyChecker;
  readonly #now: number;

  /** @param now Milliseconds since 1970: no record was changed after it. */
  constructor(faker: Faker, seed: string, projection: Projection, checker: BodyChecker, now: number) {
    this.#faker = faker;
    this.#seed = seed;
    this.#projection = projection;
    this.#checker = checker;
    this.#now = now;
  }

  fill(member: Member): unknown {
    const { kind, index, sample, bare } = member;
    if (!isRecord(sample)) return sample;
    const subject = subjectOf(this.#faker, this.#partsOf(member), kind, index);
    const place = { member, subject, timeline: this.timeline(member) };
    return Object.fromEntries(
      Object.entries(sample).map(([name, value]) => {
        const schemas = member.schemasOf(name);
        const [first] = schemas;
        if (first === undefined) return [name, value];
        const made = this.#value(first, value, own(bare, name), { ...place, name, path: name }, 0);
        return [name, schemas.every((schema) => this.#checker.accepts(schema, made)) ? made : value];
      }),
    );
  }

  /** When a member was made and last changed. */
  timeline(member: Member): Timeline {
    const chance = chanceOf(this.#faker, ...this.#partsOf(member), "timeline");
    return timelineOf(this.#now, member.index, member.count, chance);
  }

  #partsOf({ kind, key }: Member): readonly string[] {
    return [this.#seed, kind, ...key];
  }

  #value(schema: SchemaModel, sample: unknown, bare: unknown, place: Place, depth: number): unknown {
    const node = this.#projection.resolve(schema);
    if (depth > DEPTH) return sample;
    const chance = chanceOf(this.#faker, ...place.subject.parts, place.path);
    const reference = place.member.reference(place.name, schema, chance);
    if (reference !== undefined && !isRecord(sample)) return reference;
    if (isRecord(sample)) {
      const object = this.#object(schema, sample, bare, this.#within(place), depth);
      return isRecord(reference) ? { ...object, ...reference } : object;
    }
    // What is an example of the document stays.
    if (!Array.isArray(sample) && JSON.stringify(sample) !== JSON.stringify(bare)) return sample;
    switch (node.kind) {
      case "union":
      case "one-of": {
        const others = node.members.filter(({ kind }) => kind !== "null");
        const fit = others.find((member) => this.#checker.accepts(member, sample)) ?? others[0];
        if (others.length < node.members.length && this.#isRatherNull(place.name)) return null;
        return fit ? this.#value(fit, sample ?? undefined, bare ?? undefined, place, depth + 1) : sample;
      }
      case "enum":
        return this.#oneOf(node.values, sample, chance);
      case "boolean":
        return chance.fraction < likelihood(place.name);
      case "number":
        return this.#accepted(schema, [numberNamed(place.name, node, chance, place.subject.index)], sample);
      case "string":
        return this.#accepted(schema, this.#texts(node, sample, place, chance), sample);
      case "array":
        return Array.isArray(sample) ? this.#array(node, sample, bare, place, depth) : sample;
      default:
        return sample;
    }
  }

  /** What lies in a record is about somebody else: a `contact` has a name of its own. */
  #within(place: Place): Place {
    const { subject, name, path } = place;
    return { ...place, subject: subjectOf(this.#faker, [...subject.parts, path], name, subject.index) };
  }

  #object(
    schema: SchemaModel,
    sample: Readonly<Record<string, unknown>>,
    bare: unknown,
    place: Place,
    depth: number,
  ): Readonly<Record<string, unknown>> {
    const properties = new Map(propertiesOf(this.#projection, schema).map((one) => [one.name, one.schema]));
    // The sampler's names for the entries of a map say nothing.
    if (properties.size === 0 && JSON.stringify(sample) === JSON.stringify(bare) && this.#checker.accepts(schema, {}))
      return {};
    return Object.fromEntries(
      Object.entries(sample).map(([name, value]) => {
        const property = properties.get(name);
        const inside = { ...place, name, path: `${place.path}/${name}` };
        return [name, property ? this.#value(property, value, own(bare, name), inside, depth + 1) : value];
      }),
    );
  }

  /** One to three items, each made from the sample's first. */
  #array(schema: ArraySchema, sample: readonly unknown[], bare: unknown, place: Place, depth: number): unknown {
    const [model] = sample;
    const models = Array.isArray(bare) ? (bare as unknown[]) : [];
    if (model === undefined || schema.prefix.length > 0 || sample.length !== models.length) return sample;
    const { minItems = 0, maxItems = Infinity } = schema;
    const { between } = chanceOf(this.#faker, ...place.subject.parts, place.path, "length");
    const length = Math.min(Math.max(between(1, 3), minItems), maxItems);
    const items = Array.from({ length }, (_, index) => {
      const path = `${place.path}/${index}`;
      const subject = subjectAs(place.subject, { index });
      const item = this.#value(schema.items, model, models[0], { ...place, subject, path }, depth + 1);
      return isRecord(item) ? this.#numbered(schema.items, item, [...place.subject.parts, path], index) : item;
    });
    const texts = items.map((item) => JSON.stringify(item));
    return items.filter((_, index) => texts.indexOf(texts[index]!) === index);
  }

  /** Items that have an id have different ones. */
  #numbered(
    schema: SchemaModel,
    item: Readonly<Record<string, unknown>>,
    parts: readonly string[],
    index: number,
  ): unknown {
    const id = propertiesOf(this.#projection, schema).find(({ name }) => /^(id|uuid|pk)$/i.test(name));
    if (!id || own(item, id.name) === undefined) return item;
    return {
      ...item,
      [id.name]: this.#accepted(id.schema, [index + 1, uuidOf(...parts), String(index + 1)], own(item, id.name)),
    };
  }

  #texts(schema: StringSchema, sample: unknown, place: Place, chance: Chance): unknown[] {
    const { format, pattern, minLength = 0, maxLength = Infinity } = schema;
    if (isMoment(format)) return [inFormat(format, momentNamed(place.name, place.timeline, chance), sample)];
    if (format === "uuid") return [uuidOf(...place.subject.parts, place.path)];
    if (format === "binary" || format === "byte") return [];
    const sized = textsFor(place.name, format, chance, place.subject).flatMap((text) => {
      const long = text.length < minLength ? text.padEnd(minLength, ` ${text}`) : text;
      return [long, ...(format === undefined || format === "" ? [shortened(long, maxLength)] : [])];
    });
    return pattern === undefined ? sized : [...sized, ...fromPattern(pattern, chance)];
  }

  #oneOf(values: readonly JsonPrimitive[], sample: unknown, { pick }: Chance): unknown {
    const others = values.filter((value) => value !== null);
    return others.length === 0 ? sample : pick(others);
  }

  #accepted(schema: SchemaModel, candidates: readonly unknown[], otherwise: unknown): unknown {
    const found = candidates.find((one) => this.#checker.accepts(schema, one));
    return found === undefined ? otherwise : found;
  }

  /** What did not happen to most records. */
  #isRatherNull(name: string): boolean {
    return /^(deleted|archived|cancell?ed|rejected|closed|suspended|revoked|banned|void(ed)?)/.test(flatName(name));
  }
}

/** How likely a flag of this name is set. */
function likelihood(name: string): number {
  const flat = flatName(name).replace(/^(is|has)/, "");
  if (/^(active|enabled|verified|valid|available|visible|public|billable|current)/.test(flat)) return 0.9;
  if (
    /(deleted|archived|disabled|blocked|cancell?ed|hidden|locked|staff|superuser|admin|test|draft|internal)/.test(flat)
  )
    return 0.1;
  return 0.5;
}

/** A text of a pattern, as far as faker's patterns go; the schema decides whether it is one. */
function fromPattern(pattern: string, { faker }: Chance): string[] {
  if (pattern.length > 100 || /\(\?|\\[pbB]|\{\d{3,}|,\d{3,}\}/.test(pattern)) return [];
  // To faker a backslash is itself.
  const plain = pattern
    .replace(/^\^|\$$/g, "")
    .replaceAll("\\d", "[0-9]")
    .replaceAll("\\w", "[a-z]")
    .replaceAll("\\s", " ")
    .replace(/\\([^A-Za-z0-9\]])/g, "[$1]");
  return [faker.helpers.fromRegExp(plain)];
}
