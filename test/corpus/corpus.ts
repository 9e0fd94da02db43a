/** The real documents beside the repository, and how tests turn one into a client. */
import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { ClientConfig } from "../../generator/config/define.js";
import { checkConfig, type ClientJob } from "../../generator/config/load.js";
import { generate, type Generated } from "../../generator/generate.js";
import { type LoadedDocument, loadDocument } from "../../generator/load/load.js";
import { STAC_ORIGIN, stacFetch } from "./stac.js";

/** Absolute path of the repository. */
export const repository = resolve(import.meta.dirname, "../..");

/** The documents are other people's data and stay outside the repository. */
const folder = resolve(repository, "../shared/corpus");
export const hasCorpus = existsSync(folder);
if (!hasCorpus)
  console.warn(
    `The corpus tests are SKIPPED: there is no folder ${folder}. It holds the real OpenAPI documents these tests read.`,
  );

export const STAC = "stac-transaction.yaml";

/** Every document, by its path in the corpus. */
export const corpusFiles = [
  "adobe-flow.yaml",
  "azure-appconfig.json",
  "box.json",
  "harbor.yaml",
  "iceberg-rest.yaml",
  "nhs-pds-multi/specification/personal-demographics.yaml",
  "ochakai.yaml",
  "openehr-ehr.yaml",
  STAC,
  "twilio-sync.json",
  "xero-accounting.yaml",
] as const;
export type CorpusFile = (typeof corpusFiles)[number];

export const corpusPath = (file: CorpusFile): string => join(folder, file);

/** What `generate` takes for a document, as if a config file lay beside it. */
export function jobFor(input: string, config: Omit<ClientConfig, "input"> = {}): ClientJob {
  const [job] = checkConfig({ ...config, input: basename(input) }, join(dirname(input), "ifmatch.config.ts"));
  return job!;
}

/** Generates a document's client in memory. The one with remote references gets stand-ins for them. */
export function generateCorpus(file: CorpusFile): Promise<Generated> {
  return file === STAC
    ? generate(jobFor(corpusPath(file), { allowRemote: [STAC_ORIGIN] }), { fetch: stacFetch().fetch })
    : generate(jobFor(corpusPath(file)));
}

/** A document alone, as it is before anything was made of it. */
export function loadCorpus(file: CorpusFile): Promise<LoadedDocument> {
  return loadDocument(corpusPath(file), file === STAC ? { allowRemote: [STAC_ORIGIN], fetch: stacFetch().fetch } : {});
}

/** `twilio-sync` for `twilio-sync.json`: a folder's name. */
export const shortName = (file: string): string => file.split("/")[0]!.replace(/\.\w+$/, "");
