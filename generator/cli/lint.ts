import { type ClientJob, loadClients } from "../config/load.js";
import { ConfigError } from "../diagnostics.js";
import { allFindings, countFindings, type LintedDocument } from "../lint/formats/format.js";
import { formats } from "../lint/formats/index.js";
import { lintDocument } from "../lint/lint.js";
import { suggest } from "../suggest.js";
import { exit, type ExitCode } from "./exit.js";
import { checkFixOptions, fixOne, type FixOptions, writeFixOverlay } from "./fix.js";
import type { Terminal } from "./terminal.js";

export interface LintCommandOptions extends FixOptions {
  readonly config?: string;
  readonly format?: string;
  readonly maxWarnings?: string;
  readonly failOn?: string;
  readonly allowRemote?: readonly string[];
}

/** `ifmatch lint`: exit code 0, or 1 where findings are grave or many enough, or `--dry-run` holds fixes back. */
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
  checkFixOptions(options, jobs);
  const documents: LintedDocument[] = [];
  let pending = false;
  for (const job of jobs) {
    const linted = options.fix ? await fixOne(terminal, job, options) : undefined;
    pending ||= linted?.pending === true;
    documents.push({ name: job.name, result: linted?.result ?? (await lintOne(terminal, job, options)) });
    if (options.fixOverlay !== undefined) await writeFixOverlay(terminal, job, options.fixOverlay);
  }
  const report = { cwd: terminal.cwd, documents };
  terminal.print(format.render(report));
  return pending || failing(countFindings(allFindings(report))) ? exit.findings : exit.fine;
}

const lintOne = (terminal: Terminal, job: ClientJob, { strict = false }: LintCommandOptions) =>
  lintDocument(job, { strict, folder: terminal.cwd });

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
