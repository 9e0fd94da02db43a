import { relative, resolve } from "node:path";
import { type ClientJob, type CommandLine, configFileNames, loadClients, type LoadedConfig } from "../config/load.js";
import { RefusedError } from "../diagnostics.js";
import { changesOf, type ComparedClient, generateAll, writeAll } from "../generate-all.js";
import { isFile } from "../load/input.js";
import { Observations, observing } from "../observed.js";
import { keepRecord } from "../record/keep.js";
import { toolIdentity } from "../record/tool.js";
import type { Outcome } from "./outcome.js";

/** What `runClients` does where something has changed, or may have. */
export async function generateClients(line: CommandLine, writes: boolean): Promise<Outcome> {
  const { cwd, config } = line;
  const seen = new Observations();
  const tool = toolIdentity();
  let loaded: LoadedConfig;
  try {
    loaded = await observing(seen, () => loadClients(line));
  } catch (problem) {
    // The config may be what has to be repaired, or may be missing.
    return { files: (config === undefined ? configFileNames : [config]).map((name) => resolve(cwd, name)), problem };
  }
  const named = [loaded.file ?? [], ...loaded.jobs.map(inputsOf)].flat();
  try {
    const clients = await observing(seen, () => generateAll(loaded.jobs));
    const files = [...named, ...clients.flatMap(({ generated }) => generated.document.files)].filter(isFile);
    const changed = clients.filter((client) => changesOf(client).length > 0);
    // Not having one costs time, and nothing else.
    const keep = (): Promise<string | undefined> => keepRecord({ line, loaded, clients, seen, tool });
    if (changed.length === 0) {
      await keep();
      return { files };
    }
    const text = changed.map((client) => summary(client, cwd)).join("\n");
    if (!writes) return { files, stale: `${text}\n${advice(changed)}` };
    await writeAll(clients);
    await keep();
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
