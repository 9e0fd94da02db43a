/**
 * `npm run corpus -- <folders>`: holds the generator against every OpenAPI document in these folders, and prints a table.
 * Each document is generated from twice, which has to give the same bytes; what was generated is compiled under strict
 * flags by both TypeScripts; the linter, enrich and the mock read it as well. A document may be refused, which is shown;
 * a bug, bytes that differ or an error of a compiler make the exit code 1.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { compile, compilers, remove, temporaryFolder, writeFiles, writeProject } from "../test/corpus/compilers.js";
import { checkConfig, type ClientJob } from "../generator/config/load.js";
import { ConfigError, RefusedError } from "../generator/diagnostics.js";
import { enrich } from "../generator/enrich/enrich.js";
import { generate } from "../generator/generate.js";
import { lintDocument } from "../generator/lint/lint.js";
import { createMock } from "../generator/mock/create.js";

interface Row {
  readonly document: string;
  /** By column: what came out. */
  readonly cells: Record<string, string>;
  /** What is wrong, in full. */
  readonly faults: string[];
}

const columns = ["operations", "generate", "lint", "enrich", "mock", ...compilers.map(({ name }) => name)];

/** Documents below these folders: files that begin as one does. Parts of documents do not. */
function documentsIn(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    statSync(folder).isFile()
      ? [folder]
      : readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile() && /\.(?:ya?ml|json)$/i.test(entry.name))
          .map((entry) => join(entry.parentPath, entry.name))
          .filter((file) =>
            /^[^]{0,4000}?^[\s{"']*(?:openapi|swagger)["']?\s*:/m.test(readFileSync(file, "latin1").slice(0, 4000)),
          )
          .sort(),
  );
}

function jobFor(file: string): ClientJob {
  const [job] = checkConfig({ input: file, importExtension: "js" }, join(dirname(file), "ifmatch.config.json"));
  return job!;
}

/** Runs one column; a refusal is an outcome, everything else that is thrown is a bug. */
async function attempt(row: Row, column: string, run: () => Promise<string>): Promise<void> {
  try {
    row.cells[column] = await run();
  } catch (error) {
    const isRefused = error instanceof RefusedError || error instanceof ConfigError;
    row.cells[column] = isRefused ? "refused" : "BUG";
    const [message = ""] = (error as Error).message.split("\n");
    if (!isRefused) row.faults.push(`${column}: ${(error as Error).stack ?? message}`);
    else if (column === "generate") row.cells["why"] = message;
  }
}

async function examine(file: string, name: string, folder: string): Promise<Row> {
  const row: Row = { document: name, cells: {}, faults: [] };
  const job = jobFor(file);
  await attempt(row, "generate", async () => {
    const [once, again] = [await generate(job), await generate(job)];
    writeFiles(folder, once.files);
    row.cells["operations"] = String(once.model.operations.length);
    const changed = [...once.files].filter(([path, text]) => again.files.get(path) !== text);
    if (changed.length === 0) return "ok";
    row.faults.push(`generate: a second run differs in ${changed.map(([path]) => path).join(", ")}`);
    return "DIFFERS";
  });
  await attempt(row, "lint", async () => {
    const { findings } = await lintDocument(job);
    const errors = findings.filter(({ severity }) => severity === "error").length;
    return findings.length === 0 ? "ok" : `${errors} / ${findings.length - errors}`;
  });
  await attempt(row, "enrich", async () => `+${(await enrich(job, { json: true })).overlay.actions.length}`);
  await attempt(row, "mock", async () => String((await createMock({ schema: file })).summary.operations));
  return row;
}

/** Both compilers over everything that was generated, one program each. */
async function compileAll(rows: readonly Row[], folder: string): Promise<void> {
  const project = writeProject(folder, ["."]);
  for (const compiler of compilers) {
    const { output } = await compile(compiler, project);
    const lines = output === "" ? [] : output.split("\n").filter((line) => !/^\s/.test(line));
    for (const [index, row] of rows.entries()) {
      if (row.cells["generate"] !== "ok") continue;
      const own = lines.filter((line) => line.startsWith(`${index}/`));
      row.cells[compiler.name] = own.length === 0 ? "ok" : `${own.length} ERRORS`;
      row.faults.push(...own.slice(0, 5).map((line) => `${compiler.name}: ${line}`));
    }
    const others = lines.filter((line) => !/^\d+\//.test(line));
    if (others.length > 0) throw new Error(`${compiler.name}: ${others.slice(0, 5).join("\n")}`);
  }
}

function print(rows: readonly Row[]): void {
  const shown = rows.map(({ document, cells }) => [document, ...columns.map((column) => cells[column] ?? "-")]);
  const table = [["document", ...columns], ...shown];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((line) => line[column]!.length)));
  const lines = table.map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`);
  lines.splice(1, 0, `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`);
  console.log(lines.join("\n"));
  for (const { document, cells } of rows)
    if (cells["why"] !== undefined) console.log(`\n${document}: refused: ${cells["why"]}`);
  for (const { document, faults } of rows) for (const fault of faults) console.log(`\n${document}: ${fault}`);
}

const usual = ["schema", "../shared/corpus", "../shared/cases/documents"].filter((folder) => existsSync(folder));
const folders = process.argv.length > 2 ? process.argv.slice(2) : usual;
const missing = folders.filter((folder) => !existsSync(folder));
if (missing.length > 0) throw new Error(`There is no ${missing.join(", ")}.`);
const files = documentsIn(folders.map((folder) => resolve(folder)));
if (files.length === 0) throw new Error(`There is no OpenAPI document in ${folders.join(", ")}.`);

const folder = temporaryFolder("corpus");
try {
  const rows: Row[] = [];
  for (const [index, file] of files.entries())
    rows.push(await examine(file, relative(process.cwd(), file), join(folder, String(index))));
  await compileAll(rows, folder);
  print(rows);
  const faulty = rows.filter(({ faults }) => faults.length > 0);
  const refused = rows.filter(({ cells }) => cells["generate"] === "refused");
  console.log(`\n${rows.length} documents: ${refused.length} refused, ${faulty.length} with faults.`);
  if (faulty.length > 0) process.exitCode = 1;
} finally {
  remove(folder);
}
