import { readFileSync } from "node:fs";
import { join } from "node:path";
import { printable } from "../printable.js";
import type { Manifest } from "../emit/manifest.js";
import { MANIFEST } from "../output/output.js";
import type { RunRecord } from "../record/record.js";
import { unchangedSince } from "../record/unchanged.js";
import { traced } from "../trace.js";
import { commandLine, type GenerateOptions, wantsFindings, wantsJson } from "./generate-options.js";
import { printJson, printSummary, printUpToDate } from "./print-run.js";
import { printTimings } from "./report.js";
import { type ClientSummary, type RecordedRun, unchangedSummary } from "./summary.js";
import type { Terminal } from "./terminal.js";

/**
 * `ifmatch generate` where nothing has changed since the last run: says what that run said, and loads nothing to find out.
 * Otherwise says nothing, and returns why everything has to be done.
 */
export async function repeatUnchanged(
  terminal: Terminal,
  schema: string | undefined,
  options: GenerateOptions,
): Promise<string | undefined> {
  const started = performance.now();
  if (options.force) return "--force";
  const verdict = await traced("record", () => unchangedSince(commandLine(terminal.cwd, schema, options)));
  if ("why" in verdict) return verdict.why;
  const { record } = verdict;
  const { notice, clients } = toldBy(record);
  if (wantsFindings(options) && clients === undefined) return "the last run did not look for what this one says";
  if (notice !== undefined && !options.silent) terminal.note(printable(notice));
  const summaries = wantsFindings(options) ? summariesOf(record) : [];
  if (wantsJson(options)) printJson(terminal, summaries);
  else if (!options.silent && options.check) for (const { output } of record.clients) printUpToDate(terminal, output);
  else if (!options.silent)
    for (const summary of summaries) {
      printSummary(terminal, summary, options, performance.now() - started);
      if (options.timings) printTimings(terminal, summary);
    }
  return undefined;
}

/** Nothing, where the plugin for Vite made the record. */
const toldBy = ({ told = {} }: RunRecord): RecordedRun => told as RecordedRun;

const summariesOf = (record: RunRecord): ClientSummary[] =>
  record.clients.map(({ output, files }, index) => {
    const manifest = JSON.parse(readFileSync(join(output, MANIFEST), "utf8")) as Manifest;
    return unchangedSummary(toldBy(record).clients![index]!, output, Object.keys(files), manifest);
  });
