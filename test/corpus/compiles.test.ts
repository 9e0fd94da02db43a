/** The output of every real document, as its users' tools see it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generate } from "../../generator/generate.js";
import { compile, compilers, lint, remove, temporaryFolder, writeFiles, writeProject } from "./compilers.js";
import { availableFiles, corpusFiles, generateCorpus, jobFor, repository, shortName } from "./corpus.js";
import { testEachDocument } from "./each-document.js";

const folder = temporaryFolder("compiles");
const committed = join(repository, "generated");
afterAll(() => remove(folder));

type Files = ReadonlyMap<string, string>;
/** Name to files: the sample, freshly generated, and the documents of the corpus. */
const outputs = new Map<string, Files>();
const documents = ["sample", ...corpusFiles.map(shortName)];
const sample = (config: Parameters<typeof jobFor>[1] = {}): Promise<Files> =>
  generate(jobFor(join(repository, "schema/schema.yml"), config)).then(({ files }) => files);

beforeAll(async () => {
  outputs.set("sample", await sample());
  for (const file of availableFiles) outputs.set(shortName(file), (await generateCorpus(file)).files);
  for (const [name, files] of outputs) writeFiles(join(folder, "outputs", name), files);
});

const typescriptFiles = (files: Files): [path: string, text: string][] =>
  [...files].filter(([path]) => path.endsWith(".ts"));

describe.each(compilers)("under every strict flag $name", { tags: ["at-length"] }, (compiler) => {
  // One program for all: the standard library and the runtime are read once. A line names its document.
  let lines: readonly string[];
  const about = (path: string): string[] => lines.filter((line) => line.startsWith(path)).slice(0, 20);
  beforeAll(async () => {
    const outcome = await compile(compiler, writeProject(join(folder, "outputs"), [".", committed]));
    lines = outcome.output === "" ? [] : outcome.output.split("\n");
  });

  test("is the compiler it is meant to be", () => {
    expect(compiler.version.slice(0, compiler.major.length)).toBe(compiler.major);
  });

  testEachDocument("accepts the output of $name", ({ name }) => {
    expect(about(`${name}/`)).toEqual([]);
  });

  test("accepts the committed output of the sample", () => {
    expect(about("../../../generated/")).toEqual([]);
  });

  test("has nothing to say about the runtime either", () => {
    expect(about("../../../runtime/")).toEqual([]);
  });

  test("has nothing else to say", () => {
    const known = documents.map((name) => `${name}/`).concat("../../../generated/", "../../../runtime/", " ");
    expect(lines.filter((line) => !known.some((start) => line.startsWith(start)))).toEqual([]);
  });

  // With every compiler an inline runtime is held against lib es2022: test/config/modules.test.ts.
  test.for([compiler].filter(({ major }) => major === "7."))(
    "accepts the sample with the runtime beside it and .ts imports",
    async () => {
      const own = join(folder, `inline-${compiler.major}`);
      writeFiles(join(own, "client"), await sample({ runtime: "inline", importExtension: "ts" }));
      const project = writeProject(own, ["client"], { allowImportingTsExtensions: true, paths: {} });
      expect(await compile(compiler, project)).toEqual({ status: 0, output: "" });
    },
  );
});

test.each(compilers)("$name checks the schemas here, which users' need not", async (compiler) => {
  const own = join(folder, `unchecked-${compiler.major.charAt(0)}`);
  const broken = new Map(
    [...outputs.get("sample")!].map(([path, text]) => [
      path,
      /^(?:schemas|validation)\.ts$/.test(path) ? `${text}\nexport const wrong: string = 1;\n` : text,
    ]),
  );
  writeFiles(own, broken);
  const { output } = await compile(compiler, writeProject(own, ["."]));
  expect(
    output
      .split("\n")
      .map((line) => line.replace(/\(.*?\)/, ""))
      .toSorted(),
  ).toEqual([
    expect.stringMatching(/^schemas\.ts: error TS2322/),
    expect.stringMatching(/^validation\.ts: error TS2322/),
  ]);
  for (const [path, text] of broken) writeFileSync(join(own, path), text);
  expect(await compile(compiler, writeProject(own, ["."]))).toEqual({ status: 0, output: "" });
});

test("the compilers do find a mistake: a bare string is no entity-tag", async () => {
  const own = join(folder, "mistake");
  writeFiles(
    own,
    new Map([
      [
        "client.ts",
        'import { parseEntityTag, type EntityTag } from "ifmatch/runtime";\nexport const right: EntityTag<"Job"> = parseEntityTag<"Job">(\'"1"\');\nexport const wrong: EntityTag<"Job"> = \'"1"\';\n',
      ],
    ]),
  );
  for (const compiler of compilers) {
    const { status, output } = await compile(compiler, writeProject(own, ["."]));
    expect(status).not.toBe(0);
    expect(output).toMatch(/^client\.ts\(3,14\): error TS2322/);
    expect(output).not.toContain("client.ts(2");
  }
});

test("with the runtime inline nothing is imported from the package, and every import names a file", async () => {
  const files = await sample({ runtime: "inline", importExtension: "ts" });
  const imports = typescriptFiles(files).flatMap(([path, text]) =>
    ts.preProcessFile(text).importedFiles.map(({ fileName }) => ({ path, fileName })),
  );
  const outside = imports.filter(({ fileName }) => !/^\.\.?\/.*\.ts$/.test(fileName));
  expect(new Set(outside.map(({ fileName }) => fileName))).toEqual(new Set(["zod"]));
  const missing = imports.filter(
    ({ path, fileName }) => fileName !== "zod" && !files.has(new URL(fileName, `file:///${path}`).pathname.slice(1)),
  );
  expect(missing).toEqual([]);
});

describe("without help from comments or any", () => {
  test("oxlint has no complaint about the sample's output, and was not told to look away", async () => {
    const files = outputs.get("sample")!;
    const { status, output } = await lint(files);
    expect(output).toContain("Found 0 warnings and 0 errors.");
    expect(output).toMatch(new RegExp(`on ${typescriptFiles(files).length} files`));
    expect(status).toBe(0);
  });

  test("oxlint does read these files: it finds what is wrong in them", async () => {
    const { status, output } = await lint(
      new Map([["wrong.ts", "export function twice(value: number): number {\n  debugger;\n  return value;\n}\n"]]),
    );
    expect(output).toContain("no-debugger");
    expect(status).not.toBe(0);
  });

  testEachDocument(
    "the output of $name switches no tool off, but Biome, and type checks of zod's schemas",
    ({ name }) => {
      const banner =
        /^(?:\/\/ .*\n){2}\/\/ biome-ignore-all format lint assist\/source\/organizeImports: it is generated\.\n/;
      const directive =
        /(?:\/\/|\/\*)\s*(?:eslint|oxlint|biome|prettier|tslint|istanbul|c8|@ts)-(?:disable|ignore|expect-error|nocheck).*/g;
      for (const [path, text] of typescriptFiles(outputs.get(name)!)) {
        expect(text, path).toMatch(banner);
        const unchecked = /^(?:schemas|validation)\.ts$/.test(path)
          ? [expect.stringMatching(/^\/\/ @ts-nocheck: /)]
          : [];
        expect(text.replace(banner, "").match(directive) ?? [], path).toEqual(unchecked);
      }
    },
  );

  testEachDocument("the output of $name is free of any", ({ name }) => {
    const places = typescriptFiles(outputs.get(name)!).flatMap(([path, text]) => {
      // types.ts is openapi-typescript's; there, too, `any` would be news.
      const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
      const found: string[] = [];
      const visit = (node: ts.Node): void => {
        if (node.kind === ts.SyntaxKind.AnyKeyword)
          found.push(`${path}:${source.getLineAndCharacterOfPosition(node.pos).line + 1}`);
        ts.forEachChild(node, visit);
      };
      visit(source);
      return found;
    });
    expect(places).toEqual([]);
  });

  testEachDocument(
    "each file of $name ends in one newline and has no trailing spaces, tabs or carriage returns",
    ({ name }) => {
      const files = [...outputs.get(name)!];
      expect(files.filter(([, text]) => !/[^\n]\n$/.test(text)).map(([path]) => path)).toEqual([]);
      // types.ts is printed by openapi-typescript.
      const lines = files
        .filter(([path]) => path !== "types.ts")
        .flatMap(([path, text]) => text.split("\n").map((line) => `${path}: ${line}`));
      expect(lines.filter((line) => /[ \t\r]$/.test(line.slice(line.indexOf(": ") + 2)))).toEqual([]);
    },
  );
});
