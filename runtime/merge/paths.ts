/** Places in a JSON document: typed paths, patterns, and the rules that callers set for them. */

/** Values that a path never goes into. */
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

/** What a `T` has at a path; `unknown` where the path is not known step by step. */
export type ValueAt<T, P extends readonly unknown[]> = P extends readonly []
  ? T
  : P extends readonly [infer Name, ...infer Rest]
    ? NonNullable<T> extends readonly (infer Item)[]
      ? ValueAt<Item, Rest>
      : Name extends keyof NonNullable<T>
        ? ValueAt<NonNullable<T>[Name], Rest>
        : unknown
    : unknown;

/** A `T` that nothing can be assigned into, however deep. */
export type DeepReadonly<T> = unknown extends T
  ? T
  : T extends Leaf
    ? T
    : { readonly [Name in keyof T]: DeepReadonly<T[Name]> };

/** The path as a JSON pointer (RFC 6901): `["lines", 0, "a/b"]` is `/lines/0/a~1b`. */
export function jsonPointer(path: readonly Step[]): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** A rule for the places that one pattern selects; `rest` are the steps of the pattern not yet taken. */
export interface Rule {
  readonly rest: readonly string[];
  readonly readOnly?: boolean;
  readonly text?: boolean;
  /** The property that identifies an item; `null` for an array that is one value. */
  readonly key?: string | null;
}

/** The rule for the places that `pattern` selects. */
export function ruleFor(pattern: string, rule: Omit<Rule, "rest">): Rule {
  const steps = pattern === "" ? [] : pattern.split("/");
  return { ...rule, rest: steps.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~")) };
}

/** The rules that apply to `name` or below it; for the items of an array `name` is `*`. */
export function rulesBelow(rules: readonly Rule[], name: string): readonly Rule[] {
  return rules.flatMap((rule) =>
    rule.rest[0] === "*" || rule.rest[0] === name ? { ...rule, rest: rule.rest.slice(1) } : [],
  );
}

/** The value of `aspect` in the last rule that applies to this very place. */
export function ruleAt<Aspect extends "readOnly" | "text" | "key">(
  rules: readonly Rule[],
  aspect: Aspect,
): Rule[Aspect] | undefined {
  return rules.filter((rule) => rule.rest.length === 0 && rule[aspect] !== undefined).at(-1)?.[aspect];
}
