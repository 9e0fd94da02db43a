/** Maps of documents that are written, loaded, modelled and linted as the command line does it. */
import { join } from "node:path";
import { checkConfig } from "../../generator/config/load.js";
import type { ConcurrencyMap, MapOperation, MapResource } from "../../generator/report/map.js";
import { mapDocument } from "../../generator/report/map-document.js";
import type { MappedDocument } from "../../generator/report/page/page.js";
import { workspace } from "../cli/workspace.js";

export function mappedDocument(document: object | string, config: object = {}): Promise<MappedDocument> {
  const name = typeof document === "string" ? "schema.yml" : "schema.json";
  const folder = workspace({ [name]: document });
  const [job] = checkConfig({ input: name, ...config }, join(folder, "ifmatch.config.json"));
  return mapDocument(job!, { cwd: folder });
}

export const mapOf = async (document: object | string, config: object = {}): Promise<ConcurrencyMap> =>
  (await mappedDocument(document, config)).map;

/** A resource by its name or key path. */
export function resourceOf({ resources }: ConcurrencyMap, name: string): MapResource {
  const found = resources.find((one) => one.name === name || one.key === name);
  if (!found) throw new Error(`The resources are ${resources.map((one) => one.name ?? one.key).join(", ")}.`);
  return found;
}

export function operationOf({ resources }: ConcurrencyMap, id: string): MapOperation {
  const all = resources.flatMap(({ operations }) => operations);
  const found = all.find((one) => one.id === id);
  if (!found) throw new Error(`The operations are ${all.map((one) => one.id).join(", ")}.`);
  return found;
}
