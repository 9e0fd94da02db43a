import { relative, sep } from "node:path";
import type { ClientJob } from "../config/load.js";
import { lintDocument } from "../lint/lint.js";
import { openModel } from "../open-model.js";
import { buildReport } from "./build.js";
import type { PageDocument } from "./page/page.js";

export interface DocumentReportOptions {
  /** Files are named relative to it, and redocly.yaml is looked for in it. */
  readonly cwd: string;
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * Loads, models and lints one client's document, and draws its report.
 *
 * @throws {RefusedError} or {ConfigError}, as generating and linting would.
 */
export async function reportDocument(job: ClientJob, { cwd, fetch }: DocumentReportOptions): Promise<PageDocument> {
  const opened = await openModel(job, { fetch });
  const model = await opened.model();
  const { findings, sources } = await lintDocument(job, { folder: cwd, ...(fetch && { fetch }) });
  const nameFile = (file: string): string =>
    /^https?:/.test(file) ? file : relative(cwd, file).split(sep).join("/") || file;
  const { file, version: openapi } = opened.document;
  const locate = (pointer: string) => opened.locate(pointer);
  return {
    report: buildReport(model, findings, { name: job.name, file, openapi, locate, nameFile }),
    sources: new Map([...sources].map(([name, text]) => [nameFile(name), text])),
  };
}
