import { sep } from "node:path";
import type { ClientJob } from "./config/load.js";
import { type ImportExtension, importExtension } from "./config/import-extension.js";
import { projectZod } from "./config/project-zod.js";
import type { Diagnostic } from "./diagnostics.js";
import type { OutputFiles } from "./emit/emit.js";
import { isUrl, STANDARD_INPUT } from "./load/input.js";
import type { LoadedDocument } from "./load/load.js";
import type { ApiModel } from "./model/model.js";
import { openModel } from "./open-model.js";
import { loading, traced } from "./trace.js";

export type Stage = "load" | "model" | "emit" | "format";

/** Milliseconds; `format` where the config names a formatter. */
export interface Timings extends Readonly<Record<Exclude<Stage, "format">, number>> {
  readonly format?: number;
}

export interface Generated {
  readonly document: LoadedDocument;
  readonly model: ApiModel;
  readonly files: OutputFiles;
  /** How relative imports end, and why. */
  readonly importExtension: ImportExtension;
  /** What to say about the document, and about the project that the files are for. */
  readonly diagnostics: readonly Diagnostic[];
  /** Milliseconds a stage, the loading of its libraries included. */
  readonly timings: Timings;
}

export interface GenerateHooks {
  readonly fetch?: typeof globalThis.fetch;
  /** Called as each stage begins. */
  readonly onStage?: (stage: Stage) => void;
}

/**
 * The whole pipeline for one client, in memory: load, model, emit, and the project's formatter if the config names it. Each stage loads its libraries when
 * it runs, so that a document that is refused costs nothing but its own reading.
 *
 * @throws {RefusedError} or {ConfigError}; see those.
 */
export async function generate(job: ClientJob, hooks: GenerateHooks = {}): Promise<Generated> {
  const timings: { -readonly [S in keyof Timings]: Timings[S] } = { load: 0, model: 0, emit: 0 };
  const stage = async <T>(name: Stage, run: () => Promise<T>): Promise<T> => {
    hooks.onStage?.(name);
    const start = performance.now();
    const result = await traced(name, run);
    timings[name] = performance.now() - start;
    return result;
  };
  const { config } = job;
  const opened = await stage("load", () => openModel(job, { fetch: hooks.fetch }));
  const model = await stage("model", () => opened.model());
  const { document } = opened;
  const zod = config.zod === false ? undefined : projectZod(job.output, config.zod);
  const imports = importExtension(job.output, config.importExtension);
  const emitted = await stage("emit", async () => {
    const { emitFiles } = await loading("TypeScript, openapi-typescript", () => import("./emit/emit.js"));
    return opened.refusing(() =>
      emitFiles(
        model,
        {
          runtime: config.runtime,
          importExtension: imports.ending,
          layout: config.layout,
          enums: config.enums,
          transforms: config.transforms,
          zod: zod?.module,
          omittableIfMatch: config.optionalIfMatch === "omittable",
          versionHeaders: config.versionHeaders,
          weakTags: config.weakTags,
          preconditionFailed: config.statuses.preconditionFailed,
          preconditionRequired: config.statuses.preconditionRequired,
          ambiguous: config.statuses.ambiguous,
          source: sourceName(config.input),
          command: config.command,
          isFormatted: config.format !== undefined,
        },
        config.plugins,
      ),
    );
  });
  const files = config.format === undefined ? emitted : await stage("format", () => formatted(emitted, job));
  const diagnostics = [...model.diagnostics, ...(zod?.diagnostics ?? [])];
  return { document, model, files, importExtension: imports, diagnostics, timings };
}

async function formatted(files: OutputFiles, { output, config: { format } }: ClientJob): Promise<OutputFiles> {
  const { formatFiles } = await import("./format/format.js");
  return formatFiles(files, output, format!);
}

/** The document in the banners: what a comment may not have in it is replaced, and a URL's query may hold a secret. */
function sourceName(input: string): string {
  if (input === STANDARD_INPUT) return "standard input";
  if (isUrl(input)) return input.replace(/[?#].*$/s, "").replace(/[^\w./:@+-]/g, "_");
  return input
    .split(sep)
    .join("/")
    .replace(/[^\w./@+ -]/g, "_");
}
