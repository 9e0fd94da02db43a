/** Places in a JSON document: as typed paths, as patterns, and what callers say about them. */

/** What a path never goes into. */
export type Leaf =
  | string
  | number
  | bigint
  | boolean
  | symbol
  | null
  | undefined
  | Date
  | Blob
  | ((...args: never[]) => unknown);

/** A property or an index. */
export type Step = string | number;

/**
 * A place in a `T`, as names and indices: `["lines", 0, "quantity"]`; `[]` is the document itself. Typed two names
 * deep and open below, so that models which refer to each other stay cheap to check.
 */
export type Path<T> = readonly [] | PathsBelow<T, readonly [], []>;

/** The paths that go on from `Above`; `Names` counts the steps, so that a recursive type ends. */
export type PathsBelow<T, Above extends readonly Step[], Names extends readonly 0[]> = unknown extends T
  ? readonly [...Above, ...Step[]]
  : T extends Leaf
    ? never
    : Names["length"] extends 2
      ? readonly [...Above, ...Step[]]
      : T extends readonly (infer Item)[]
        ?
            | readonly [...Above, number]
            | (Item extends readonly unknown[]
                ? readonly [...Above, number, ...Step[]]
                : PathsBelow<Item, readonly [...Above, number], Names>)
        : {
            [Name in keyof T & string]-?:
              | readonly [...Above, Name]
              | PathsBelow<T[Name], readonly [...Above, Name], [...Names, 0]>;
          }[keyof T & string];

/**
 * Places in a `T`, as text: names joined by `/`, as in `"updated_at"`. A `*` stands for any item of an array or any
 * name; `~0` and `~1` are `~` and `/` in a name, as in a JSON pointer; `""` is the document itself, if it is an
 * array. Typed as deep as {@link Path}.
 */
export type PathPattern<T> = PatternsBelow<T, "", []> | (T extends readonly unknown[] ? "" : never);

/** The patterns that go on from `Above`; `Names` counts the steps, so that a recursive type ends. */
export type PatternsBelow<T, Above extends string, Names extends readonly 0[]> = unknown extends T
  ? `${Above}${string}`
  : T extends Leaf
    ? never
    : Names["length"] extends 2
      ? `${Above}${string}`
      : T extends readonly (infer Item)[]
        ?
            | `${Above}*`
            | (Item extends readonly unknown[] ? `${Above}*/${string}` : PatternsBelow<Item, `${Above}*/`, Names>)
        : {
            [Name in keyof T & string]-?:
              | `${Above}${Escaped<Name>}`
              | PatternsBelow<T[Name], `${Above}${Escaped<Name>}/`, [...Names, 0]>;
          }[keyof T & string];

/** A name as a JSON pointer has it (RFC 6901, section 3). */
export type Escaped<Name extends string> = Replaced<Replaced<Name, "~", "~0">, "/", "~1">;
/** `Text` with each `From` replaced. */
export type Replaced<
  Text extends string,
  From extends string,
  To extends string,
> = Text extends `${infer A}${From}${infer B}` ? `${A}${To}${Replaced<B, From, To>}` : Text;

/** The path as a JSON pointer (RFC 6901): `["lines", 0, "a/b"]` is `/lines/0/a~1b`. */
export function jsonPointer(path: readonly Step[]): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** What a caller said about the places that one pattern selects; `left` is the way that is still to go. */
export interface Rule {
  readonly left: readonly string[];
  readonly readOnly?: boolean;
  readonly text?: boolean;
  /** The property that identifies an item; `null` for an array that is one value. */
  readonly key?: string | null;
}

/** What `pattern` selects is as `rule` says. */
export function ruleFor(pattern: string, rule: Omit<Rule, "left">): Rule {
  const left = pattern === "" ? [] : pattern.split("/");
  return { ...rule, left: left.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~")) };
}

/** The rules that reach below `name`; for the items of an array `name` is `*`. */
export function under(rules: readonly Rule[], name: string): readonly Rule[] {
  return rules.flatMap((rule) =>
    rule.left[0] === "*" || rule.left[0] === name ? { ...rule, left: rule.left.slice(1) } : [],
  );
}

/** What the last rule that ends here says. */
export function said<Aspect extends "readOnly" | "text" | "key">(
  rules: readonly Rule[],
  aspect: Aspect,
): Rule[Aspect] | undefined {
  return rules.filter((rule) => rule.left.length === 0 && rule[aspect] !== undefined).at(-1)?.[aspect];
}
