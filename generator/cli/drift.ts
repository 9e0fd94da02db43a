import { createTwoFilesPatch } from "diff";
import pc from "picocolors";
import type { ClientJob } from "../config/load.js";
import type { OutputFiles } from "../emit/emit.js";
import type { OutputComparison } from "../output/output.js";
import { printable } from "../diagnostics.js";

/**
 * Paths of files that seem to be ours as a formatter has left them: the same words, but for their order, as imports are
 * sorted. White space, quotes and other punctuation are what formatters change.
 */
export function reformattedFiles(files: OutputFiles, { changes, before }: OutputComparison): string[] {
  return [...changes]
    .filter(([path, change]) => change === "changed" && words(before.get(path)!) === words(files.get(path)!))
    .map(([path]) => path);
}

const words = (text: string): string =>
  text
    // With `format` the banner says less.
    .replace(/^\/\/ biome-ignore-all .*$/m, "")
    .split(/[^\p{L}\p{N}_$]+/u)
    .sort()
    .join(" ")
    .trim();

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

/** What to do about a formatter that changes the output after us: running the command again would not last. */
export function formatterAdvice({ config, name }: ClientJob, reformatted: number, changed: number): string {
  const which =
    reformatted === changed ? (changed === 1 ? "It differs" : "They differ") : `${reformatted} of them differ`;
  const folder = config.output.replace(/\/*$/, "/");
  const remedy =
    config.format === undefined
      ? `Set \`format: "prettier"\` (or "biome", "oxfmt")${name === undefined ? "" : ` of clients.${name}`} in the config, so that the output is formatted before it is compared; or add ${folder} to what the formatter ignores, such as .prettierignore.`
      : "It is not the one that `format` in the config names, or it is another version, or it has other options.";
  return `${which} in layout only: a formatter seems to have changed what was generated. ${remedy}`;
}
