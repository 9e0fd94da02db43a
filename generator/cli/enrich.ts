import { relative, resolve } from "node:path";
import type { ClientJob, LoadedConfig } from "../config/load.js";
import { ConfigError } from "../diagnostics.js";
import { enrich } from "../enrich/enrich.js";
import { isFile } from "../load/input.js";
import type { LoadedDocument } from "../load/load.js";
import { isInput } from "../output/is-input.js";
import { commit } from "../output/commit.js";
import { documentItself, plural, printable, type Printable, say } from "../printable.js";
import { suggest } from "../suggest.js";
import { exit, type ExitCode } from "./exit.js";
import { openClients } from "./open-clients.js";
import { printText, type Terminal } from "./terminal.js";
import { type SourceOptions, sourceOptions } from "./source-options.js";

export interface EnrichCommandOptions extends SourceOptions {
  readonly output?: string;
  readonly config?: string;
  readonly client?: string;
  readonly overlay?: string;
  readonly inPlace?: boolean;
}

/** `ifmatch enrich`: exit code 0; the document goes to a file, or to standard output. */
export async function enrichCommand(
  terminal: Terminal,
  schema: string | undefined,
  options: EnrichCommandOptions,
): Promise<ExitCode> {
  const { output, inPlace = false } = options;
  if (inPlace && output !== undefined) throw new ConfigError("Use either --in-place or --output, not both.");
  const loaded = await openClients(terminal, {
    schema,
    config: options.config,
    ...sourceOptions(options),
  });
  const job = onlyJob(loaded, options.client);
  if (inPlace && !isFile(job.input))
    throw new ConfigError("--in-place: the document is not a file. Write the result to a file with -o.");
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
      `--in-place: ${relative(terminal.cwd, job.input)} ${document.version === "2.0" ? "is Swagger 2.0, and the result is OpenAPI 3.0" : "consists of several files, and the result is one"}. Write the result to another file with -o.`,
    );
  for (const one of unmatched)
    terminal.note(
      say`The overlay's target ${printable(one)} matches nothing in the document, so that action had no effect.`,
    );
  if (target === undefined) {
    terminal.print(documentItself(new TextDecoder().decode(bytes).replace(/\n$/, "")));
    return exit.fine;
  }
  if (!inPlace && (await isInput(target, document.files)))
    throw new ConfigError("--output names a file of the input document. To overwrite it, use --in-place.");
  await commit({ written: new Map([[target, bytes]]) }, "The output");
  printText(
    terminal,
    say`${printable(relative(terminal.cwd, target))}: ${plural(applied.actions.length, "action")} applied${kept ? "" : lostComments(document)}.`,
  );
  return exit.fine;
}

function lostComments({ version, files }: LoadedDocument): Printable {
  const several = files.length > 1 ? say`${files.length} files became one` : "the format changed";
  return say`; comments were lost, because ${version === "2.0" ? "Swagger 2.0 was converted" : several}`;
}

/** The client to enrich: the only one, or the one that `--client` names. */
export function onlyJob({ jobs }: LoadedConfig, client: string | undefined): ClientJob {
  if (client !== undefined) {
    const names = jobs.flatMap(({ name }) => name ?? []);
    const found = jobs.find(({ name }) => name === client);
    if (!found)
      throw new ConfigError(`--client ${client}: the config has no client of that name.${suggest(client, names)}`);
    return found;
  }
  const [job] = jobs as [ClientJob];
  if (jobs.length > 1)
    throw new ConfigError(
      `The config defines ${jobs.length} clients. Choose one with --client: ${jobs.map(({ name }) => name).join(", ")}.`,
    );
  return job;
}
