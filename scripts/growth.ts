/**
 * `npm run growth -- 16000`: CPU seconds and memory of each command on documents of that many operations, of every kind
 * that has been slow. Needs `npm run build`. Without a number: 4,000.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { measure } from "./bench/processes.js";
import { bigDocument, kindNames } from "../test/growth/big-document.js";

const program = fileURLToPath(new URL("../dist/bin.js", import.meta.url));
if (!existsSync(program)) throw new Error("There is no dist/bin.js: run `npm run build` first.");
const operations = Number(process.argv[2] ?? 4000);
if (!Number.isInteger(operations) || operations < 1) throw new Error(`Not a number of operations: ${process.argv[2]}.`);

const commands = [["lint"], ["report"], ["enrich"], ["generate", "-o", "out"]] as const;
const folder = mkdtempSync(join(tmpdir(), "ifmatch-growth-"));
try {
  console.log(`| command | kind | CPU s | MiB |\n|---|---|---|---|`);
  for (const kind of kindNames) {
    writeFileSync(join(folder, "schema.json"), JSON.stringify(bigDocument(kind, operations), undefined, 2));
    for (const [command, ...rest] of commands) {
      // `lint` says with 1 that it has found something.
      const { cpu, mib } = measure([program, command, "schema.json", ...rest], folder, [0, 1]);
      console.log(`| ${command} | ${kind} | ${cpu.toFixed(1)} | ${Math.round(mib)} |`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
