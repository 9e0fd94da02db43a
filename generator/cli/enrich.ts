import { existsSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { relative, resolve } from "node:path";
import type { ClientJob, LoadedConfig } from "../config/load.js";
import { ConfigError } from "../diagnostics.js";
import { enrich } from "../enrich/enrich.js";
import { replaceFiles } from "../output/replace-files.js";
import { suggest } from "../suggest.js";
import { exit, type ExitCode } from "./exit.js";
import { openClients } from "./open-clients.js";
import { plural, type Terminal } from "./terminal.js";

export interface EnrichCommandOptions {
  readonly output?: string;
  readonly config?: string;
  readonly client?: string;
  readonly overlay?: string;
  readonly inPlace?: boolean;
  readonly allowRemote?: readonly string[];
}

/** `ifmatch enrich`: exit code 0; the document goes to a file, or to standard output. */
export async function enrichCommand(
  terminal: Terminal,
  schema: string | undefined,
  options: EnrichCommandOptions,
): Promise<ExitCode> {
  const { output, inPlace = false } = options;
  if (inPlace && output !== undefined) throw new ConfigError("--in-place and --output: it is one or the other.");
  const loaded = await openClients(terminal, {
    schema,
    config: options.config,
    allowRemote: options.allowRemote,
  });
  const job = onlyJob(loaded, options.client);
  const target = inPlace ? job.input : output === undefined ? undefined : resolve(terminal.cwd, output);
  const json = /\.json$/i.test(target ?? job.input);
  const overlay = options.overlay === undefined ? undefined : resolve(terminal.cwd, options.overlay);
  const {
    document,
    bytes,
    kept,
    unmatched,
    overlay: applied,
  } = await enrich(job, {
    json,
    ...(overlay !== undefined && { overlay }),
  });
  if (inPlace && !kept)
    throw new ConfigError(
      `--in-place: ${relative(terminal.cwd, job.input)} is ${document.version === "2.0" ? "Swagger 2.0" : "made of several files"}; write the result elsewhere with -o.`,
    );
  for (const one of unmatched) terminal.note(`Nothing is at ${one}; that action changed nothing.`);
  if (target === undefined) {
    terminal.print(new TextDecoder().decode(bytes).replace(/\n$/, ""));
    return exit.fine;
  }
  if (!inPlace) await refuseInput(target, document.files);
  await replaceFiles(new Map([[target, bytes]]));
  terminal.print(
    `${relative(terminal.cwd, target)}: ${plural(applied.actions.length, "action")} applied${kept ? "" : `; comments are not kept, as ${document.version === "2.0" ? "Swagger 2.0 was converted" : document.files.length > 1 ? `${document.files.length} files became one` : "the format changed"}`}.`,
  );
  return exit.fine;
}

/** Clients share one config, and only one document is enriched at a time. */
export function onlyJob({ jobs }: LoadedConfig, client: string | undefined): ClientJob {
  if (client !== undefined) {
    const names = jobs.flatMap(({ name }) => name ?? []);
    const found = jobs.find(({ name }) => name === client);
    if (!found) throw new ConfigError(`--client ${client}: the config has no such client.${suggest(client, names)}`);
    return found;
  }
  const [job] = jobs as [ClientJob];
  if (jobs.length > 1)
    throw new ConfigError(
      `The config defines ${jobs.length} clients; name one with --client: ${jobs.map(({ name }) => name).join(", ")}.`,
    );
  return job;
}

/** What was read is never overwritten unasked, under whatever name. */
async function refuseInput(target: string, files: readonly string[]): Promise<void> {
  if (!existsSync(target)) return;
  const real = await realpath(target);
  for (const file of files)
    if (existsSync(file) && (await realpath(file)) === real)
      throw new ConfigError("--output is a file of the document itself; to change it, say --in-place.");
}
