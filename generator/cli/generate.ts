import { relative } from "node:path";
import { type ClientJob, loadClients, type LoadedConfig } from "../config/load.js";
import { plural, printable, say } from "../printable.js";
import type { Generated, Stage } from "../generate.js";
import { changesOf, type ComparedClient, generateAll, writeAll } from "../generate-all.js";
import { displayName } from "../load/input.js";
import { Observations, observing } from "../observed.js";
import type { OutputComparison } from "../output/output.js";
import { keepRecord } from "../record/keep.js";
import { toolIdentity } from "../record/tool.js";
import { traced } from "../trace.js";
import { driftSummary, formatterAdvice, reformattedFiles } from "./drift.js";
import { exit, type ExitCode } from "./exit.js";
import { commandLine, type GenerateOptions, wantsFindings, wantsJson } from "./generate-options.js";
import { anyOf, throwIfInterrupted } from "./interrupted.js";
import { printJson, printSummary, printUpToDate } from "./print-run.js";
import { printTimings } from "./report.js";
import { recordedSummary, summaryOf } from "./summarise.js";
import type { RecordedRun } from "./summary.js";
import { printText, type Terminal } from "./terminal.js";

export interface Ended {
  /** 0, or 1 if `--check` finds the output out of date. */
  readonly code: ExitCode;
  /** Why there is no record for the next run, where there is none. */
  readonly unrecorded: string | undefined;
}

/** `ifmatch generate`, with everything that it has to do. */
export async function generateCommand(
  terminal: Terminal,
  schema: string | undefined,
  options: GenerateOptions,
  signal: AbortSignal,
): Promise<Ended> {
  const line = commandLine(terminal.cwd, schema, options);
  const seen = new Observations();
  const tool = toolIdentity();
  const loaded = await observing(seen, () => traced("config", () => loadClients(line)));
  const { drifted, clients } = await observing(seen, () => runAll(terminal, loaded, options, signal));
  // Output that is left as it was is no state that a later run may find again.
  if (drifted && (options.check || options.dryRun))
    return { code: options.check ? exit.findings : exit.fine, unrecorded: "the output is out of date" };
  const told = toldBy(loaded, clients, options);
  const unrecorded = await traced("record", () => keepRecord({ line, loaded, clients, seen, tool, told }));
  return { code: exit.fine, unrecorded };
}

const toldBy = (
  { notice }: LoadedConfig,
  clients: readonly ComparedClient[],
  options: GenerateOptions,
): RecordedRun => ({
  ...(notice !== undefined && { notice }),
  // Looking up places costs as much as reading the document.
  ...(wantsFindings(options) && { clients: clients.map(recordedSummary) }),
});

export interface RunOutcome {
  readonly drifted: boolean;
  readonly clients: readonly ComparedClient[];
  /** Every file that any client was made from. */
  readonly files: readonly string[];
}

/** Generates every client of a config; nothing is written unless all of them are good. */
export async function runAll(
  terminal: Terminal,
  loaded: LoadedConfig,
  options: GenerateOptions,
  signal?: AbortSignal,
): Promise<RunOutcome> {
  const started = performance.now();
  if (loaded.notice !== undefined && !options.silent) terminal.note(printable(loaded.notice));
  let results: ComparedClient[];
  try {
    results = await generateAll(loaded.jobs, {
      fetch: (url, init) => fetch(url, { ...init, signal: anyOf(init?.signal, signal) }),
      onStage: (job, stage) => progress(terminal, job, stage, options),
    });
  } catch (error) {
    throwIfInterrupted(signal);
    throw error;
  } finally {
    terminal.progress("");
  }
  // A signal that came while everything was busy is heard in the next turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve));
  throwIfInterrupted(signal);
  if (!options.check && !options.dryRun) results = await traced("write", () => writeAll(results));
  const elapsed = performance.now() - started;
  if (wantsJson(options)) printJson(terminal, results.map(summaryOf));
  else if (!options.silent) for (const client of results) print(terminal, client, options, elapsed);
  return {
    drifted: results.some((client) => changesOf(client).length > 0),
    clients: results,
    files: [
      ...(loaded.file === undefined ? [] : [loaded.file]),
      ...results.flatMap(({ generated }) => generated.document.files),
    ],
  };
}

const stageLabel = {
  load: "reading",
  model: "finding resources",
  emit: "printing TypeScript",
  format: "formatting",
} as const satisfies Readonly<Record<Stage, string>>;

function progress(terminal: Terminal, job: ClientJob, stage: Stage, options: GenerateOptions): void {
  if (!options.silent && !wantsJson(options))
    terminal.progress(say`${printable(displayName(job.input, terminal.cwd))}: ${stageLabel[stage]} ...`);
}

function print(terminal: Terminal, client: ComparedClient, options: GenerateOptions, elapsed: number): void {
  const { job, generated, comparison } = client;
  const summary = summaryOf(client);
  if (!options.check) printSummary(terminal, summary, options, elapsed);
  else if (changesOf(client).length === 0) printUpToDate(terminal, job.output);
  else printDrift(terminal, job, generated, comparison);
  if (options.timings) printTimings(terminal, summary);
}

function printDrift(terminal: Terminal, job: ClientJob, { files }: Generated, comparison: OutputComparison): void {
  const changed = [...comparison.changes.values()].filter((change) => change !== "unchanged").length;
  terminal.print(say`${driftSummary(files, comparison)}\n`);
  printText(
    terminal,
    say`${printable(relative(terminal.cwd, job.output))}/ is out of date: ${plural(changed, "file")}. Run \`${printable(job.config.command)}\` and commit the result.`,
  );
  const reformatted = reformattedFiles(files, comparison);
  if (reformatted.length > 0) printText(terminal, say`\n${formatterAdvice(job, reformatted.length, changed)}`);
}
