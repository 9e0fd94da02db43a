import { own } from "../load/pointer.js";
import { slug } from "../model/identifiers.js";
import type { SchemaModel } from "../model/model.js";
import { list, text } from "../model/reader.js";
import { uuidOf } from "./digest.js";
import type { Kind } from "./kinds.js";
import type { Sampler } from "./sampler.js";

/** The values of a resource's key parameters, as they stand in a path. */
export type Key = readonly string[];

/** What keys of a kind look like. */
export type KeyForm = "integer" | "uuid" | "string";

/** What the path parameter says, else the field that holds the key. */
export function keyForm(parameter: unknown, field: SchemaModel | undefined): KeyForm {
  const type = own(parameter, "type");
  if (type === "integer" || type === "number") return "integer";
  if (/^(uuid|guid)$/i.test(text(own(parameter, "format")))) return "uuid";
  if (own(parameter, "pattern") !== undefined || own(parameter, "enum") !== undefined) return "string";
  if (field?.kind === "number") return "integer";
  return field?.kind === "string" && field.format === "uuid" ? "uuid" : "string";
}

/** Makes keys: the same seed, the same keys. */
export class Keys {
  readonly #seed: string;
  readonly #sampler: Sampler;

  constructor(seed: string, sampler: Sampler) {
    this.#seed = seed;
    this.#sampler = sampler;
  }

  /** The first keys of a kind below a prefix; fewer where the document allows fewer. */
  first(kind: Kind, prefix: Key, form: KeyForm, count: number): string[] {
    const schema = kind.type === "rows" ? undefined : kind.parameterSchemas.at(-1);
    const given = this.#given(schema);
    if (list(own(schema, "enum")).length > 0) return given.slice(0, count);
    if (own(schema, "pattern") !== undefined) return given.slice(0, 1);
    const made = Array.from({ length: count }, (_, index) => this.#make(kind, prefix, form, index + 1));
    return [...new Set([...given, ...made])].slice(0, count);
  }

  /** A key that none of `taken` is. */
  fresh(kind: Kind, prefix: Key, form: KeyForm, taken: ReadonlySet<string>): string {
    if (form === "integer") {
      const numbers = [...taken].map(Number).filter(Number.isSafeInteger);
      return String(numbers.reduce((most, one) => Math.max(most, one), 0) + 1);
    }
    for (let serial = taken.size + 1; ; serial++) {
      const key = this.#make(kind, prefix, form, serial);
      if (!taken.has(key)) return key;
    }
  }

  #make(kind: Kind, prefix: Key, form: KeyForm, serial: number): string {
    if (form === "integer") return String(serial);
    if (form === "uuid") return uuidOf(this.#seed, kind.name, ...prefix, String(serial));
    return `${slug(kind.name)}-${serial}`;
  }

  /** Values that the document itself gives: examples, and what an enumeration allows. */
  #given(schema: unknown): string[] {
    const scalar = (value: unknown): string[] =>
      (typeof value === "string" && value !== "") || typeof value === "number" ? [String(value)] : [];
    const values = list(own(schema, "enum")).flatMap(scalar);
    if (values.length > 0) return values;
    const example = own(schema, "example") ?? list(own(schema, "examples"))[0];
    if (example !== undefined) return scalar(example);
    return own(schema, "pattern") === undefined ? [] : scalar(this.#sampler.value(schema));
  }
}
