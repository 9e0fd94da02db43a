import type { Baseline, LintReport } from "../lint/lint-report.js";
import type { BaselineEntry } from "../lint/lint-report.js";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { ConfigError } from "../diagnostics.js";
import { applyBaseline, missingFrom, parseBaseline, printBaseline, updateBaseline } from "../lint/baseline.js";
import { allFindings, oneLine } from "../lint/formats/format.js";
import { placeName } from "../lint/formats/places.js";
import { plural, type Terminal } from "./terminal.js";

export const BASELINE_FILE = "ifmatch-baseline.json";

export interface BaselineOptions {
  /** `true` for the default file. */
  readonly baseline?: string | true;
  readonly updateBaseline?: boolean;
  readonly allowGrowth?: boolean;
}

/** A baseline as it lies on disk, before the run. */
export interface OpenedBaseline {
  /** Absolute path. */
  readonly file: string;
  /** `undefined` where it is to be created. */
  readonly text: string | undefined;
  readonly entries: Baseline;
}

/** @throws {ConfigError} for options that do not go together, a file that is missing, or is no baseline. */
export async function openBaseline(cwd: string, options: BaselineOptions): Promise<OpenedBaseline | undefined> {
  if (options.allowGrowth && !options.updateBaseline)
    throw new ConfigError("--allow-growth: it says what --update-baseline may do; give both.");
  if (options.baseline === undefined && !options.updateBaseline) return undefined;
  const file = resolve(cwd, typeof options.baseline === "string" ? options.baseline : BASELINE_FILE);
  const name = placeName(file, cwd);
  if (!existsSync(file)) {
    if (options.updateBaseline) return { file, text: undefined, entries: [] };
    throw new ConfigError(
      `There is no baseline ${name}. Write it with: ifmatch lint ${fileOption(name)}--update-baseline`,
    );
  }
  const text = await readFile(file, "utf8").catch((cause: Error) => {
    throw new ConfigError(`The baseline ${name} could not be read: ${cause.message}`, { cause });
  });
  return { file, text, entries: parseBaseline(text, name) };
}

const fileOption = (name: string): string => (name === BASELINE_FILE ? "" : `--baseline=${name} `);

export interface BaselinedReport {
  /** Without what the baseline holds. */
  readonly report: LintReport;
  readonly entries: Baseline;
  /** The baseline's new text, where it changes. */
  readonly text: string | undefined;
}

/** Takes the baseline out of a report; before that, updates it where that is asked for. */
export function withBaseline(report: LintReport, opened: OpenedBaseline, options: BaselineOptions): BaselinedReport {
  const { file, text, entries: before } = opened;
  const entries = options.updateBaseline
    ? updateBaseline(report, before, text === undefined || options.allowGrowth === true)
    : before;
  const next = options.updateBaseline ? printBaseline(entries) : text;
  return { report: applyBaseline(report, entries, file), entries, text: next === text ? undefined : next };
}

/** Says on standard error what became of the baseline: standard output belongs to the report. */
export function noteBaseline(
  terminal: Terminal,
  opened: OpenedBaseline,
  { report, entries, text }: BaselinedReport,
  options: BaselineOptions,
): void {
  const name = oneLine(placeName(opened.file, terminal.cwd));
  const left = allFindings(report).length;
  const fixed = report.baseline!.fixed;
  if (text !== undefined) {
    const removed = `${total(missingFrom(entries, opened.entries))} removed`;
    const added = `${total(missingFrom(opened.entries, entries))} added`;
    terminal.note(`wrote ${name}: ${removed}, ${added}, ${plural(total(entries), "finding")} held`);
  }
  if (options.updateBaseline && left > 0)
    terminal.note(`${plural(left, "finding")} not in ${name}; --allow-growth would add ${left === 1 ? "it" : "them"}`);
  if (fixed.length > 0)
    terminal.note(
      [
        `${plural(total(fixed), "finding")} of ${name} ${total(fixed) === 1 ? "is" : "are"} fixed:`,
        ...fixed.map((entry) => `  ${describe(entry)}`),
        `Shrink the baseline, so that nobody brings them back, and commit it: ifmatch lint ${fileOption(name)}--update-baseline`,
      ].join("\n"),
    );
}

const total = (entries: Baseline): number => entries.reduce((sum, { count = 1 }) => sum + count, 0);

function describe({ client, rule, method, path, file, pointer, count = 1 }: BaselineEntry): string {
  const place = method === undefined ? `${file ?? ""}${pointer}` : `${method} ${path}`;
  return oneLine(
    `${client === undefined ? "" : `${client}: `}${rule}  ${place}${count > 1 ? `  (${count} times)` : ""}`,
  );
}
