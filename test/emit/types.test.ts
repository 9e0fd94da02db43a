/** `types.ts`: openapi-typescript's outline of the document, with our types of its schemas. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { generate } from "../../generator/generate.js";
import { type CorpusFile, corpusFiles, jobFor, repository, STAC } from "../corpus/corpus.js";
import { generateWith } from "../config/generate-with.js";
import { type RealDocument, testEachDocument } from "../corpus/each-document.js";

/** Documents that the command line cannot read, and why. */
const unreadable: Partial<Record<CorpusFile, string>> = {
  "azure-appconfig.json": "Swagger 2.0, which openapi-typescript refuses; we convert it first",
  "harbor.yaml": "Swagger 2.0, which openapi-typescript refuses; we convert it first",
  [STAC]: "it refers to another host, from which the command line would fetch",
};

/** What openapi-typescript's own command line prints, in a process of its own. */
function commandLine(file: string): Promise<string> {
  const script = join(repository, "node_modules/openapi-typescript/bin/cli.js");
  const options = { cwd: repository, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(process.execPath, [script, file], options, (_, output) => resolve(output));
  });
}

const ours = async (file: string): Promise<string> => (await generate(jobFor(file))).files.get("types.ts")!;

const places = ["query", "path", "header", "cookie"];

/** Whether the type of a schema stands at a path of member names: what lies below is not openapi-typescript's any more. */
function isSchema(path: readonly string[]): boolean {
  const [last, above] = [path.at(-2)!, path.at(-3)];
  if (path[0] === "components" && path.length === 3) return ["schemas", "parameters", "headers"].includes(last);
  return last === "content" || last === "headers" || (places.includes(last) && above === "parameters");
}

/** The members of all interfaces, by their path, down to the schemas; `?` where one is optional. */
function outlineOf(text: string): string[] {
  const file = ts.createSourceFile("types.ts", text, ts.ScriptTarget.Latest);
  const found: string[] = [];
  const visit = (members: ts.NodeArray<ts.TypeElement>, above: readonly string[]): void => {
    for (const member of members) {
      if (!ts.isPropertySignature(member) || !member.type) continue;
      const path = [...above, ts.isComputedPropertyName(member.name) ? member.name.getText(file) : member.name.text];
      // A header that is a reference is never optional to it, whatever the reference leads to.
      const optional = member.questionToken && path.at(-2) !== "headers" ? "?" : "";
      // `never`, and references to operations and components, are the same to the letter.
      const type = isSchema(path) || ts.isTypeLiteralNode(member.type) ? "" : `: ${member.type.getText(file)}`;
      found.push(path.join(" > ") + optional + type);
      if (!isSchema(path) && ts.isTypeLiteralNode(member.type)) visit(member.type.members, path);
    }
  };
  for (const statement of file.statements)
    if (ts.isInterfaceDeclaration(statement)) visit(statement.members, [statement.name.text]);
  return found;
}

const readable = corpusFiles.filter((file) => unreadable[file] === undefined);

describe("paths, operations and components are those that openapi-typescript prints", () => {
  const run = async ({ path }: RealDocument): Promise<void> => {
    const theirs = outlineOf(await commandLine(path()));
    expect(theirs.length).toBeGreaterThan(50);
    const found = new Set(outlineOf(await ours(path())));
    expect(theirs.filter((line) => !found.has(line)).slice(0, 10)).toEqual([]);
    const known = new Set(theirs);
    expect([...found].filter((line) => !known.has(line)).slice(0, 10)).toEqual([]);
  };
  testEachDocument("for $name", run, readable);
});

describe("and the schemas are ours", () => {
  const run = async ({ path }: RealDocument): Promise<void> => {
    const { files, model } = await generate(jobFor(path()));
    const source = ts.createSourceFile("types.ts", files.get("types.ts")!, ts.ScriptTarget.Latest, true);
    const components = source.statements.find(
      (one): one is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(one) && one.name.text === "components",
    )!;
    const [schemas] = components.members as ts.NodeArray<ts.PropertySignature>;
    const members = (schemas!.type as ts.TypeLiteralNode).members as ts.NodeArray<ts.PropertySignature>;
    const printed = members.map(({ name, type }) => [(name as ts.Identifier).text, type!.getText()]);
    const named = model.schemas.filter(
      ({ at }) => at.startsWith("#/components/schemas/") && at.split("/").length === 4,
    );
    expect(printed).toEqual(named.map(({ key, name }) => [key, `models.${name}`]));
  };
  testEachDocument("for $name", run, readable);
});

describe("printing the types leaves the model as it was", () => {
  test("of the sample", async () => {
    const file = join(repository, "schema/schema.yml");
    const { emitFiles } = await import("../../generator/emit/emit.js");
    const { model, files } = await generate(jobFor(file));
    const before = JSON.stringify(model);
    const options = {
      runtime: "package",
      importExtension: ".js",
      isFormatted: false,
      layout: "tags",
      enums: "both",
      zod: "zod",
      omittableIfMatch: false,
      versionHeaders: ["ETag"],
      weakTags: "send",
      preconditionFailed: [412],
      preconditionRequired: [428],
      source: "schema.yml",
      command: "npx ifmatch generate",
    } as const;
    const again = (await emitFiles(model, options)).get("types.ts")!;
    expect(JSON.stringify(model)).toBe(before);
    const withoutBanner = (text: string): string => text.split("\n").slice(2).join("\n");
    expect(withoutBanner(again)).toBe(withoutBanner(files.get("types.ts")!));
  });
});

describe("an operationId of several operations is declared for none of them", () => {
  const responses = { 200: { description: "ok" } };
  const item = { get: { operationId: "getA", responses } };
  const component = { $ref: "#/components/pathItems/A" };
  const other = { post: { operationId: "other", responses } };

  /** What the compiler has against a file by itself. */
  function faults(text: string): string[] {
    const record = "type Record<K extends string, V> = { [name in K]: V };";
    const file = ts.createSourceFile("types.ts", `${text}\n${record}`, ts.ScriptTarget.Latest);
    const host = {
      ...ts.createCompilerHost({}),
      getSourceFile: (name: string) => (name === "types.ts" ? file : undefined),
    };
    const program = ts.createProgram(["types.ts"], { noLib: true, noResolve: true, types: [] }, host);
    return program
      .getSemanticDiagnostics(file)
      .map(({ code, messageText }) => `TS${code}: ${JSON.stringify(messageText)}`);
  }

  test.for<[what: string, document: object, declared: string[]]>([
    ["two operations", { paths: { "/a": item, "/b": item, "/c": other } }, ["other"]],
    ["a path that is another one", { paths: { "/a": { $ref: "#/paths/~1b" }, "/b": item } }, []],
    ["a path item of the components", { paths: { "/a": component }, components: { pathItems: { A: item } } }, ["getA"]],
    [
      "one that two paths have",
      { paths: { "/a": component, "/b": component }, components: { pathItems: { A: item } } },
      [],
    ],
    ["one that no path has", { paths: { "/c": other }, components: { pathItems: { A: item, B: item } } }, ["other"]],
    ["a webhook", { paths: { "/a": item }, webhooks: { a: item, b: other } }, ["other"]],
    [
      "a webhook that is a component",
      { paths: {}, webhooks: { a: component }, components: { pathItems: { A: item } } },
      ["getA"],
    ],
  ])("%s", async ([, document, declared]) => {
    const { file } = await generateWith({}, { openapi: "3.1.1", info: { title: "Test", version: "1" }, ...document });
    const text = file("types.ts");
    expect(faults(text)).toEqual([]);
    const names = outlineOf(text).filter((path) => /^operations > [^ ]+$/.test(path));
    expect(names).toEqual(declared.map((name) => `operations > ${name}`));
  });
});
