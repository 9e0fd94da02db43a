import { relative } from "node:path";
import { type ClientJob, loadClients } from "../config/load.js";
import type { ChangeSeverity, ContractComparison } from "../diff/change.js";
import { compareDocuments } from "../diff/compare.js";
import { allChanges, countChanges } from "../diff/formats/format.js";
import { diffFormatNames, diffFormats } from "../diff/formats/index.js";
import { ConfigError } from "../diagnostics.js";
import { printable } from "../printable.js";
import { isFile } from "../load/input.js";
import { chooseFormat, type FormatOptions } from "./choose-format.js";
import { namesDocument, type Sides, sidesOf, sidesOfFile } from "./diff-sides.js";
import { exit, type ExitCode } from "./exit.js";
import { type SourceOptions, sourceOptions } from "./source-options.js";
import type { Terminal } from "./terminal.js";

export interface DiffCommandOptions extends FormatOptions, SourceOptions {
  readonly config?: string;
  readonly failOn?: string;
}

/** `ifmatch diff`: exit code 0, or 1 if protection was lost, or if there is a change that `--fail-on` names. */
export async function diffCommand(
  terminal: Terminal,
  [old, now]: readonly [string, string | undefined],
  options: DiffCommandOptions,
): Promise<ExitCode> {
  const { cwd } = terminal;
  const format = diffFormats[chooseFormat(diffFormatNames, options)];
  const failing = threshold(options.failOn);
  const comparisons: ContractComparison[] = [];
  for (const { job, sides } of await pairsToCompare(terminal, old, now, options))
    comparisons.push(await compareDocuments({ name: job.name, ...sides, cwd }, job.config));
  const report = { cwd, comparisons };
  terminal.print(format.render(report, terminal.columns));
  return failing(countChanges(allChanges(report))) ? exit.findings : exit.fine;
}

/** The two documents that were named, or each client's at the revision that was. */
async function pairsToCompare(
  terminal: Terminal,
  old: string,
  now: string | undefined,
  options: DiffCommandOptions,
): Promise<{ job: ClientJob; sides: Sides }[]> {
  const { cwd } = terminal;
  const { config } = options;
  if (now !== undefined) {
    const sides = await sidesOf(cwd, old, now);
    const [after, before] = [sides.now, sides.old].map(({ file }) => ({
      cwd,
      schema: file,
      config,
      ...sourceOptions(options),
    }));
    const loaded = await loadClients(after!);
    // A config that reads one of the documents holds for both: they are one API, then and now.
    const { jobs, notice } = loaded.notice === undefined ? loaded : await loadClients(before!);
    if (notice !== undefined) terminal.note(printable(loaded.notice!));
    return jobs.map((job) => ({ job, sides }));
  }
  if (namesDocument(cwd, old))
    throw new ConfigError(
      `${old} is only one document. Name a second one: \`ifmatch diff ${old} other.yml\`, or a revision: \`ifmatch diff main ${old}\`.`,
    );
  const { jobs } = await loadClients({ cwd, config, ...sourceOptions(options) });
  const pairs: { job: ClientJob; sides: Sides }[] = [];
  for (const job of jobs) {
    if (!isFile(job.input))
      throw new ConfigError(
        `${job.config.input} has no git revisions. Name two documents: \`ifmatch diff old.yml ${job.config.input}\`.`,
      );
    pairs.push({ job, sides: await sidesOfFile(cwd, old, relative(cwd, job.input)) });
  }
  return pairs;
}

/** Which counts of changes are too many. */
function threshold(failOn = "lost"): (counts: Readonly<Record<ChangeSeverity, number>>) => boolean {
  switch (failOn) {
    case "never":
      return () => false;
    case "lost":
      return ({ lost }) => lost > 0;
    case "breaking":
      return ({ lost, breaking }) => lost + breaking > 0;
    case "any":
      return ({ lost, breaking, info }) => lost + breaking + info > 0;
    default:
      throw new ConfigError(`--fail-on ${failOn}: must be one of lost, breaking, any, never.`);
  }
}
