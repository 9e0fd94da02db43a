import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { ConfigError } from "../diagnostics.js";
import { openModel } from "../open-model.js";
import { printable, say } from "../printable.js";
import { formatNames, formats } from "../verify/formats/index.js";
import { isBad, isEmpty } from "../verify/summary.js";
import type { Fixture } from "../verify/types.js";
import { verify } from "../verify/verify.js";
import { chooseFormat, type FormatOptions } from "./choose-format.js";
import { exit, type ExitCode } from "./exit.js";
import { openClients } from "./open-clients.js";
import type { Terminal } from "./terminal.js";
import { type SourceOptions, sourceOptions } from "./source-options.js";

export interface VerifyCommandOptions extends FormatOptions, SourceOptions {
  readonly url: string;
  readonly token?: string;
  readonly header?: readonly string[];
  readonly fixture?: readonly string[];
  readonly write?: boolean;
  readonly body?: readonly string[];
  readonly origin?: string;
  readonly only?: readonly string[];
  readonly writers: string;
  readonly timeout: string;
  readonly verbose?: boolean;
  readonly config?: string;
}

/** `ifmatch verify`: exit code 0, or 1 if the server breaks a promise or a change could not be undone. */
export async function verifyCommand(
  terminal: Terminal,
  schema: string | undefined,
  options: VerifyCommandOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const format = formats[chooseFormat(formatNames, options)];
  const timeout = Math.ceil(1000 * positive("--timeout", options.timeout));
  if (timeout > 3_600_000) throw new ConfigError(`--timeout ${options.timeout}: must be at most 3600 seconds.`);
  const writers = positive("--writers", options.writers);
  if (!Number.isInteger(writers) || writers < 2 || writers > 100)
    throw new ConfigError(`--writers ${options.writers}: must be a whole number from 2 to 100.`);
  const headers = headersOf(options);
  const fixtures = (options.fixture ?? []).map(fixtureOf);
  const origin = options.origin === undefined ? {} : { origin: originOf(options.origin) };
  const bodies = await bodiesOf(options.body ?? [], terminal.cwd);
  const { jobs } = await openClients(terminal, {
    schema,
    config: options.config,
    ...sourceOptions(options),
  });
  const [job, more] = jobs;
  if (!job || more)
    throw new ConfigError(
      `The config defines ${jobs.length} clients, but --url names one server. Give each client its own config file and choose it with -c.`,
    );
  const { config } = job;
  const model = await (await openModel(job)).model();
  const report = await verify(model, {
    url: options.url,
    fetch: (url, init) => fetch(url, init),
    dialect: { versionHeaders: config.versionHeaders, weakTags: config.weakTags, statuses: config.statuses },
    headers,
    fixtures,
    bodies,
    write: options.write === true,
    writers,
    ...origin,
    only: options.only ?? [],
    timeout,
    signal,
    onProbe: ({ id }, probe) => terminal.progress(say`${printable(id)}  ${printable(probe.id)}`),
  }).finally(() => terminal.progress(""));
  terminal.print(format.render(report, { width: terminal.columns, verbose: options.verbose }));
  if (isBad(report)) return exit.findings;
  if (isEmpty(report))
    throw new ConfigError(
      "Nothing could be checked: every check was skipped. The reasons above say what is missing, such as --token or --fixture.",
    );
  return exit.fine;
}

/** A number greater than 0. */
function positive(flag: string, text: string): number {
  const number = Number(text);
  if (!(number > 0) || !Number.isFinite(number))
    throw new ConfigError(`${flag} ${text}: must be a number greater than 0.`);
  return number;
}

function headersOf({ header = [], token }: VerifyCommandOptions): Record<string, string> {
  const headers = new Headers();
  for (const text of header) {
    const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*)$/.exec(text) ?? [];
    // The value may be a secret: it is not repeated.
    if (name === undefined || value === undefined) throw new ConfigError("--header: write it as 'Name: value'.");
    if (/^if-/i.test(name))
      throw new ConfigError(`--header ${name}: verify sends its own preconditions; leave this header out.`);
    setHeader(headers, name, value);
  }
  if (token !== undefined) setHeader(headers, "authorization", `Bearer ${token}`);
  return Object.fromEntries(headers);
}

function setHeader(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value);
  } catch {
    throw new ConfigError(`The value of the header ${name} contains characters that are not allowed in a header.`);
  }
}

function fixtureOf(text: string): Fixture {
  const [, resource, parameter, value] = /^(?:([A-Z][A-Za-z0-9]*)\.)?([^=]+)=(.+)$/.exec(text) ?? [];
  if (parameter === undefined || value === undefined)
    throw new ConfigError(`--fixture ${text}: write it as job_id=7 or Job.job_id=7.`);
  return { parameter, value, ...(resource !== undefined && { resource }) };
}

function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.origin !== text.replace(/\/$/, ""))
    throw new ConfigError(`--origin ${text}: not an origin. Write it as https://app.example.com.`);
  return url.origin;
}

async function bodiesOf(given: readonly string[], cwd: string): Promise<Record<string, unknown>> {
  const bodies: [string, unknown][] = [];
  for (const text of given) {
    const [, id, path] = /^(.+?)=(.+)$/.exec(text) ?? [];
    if (id === undefined || path === undefined)
      throw new ConfigError(`--body ${text}: write it as operationId=file.json.`);
    try {
      bodies.push([id, JSON.parse(await readFile(resolve(cwd, path), "utf8")) as unknown]);
    } catch (error) {
      throw new ConfigError(`--body ${id}=${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return Object.fromEntries(bodies);
}
