import type { ZodModule } from "../config/resolved.js";
import { call, type Doc } from "./layout.js";

/** What a schema asks of a value besides its kind, by the name of zod's method. */
export interface Check {
  readonly name: "min" | "max" | "regex" | "gte" | "lte" | "gt" | "lt" | "multipleOf" | "refine";
  /** Within the brackets. */
  readonly argument: Doc;
}

/** How one module of zod spells what another spells differently. */
export interface ZodDialect {
  /** What generated files import as `z`. */
  readonly module: ZodModule;
  /** The classes of zod that types are named after: `ZodObject`, `ZodMiniObject`. */
  readonly classes: "Zod" | "ZodMini";
  /**
   * Whether it may be zod 4.0, which has no `z.exactOptional` and no `z.xor`, counts UTF-16 units as characters, takes a missing
   * property for one of any value, fills tuples up, and reports properties that only one part of an intersection refuses.
   */
  readonly early: boolean;
  /** How other schemas are made of an object's, and where an enum's has its values: for comments. */
  readonly derivation: string;
  readonly values: string;
  /** What stands around the argument of a check. */
  readonly around: (name: Check["name"]) => readonly [open: string, close: string];
  /** An object with what its other properties are. */
  readonly catchall: (object: Doc, values: Doc) => Doc;
}

const methods: Omit<ZodDialect, "module"> = {
  classes: "Zod",
  early: false,
  derivation: "`pick`, `omit`, `extend` and `partial` make other schemas of it",
  values: "its `enum` and `options` list",
  around: (name) => [`.${name}(`, ")"],
  catchall: (object, values) => [object, call(".catchall", [values])],
};

/** zod as most people import it, 4.3 or later: checks are methods. */
const classic: ZodDialect = { module: "zod", ...methods };

const functionNames: Partial<Record<Check["name"], string>> = { min: "minLength", max: "maxLength" };

/** `zod/v4`: zod 4.0, as zod 3.25 has it beside zod 3, and what zod 4 has under this name. */
const v4: ZodDialect = { module: "zod/v4", ...methods, early: true };

/** `zod/mini`, 4.3 or later: checks are functions, so that a bundle holds only those that it uses. */
const mini: ZodDialect = {
  module: "zod/mini",
  classes: "ZodMini",
  early: false,
  derivation: "`z.pick`, `z.omit`, `z.extend` and `z.partial` make other schemas of it",
  values: "its `options` list",
  around: (name) => [`.check(z.${functionNames[name] ?? name}(`, "))"],
  catchall: (object, values) => call("z.catchall", [object, values]),
};

export const zodDialects: Readonly<Record<ZodModule, ZodDialect>> = { zod: classic, "zod/mini": mini, "zod/v4": v4 };

/** A schema with checks, in order. */
export function checked({ around }: ZodDialect, schema: Doc, checks: readonly Check[]): Doc {
  if (checks.length === 0) return schema;
  return [
    schema,
    ...checks.map(({ name, argument }): Doc => {
      const [open, close] = around(name);
      return typeof argument === "string" ? open + argument + close : [open, argument, close];
    }),
  ];
}

/** A check that a function makes, with what is said where it fails. */
export const refine = (test: string, message?: string): Check => ({
  name: "refine",
  argument: message === undefined ? test : `${test}, ${message}`,
});
