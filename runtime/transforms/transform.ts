/**
 * Between JSON and values of richer types, both ways. What a client returns, stores, compares and merges stays JSON
 * (docs/transforms.md): a page transforms where it shows a record, and back where it sends one.
 */

/** One part of a transform. What is not of its kind, such as null or a text that it does not know, passes unchanged. */
export interface Converter {
  /** @param at JSON Pointer of the value, for errors. @throws {RangeError} */
  readonly parse: (json: unknown, at: string) => unknown;
  /** @param at JSON Pointer of the value, for errors. @throws {RangeError} */
  readonly format: (value: unknown, at: string) => unknown;
}

/** Converts a whole body. Neither direction changes what it is given. */
export interface Transform<Json, Values> {
  /** @throws {RangeError} naming the place of a value that cannot be converted. */
  readonly parse: (json: Json) => Values;
  /**
   * What `parse` made and nobody changed has its text as it was, a fraction of a microsecond and an offset included.
   *
   * @throws {RangeError} naming the place of a value that cannot be converted.
   */
  readonly format: (values: Values) => Json;
}

/** A transform that others are made of, too. */
export interface NamedTransform<Json, Values> extends Transform<Json, Values> {
  readonly converter: () => Converter;
}

/** @param build Called when it is first used: schemas may refer to each other in a circle. */
export function transformOf<Json, Values>(build: () => Converter): NamedTransform<Json, Values> {
  let built: Converter | undefined;
  const converter = (): Converter => (built ??= build());
  return {
    converter,
    parse: (json) => converter().parse(json, "") as Values,
    format: (values) => converter().format(values, "") as Json,
  };
}

/** Another transform, where it is used; it is built when a value gets there. */
export const transformBy = ({ converter }: Pick<NamedTransform<never, unknown>, "converter">): Converter => ({
  parse: (json, at) => converter().parse(json, at),
  format: (value, at) => converter().format(value, at),
});

/** Properties by their names, and all others. */
export function objectOf(members: Readonly<Record<string, Converter>>, others?: Converter): Converter {
  const each = (direction: keyof Converter) => (value: unknown, at: string) => {
    if (!isObject(value)) return value;
    // A property may be called __proto__: it is defined, never assigned.
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => {
        const converter = Object.hasOwn(members, name) ? members[name] : others;
        return [name, converter ? converter[direction](member, `${at}/${escaped(name)}`) : member];
      }),
    );
  };
  return { parse: each("parse"), format: each("format") };
}

/** The first items by their places, and all others. */
export function listOf(items: Converter | undefined, places: readonly (Converter | undefined)[] = []): Converter {
  const each = (direction: keyof Converter) => (value: unknown, at: string) =>
    Array.isArray(value)
      ? (value as readonly unknown[]).map((item, index) => {
          const converter = index < places.length ? places[index] : items;
          return converter ? converter[direction](item, `${at}/${index}`) : item;
        })
      : value;
  return { parse: each("parse"), format: each("format") };
}

/** One of several, no two of which are of one kind of JSON: an object, an array, a text, a number. */
export const eitherOf = (...members: readonly Converter[]): Converter => ({
  parse: (json, at) => members.reduce((value, member) => member.parse(value, at), json),
  format: (value, at) => members.reduce((json, member) => member.format(json, at), value),
});

/** One of several objects, told by the value of one property; what has another value passes unchanged. */
export function variantsOf(property: string, variants: Readonly<Record<string, Converter>>): Converter {
  const each = (direction: keyof Converter) => (value: unknown, at: string) => {
    const name = isObject(value) && Object.hasOwn(value, property) ? value[property] : undefined;
    return typeof name === "string" && Object.hasOwn(variants, name) ? variants[name]![direction](value, at) : value;
  };
  return { parse: each("parse"), format: each("format") };
}

/** What JSON calls an object; a Date and its like have names of their own. */
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  Object.prototype.toString.call(value) === "[object Object]";

/** RFC 6901, 3. */
const escaped = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");
