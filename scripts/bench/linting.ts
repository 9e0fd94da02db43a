/** The linter beside Redocly's with its recommended rules; both look up the lines of what they find. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtProgram, root } from "./places.js";
import { measure, median, spread } from "./processes.js";
import type { Table } from "./table.js";

export function linting(documents: readonly (readonly [name: string, path: string])[], rounds: number): Table {
  const folder = mkdtempSync(join(tmpdir(), "ifmatch-bench-"));
  try {
    const rows = documents.map(([name, path]) => {
      const ours: number[] = [];
      const theirs: number[] = [];
      // Exit code 1 says that something was found.
      for (let round = 0; round < rounds; round++) {
        ours.push(measure([builtProgram(), "lint", path], folder, [0, 1]).wall);
        const redocly = [join(root, "node_modules/@redocly/cli/bin/cli.js"), "lint", path, "--extends", "recommended"];
        theirs.push(measure(redocly, folder, [0, 1]).wall);
      }
      return [name, spread(ours), spread(theirs), (median(ours) / median(theirs)).toFixed(2)];
    });
    return { title: "Lint", head: ["", "ifmatch, wall s", "redocly lint, wall s", "ratio"], rows };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
