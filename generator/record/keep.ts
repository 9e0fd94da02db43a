import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CommandLine, LoadedConfig } from "../config/load.js";
import type { ComparedClient } from "../generate-all.js";
import { isFile } from "../load/input.js";
import { digest, type Observations, observing } from "../observed.js";
import { isSameManifest, MANIFEST } from "../output/output.js";
import { recordFile, writeRecord } from "./record.js";
import { toolIdentity } from "./tool.js";
import { NO_PLACE, unrecordable } from "./unchanged.js";

/** A run that left the output as it has to be. */
export interface FinishedRun {
  readonly line: CommandLine;
  readonly loaded: LoadedConfig;
  readonly clients: readonly ComparedClient[];
  readonly seen: Observations;
  /** The ifmatch that it began with: it may be replaced meanwhile. */
  readonly tool: string;
  readonly told?: unknown;
}

/** Keeps a record of a run for the next one. Says why there is none, where there is none. */
export async function keepRecord(run: FinishedRun): Promise<string | undefined> {
  const { line, loaded, clients, seen, tool, told } = run;
  const file = recordFile(line);
  if (file === undefined) return NO_PLACE;
  const obstacle = await obstacleOf(run);
  if (obstacle !== undefined) return obstacle;
  const sources = clients.flatMap(({ job, generated }) => [
    ...generated.document.files,
    ...job.config.patch.filter((one) => typeof one === "string"),
  ]);
  try {
    writeRecord(file, {
      tool,
      facts: [...seen.facts],
      clients: clients.map((client) => ({ output: client.job.output, files: digestsOf(client) })),
      sources: [...(loaded.file === undefined ? [] : [loaded.file]), ...sources],
      ...(told !== undefined && { told }),
    });
    return undefined;
  } catch (error) {
    return `it cannot be written: ${(error as Error).message}`;
  }
}

/** Why the next run could not tell whether it would do the same. */
async function obstacleOf({ line, loaded, clients, seen, tool }: FinishedRun): Promise<string | undefined> {
  const reason = unrecordable(line);
  if (reason !== undefined) return reason;
  if (!clients.every(({ generated }) => generated.document.files.every(isFile))) return "a document is fetched";
  if (toolIdentity() !== tool) return "ifmatch changed during the run";
  if (loaded.file !== undefined && !loaded.file.endsWith(".json")) {
    const { file } = loaded;
    const { readsMore } = await import("./config-code.js");
    const more = await observing(seen, async () => readsMore(file));
    if (more !== undefined) return more;
  }
  return seen.obstacle;
}

/** What is on disk, or ought to be. */
const digestsOf = ({ job, generated }: ComparedClient): Record<string, string> =>
  Object.fromEntries(
    [...generated.files].map(([path, text]) => [
      path,
      digest(path === MANIFEST && job.config.format === undefined ? manifestOn(job.output, text) : text),
    ]),
  );

/** The manifest as it lies there, which may be in another layout. */
function manifestOn(folder: string, text: string): string {
  const current = readFileSync(join(folder, MANIFEST), "utf8");
  return isSameManifest(MANIFEST, current, text) ? current : text;
}
