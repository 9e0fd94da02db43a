/**
 * `npm run growth -- 16000`: CPU seconds and memory of each command on documents of that many operations, of every kind
 * that has been slow. Needs `npm run build`. Without a number: 4,000.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bigDocument, kindNames } from "../test/growth/big-document.js";

const program = fileURLToPath(new URL("../dist/bin.js", import.meta.url));
if (!existsSync(program)) throw new Error("There is no dist/bin.js: run `npm run build` first.");
const operations = Number(process.argv[2] ?? 4000);
if (!Number.isInteger(operations) || operations < 1) throw new Error(`Not a number of operations: ${process.argv[2]}.`);

// Printed by the process itself: what a parent can learn of its children differs between systems.
const usage = `data:text/javascript,${encodeURIComponent(
  `process.on("exit", () => { const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
   process.stderr.write("\\nUSAGE " + (userCPUTime + systemCPUTime) / 1e6 + " " + maxRSS / 1024); });`,
)}`;
const commands = [["lint"], ["report"], ["enrich"], ["generate", "-o", "out"]] as const;
const folder = mkdtempSync(join(tmpdir(), "ifmatch-growth-"));
try {
  console.log(`| command | kind | CPU s | MiB |\n|---|---|---|---|`);
  for (const kind of kindNames) {
    writeFileSync(join(folder, "schema.json"), JSON.stringify(bigDocument(kind, operations), undefined, 2));
    for (const [command, ...rest] of commands) {
      const { stderr, status } = spawnSync(
        process.execPath,
        ["--import", usage, program, command, "schema.json", ...rest],
        { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 30 },
      );
      const [, seconds, megabytes] = /USAGE ([\d.]+) ([\d.]+)$/.exec(stderr) ?? [];
      if (seconds === undefined || (status !== 0 && status !== 1)) throw new Error(`${command} ${kind}: ${stderr}`);
      console.log(`| ${command} | ${kind} | ${Number(seconds).toFixed(1)} | ${Math.round(Number(megabytes))} |`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
