import { relative, resolve } from "node:path";
import { type ClientJob, type CommandLine, configFileNames, loadClients, type LoadedConfig } from "../config/load.js";
import { RefusedError } from "../diagnostics.js";
import { changesOf, type ComparedClient, generateAll, writeAll } from "../generate-all.js";
import { isFile } from "../load/input.js";
import { Observations, observing } from "../observed.js";
import { joined, printable, type Printable, say } from "../printable.js";
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
    if (!writes) return { files, stale: say`${summaries(changed, cwd, "/ is out of date: ")}\n${advice(changed)}` };
    await writeAll(clients);
    await keep();
    return { files, wrote: summaries(changed, cwd, "/: ") };
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
function summary(client: ComparedClient, cwd: string, verb: Verb): Printable {
  const changes = changesOf(client).map(([path, change]) => printable(`${path} ${change}`));
  const more = changes.length > NAMED ? say`, and ${changes.length - NAMED} more` : "";
  return say`${printable(relative(cwd, client.job.output))}${verb}${joined(changes.slice(0, NAMED), ", ")}${more}`;
}

type Verb = "/ is out of date: " | "/: ";

const summaries = (clients: readonly ComparedClient[], cwd: string, verb: Verb): Printable =>
  joined(
    clients.map((client) => summary(client, cwd, verb)),
    "\n",
  );

function advice(clients: readonly ComparedClient[]): Printable {
  const commands = new Set(clients.map(({ job }) => job.config.command));
  const quoted = [...commands].map((command) => say`\`${printable(command)}\``);
  return say`Run ${joined(quoted, " and ")} and commit the result.`;
}
