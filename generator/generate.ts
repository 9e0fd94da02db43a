import { sep } from "node:path";
import type { ClientJob } from "./config/load.js";
import { RefusedError } from "./diagnostics.js";
import type { OutputFiles } from "./emit/emit.js";
import type { LoadedDocument } from "./load/load.js";
import type { ApiModel } from "./model/model.js";

export type Stage = "load" | "model" | "emit";

export interface Generated {
  readonly document: LoadedDocument;
  readonly model: ApiModel;
  readonly files: OutputFiles;
  /** Milliseconds a stage, the loading of its libraries included. */
  readonly timings: Readonly<Record<Stage, number>>;
}

export interface GenerateHooks {
  readonly fetch?: typeof globalThis.fetch;
  /** Called as each stage begins. */
  readonly onStage?: (stage: Stage) => void;
}

/**
 * The whole pipeline for one client, in memory: load, model, emit. Each stage loads its libraries when
 * it runs, so that a document that is refused costs nothing but its own reading.
 *
 * @throws {RefusedError} or {ConfigError}; see those.
 */
export async function generate(job: ClientJob, hooks: GenerateHooks = {}): Promise<Generated> {
  const timings = { load: 0, model: 0, emit: 0 };
  const stage = async <T>(name: Stage, run: () => Promise<T>): Promise<T> => {
    hooks.onStage?.(name);
    const start = performance.now();
    const result = await run();
    timings[name] = performance.now() - start;
    return result;
  };
  const { config } = job;
  const document = await stage("load", async () => {
    const { loadDocument } = await import("./load/load.js");
    return loadDocument(job.input, { allowRemote: config.allowRemote, ...(hooks.fetch && { fetch: hooks.fetch }) });
  });
  const model = await stage("model", async () => {
    const { buildModel } = await import("./model/build.js");
    return locating(document, () => buildModel(document, config));
  });
  const files = await stage("emit", async () => {
    const { emitFiles } = await import("./emit/emit.js");
    return locating(document, () =>
      emitFiles(model, document.root, {
        runtime: config.runtime,
        importExtension: config.importExtension === "none" ? "" : `.${config.importExtension}`,
        layout: config.layout,
        zod: config.zod,
        omittableIfMatch: config.optionalIfMatch === "omittable",
        versionHeaders: config.versionHeaders,
        weakTags: config.weakTags,
        preconditionFailed: config.statuses.preconditionFailed,
        preconditionRequired: config.statuses.preconditionRequired,
        source: config.input
          .split(sep)
          .join("/")
          .replace(/[^\w./@+ -]/g, "_"),
        command: config.command,
      }),
    );
  });
  return { document, model, files, timings };
}

/** Gives the diagnostics of a refusal their lines while the document is at hand. */
export function locating<T>({ positions }: LoadedDocument, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    throw new RefusedError(
      error.diagnostics.map((one) => (typeof one.at === "string" ? { ...one, at: positions.locate(one.at) } : one)),
    );
  }
}
