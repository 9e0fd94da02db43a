/**
 * `npm run hostile -- <folder> [--write]`: each document of a folder, which mean harm, through other generators and through
 * this one. Prints how many ended how, and with `--write` puts the table into docs/security.md. Needs `npm run build`.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join, relative } from "node:path";
import ts from "typescript";
import { otherGenerators } from "./bench/peer-programs.js";
import { installPeers } from "./bench/peers.js";
import { builtProgram, root } from "./bench/places.js";
import type { Side } from "./bench/processes.js";
import { toMarkdown } from "./bench/table.js";

/** From the folder that a generator runs in to one that it may not leave unnoticed. */
const above = "../../../..";
/** What some of the documents refer to, beside that folder. */
const SECRET = "Secret: { type: string, description: OUTSIDE_ROOT_SECRET }\n";

/** How a run may end, the worst first; each run counts once. */
const endings = [
  "hangs (60 s)",
  "runs out of memory or of stack",
  "writes outside its folder",
  "writes what a reference read outside",
  "writes code of the document's author",
  "writes code that does not parse",
  "writes control or bidirectional characters",
  "crashes, with a stack trace",
  "accepts what must be refused",
  "refuses, without a line number",
  "refuses, at its line",
  "generates",
] as const;
type Ending = (typeof endings)[number];

const [folder = "../shared/hostile", ...flags] = process.argv.slice(2);
if (!existsSync(join(folder, "index.tsv"))) throw new Error(`There is no index.tsv in ${folder}.`);
/** What must be refused, by file; whether anything else is, is each generator's own choice. */
const mustBeRefused = new Map(
  readFileSync(join(folder, "index.tsv"), "utf8")
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t"))
    .map(([file = "", , expected = ""]) => [file, expected === "error"]),
);
const documents = readdirSync(folder).filter((name) => /^\d.*\.(?:ya?ml|json)$/.test(name));

function endingOf({ program, cwd }: Side, document: string, before: ReadonlySet<string>): Ending {
  const run = spawnSync(process.execPath, program, { cwd, encoding: "utf8", timeout: 60_000, maxBuffer: 2 ** 28 });
  const printed = `${run.stdout}${run.stderr}`;
  if ((run.error as NodeJS.ErrnoException | undefined)?.code === "ETIMEDOUT") return "hangs (60 s)";
  if (/heap out of memory|Maximum call stack size/.test(printed)) return "runs out of memory or of stack";
  const top = join(cwd, above);
  if (filesIn(top).some((file) => !before.has(file) && relative(cwd, file).startsWith("..")))
    return "writes outside its folder";
  const texts = filesIn(cwd)
    .filter((file) => !before.has(file))
    .map((file) => [file, readFileSync(file, "utf8")] as const);
  const written = harmIn(texts);
  if (written !== undefined) return written;
  if (run.status === 0) return mustBeRefused.get(document) ? "accepts what must be refused" : "generates";
  if (/\n\s+at .+:\d+:\d+/.test(printed)) return "crashes, with a stack trace";
  return /:\d+:\d+|line \d+/.test(printed) ? "refuses, at its line" : "refuses, without a line number";
}

function harmIn(files: readonly (readonly [file: string, text: string])[]): Ending | undefined {
  if (files.some(([, text]) => /OUTSIDE_ROOT_SECRET|root:x:0/.test(text)))
    return "writes what a reference read outside";
  const parsed = files
    .filter(([file]) => /\.[cm]?tsx?$/.test(file))
    .map(([file, text]) => ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  if (parsed.some((file) => isCalled(file))) return "writes code of the document's author";
  // TypeScript keeps what it did not understand here.
  if (parsed.some((file) => (file as unknown as { parseDiagnostics: unknown[] }).parseDiagnostics.length > 0))
    return "writes code that does not parse";
  // oxlint-disable-next-line no-control-regex -- what must not be there
  if (files.some(([, text]) => /[\u0000-\u0008\u000b-\u001f\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(text)))
    return "writes control or bidirectional characters";
  return undefined;
}

/** Whether the function that the documents want to see called is called, somewhere in code. */
function isCalled(node: ts.Node): boolean {
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "PWNED") return true;
  return ts.forEachChild(node, (child) => isCalled(child) || undefined) ?? false;
}

const filesIn = (top: string): string[] =>
  readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Every document through every generator: how often each ended how. */
function countEndings(): Map<string, Map<Ending, number>> {
  const counts = new Map<string, Map<Ending, number>>();
  for (const document of documents) {
    const top = mkdtempSync(join(tmpdir(), "ifmatch-hostile-"));
    try {
      const input = `schema${extname(document)}`;
      const project = (side: string, files: Readonly<Record<string, string>>): string => {
        const path = join(top, side, "a/b/c/project");
        mkdirSync(join(path, "../outside"), { recursive: true });
        mkdirSync(path);
        writeFileSync(join(path, "../outside/secret.yml"), SECRET);
        for (const [file, content] of Object.entries(files)) writeFileSync(join(path, file), content);
        writeFileSync(join(path, input), readFileSync(join(folder, document)));
        return path;
      };
      const ours = {
        name: "ifmatch",
        program: [builtProgram(), "generate", input, "-o", "out"],
        cwd: project("ifmatch", {}),
      };
      const sides = [ours, ...otherGenerators(project, input)];
      const before = new Set(filesIn(top));
      for (const side of sides) {
        const ending = endingOf(side, document, before);
        const counted = counts.get(side.name) ?? new Map<Ending, number>();
        counts.set(side.name, counted.set(ending, (counted.get(ending) ?? 0) + 1));
        if (flags.includes("--verbose")) console.error(`${document}\t${side.name}\t${ending}`);
      }
    } finally {
      rmSync(top, { recursive: true, force: true });
    }
  }
  return counts;
}

installPeers();
const counts = countEndings();
const table = toMarkdown({
  title: `${documents.length} documents, through each`,
  head: ["", ...counts.keys()],
  rows: endings.map((ending) => [ending, ...[...counts.values()].map((one) => String(one.get(ending) ?? 0))]),
});
console.log(table);
if (flags.includes("--write")) {
  const page = join(root, "docs/security.md");
  const text = readFileSync(page, "utf8");
  const [start, end] = ["<!-- hostile: start -->", "<!-- hostile: end -->"];
  if (!text.includes(start)) throw new Error(`${page} has no ${start}.`);
  writeFileSync(page, `${text.split(start)[0]}${start}\n\n${table}\n\n${end}${text.split(end)[1]}`);
}
