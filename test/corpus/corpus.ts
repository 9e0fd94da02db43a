/** The real documents beside the repository, and how tests turn one into a client. */
import { basename, dirname, join, resolve } from "node:path";
import type { ClientConfig } from "../../generator/config/define.js";
import { checkConfig, type ClientJob } from "../../generator/config/load.js";
import { generate, type Generated } from "../../generator/generate.js";
import { type LoadedDocument, loadDocument } from "../../generator/load/load.js";
import { locate, pathOf } from "../prerequisites/prerequisites.js";
import { STAC_ORIGIN, stacFetch } from "./stac.js";

/** Absolute path of the repository. */
export const repository = resolve(import.meta.dirname, "../..");

export const STAC = "stac-transaction.yaml";

/** Every document, by its path in the corpus. They are other people's data and stay outside the repository. */
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

/** For tests with the tag `corpus`. */
export const corpusPath = (file: CorpusFile): string => join(pathOf("corpus"), file);

/** What can be read here: all of them, or none. */
export const availableFiles: readonly CorpusFile[] = locate("corpus") === undefined ? [] : corpusFiles;

/** What `generate` takes for a document, as if a config file lay beside it. */
export function jobFor(input: string, config: Omit<ClientConfig, "input"> = {}): ClientJob {
  // Not as this repository needs it, which has a tsconfig.json of its own.
  const [job] = checkConfig(
    { importExtension: "js", ...config, input: basename(input) },
    join(dirname(input), "ifmatch.config.ts"),
  );
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
