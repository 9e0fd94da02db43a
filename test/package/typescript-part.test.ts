import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cut } from "../../scripts/typescript-part.js";

const folder = mkdtempSync(join(tmpdir(), "ifmatch-typescript-"));
let part: typeof ts;

beforeAll(async () => {
  const file = join(folder, "part.mjs");
  writeFileSync(file, cut());
  ({ default: part } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { default: typeof ts });
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the part of TypeScript that is bundled has what openapi-typescript asks for, and not the checker", () => {
  expect(part).toHaveProperty("factory.createInterfaceDeclaration");
  expect(part).toHaveProperty("createPrinter");
  expect(Object.keys(part)).not.toContain("createProgram");
});

test("it names an identifier as the whole does", () => {
  expect(part.factory.createIdentifier("operations").text).toBe("operations");
});

test.for(["types.ts", "schemas.ts", "operations/jobs.ts"])(
  "it parses and prints generated/%s as the whole does",
  (name) => {
    const text = readFileSync(join(import.meta.dirname, "../../generated", name), "utf8");
    const print = (by: typeof ts): string =>
      by
        .createPrinter({ newLine: by.NewLineKind.LineFeed })
        .printFile(by.createSourceFile(name, text, by.ScriptTarget.Latest, false, by.ScriptKind.TS));
    expect(print(part)).toBe(print(ts));
  },
);

test.for([
  "const a = ;",
  "const a = `${",
  'const a = "b\nc";',
  "export type A = { b: string",
  "function (",
  "const /",
  "/* never closed",
  "interface A { b:: c }",
  "const a = /[/;",
  "class { #a; #a }",
  "\u0000",
  "<<<<<<< ours\n",
])("it finds in %j what the whole finds", (text) => {
  const errorsIn = (by: typeof ts): string[] => {
    const source = by.createSourceFile("a.ts", text, by.ScriptTarget.Latest, false, by.ScriptKind.TS);
    const { parseDiagnostics } = source as ts.SourceFile & { parseDiagnostics: ts.DiagnosticWithLocation[] };
    return parseDiagnostics.map(
      ({ start, messageText }) =>
        `${by.getLineAndCharacterOfPosition(source, start).line} ${by.flattenDiagnosticMessageText(messageText, " ")}`,
    );
  };
  expect(errorsIn(part)).toEqual(errorsIn(ts));
});

test("nodes have no methods in the part, and no file of ours that is bundled with it calls one", () => {
  const generator = join(import.meta.dirname, "../../generator");
  const files = (readdirSync(generator, { recursive: true }) as string[])
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(generator, name))
    .filter((file) => readFileSync(file, "utf8").includes('from "typescript";'));
  expect(files.length).toBeGreaterThan(2);
  const methods: string[] = [];
  for (
    let prototype = ts.createSourceFile("a.ts", "", ts.ScriptTarget.Latest) as object;
    prototype !== Object.prototype;
    prototype = Object.getPrototypeOf(prototype) as object
  )
    methods.push(...Object.getOwnPropertyNames(prototype).filter((name) => /^(?:get|forEach)[A-Z]/.test(name)));
  expect(methods).toContain("getSourceFile");
  const called = new RegExp(`(?<!\\bts)\\.(?:${methods.join("|")})\\(`);
  expect(files.filter((file) => called.test(readFileSync(file, "utf8")))).toEqual([]);
});

test("a tree has parents, as what looks into configs needs", () => {
  const source = part.createSourceFile("a.ts", "export default { a: b };", part.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    part.forEachChild(node, (child) => {
      expect(child.parent).toBe(node);
      visit(child);
    });
  };
  visit(source);
});
