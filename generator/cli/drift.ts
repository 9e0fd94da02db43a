import { createTwoFilesPatch } from "diff";
import pc from "picocolors";
import type { OutputFiles } from "../emit/emit.js";
import type { OutputComparison } from "../output/output.js";
import { printable } from "../diagnostics.js";

const LINES_PER_FILE = 24;

/** What `--check` shows: for each file that would change, how much and the first lines of how. */
export function driftSummary(files: OutputFiles, { changes, before }: OutputComparison): string {
  return [...changes]
    .filter(([, change]) => change !== "unchanged")
    .map(([path, change]) => {
      const patch = createTwoFilesPatch(
        path,
        path,
        before.get(path) ?? "",
        files.get(path) ?? "",
        undefined,
        undefined,
        { context: 1 },
      );
      const lines = patch.split("\n").slice(4);
      const count = (sign: string): number => lines.filter((line) => line.startsWith(sign)).length;
      const head = `${pc.bold(path)} ${change} ${pc.green(`+${count("+")}`)} ${pc.red(`-${count("-")}`)}`;
      if (change !== "changed") return head;
      const shown = lines
        .slice(0, LINES_PER_FILE)
        .map(
          (line) =>
            `  ${line.startsWith("+") ? pc.green(printable(line)) : line.startsWith("-") ? pc.red(printable(line)) : pc.dim(printable(line))}`,
        );
      const more = lines.length - shown.length;
      return [head, ...shown, ...(more > 0 ? [pc.dim(`  ... ${more} more lines`)] : [])].join("\n");
    })
    .join("\n");
}
