import { relative, sep } from "node:path";
import type { ClientJob } from "../config/load.js";
import { RefusedError } from "../diagnostics.js";
import { lintDocument } from "../lint/lint.js";
import { loadDocument } from "../load/load.js";
import { buildModel } from "../model/build.js";
import { concurrencyMap } from "./build.js";
import type { MappedDocument } from "./page/page.js";

export interface MapOptions {
  /** Files are named relative to it, and redocly.yaml is looked for in it. */
  readonly cwd: string;
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * Loads, models and lints one client's document, and draws its map.
 *
 * @throws {RefusedError} or {ConfigError}, as generating and linting would.
 */
export async function mapDocument(job: ClientJob, { cwd, fetch }: MapOptions): Promise<MappedDocument> {
  const { config } = job;
  const network = fetch && { fetch };
  const document = await loadDocument(job.input, { allowRemote: config.allowRemote, ...network });
  const locate = (pointer: string) => document.positions.locate(pointer);
  const model = (() => {
    try {
      return buildModel(document, config);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      throw new RefusedError(
        error.diagnostics.map((one) => (typeof one.at === "string" ? { ...one, at: locate(one.at) } : one)),
      );
    }
  })();
  const { findings, sources } = await lintDocument(job, { folder: cwd, ...network });
  const nameFile = (file: string): string =>
    /^https?:/.test(file) ? file : relative(cwd, file).split(sep).join("/") || file;
  const { file, version: openapi } = document;
  return {
    map: concurrencyMap(model, findings, { name: job.name, file, openapi, locate, nameFile }),
    sources: new Map([...sources].map(([name, text]) => [nameFile(name), text])),
  };
}
