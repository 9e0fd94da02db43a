import type { LintReport } from "../lint/lint-report.js";
import type { LintedDocument } from "../lint/lint-report.js";
import type { ClientJob } from "../config/load.js";
import { ConfigError } from "../diagnostics.js";
import { allFindings, countFindings, summarize } from "../lint/formats/format.js";
import { placeName } from "../lint/formats/places.js";
import { lintDocument } from "../lint/lint.js";
import { leaveOutKnown } from "../lint/since.js";
import { isFile } from "../load/input.js";
import { Revision } from "../load/revision.js";
import { commit } from "../output/commit.js";
import { joined, plural, printable, type Printable, say } from "../printable.js";
import type { BaselineOptions } from "./baseline.js";
import { exit, type ExitCode } from "./exit.js";
import type { FixOptions } from "./fix.js";
import { readTargets, renderTargets, type TargetOptions } from "./format-targets.js";
import { openClients } from "./open-clients.js";
import type { Terminal } from "./terminal.js";
import { type SourceOptions, sourceOptions } from "./source-options.js";

export interface LintCommandOptions extends BaselineOptions, FixOptions, TargetOptions, SourceOptions {
  readonly config?: string;
  /** Id of a rule to print the page of, instead of linting. */
  readonly explain?: string;
  readonly maxWarnings?: string;
  readonly failOn?: string;
  readonly since?: string;
}

/**
 * `ifmatch lint`: exit code 0, or 1 if `--fail-on` or `--max-warnings` is exceeded, the baseline has findings that are
 * fixed, or `--dry-run` found something to fix.
 */
export async function lintCommand(
  terminal: Terminal,
  schema: string | undefined,
  options: LintCommandOptions,
): Promise<ExitCode> {
  const targets = readTargets(options, terminal.cwd);
  const failing = threshold(options);
  const baselines = wantsBaseline(options) ? await import("./baseline.js") : undefined;
  const baseline = await baselines?.openBaseline(terminal.cwd, options);
  const loaded = await openClients(terminal, {
    schema,
    config: options.config,
    ...sourceOptions(options),
  });
  const { documents, pending } = await lintAll(terminal, loaded.jobs, options);
  const everything: LintReport = { cwd: terminal.cwd, documents };
  const baselined = baseline && baselines?.withBaseline(everything, baseline, options);
  // The baseline first: it holds what the whole document has.
  const report = await since(terminal, baselined?.report ?? everything, loaded.jobs, options);
  const inputs = [loaded.file, baseline?.file, ...documents.flatMap(({ result }) => result.files)];
  const { printed, files } = renderTargets(targets, report, inputs, terminal.columns);
  // The baseline last: it is written only when everything else could be staged.
  const written = new Map([
    ...files,
    ...(baselined?.text === undefined ? [] : [[baseline!.file, baselined.text] as const]),
  ]);
  await commit({ written }, "The report");
  if (printed === undefined) terminal.note(say`${summarize(report)}; wrote ${names(terminal, files)}`);
  else terminal.print(printed);
  if (baselined) baselines!.noteBaseline(terminal, baseline!, baselined, options);
  return pending || failing(report) ? exit.findings : exit.fine;
}

// What edits YAML, or reads it with positions, is loaded for those who ask for it.
const wantsBaseline = ({ baseline, updateBaseline, allowGrowth }: BaselineOptions): boolean =>
  baseline !== undefined || updateBaseline === true || allowGrowth === true;

const wantsFixing = ({ fix, dryRun, fixOverlay }: FixOptions): boolean =>
  fix === true || dryRun === true || fixOverlay !== undefined;

/** Lints each document, with `--fix` what is left of it; `pending` where `--dry-run` held fixes back. */
async function lintAll(
  terminal: Terminal,
  jobs: readonly ClientJob[],
  options: LintCommandOptions,
): Promise<{ readonly documents: LintedDocument[]; readonly pending: boolean }> {
  const fixing = wantsFixing(options) ? await import("./fix.js") : undefined;
  fixing?.checkFixOptions(options, jobs);
  const documents: LintedDocument[] = [];
  let pending = false;
  for (const job of jobs) {
    const linted = options.fix ? await fixing!.fixOne(terminal, job, options) : undefined;
    pending ||= linted?.pending === true;
    documents.push({ name: job.name, result: linted?.result ?? (await lintOne(terminal, job, options)) });
    if (options.fixOverlay !== undefined) await fixing!.writeFixOverlay(terminal, job, options.fixOverlay);
  }
  return { documents, pending };
}

/** Leaves out what was there at `since`, and says how much that was. */
async function since(
  terminal: Terminal,
  report: LintReport,
  jobs: readonly ClientJob[],
  { since: ref, strict = false }: LintCommandOptions,
): Promise<LintReport> {
  if (ref === undefined) return report;
  if (!jobs.every(({ input }) => isFile(input)))
    throw new ConfigError("--since: only a file has git revisions, and the document is a URL or standard input.");
  const revision = await Revision.open(terminal.cwd, ref);
  const documents: LintedDocument[] = [];
  let leftOut = 0;
  for (const [index, { name, result }] of report.documents.entries()) {
    const kept = await leaveOutKnown(jobs[index]!, revision, result, { strict, folder: terminal.cwd });
    leftOut += kept.leftOut;
    documents.push({ name, result: kept.result });
  }
  if (leftOut > 0)
    terminal.note(
      say`${plural(leftOut, "finding")} left out, because ${leftOut === 1 ? "it exists" : "they exist"} at ${printable(ref)} and the operations have not changed since.`,
    );
  return { ...report, documents };
}

const names = ({ cwd }: Terminal, files: ReadonlyMap<string, string>): Printable =>
  joined(
    [...files.keys()].map((file) => printable(placeName(file, cwd))),
    ", ",
  );

const lintOne = (terminal: Terminal, job: ClientJob, { strict = false }: LintCommandOptions) =>
  lintDocument(job, { strict, folder: terminal.cwd });

/** Whether a report is to fail: for its findings, or for what is fixed and still in the baseline. */
function threshold({ failOn = "error", maxWarnings }: LintCommandOptions): (report: LintReport) => boolean {
  if (!["error", "warning", "never"].includes(failOn))
    throw new ConfigError(`--fail-on ${failOn}: must be one of error, warning, never.`);
  if (maxWarnings !== undefined && !/^\d+$/.test(maxWarnings))
    throw new ConfigError(`--max-warnings ${maxWarnings}: must be a whole number.`);
  const most = maxWarnings === undefined ? Infinity : Number(maxWarnings);
  return (report) => {
    const { errors, warnings } = countFindings(allFindings(report));
    if (warnings > most) return true;
    const fixed = report.baseline?.fixed.length ?? 0;
    return failOn !== "never" && (errors > 0 || fixed > 0 || (failOn === "warning" && warnings > 0));
  };
}
