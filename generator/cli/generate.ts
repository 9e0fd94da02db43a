import { relative } from "node:path";
import { type ClientJob, type CommandLine, type LoadedConfig, loadClients } from "../config/load.js";
import type { ResolvedConfig } from "../config/resolved.js";
import { describeImportExtension } from "../config/import-extension.js";
import { printable, safeJson } from "../diagnostics.js";
import type { Generated, Stage } from "../generate.js";
import { changesOf, type ComparedClient, generateAll, writeAll } from "../generate-all.js";
import type { OutputComparison } from "../output/output.js";
import { driftSummary, formatterAdvice, reformattedFiles } from "./drift.js";
import { chooseFormat, type FormatOptions } from "./choose-format.js";
import { exit, type ExitCode } from "./exit.js";
import { anyOf, throwIfInterrupted } from "./interrupted.js";
import { jsonReport } from "./generate-json.js";
import { printNextStep } from "./next-step.js";
import { printChanges, printFindings, printTimings } from "./report.js";
import { plural, printText, type Terminal } from "./terminal.js";
import { type SourceOptions, sourceOptions } from "./source-options.js";
import { displayName } from "../load/input.js";

export interface GenerateOptions extends FormatOptions, SourceOptions {
  readonly output?: string;
  readonly config?: string;
  readonly importExtension?: ResolvedConfig["importExtension"];
  readonly formatWith?: CommandLine["formatWith"];
  readonly check?: boolean;
  readonly watch?: boolean;
  readonly dryRun?: boolean;
  readonly silent?: boolean;
  readonly verbose?: boolean;
  readonly timings?: boolean;
}

/** `ifmatch generate`: exit code 0, or 1 if `--check` finds the output out of date. */
export async function generateCommand(
  terminal: Terminal,
  schema: string | undefined,
  options: GenerateOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  wantsJson(options);
  const loaded = await loadClients({
    cwd: terminal.cwd,
    schema,
    output: options.output,
    config: options.config,
    importExtension: options.importExtension,
    formatWith: options.formatWith,
    ...sourceOptions(options),
  });
  const outcome = await runAll(terminal, loaded, options, signal);
  return outcome.drifted && options.check ? exit.findings : exit.fine;
}

/** @throws {ConfigError} for a format that does not exist. */
export const wantsJson = (options: GenerateOptions): boolean => chooseFormat(["text", "json"], options) === "json";

export interface RunOutcome {
  readonly drifted: boolean;
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
  if (!options.check && !options.dryRun) results = await writeAll(results);
  const elapsed = performance.now() - started;
  const drifted = results.some((client) => changesOf(client).length > 0);
  if (wantsJson(options))
    terminal.print(
      safeJson({
        version: 1,
        clients: results.map(({ job, generated, comparison }) => jsonReport(terminal, job, generated, comparison)),
      }),
    );
  else if (!options.silent)
    for (const { job, generated, comparison } of results) print(terminal, job, generated, comparison, options, elapsed);
  return {
    drifted,
    files: [
      ...(loaded.file === undefined ? [] : [loaded.file]),
      ...results.flatMap(({ generated }) => generated.document.files),
    ],
  };
}

const stageLabel: Readonly<Record<Stage, string>> = {
  load: "reading",
  model: "finding resources",
  emit: "printing TypeScript",
  format: "formatting",
};

function progress(terminal: Terminal, job: ClientJob, stage: Stage, options: GenerateOptions): void {
  if (!options.silent && !wantsJson(options))
    terminal.progress(`${displayName(job.input, terminal.cwd)}: ${stageLabel[stage]} ...`);
}

function print(
  terminal: Terminal,
  job: ClientJob,
  generated: Generated,
  comparison: OutputComparison,
  options: GenerateOptions,
  elapsed: number,
): void {
  const changed = [...comparison.changes].filter(([, change]) => change !== "unchanged");
  if (options.check) {
    if (changed.length === 0) terminal.print(`${relative(terminal.cwd, job.output)}/ is up to date.`);
    else {
      terminal.print(`${driftSummary(generated.files, comparison)}\n`);
      printText(
        terminal,
        `${relative(terminal.cwd, job.output)}/ is out of date: ${plural(changed.length, "file")}. Run \`${job.config.command}\` and commit the result.`,
      );
      const reformatted = reformattedFiles(generated.files, comparison);
      if (reformatted.length > 0) printText(terminal, `\n${formatterAdvice(job, reformatted.length, changed.length)}`);
    }
  } else {
    printFindings(terminal, job, generated, options.verbose === true);
    printChanges(terminal, job, comparison, options.dryRun ? "would write" : "wrote", elapsed);
    if (options.verbose)
      terminal.print(
        `  ${printable(describeImportExtension(generated.importExtension))}\n${changed.map(([path, change]) => `  ${change.padEnd(8)} ${path}`).join("\n") || "  nothing changed"}`,
      );
    if (!options.dryRun && !options.watch) printNextStep(terminal, job, generated);
  }
  if (options.timings) printTimings(terminal, generated);
}
