import { relative, sep } from "node:path";
import type { ClientJob } from "../config/load.js";
import { lintDocument } from "../lint/lint.js";
import { openModel } from "../open-model.js";
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
  const opened = await openModel(job, { fetch });
  const model = await opened.model();
  const { findings, sources } = await lintDocument(job, { folder: cwd, ...(fetch && { fetch }) });
  const nameFile = (file: string): string =>
    /^https?:/.test(file) ? file : relative(cwd, file).split(sep).join("/") || file;
  const { file, version: openapi } = opened.document;
  const locate = (pointer: string) => opened.locate(pointer);
  return {
    map: concurrencyMap(model, findings, { name: job.name, file, openapi, locate, nameFile }),
    sources: new Map([...sources].map(([name, text]) => [nameFile(name), text])),
  };
}
