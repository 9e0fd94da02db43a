/** What must not compile: text of others on its way to a stream without its encoding. */
import { describe, expectTypeOf, test } from "vitest";
import { printText, type Terminal } from "../../generator/cli/terminal.js";
import { bold } from "../../generator/colours.js";
import type { LoadedDocument } from "../../generator/load/load.js";
import { joined, plural, printable, type Printable, safeJson, say } from "../../generator/printable.js";
import { wrapAfter, wrapText } from "../../generator/wrap.js";

declare const terminal: Terminal;
declare const document: { readonly title: string };
declare const file: LoadedDocument["file"];
declare const text: string;
declare const count: number;
declare const severity: "error" | "warning";
declare const name: string | undefined;
declare const anything: any; // oxlint-disable-line no-explicit-any
declare const path: `/${string}`;
declare const either: "GET" | `x-${string}`;
declare const parts: readonly Printable[];

test("a terminal takes what is printable, and nothing else", () => {
  terminal.print(printable(document.title));
  terminal.note(say`${printable(file)}: ${count}`);
  terminal.progress("");
  printText(terminal, safeJson(document));
  // @ts-expect-error -- text of a document
  terminal.print(document.title);
  // @ts-expect-error -- the name of a file
  terminal.note(file);
  // @ts-expect-error -- a template makes a string
  terminal.note(`wrote ${printable(file)}`);
  // @ts-expect-error -- the name of a file
  terminal.progress(file);
  // @ts-expect-error -- text of a document
  printText(terminal, document.title);
  // @ts-expect-error -- the parts are printable, what Array.join makes of them is a string
  terminal.print(parts.join("\n"));
});

describe("a sentence takes", () => {
  test("our own words, numbers and what is printable", () => {
    expectTypeOf(say`a`).toEqualTypeOf<Printable>();
    expectTypeOf(say`${severity} ${count} ${printable(text)}`).toEqualTypeOf<Printable>();
    expectTypeOf(say`${count === 1 ? "is" : say`are ${count}`}`).toEqualTypeOf<Printable>();
    expectTypeOf(say`${bold(severity)}${plural(count, "file")}${joined(parts, ", ")}`).toEqualTypeOf<Printable>();
    expectTypeOf(wrapText(say`a`, 80)).toEqualTypeOf<Printable>();
    expectTypeOf(wrapAfter(say`a`, say`b`, 80)).toEqualTypeOf<Printable>();
  });

  test("no other text, wherever it stands", () => {
    // @ts-expect-error -- a string
    void say`${text}`;
    // @ts-expect-error -- a string behind what is fine
    void say`${count} ${printable(text)} ${text}`;
    // @ts-expect-error -- a string in one of two cases
    void say`${count === 1 ? "a" : text}`;
    // @ts-expect-error -- a string in one of two cases
    void say`${count === 1 ? printable(text) : text}`;
    // @ts-expect-error -- a string, or the word "undefined"
    void say`${name}`;
    // @ts-expect-error -- anything
    void say`${anything}`;
    // @ts-expect-error -- a string with a beginning of ours
    void say`${path}`;
    // @ts-expect-error -- a word of ours, or a string with a beginning of ours
    void say`${either}`;
    // @ts-expect-error -- a template makes a string
    void say`${`${severity} ${text}`}`;
    // @ts-expect-error -- a list is printed by its `toString`
    void say`${[severity]}`;
  });
});

test("what makes printable text of parts takes printable parts", () => {
  // @ts-expect-error -- text of others
  joined([text], ", ");
  // @ts-expect-error -- text of others between printable parts
  joined(parts, text);
  // @ts-expect-error -- text of others in colour
  bold(text);
  // @ts-expect-error -- a noun of others
  plural(count, text);
  // @ts-expect-error -- breaking lines makes nothing printable
  terminal.print(wrapText(text, 80));
  // @ts-expect-error -- nor does a printable label
  terminal.print(wrapAfter(say`label `, text, 80));
});
