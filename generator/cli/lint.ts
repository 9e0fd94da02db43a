import { type ClientJob, loadClients } from "../config/load.js";
import { ConfigError } from "../diagnostics.js";
import { allFindings, countFindings, type LintedDocument } from "../lint/formats/format.js";
import { formats } from "../lint/formats/index.js";
import { lintDocument, type LintResult } from "../lint/lint.js";
import { lintSince } from "../lint/since.js";
import { Revision } from "../load/revision.js";
import { suggest } from "../suggest.js";
import { exit, type ExitCode } from "./exit.js";
import { plural, type Terminal } from "./terminal.js";

export interface LintCommandOptions {
  readonly config?: string;
  readonly strict?: boolean;
  readonly format?: string;
  readonly maxWarnings?: string;
  readonly failOn?: string;
  readonly allowRemote?: readonly string[];
  readonly since?: string;
}

/** `ifmatch lint`: exit code 0, or 1 where findings are grave or many enough. */
export async function lintCommand(
  terminal: Terminal,
  schema: string | undefined,
  options: LintCommandOptions,
): Promise<ExitCode> {
  const format = formats.get(options.format ?? "stylish");
  if (!format)
    throw new ConfigError(
      `--format ${options.format}: there are ${[...formats.keys()].join(", ")}.${suggest(options.format!, formats.keys())}`,
    );
  const failing = threshold(options);
  const { jobs } = await loadClients({
    cwd: terminal.cwd,
    schema,
    config: options.config,
    allowRemote: options.allowRemote,
  });
  const documents: LintedDocument[] = [];
  for (const job of jobs) documents.push({ name: job.name, result: await lintOne(terminal, job, options) });
  const report = { cwd: terminal.cwd, documents };
  terminal.print(format.render(report));
  return failing(countFindings(allFindings(report))) ? exit.findings : exit.fine;
}

async function lintOne(
  terminal: Terminal,
  job: ClientJob,
  { strict = false, since }: LintCommandOptions,
): Promise<LintResult> {
  const settings = { strict, folder: terminal.cwd };
  if (since === undefined) return lintDocument(job, settings);
  const { result, leftOut } = await lintSince(job, await Revision.open(terminal.cwd, since), settings);
  if (leftOut > 0)
    terminal.note(`${plural(leftOut, "finding")} left out: there at ${since}, at operations unchanged since.`);
  return result;
}

/** Which counts of findings are too many. */
function threshold({
  failOn = "error",
  maxWarnings,
}: LintCommandOptions): (counts: { errors: number; warnings: number }) => boolean {
  if (!["error", "warning", "never"].includes(failOn))
    throw new ConfigError(`--fail-on ${failOn}: it is one of error, warning, never.`);
  if (maxWarnings !== undefined && !/^\d+$/.test(maxWarnings))
    throw new ConfigError(`--max-warnings ${maxWarnings}: not a number.`);
  const most = maxWarnings === undefined ? Infinity : Number(maxWarnings);
  return ({ errors, warnings }) =>
    warnings > most || (failOn !== "never" && (errors > 0 || (failOn === "warning" && warnings > 0)));
}
