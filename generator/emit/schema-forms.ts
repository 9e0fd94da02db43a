import { type Doc, render } from "./layout.js";
import type { ZodDialect } from "./zod-dialect.js";

/** What a schema in `schemas.ts` is declared as. */
export type SchemaForm = "looseObject" | "strictObject" | "enum" | "literal" | "other";

interface FormText {
  /** Of the declaration; `T` is the document's type. */
  readonly type: (T: string, dialect: ZodDialect) => string;
  /** Around the expression. */
  readonly open: string;
  readonly close: string;
  readonly helpers: readonly Helper[];
}

const formTexts: Readonly<Record<SchemaForm, FormText>> = {
  looseObject: {
    type: (T) => `ObjectSchema<${T}>`,
    open: "looseObject(() => (",
    close: "))",
    helpers: ["Schema", "OptionalSchema", "ObjectSchema", "object", "looseObject"],
  },
  strictObject: {
    type: (T) => `ObjectSchema<${T}>`,
    open: "strictObject(() => (",
    close: "))",
    helpers: ["Schema", "OptionalSchema", "ObjectSchema", "object", "strictObject"],
  },
  enum: { type: (T) => `EnumSchema<${T}>`, open: "", close: "", helpers: ["EnumSchema"] },
  literal: { type: (T, { classes }) => `z.${classes}Literal<${T}>`, open: "", close: "", helpers: [] },
  other: { type: (T) => `Schema<${T}>`, open: "lazy(() =>", close: ")", helpers: ["Schema", "lazy"] },
};

/** What the declarations refer to, in the order in which it is printed. */
const helpers = {
  Schema: ({ classes }) => `/** Of what is \`T\` before it is parsed and after. */
export type Schema<T> = z.${classes}Type<T, T>;`,

  OptionalSchema: () => `/** Of a property that may be missing. */
export type OptionalSchema<T> = Schema<T> & {
  readonly _zod: { readonly optin: "optional"; readonly optout: "optional" };
};`,

  ObjectSchema: ({ classes, early, derivation }) => `/** Of objects: \`shape\` has the members; ${derivation}. */
export type ObjectSchema<T> = z.${classes}Object<
  {
    [K in keyof T as string extends K ? never : K]-?: T extends Readonly<Record<K, unknown>>
      ? Schema<T[K]>
      : ${early ? "OptionalSchema<Exclude<T[K], undefined>>" : `z.${classes}ExactOptional<Schema<Exclude<T[K], undefined>>>`};
  },
  string extends keyof T ? z.core.$loose : z.core.$strip
>;`,

  EnumSchema: ({ classes, values }) => `/** Of texts, which ${values}. */
export type EnumSchema<T extends string> = z.${classes}Enum<{ [V in T]: V }>;`,

  lazy: ({ classes }) => `/** Built when it is first used; typed by the document's types. */
function lazy<T>(build: () => z.${classes}Type): Schema<T> {
  return z.lazy(build) as unknown as Schema<T>;
}`,

  object: ({ classes }) => `/** Its members are built when they are first asked for; typed by the document's types. */
function object<T>(members: () => z.core.$ZodShape, others: z.${classes}Type): ObjectSchema<T> {
  let shape: z.core.$ZodShape | undefined;
  return new z.${classes}Object({
    type: "object",
    get shape() {
      return (shape ??= members());
    },
    catchall: others,
  }) as unknown as ObjectSchema<T>;
}`,

  looseObject: () => `/** Properties of other names stay as they are. */
function looseObject<T>(members: () => z.core.$ZodShape): ObjectSchema<T> {
  return object(members, z.unknown());
}`,

  strictObject: () => `/** Properties of other names are refused. */
function strictObject<T>(members: () => z.core.$ZodShape): ObjectSchema<T> {
  return object(members, z.never());
}`,
} as const satisfies Record<string, (dialect: ZodDialect) => string>;

type Helper = keyof typeof helpers;

/** Names that these declarations have in the file, or may have. */
export const helperNames = Object.keys(helpers);

/** The helpers that schemas of these forms refer to. */
export function formHelpers(forms: ReadonlySet<SchemaForm>, dialect: ZodDialect): string[] {
  const needed = new Set([...forms].flatMap((form) => formTexts[form].helpers));
  // zod has a type of its own for it.
  if (!dialect.early) needed.delete("OptionalSchema");
  return (Object.keys(helpers) as Helper[]).filter((name) => needed.has(name)).map((name) => helpers[name](dialect));
}

/** `export const Job: ObjectSchema<models.Job> = looseObject(() => ({ ... }));`, broken where a formatter would break it. */
export function declaration(name: string, form: SchemaForm, dialect: ZodDialect, body: Doc): string {
  const { type, open, close } = formTexts[form];
  const start = `export const ${name}: ${type(`models.${name}`, dialect)} =`;
  const call = `/* @__PURE__ */ ${open}`;
  // A body in brackets, or without any, follows at once.
  const gap = open.endsWith("=>") ? " " : "";
  const flat = render(body, 2);
  const line = `${call}${gap}${flat}${close};`;
  if (!flat.includes("\n") && start.length + line.length < 100) return `${start} ${line}`;
  const [fits, indent] = start.length + call.length < 100 ? [true, 0] : [false, 2];
  const before = fits ? " " : "\n  ";
  if (gap === "") {
    const column = fits ? start.length + 1 + call.length : indent + call.length;
    return `${start}${before}${call}${render(body, indent, column)}${close};`;
  }
  const nested = render(body, indent + 2);
  const pad = " ".repeat(indent);
  return !fits && !nested.includes("\n") && call.length + nested.length <= 94
    ? `${start}\n  ${call} ${nested}${close};`
    : `${start}${before}${call}\n${pad}  ${nested},\n${pad}${close};`;
}
