/**
 * Runs every scenario beside this file: a Markdown page with a piece of schema, and what comes of it.
 *
 *     # Title
 *     Why it matters, in a sentence or two.
 *     ```yaml                                     the schema; `openapi` and `info` may be left out
 *     ```json config                              what ifmatch.config.ts says, if anything
 *     ```ts operations/jobs.ts const jobUpdate a declaration of the output, its comment included
 *     ```json concurrency.json operations.x       an entry of the manifest
 *     ```text diagnostics                         one line each: severity, code, message
 *
 * A block whose declaration does not exist holds `(none)`.
 *
 * `RECORD=true npx vitest run test/scenarios` writes what came out into the pages. Read the diff: what is
 * recorded is what the next run believes.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkConfig } from "../../generator/config/load.js";
import { ConfigError, type Diagnostic, RefusedError } from "../../generator/diagnostics.js";
import { generate } from "../../generator/generate.js";

const folder = import.meta.dirname;
const recording = process.env["RECORD"] === "true";
// Blocks begin in the first column: a fence inside the YAML is indented, and belongs to the YAML.
const fenced = /^```(\S.*)\n((?:.*\n)*?)```$/gm;

interface Block {
  /** What stands behind the opening fence: `yaml`, `json config`, `ts models.ts type Job`. */
  readonly info: string;
  readonly text: string;
}

interface Scenario {
  readonly file: string;
  readonly source: string;
  readonly title: string;
  readonly intent: string;
  readonly blocks: readonly Block[];
}

/** What the pipeline made of a scenario's schema. A document that is refused has diagnostics and no files. */
interface Outcome {
  readonly files: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Pick<Diagnostic, "severity" | "code" | "message">[];
}

const scenarios = await readScenarios();
let temporary: string;

beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), "ifmatch-scenarios-"));
});

afterAll(async () => {
  await rm(temporary, { recursive: true, force: true });
});

describe("the scenarios", () => {
  test("are many enough to mean something", () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(25);
  });

  test("have titles of their own", () => {
    expect(new Set(scenarios.map(({ title }) => title)).size).toBe(scenarios.length);
  });
});

for (const scenario of scenarios) {
  describe(`${scenario.title} (${scenario.file})`, () => {
    test("reads as documentation", () => {
      expect(scenario.title).not.toBe("");
      expect(scenario.intent).toMatch(/\w.*[.:]$/s);
      expect(scenario.blocks.filter(({ info }) => info === "yaml")).toHaveLength(1);
      const infos = expectedBlocks(scenario).map(({ info }) => info);
      expect(infos.length).toBeGreaterThan(0);
      expect(new Set(infos).size).toBe(infos.length);
    });

    test("holds", async () => {
      const outcome = await run(scenario);
      const actual = new Map(expectedBlocks(scenario).map((block) => [block, extract(outcome, block.info)]));
      if (recording) return writeFile(join(folder, scenario.file), withBlocks(scenario.source, actual));
      // Soft, so that one run shows everything that differs on the page.
      for (const [block, text] of actual) expect.soft(trimmed(text), block.info).toBe(trimmed(block.text));
    });
  });
}

async function readScenarios(): Promise<Scenario[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".md")).sort();
  return Promise.all(files.map(async (file) => parseScenario(file, await readFile(join(folder, file), "utf8"))));
}

function parseScenario(file: string, source: string): Scenario {
  const blocks = [...source.matchAll(fenced)].map(([, info, text]): Block => ({ info: info!.trim(), text: text! }));
  const [, title = "", intent = ""] = /^# (.+)\n\n((?!```|#)[\s\S]*?)\n\n```/.exec(source) ?? [];
  return { file, source, title, intent, blocks };
}

const isInput = ({ info }: Block): boolean => info === "yaml" || info === "json config";

const expectedBlocks = ({ blocks }: Scenario): Block[] => blocks.filter((block) => !isInput(block));

async function run({ file, blocks }: Scenario): Promise<Outcome> {
  const home = join(temporary, file.replace(/\.md$/, ""));
  await mkdir(home);
  await writeFile(join(home, "schema.yml"), wholeDocument(blocks.find(({ info }) => info === "yaml")?.text ?? ""));
  const config = JSON.parse(blocks.find(({ info }) => info === "json config")?.text ?? "{}") as object;
  try {
    // The input is named relative to the config file, as users name it: no trace of the temporary folder.
    const [job] = checkConfig(
      { input: "schema.yml", importExtension: "js", ...config },
      join(home, "ifmatch.config.ts"),
    );
    const { files, model } = await generate(job!);
    return { files, diagnostics: model.diagnostics };
  } catch (error) {
    if (error instanceof RefusedError) return { files: new Map(), diagnostics: error.diagnostics };
    if (error instanceof ConfigError)
      return { files: new Map(), diagnostics: [{ severity: "error", code: "config", message: error.message }] };
    throw error;
  }
}

/** A scenario leaves out what every document says alike. */
function wholeDocument(yaml: string): string {
  const version = /^(openapi|swagger):/m.test(yaml) ? "" : "openapi: 3.0.3\n";
  const info = /^info:/m.test(yaml) ? "" : "info: { title: Scenario, version: 1.0.0 }\n";
  return version + info + yaml;
}

/** The piece of the outcome that a block's info string names; what is not there is `(none)`, which a page may expect. */
function extract({ files, diagnostics }: Outcome, info: string): string {
  const [language, path = "", kind = "", ...rest] = info.split(" ");
  const none = "(none)";
  if (info === "text diagnostics")
    return diagnostics.map(({ severity, code, message }) => `${severity} ${code} ${message}`).join("\n") || none;
  const text = files.get(path);
  if (text === undefined)
    throw new Error(`"${info}": the output is ${[...files.keys()].join(", ") || "nothing: the document was refused"}.`);
  if (language === "json") return manifestEntry(text, [kind, ...rest].join(" ")) ?? none;
  return declaration(path, text, kind, rest.join(" ")) ?? none;
}

/** `operations.PATCH /jobs/{id}` is an entry of `operations`: an id may hold spaces and full stops. */
function manifestEntry(text: string, selector: string): string | undefined {
  const [section, key] = selector.split(/\.(.*)/s) as [string, string];
  const entries = (JSON.parse(text) as Record<string, Record<string, unknown>>)[section] ?? {};
  if (!Object.hasOwn(entries, key)) return undefined;
  const members = Object.entries(entries[key] as object).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${onOneLine(value)}`,
  );
  return `{\n${members.join(",\n")}\n}`;
}

/** `[{ "signal": "marker" }]`: the manifest itself takes six lines for that, and a page has many of them. */
function onOneLine(value: unknown): string {
  return JSON.stringify(value, undefined, 1)
    .replace(/(?<=\[)\n\s*|\n\s*(?=\])/g, "")
    .replace(/\n\s*/g, " ");
}

const isNamed: Readonly<Record<string, (node: ts.Statement, name: string) => boolean>> = {
  function: (node, name) => ts.isFunctionDeclaration(node) && node.name?.text === name,
  interface: (node, name) => ts.isInterfaceDeclaration(node) && node.name.text === name,
  type: (node, name) => ts.isTypeAliasDeclaration(node) && node.name.text === name,
  const: (node, name) =>
    ts.isVariableStatement(node) &&
    node.declarationList.declarations.some((one) => ts.isIdentifier(one.name) && one.name.text === name),
};

/** The text of a top-level declaration, from its comment on. */
function declaration(path: string, text: string, kind: string, name: string): string | undefined {
  const matches = isNamed[kind];
  if (!matches) throw new Error(`"${kind}" is not one of ${Object.keys(isNamed).join(", ")}.`);
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found = file.statements.find((node) => matches(node, name));
  return found && text.slice(found.getStart(file, true), found.getEnd());
}

/** The page with each expected block's text replaced; found by info string, which is unique on a page. */
function withBlocks(source: string, actual: ReadonlyMap<Block, string>): string {
  const byInfo = new Map([...actual].map(([{ info }, text]) => [info, text]));
  return source.replace(fenced, (whole, info: string) => {
    const text = byInfo.get(info.trim());
    return text === undefined ? whole : `\`\`\`${info}\n${trimmed(text)}\n\`\`\``;
  });
}

const trimmed = (text: string): string => text.replace(/[ \t]+$/gm, "").trimEnd();
