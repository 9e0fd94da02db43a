import { createTwoFilesPatch } from "diff";
import { bold, dim, green, type Paint, red } from "../colours.js";
import type { ClientJob } from "../config/load.js";
import type { OutputFiles } from "../emit/emit.js";
import type { FileChange, OutputComparison } from "../output/output.js";
import { joined, printable, type Printable, say } from "../printable.js";

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
export const driftSummary = (files: OutputFiles, { changes, before }: OutputComparison): Printable =>
  joined(
    [...changes]
      .filter(([, change]) => change !== "unchanged")
      .map(([path, change]) => fileDrift(path, change, before.get(path) ?? "", files.get(path) ?? "")),
    "\n",
  );

function fileDrift(path: string, change: FileChange, before: string, after: string): Printable {
  const patch = createTwoFilesPatch(path, path, before, after, undefined, undefined, { context: 1 });
  const lines = patch.split("\n").slice(4);
  const count = (sign: string): number => lines.filter((line) => line.startsWith(sign)).length;
  const head = say`${bold(printable(path))} ${change} ${green(say`+${count("+")}`)} ${red(say`-${count("-")}`)}`;
  if (change !== "changed") return head;
  const shown = lines.slice(0, LINES_PER_FILE).map((line) => say`  ${paintOf(line)(printable(line))}`);
  const more = lines.length - shown.length;
  return joined([head, ...shown, ...(more > 0 ? [dim(say`  ... ${more} more lines`)] : [])], "\n");
}

const paintOf = (line: string): Paint => (line.startsWith("+") ? green : line.startsWith("-") ? red : dim);

/** What to do about a formatter that changes the output after us: running the command again would not last. */
export function formatterAdvice({ config, name }: ClientJob, reformatted: number, changed: number): Printable {
  const which =
    reformatted === changed ? (changed === 1 ? "It differs" : "They differ") : say`${reformatted} of them differ`;
  const folder = printable(config.output.replace(/\/*$/, "/"));
  const where = name === undefined ? "" : say` of clients.${printable(name)}`;
  const remedy =
    config.format === undefined
      ? say`Set \`format: "prettier"\` (or "biome", "oxfmt")${where} in the config, so that the output is formatted before it is compared; or add ${folder} to what the formatter ignores, such as .prettierignore.`
      : "It is not the one that `format` in the config names, or it is another version, or it has other options.";
  return say`${which} in layout only: a formatter seems to have changed what was generated. ${remedy}`;
}
