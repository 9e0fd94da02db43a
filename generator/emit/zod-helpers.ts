import type { ZodDialect } from "./zod-dialect.js";

/**
 * What the printed zod expressions call: each is declared in the file that uses it. All but `uniqueItems` are
 * JavaScript as they stand, for `mock`, which evaluates them.
 */
const helpers = {
  integer: (
    open,
    close,
  ) => `/** JSON Schema Core, 6.1.1: a number without a fraction, however large; \`z.int()\` ends at 2^53. */
const integer = () => z.number()${open}Number.isInteger, "Invalid input: expected an integer"${close};`,

  dateTime: (
    open,
    close,
  ) => `/** RFC 3339: T and Z in either case (section 5.6), and a leap second at the end of a day (section 5.7). */
const dateTime = () => {
  const plain = z.iso.datetime({ offset: true });
  return z.string()${open}(text) => {
    const time = text.toUpperCase();
    const minute = time.replace(/^(.{16}):60/, "$1:59");
    if (!plain.safeParse(minute).success) return false;
    return minute === time || new Date(minute).toISOString().slice(11, 19) === "23:59:59";
  }, "Invalid ISO datetime"${close};
};`,

  anything: () => `/** Any value. To zod 4.0 a property that is missing is one, too. */
const anything = () => z.unknown().refine((value) => value !== undefined, "Invalid input: expected a value");`,

  xor: () => `/** What exactly one of these accepts. \`z.xor\` came with zod 4.3. */
const xor = (members: readonly z.ZodType[]) =>
  z
    .union(members)
    .refine(
      (value) => members.filter((member) => member.safeParse(value).success).length === 1,
      "Invalid input: more than one of the alternatives matches",
    );`,

  uniqueItems: () => `function uniqueItems(items: readonly unknown[]): boolean {
  return new Set(items.map((item) => JSON.stringify(item))).size === items.length;
}`,
} as const satisfies Record<string, (open: string, close: string) => string>;

/** How an expression calls each. */
const calls: Readonly<Record<keyof typeof helpers, RegExp>> = {
  integer: /\binteger\(\)/,
  dateTime: /\bdateTime\(\)/,
  anything: /\banything\(\)/,
  xor: /(?<![\w.])xor\(/,
  uniqueItems: /\brefine\(uniqueItems,/,
};

/** What later versions of zod have themselves. */
const earlyHelpers: ReadonlySet<string> = new Set(["anything", "xor"] satisfies ZodHelper[]);

export type ZodHelper = keyof typeof helpers;

/** Names that these declarations have in the file, or may have. */
export const zodHelperNames = Object.keys(helpers) as readonly ZodHelper[];

/** The declaration of a helper. */
export function zodHelper(name: ZodHelper, { around }: ZodDialect): string {
  return helpers[name](...around("refine"));
}

/** The declarations of what an expression calls, in the order of the table. */
export function helpersFor(text: string, dialect: ZodDialect): string[] {
  return zodHelperNames
    .filter((name) => calls[name].test(text) && (dialect.early || !earlyHelpers.has(name)))
    .map((name) => zodHelper(name, dialect));
}
