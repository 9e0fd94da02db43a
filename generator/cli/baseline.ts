import type { Baseline, LintReport } from "../lint/lint-report.js";
import type { BaselineEntry } from "../lint/lint-report.js";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { ConfigError } from "../diagnostics.js";
import { joined, plural, printable, type Printable, say } from "../printable.js";
import { applyBaseline, missingFrom, parseBaseline, printBaseline, updateBaseline } from "../lint/baseline.js";
import { allFindings } from "../lint/formats/format.js";
import { placeName } from "../lint/formats/places.js";
import type { Terminal } from "./terminal.js";

export const BASELINE_FILE = "ifmatch-baseline.json";

export interface BaselineOptions {
  /** `true` for the default file. */
  readonly baseline?: string | true;
  readonly updateBaseline?: boolean;
  readonly allowGrowth?: boolean;
}

/** A baseline as it is on disk before the run. */
export interface OpenedBaseline {
  /** Absolute path. */
  readonly file: string;
  /** `undefined` if it does not exist yet. */
  readonly text: string | undefined;
  readonly entries: Baseline;
}

/** @throws {ConfigError} for options that do not go together, or a file that is missing or not a baseline. */
export async function openBaseline(cwd: string, options: BaselineOptions): Promise<OpenedBaseline | undefined> {
  if (options.allowGrowth && !options.updateBaseline)
    throw new ConfigError("--allow-growth only works together with --update-baseline.");
  if (options.baseline === undefined && !options.updateBaseline) return undefined;
  const file = resolve(cwd, typeof options.baseline === "string" ? options.baseline : BASELINE_FILE);
  const name = placeName(file, cwd);
  if (!existsSync(file)) {
    if (options.updateBaseline) return { file, text: undefined, entries: [] };
    throw new ConfigError(
      `There is no baseline ${name}. Create it with: ifmatch lint ${fileOption(name)}--update-baseline`,
    );
  }
  const text = await readFile(file, "utf8").catch((cause: Error) => {
    throw new ConfigError(`The baseline ${name} could not be read: ${cause.message}`, { cause });
  });
  return { file, text, entries: parseBaseline(text, name) };
}

const fileOption = (name: string): string => (name === BASELINE_FILE ? "" : `--baseline=${name} `);

export interface BaselinedReport {
  /** Without the findings that are in the baseline. */
  readonly report: LintReport;
  readonly entries: Baseline;
  /** The new text of the baseline, if it changes. */
  readonly text: string | undefined;
}

/** Removes the findings of the baseline from a report, after updating the baseline if that was asked for. */
export function withBaseline(report: LintReport, opened: OpenedBaseline, options: BaselineOptions): BaselinedReport {
  const { file, text, entries: before } = opened;
  const entries = options.updateBaseline
    ? updateBaseline(report, before, text === undefined || options.allowGrowth === true)
    : before;
  const next = options.updateBaseline ? printBaseline(entries) : text;
  return { report: applyBaseline(report, entries, file), entries, text: next === text ? undefined : next };
}

/** Reports on standard error what happened to the baseline; standard output is for the report. */
export function noteBaseline(
  terminal: Terminal,
  opened: OpenedBaseline,
  { report, entries, text }: BaselinedReport,
  options: BaselineOptions,
): void {
  const name = printable(placeName(opened.file, terminal.cwd));
  const left = allFindings(report).length;
  const fixed = report.baseline!.fixed;
  if (text !== undefined) {
    const removed = total(missingFrom(entries, opened.entries));
    const added = total(missingFrom(opened.entries, entries));
    terminal.note(
      say`wrote ${name}: ${removed} removed, ${added} added, ${plural(total(entries), "finding")} in total`,
    );
  }
  if (options.updateBaseline && left > 0)
    terminal.note(
      say`${plural(left, "finding")} not in ${name}. To add ${left === 1 ? "it" : "them"}, use --allow-growth.`,
    );
  if (fixed.length > 0) terminal.note(fixedNote(fixed, name));
}

function fixedNote(fixed: Baseline, name: Printable): Printable {
  const count = total(fixed);
  const [is, it, itDoes] = count === 1 ? (["is", "it", "it does"] as const) : (["are", "them", "they do"] as const);
  return joined(
    [
      say`${plural(count, "finding")} in ${name} ${is} fixed:`,
      ...fixed.map((entry) => say`  ${describe(entry)}`),
      say`Remove ${it} from the baseline, so that ${itDoes} not come back, and commit the file: ifmatch lint ${printable(fileOption(name))}--update-baseline`,
    ],
    "\n",
  );
}

const total = (entries: Baseline): number => entries.reduce((sum, { count = 1 }) => sum + count, 0);

function describe({ client, rule, method, path, file, pointer, count = 1 }: BaselineEntry): Printable {
  const place = method === undefined ? `${file ?? ""}${pointer}` : `${method} ${path}`;
  return printable(
    `${client === undefined ? "" : `${client}: `}${rule}  ${place}${count > 1 ? `  (${count} times)` : ""}`,
  );
}
