/** Maps of documents that are written, loaded, modelled and linted as the command line does it. */
import { join } from "node:path";
import { checkConfig } from "../../generator/config/load.js";
import type { ConcurrencyReport, ReportOperation, ReportResource } from "../../generator/report/report.js";
import { reportDocument } from "../../generator/report/report-document.js";
import type { PageDocument } from "../../generator/report/page/page.js";
import { workspace } from "../cli/workspace.js";

export function pageDocument(document: object | string, config: object = {}): Promise<PageDocument> {
  const name = typeof document === "string" ? "schema.yml" : "schema.json";
  const folder = workspace({ [name]: document });
  const [job] = checkConfig({ input: name, ...config }, join(folder, "ifmatch.config.json"));
  return reportDocument(job!, { cwd: folder });
}

export const reportOf = async (document: object | string, config: object = {}): Promise<ConcurrencyReport> =>
  (await pageDocument(document, config)).report;

/** A resource by its name or key path. */
export function resourceOf({ resources }: ConcurrencyReport, name: string): ReportResource {
  const found = resources.find((one) => one.name === name || one.key === name);
  if (!found) throw new Error(`The resources are ${resources.map((one) => one.name ?? one.key).join(", ")}.`);
  return found;
}

export function operationOf({ resources }: ConcurrencyReport, id: string): ReportOperation {
  const all = resources.flatMap(({ operations }) => operations);
  const found = all.find((one) => one.id === id);
  if (!found) throw new Error(`The operations are ${all.map((one) => one.id).join(", ")}.`);
  return found;
}
