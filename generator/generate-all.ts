import type { ClientJob } from "./config/load.js";
import { generate, type GenerateHooks, type Generated, type Stage } from "./generate.js";
import { commit } from "./output/commit.js";
import { withLock } from "./output/lock.js";
import { compareOutput, diskChanges, type OutputComparison } from "./output/output.js";
import { traced } from "./trace.js";

/** A client in memory. */
export interface MadeClient {
  readonly job: ClientJob;
  readonly generated: Generated;
}

/** A client in memory, and how it differs from what is on disk. */
export interface ComparedClient extends MadeClient {
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
  const made: MadeClient[] = [];
  for (const job of jobs)
    made.push({
      job,
      generated: await generate(job, { ...hooks, ...(onStage && { onStage: (stage) => onStage(job, stage) }) }),
    });
  return traced("compare", () => compareAll(made));
}

async function compareAll(made: readonly MadeClient[]): Promise<ComparedClient[]> {
  const compared: ComparedClient[] = [];
  for (const { job, generated } of made) {
    const others = made.map((one) => one.job.output).filter((output) => output !== job.output);
    const isFormatted = job.config.format !== undefined;
    const comparison = await compareOutput(job.output, generated.files, others, { isFormatted });
    compared.push({ job, generated, comparison });
  }
  return compared;
}

/**
 * Writes all clients in one go, while no other process does so. What somebody else wrote meanwhile is compared once more:
 * the result says what this changed.
 */
export function writeAll(clients: readonly MadeClient[]): Promise<ComparedClient[]> {
  const locked = async (folders: readonly string[]): Promise<ComparedClient[]> => {
    const [folder, ...others] = folders;
    if (folder !== undefined) return withLock(folder, () => locked(others));
    const compared = await compareAll(clients);
    const changes = compared.map(({ job, generated, comparison }) =>
      diskChanges(job.output, generated.files, comparison),
    );
    const written = new Map(changes.flatMap((one) => [...one.written]));
    await commit({ written, removed: changes.flatMap((one) => one.removed) }, "The output");
    return compared;
  };
  // In one order for all processes: none holds what another waits for.
  return locked(clients.map(({ job }) => job.output).toSorted());
}

/** The files that writing would change. */
export const changesOf = ({ comparison }: ComparedClient): [path: string, change: string][] =>
  [...comparison.changes].filter(([, change]) => change !== "unchanged");
