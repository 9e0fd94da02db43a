/** The linter beside Redocly's with its recommended rules; both look up the lines of what they find. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtProgram, root } from "./places.js";
import { median, spread } from "./processes.js";
import type { Table } from "./table.js";

export function linting(documents: readonly (readonly [name: string, path: string])[], rounds: number): Table {
  const folder = mkdtempSync(join(tmpdir(), "ifmatch-bench-"));
  try {
    const rows = documents.map(([name, path]) => {
      const ours: number[] = [];
      const theirs: number[] = [];
      for (let round = 0; round < rounds; round++) {
        ours.push(seconds(folder, builtProgram(), "lint", path));
        theirs.push(
          seconds(folder, join(root, "node_modules/@redocly/cli/bin/cli.js"), "lint", path, "--extends", "recommended"),
        );
      }
      return [name, spread(ours), spread(theirs), (median(ours) / median(theirs)).toFixed(2)];
    });
    return { title: "Lint", head: ["", "ifmatch, wall s", "redocly lint, wall s", "ratio"], rows };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Exit code 1 says that something was found. */
function seconds(cwd: string, ...program: string[]): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, program, { cwd, encoding: "utf8", maxBuffer: 2 ** 28 });
  if (status !== 0 && status !== 1) throw new Error(`${program.join(" ")}: ${stderr}`);
  return (performance.now() - start) / 1000;
}
