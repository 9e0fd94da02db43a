import { relative, resolve } from "node:path";
import { type ClientJob, configFileNames, loadClients, type LoadedConfig } from "../config/load.js";
import { RefusedError } from "../diagnostics.js";
import { changesOf, type ComparedClient, generateAll, writeAll } from "../generate-all.js";
import { isFile } from "../load/input.js";

/** What became of the clients of a config. */
export interface Outcome {
  /** Everything that the clients are made from, or that has to be repaired: files on this machine. */
  readonly files: readonly string[];
  /** What was thrown: the document or the config is wrong, or there is a bug. */
  readonly problem?: unknown;
  /** What to say where files differ and nothing may be written. */
  readonly stale?: string;
  /** What to say where files were written. */
  readonly wrote?: string;
}

interface Place {
  readonly cwd: string;
  readonly config: string | undefined;
}

/** Generates the clients of a config and writes what changed or, without `writes`, says what is out of date. */
export async function runClients({ cwd, config }: Place, writes: boolean): Promise<Outcome> {
  let loaded: LoadedConfig;
  try {
    loaded = await loadClients({ cwd, config });
  } catch (problem) {
    // The config may be what has to be repaired, or may be missing.
    return { files: (config === undefined ? configFileNames : [config]).map((name) => resolve(cwd, name)), problem };
  }
  const named = [loaded.file ?? [], ...loaded.jobs.map(inputsOf)].flat();
  try {
    const clients = await generateAll(loaded.jobs);
    const files = [...named, ...clients.flatMap(({ generated }) => generated.document.files)].filter(isFile);
    const changed = clients.filter((client) => changesOf(client).length > 0);
    if (changed.length === 0) return { files };
    const text = changed.map((client) => summary(client, cwd)).join("\n");
    if (!writes) return { files, stale: `${text}\n${advice(changed)}` };
    await writeAll(clients);
    return { files, wrote: text.replaceAll(" is out of date: ", ": ") };
  } catch (problem) {
    const broken =
      problem instanceof RefusedError
        ? problem.diagnostics.flatMap(({ at }) => (typeof at === "object" ? at.file : []))
        : [];
    return { files: [...named, ...broken].filter(isFile), problem };
  }
}

const inputsOf = ({ input, config }: ClientJob): string[] => [
  input,
  ...config.patch.filter((one) => typeof one === "string"),
];

/** Files that a message names. */
const NAMED = 10;

/** `src/api/ is out of date: client.ts changed, models.ts added`. */
function summary(client: ComparedClient, cwd: string): string {
  const changes = changesOf(client).map(([path, change]) => `${path} ${change}`);
  const more = changes.length > NAMED ? `, and ${changes.length - NAMED} more` : "";
  return `${relative(cwd, client.job.output)}/ is out of date: ${changes.slice(0, NAMED).join(", ")}${more}`;
}

function advice(clients: readonly ComparedClient[]): string {
  const commands = [...new Set(clients.map(({ job }) => `\`${job.config.command}\``))];
  return `Run ${commands.join(" and ")} and commit the result.`;
}
