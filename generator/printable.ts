declare const fit: unique symbol;

/**
 * Text that may reach a stream: no text of others in it begins a line, gives a command, paints the screen or reorders what
 * is read. Only this file, the colours and the encoders of formats make it, so that whoever forgets one does not compile.
 */
export type Printable = string & { readonly [fit]: true };

/** A string that our own code spells out: its type says what it is. `string` says it not, nor does `/${string}`. */
type Literal<Text> = Text extends string ? (Record<never, 1> extends Record<Text, 1> ? never : Text) : never;

/** What needs no encoding: {@link Printable}, numbers and our own words. `any` could be anything. */
export type Sayable<Value> = 0 extends 1 & Value ? never : Value extends Printable | number ? Value : Literal<Value>;

/**
 * Text from the document, fit for one line of a terminal or a log: line breaks, control characters and bidirectional
 * overrides, which could pass for a line of ours, repaint the screen or reorder what is read, become visible escapes. So
 * does the start of `::command::`, `##[...]` and `##vso[...]`, which CI systems obey where a log has them.
 */
export const printable = (text: string): Printable =>
  text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|#(?=#\w*\[)|(?<!\S):(?=:)/gu, (char) =>
    char === "\n" ? "\\n" : `\\u${char.codePointAt(0)!.toString(16).padStart(4, "0")}`,
  ) as Printable;

/** {@link printable} for a text of several lines, such as a page or a diff, whose line breaks are ours. */
export const printableLines = (text: string): Printable => joined(text.split("\n").map(printable), "\n");

/** JSON that is safe to look at: what `printable` makes visible stands escaped in its strings, which read back the same. */
export const safeJson = (value: unknown, indent = 2): Printable =>
  printableLines(JSON.stringify(value, undefined, indent));

/** A sentence of ours. What is put into it is {@link Sayable}: text of others goes through `printable` first. */
export const say = <const Values extends readonly unknown[]>(
  words: TemplateStringsArray,
  ...values: { readonly [Index in keyof Values]: Sayable<Values[Index]> }
): Printable => String.raw({ raw: words }, ...values) as Printable;

export const joined = <const Separator>(parts: readonly Printable[], separator: Sayable<Separator>): Printable =>
  parts.join(String(separator)) as Printable;

/** The opposite of `joined` with line breaks. */
export const linesOf = (text: Printable): Printable[] => text.split("\n") as Printable[];

/** Without the spaces at its end. */
export const trimmedEnd = (text: Printable): Printable => text.trimEnd() as Printable;

export const spaces = (count: number): Printable => printable(" ".repeat(count));

/** `1 file`, `2 files`. */
export const plural = <const Noun, const Nouns>(
  count: number,
  noun: Sayable<Noun>,
  nouns?: Sayable<Nouns>,
): Printable => printable(`${count} ${count === 1 ? noun : (nouns ?? `${noun}s`)}`);

export const seconds = (milliseconds: number): Printable => printable(`${(milliseconds / 1000).toFixed(2)} s`);

/** The document that `ifmatch enrich` was asked for: what a program reads stays as it is, byte by byte. */
export const documentItself = (text: string): Printable => text as Printable;
