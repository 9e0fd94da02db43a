import { basename, dirname, isAbsolute, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { core } from "zod";
import { ConfigError } from "../diagnostics.js";
import { fileExists, readText, realPath } from "../observed.js";
import { packageFolder } from "../package.js";
import { suggest } from "../suggest.js";
import { loading } from "../trace.js";
import { displayName, isFile, isStandardInput, isUrl, resolveInput } from "../load/input.js";
import { observeModules } from "./config-modules.js";
import { refuseFolder } from "./input-folder.js";
import { parseInputHeader } from "./input-headers.js";
import { configReadError } from "./read-error.js";
import type { ResolvedConfig } from "./resolved.js";
import { runtimeModule } from "./runtime-module.js";
import { clientSchema, clientsSchema, knownKeys } from "./schema.js";
import { findInputs, usualInputs } from "./usual-inputs.js";
import { withoutOverrides } from "./unconfigured.js";

/** One client to generate: paths are absolute. */
export interface ClientJob {
  /** Its name in `clients`; `undefined` where the file defines one client only. */
  readonly name: string | undefined;
  readonly config: ResolvedConfig;
  /** An absolute path, or a URL. */
  readonly input: string;
  /** Absolute. */
  readonly output: string;
}

export interface LoadedConfig {
  /** Absolute path of the config file, if there is one. */
  readonly file: string | undefined;
  readonly jobs: readonly ClientJob[];
  /** What to tell the user where a document was named that the config does not read: which options do not hold. */
  readonly notice?: string;
}

export interface CommandLine {
  readonly cwd: string;
  readonly schema?: string | undefined;
  readonly output?: string | undefined;
  readonly config?: string | undefined;
  readonly importExtension?: ResolvedConfig["importExtension"] | undefined;
  readonly formatWith?: "prettier" | "biome" | "oxfmt" | "none" | undefined;
  readonly allowRemote?: readonly string[] | undefined;
  readonly inputHeader?: readonly string[] | undefined;
  readonly root?: string | undefined;
}

/**
 * The clients to generate: from `ifmatch.config.ts` (or .js, .mjs, .json), from the command line, or both. What the
 * config says about an API holds for the inputs it names, and for no other document of the command line.
 *
 * @throws {ConfigError} naming the key.
 */
export async function loadClients(line: CommandLine): Promise<LoadedConfig> {
  if (line.schema !== undefined) refuseInput(line.schema, resolveInput(line.cwd, line.schema), line.cwd);
  const loaded = await readClients(line);
  for (const { input, config } of loaded.jobs) refuseInput(config.input, input, line.cwd);
  return { ...loaded, jobs: loaded.jobs.map(withRuntimeModule) };
}

/** `runtime: "package"` is the one that the project installs. */
const withRuntimeModule = (job: ClientJob): ClientJob =>
  job.config.runtime === "package" ? { ...job, config: { ...job.config, runtime: runtimeModule(job.output) } } : job;

async function readClients(line: CommandLine): Promise<LoadedConfig> {
  const found = await readConfigFile(line);
  if (!found) return { file: undefined, jobs: [defaultJob(line)] };
  const { file } = found;
  const configured = checkConfig(found.value, file);
  if (line.schema === undefined) return { file, jobs: withCommandLine(configured, line, basename(file)) };
  const input = resolveInput(line.cwd, line.schema);
  const named = configured.filter((job) => isSameFile(job.input, input));
  if (named.length > 0) return { file, jobs: withCommandLine(named, line, basename(file)) };
  const { job, notice } = unconfiguredJob(configured, input, line, basename(file));
  return { file, jobs: withCommandLine([job], line, basename(file)), notice };
}

function withCommandLine(jobs: readonly ClientJob[], line: CommandLine, config: string): ClientJob[] {
  if (line.output !== undefined && jobs.length > 1)
    throw new ConfigError(
      `${config} defines ${jobs.length} clients${line.schema === undefined ? "" : ` of ${line.schema}`}; --output on the command line fits only one.`,
    );
  return jobs.map((job) =>
    withFlags({ ...job, output: line.output === undefined ? job.output : resolve(line.cwd, line.output) }, line),
  );
}

/** The job of a document that no client of the config reads. */
function unconfiguredJob(
  clients: readonly ClientJob[],
  input: string,
  { cwd }: CommandLine,
  file: string,
): { job: ClientJob; notice: string } {
  const name = isStandardInput(input) ? "standard input" : displayName(input, cwd);
  const { config, left } = withoutOverrides(
    clients.map((client) => client.config),
    name,
  );
  return {
    job: { name: undefined, config, input, output: resolve(cwd, config.output) },
    notice:
      left.length === 0
        ? `${name} is not an input of ${file}: no overrides apply to it.`
        : `${name} is not an input of ${file}: the overrides there (${left.join(", ")}) do not apply to it.`,
  };
}

function isSameFile(a: string, b: string): boolean {
  if (a === b) return true;
  const [one, other] = [realPath(a), realPath(b)];
  return one !== undefined && one === other;
}

function defaultJob(line: CommandLine): ClientJob {
  const input = line.schema ?? findInputs(line.cwd)[0];
  if (input === undefined)
    throw new ConfigError(
      `No schema given, and none of ${usualInputs.slice(0, 4).join(", ")}, ... is here. Run \`ifmatch generate path/to/schema.yml\`, or \`ifmatch init\`.`,
    );
  const path = resolveInput(line.cwd, input);
  const config = clientSchema.parse({ input: isFile(path) ? relative(line.cwd, path) : input });
  return withFlags(
    {
      name: undefined,
      config,
      input: path,
      output: resolve(line.cwd, line.output ?? config.output),
    },
    line,
  );
}

/** Config files, the first one found is read. */
export const configFileNames: readonly string[] = ["ts", "mts", "js", "mjs", "json"].map(
  (extension) => `ifmatch.config.${extension}`,
);

/** What the command line says: above all about where the document may be read from. */
const withFlags = (
  job: ClientJob,
  { cwd, allowRemote = [], inputHeader = [], root, importExtension, formatWith }: CommandLine,
): ClientJob => ({
  ...job,
  config: {
    ...job.config,
    allowRemote: [...job.config.allowRemote, ...allowRemote.map(toOrigin)],
    inputHeaders: { ...job.config.inputHeaders, ...Object.fromEntries(inputHeader.map(parseInputHeader)) },
    ...(root !== undefined && { root: resolve(cwd, root) }),
    ...(importExtension !== undefined && { importExtension }),
    ...(formatWith !== undefined && { format: formatWith === "none" ? undefined : formatWith }),
  },
});

/** @throws {ConfigError} for what can be no document, whatever it has in it. */
function refuseInput(text: string, input: string, cwd: string): void {
  if (text === "") throw new ConfigError("The name of the document is empty. Is a shell variable unset?");
  if (isFile(input)) return refuseFolder(input, cwd);
  if (!isUrl(input)) return;
  const { username, password } = new URL(input);
  if (username !== "" || password !== "")
    throw new ConfigError(
      "The document's URL has credentials in it. Send them as a header: --input-header 'Authorization: Basic ${CREDENTIALS}', or inputHeaders in the config.",
    );
}

/** `https://example.com/` as an origin is `https://example.com`. */
function toOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new ConfigError(`--allow-remote ${text}: not an origin; write it as https://example.com.`);
  }
  return url.origin;
}

async function readConfigFile(line: CommandLine): Promise<{ file: string; value: unknown } | undefined> {
  const named = line.config === undefined ? undefined : resolve(line.cwd, line.config);
  if (named !== undefined && !fileExists(named))
    throw new ConfigError(`There is no config file ${relative(line.cwd, named)}.`);
  const file = named ?? configFileNames.map((name) => resolve(line.cwd, name)).find((path) => fileExists(path));
  if (file === undefined) return undefined;
  try {
    if (file.endsWith(".json")) return { file, value: JSON.parse(readText(file)) as unknown };
    // Before they run: a file that is saved meanwhile is a change.
    observeModules(file);
    const { createJiti } = await loading("jiti", () => import("jiti"));
    const jiti = createJiti(file, { interopDefault: true, moduleCache: false, alias: { ifmatch: ownEntry() } });
    return { file, value: await jiti.import(file, { default: true }) };
  } catch (cause) {
    throw configReadError(file, textOf(file), cause, line.cwd);
  }
}

function textOf(file: string): string {
  try {
    return readText(file);
  } catch {
    return "";
  }
}

/** `import { defineConfig } from "ifmatch"` works even where only npx has the package. */
function ownEntry(): string {
  const [built, source] = ["dist/index.js", "generator/index.ts"].map((path) =>
    fileURLToPath(new URL(path, packageFolder())),
  );
  return fileExists(source!) ? source! : built!;
}

/** Checks the value that a config file exports. */
export function checkConfig(value: unknown, file: string): ClientJob[] {
  const several = typeof value === "object" && value !== null && "clients" in value;
  const parsed = several ? clientsSchema.safeParse(value) : clientSchema.safeParse(value);
  if (!parsed.success)
    throw new ConfigError(
      parsed.error.issues.flatMap((issue) => describe(issue).map((message) => `${basename(file)}: ${message}`)),
    );
  const clients = "clients" in parsed.data ? Object.entries(parsed.data.clients) : [[undefined, parsed.data] as const];
  if (clients.length === 0) throw new ConfigError(`${basename(file)}: clients: is empty.`);
  const folder = dirname(file);
  const jobs = clients.map(([name, config]): ClientJob => ({
    name,
    // An absolute path would make the output's bytes depend on the machine.
    config: {
      ...config,
      ...(isAbsolute(config.input) && { input: relative(folder, config.input) }),
      patch: config.patch.map((one) => (typeof one === "string" ? resolve(folder, one) : one)),
      ...(config.root !== undefined && { root: resolve(folder, config.root) }),
    },
    input: resolveInput(folder, config.input),
    output: resolve(folder, config.output),
  }));
  const shared = jobs.find((job, index) => jobs.findIndex(({ output }) => output === job.output) !== index);
  if (shared)
    throw new ConfigError(
      `${basename(file)}: clients.${shared.name}.output: another client writes to ${shared.config.output} as well.`,
    );
  return jobs;
}

/** One line an issue, starting with the key: `operations["x"].rolle: unknown key. Did you mean "role"?` */
function describe(issue: core.$ZodIssue): string[] {
  const path = keyPath(issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const others = knownKeys.filter((known) => known !== key);
      return `${path === "" ? key : `${path}.${key}`}: unknown key${knownKeys.includes(key) ? " here" : ""}.${suggest(key, others)}`;
    });
  }
  return [`${path || "the config"}: ${issue.message}`];
}

function keyPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) =>
      typeof key === "number" || !/^[\w$]+$/.test(String(key))
        ? `[${JSON.stringify(key)}]`
        : index === 0
          ? String(key)
          : `.${String(key)}`,
    )
    .join("");
}
