import type { ClientJob } from "./config/load.js";
import { generate, type GenerateHooks, type Generated, type Stage } from "./generate.js";
import { compareOutput, type OutputComparison, writeOutput } from "./output/output.js";

/** A client in memory, and how it differs from what is on disk. */
export interface ComparedClient {
  readonly job: ClientJob;
  readonly generated: Generated;
  readonly comparison: OutputComparison;
}

export interface GenerateAllHooks extends Omit<GenerateHooks, "onStage"> {
  readonly onStage?: (job: ClientJob, stage: Stage) => void;
}

/** Generates every client of a config; writes nothing. @throws {RefusedError} or {ConfigError} for the first that fails. */
export async function generateAll(
  jobs: readonly ClientJob[],
  { onStage, ...hooks }: GenerateAllHooks = {},
): Promise<ComparedClient[]> {
  const results: ComparedClient[] = [];
  for (const job of jobs) {
    const others = jobs.map(({ output }) => output).filter((output) => output !== job.output);
    const generated = await generate(job, { ...hooks, ...(onStage && { onStage: (stage) => onStage(job, stage) }) });
    results.push({
      job,
      generated,
      comparison: await compareOutput(job.output, generated.files, others, {
        isFormatted: job.config.format !== undefined,
      }),
    });
  }
  return results;
}

export async function writeAll(clients: readonly ComparedClient[]): Promise<void> {
  for (const { job, generated, comparison } of clients) await writeOutput(job.output, generated.files, comparison);
}

/** The files that writing would change. */
export const changesOf = ({ comparison }: ComparedClient): [path: string, change: string][] =>
  [...comparison.changes].filter(([, change]) => change !== "unchanged");
