import { relative, resolve } from "node:path";
import { ConfigError } from "../diagnostics.js";
import { joined, plural, printable, safeJson, say } from "../printable.js";
import type { Delay } from "../mock/delays.js";
import { faultNamed } from "../mock/faults.js";
import { prepareModel, serveModel } from "../mock/create.js";
import { profileNamed } from "../mock/profiles.js";
import { valuesNamed } from "../mock/values/load-faker.js";
import { startServer } from "../mock/server.js";
import { StateFile } from "../mock/state-file.js";
import { type OpenModel, openModel } from "../open-model.js";
import { isInput } from "../output/is-input.js";
import { commit } from "../output/commit.js";
import { chooseFormat, type FormatOptions } from "./choose-format.js";
import { reportError } from "./errors.js";
import { exit, type ExitCode } from "./exit.js";
import { requestLine } from "./request-line.js";
import { openClients } from "./open-clients.js";
import { printText, type Terminal } from "./terminal.js";
import { type SourceOptions, sourceOptions } from "./source-options.js";

export interface MockCommandOptions extends FormatOptions, SourceOptions {
  readonly config?: string;
  readonly port?: string;
  readonly host?: string;
  readonly delay?: string;
  readonly state?: string;
  readonly profile?: string;
  readonly fault?: readonly string[];
  readonly seed?: string;
  readonly auth?: boolean;
  readonly cors?: boolean;
  readonly output?: string;
  readonly count?: string;
  readonly values?: string;
  readonly quiet?: boolean;
}

/** `ifmatch mock`: serves until `signal` aborts; with `--output`, writes what a mock in a browser is made of. */
export async function mockCommand(
  terminal: Terminal,
  schema: string | undefined,
  options: MockCommandOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const format = chooseFormat(["text", "json"], options);
  const port = toPort(options.port ?? "4010");
  const settings = {
    count: toCount(options.count ?? "3"),
    values: valuesNamed(options.values ?? "realistic", "--values"),
    delay: toDelay(options.delay ?? "0"),
    profile: profileNamed(options.profile ?? "standard", "--profile"),
    faults: (options.fault ?? []).map((name) => faultNamed(name, "--fault")),
    ...(options.seed !== undefined && { seed: options.seed }),
    cors: options.cors ?? true,
    auth: options.auth ?? false,
  };
  const { jobs } = await openClients(terminal, {
    schema,
    config: options.config,
    ...sourceOptions(options),
  });
  const [job] = jobs;
  if (jobs.length > 1)
    throw new ConfigError("The config defines several clients. Name the document to serve: ifmatch mock schema.yml");
  const opened = await openModel(job!);
  if (options.output !== undefined) {
    await writeData(terminal, opened, options.output);
    return exit.fine;
  }
  const mock = await serveModel(opened, { now: Date.now, ...settings });
  const report = (error: unknown): void => reportError(terminal, error, false) as unknown as void;
  const state =
    options.state === undefined ? undefined : await StateFile.open(resolve(terminal.cwd, options.state), mock, report);
  const server = await startServer(mock, { host: options.host ?? "127.0.0.1", port, onError: report });
  const { title, operations, demanding } = mock.summary;
  const { url } = server;
  if (format === "json")
    terminal.print(safeJson({ version: 1, url, title, operations, demanding, profile: settings.profile }, 0));
  else
    printText(
      terminal,
      joined(
        [
          say`${printable(title)}: ${plural(operations, "operation")}, of which ${demanding} ${demanding === 1 ? "requires" : "require"} If-Match`,
          say`Listening on ${printable(url)} (profile: ${settings.profile}). Change its behaviour through ${printable(url)}/__mock. Press Ctrl-C to stop.`,
        ],
        "\n",
      ),
    );
  if (format === "text" && !options.quiet) mock.on("request", (request) => terminal.print(requestLine(request)));
  await aborted(signal);
  await server.close();
  await state?.close();
  return exit.fine;
}

/** @throws {ConfigError} where the file cannot be written, or is part of the document. */
async function writeData(terminal: Terminal, opened: OpenModel, output: string): Promise<void> {
  const target = resolve(terminal.cwd, output);
  if (await isInput(target, opened.document.files))
    throw new ConfigError("--output names a file of the input document. Choose another one.");
  const data = await prepareModel(opened);
  await commit({ written: new Map([[target, JSON.stringify(data)]]) }, "The output");
  printText(
    terminal,
    say`${printable(relative(terminal.cwd, target))}: written for createMock of ifmatch/mock/browser.`,
  );
}

// Lists are filtered and sorted record by record.
const MOST_RECORDS = 10_000;

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => (signal.aborted ? done() : signal.addEventListener("abort", () => done(), { once: true })));

function toPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535)
    throw new ConfigError(`--port ${text}: must be a whole number from 0 to 65535.`);
  return port;
}

function toCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count > MOST_RECORDS)
    throw new ConfigError(`--count ${text}: must be a whole number from 0 to ${MOST_RECORDS}.`);
  return count;
}

/** `200`, or `100-500`. */
function toDelay(text: string): Delay {
  const [, least, most] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  if (least === undefined || (most !== undefined && Number(most) < Number(least)))
    throw new ConfigError(`--delay ${text}: must be milliseconds, such as 200 or 100-500.`);
  return most === undefined ? Number(least) : [Number(least), Number(most)];
}
