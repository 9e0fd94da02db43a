/**
 * What the printed zod expressions call: each is declared in the file that uses it. All but `uniqueItems` are
 * JavaScript as they stand, for `mock`, which evaluates them.
 */
export const zodHelpers = {
  integer: `/** JSON Schema Core, 6.1.1: a number without a fraction, however large; \`z.int()\` ends at 2^53. */
const integer = () => z.number().refine(Number.isInteger, "Invalid input: expected an integer");`,

  dateTime: `/** RFC 3339: T and Z in either case (section 5.6), and a leap second at the end of a day (section 5.7). */
const dateTime = () => {
  const plain = z.iso.datetime({ offset: true });
  return z.string().refine((text) => {
    const time = text.toUpperCase();
    const minute = time.replace(/^(.{16}):60/, "$1:59");
    if (!plain.safeParse(minute).success) return false;
    return minute === time || new Date(minute).toISOString().slice(11, 19) === "23:59:59";
  }, "Invalid ISO datetime");
};`,

  uniqueItems: `function uniqueItems(items: readonly unknown[]): boolean {
  return new Set(items.map((item) => JSON.stringify(item))).size === items.length;
}`,
} as const;

export type ZodHelper = keyof typeof zodHelpers;

/** The helpers that an expression calls, in the order of the table. */
export function helpersOf(text: string): ZodHelper[] {
  return (Object.keys(zodHelpers) as ZodHelper[]).filter((name) =>
    text.includes(name === "uniqueItems" ? `.refine(${name},` : `${name}()`),
  );
}
