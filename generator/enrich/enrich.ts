import { readFile } from "node:fs/promises";
import { basename, dirname, relative } from "node:path";
import { stringify } from "yaml";
import type { ClientJob } from "../config/load.js";
import { ConfigError } from "../diagnostics.js";
import { isFile, isUrl } from "../load/input.js";
import type { LoadedDocument } from "../load/load.js";
import { isRecord, type JsonObject } from "../load/pointer.js";
import { type OpenModel, openModel } from "../open-model.js";
import { unshared } from "../rewrite/compare.js";
import { readValue, rewriteFile } from "../rewrite/rewrite.js";
import { applyOverlay } from "../patch/apply.js";
import { type Overlay, readOverlay } from "../patch/overlay.js";
import { overlayOf } from "./overlay.js";

export interface EnrichOptions {
  /** An overlay to apply instead of the one that the document's contract gives. */
  readonly overlay?: string;
  /** Write JSON; else YAML. */
  readonly json: boolean;
  readonly fetch?: typeof globalThis.fetch;
}

export interface Enriched {
  readonly document: LoadedDocument;
  readonly bytes: Uint8Array;
  readonly overlay: Overlay;
  /** Comments and layout of the document were kept: it is one file of OpenAPI 3, and the output is written alike. */
  readonly kept: boolean;
  /** Targets of actions that selected nothing. */
  readonly unmatched: readonly string[];
}

/**
 * The document with its concurrency contract declared, for tools that read no prose. Several files become one; Swagger
 * 2.0 becomes OpenAPI 3.0.
 *
 * @throws {RefusedError} for a document that would be refused; {ConfigError} for an overlay that does not fit.
 */
export async function enrich(job: ClientJob, options: EnrichOptions): Promise<Enriched> {
  const opened = await openModel(job, { fetch: options.fetch, asWritten: true });
  const { document } = opened;
  // With an overlay of one's own as well: what is refused elsewhere is refused here.
  const declared = await contractOverlay(opened);
  const name = options.overlay === undefined ? "overlay" : basename(options.overlay);
  const overlay = options.overlay === undefined ? declared : readOverlay(options.overlay);
  const { value, unmatched } = applyOverlay(document.root, overlay, name);
  const single = document.files.length === 1 && document.version !== "2.0" && isFile(document.file);
  const kept = single && /\.json$/i.test(document.file) === options.json;
  const bytes = kept
    ? await rewritten(document.file, overlay, name)
    : new TextEncoder().encode(printDocument(value, options.json));
  return { document, bytes, overlay, kept, unmatched: unmatched.map((index) => overlay.actions[index]!.target) };
}

/** The overlay that declares the contract of a job's document; `output` is the file that it is for. */
export async function overlayFor(
  job: ClientJob,
  output: string,
  options: { readonly fetch?: typeof globalThis.fetch } = {},
): Promise<{ readonly document: LoadedDocument; readonly overlay: Overlay }> {
  const opened = await openModel(job, { fetch: options.fetch, asWritten: true });
  const { document } = opened;
  if (document.version === "2.0")
    throw new ConfigError(
      `${basename(document.file)} is Swagger 2.0, and an overlay would speak of OpenAPI 3. Convert it first: \`ifmatch enrich ${basename(document.file)} -o openapi.yml\` does, and declares the contract as well.`,
    );
  // Targets lead into the bundled document; only where that is one file can the overlay name it.
  const path = isUrl(document.file)
    ? document.file
    : relative(dirname(output), document.file).split(/[\\/]/).map(encodeURIComponent).join("/");
  const overlay = await contractOverlay(opened, document.files.length === 1 ? { extends: path } : {});
  // Overlay 1.0 demands one action at least.
  const nothing = { target: "$", description: "The document declares all of its contract", update: {} };
  return { document, overlay: overlay.actions.length > 0 ? overlay : { ...overlay, actions: [nothing] } };
}

const contractOverlay = (opened: OpenModel, source: { readonly extends?: string } = {}): Promise<Overlay> =>
  opened.refusing(async () => overlayOf(await opened.contract(), source));

/** The file's own text with the overlay applied to what it says. */
async function rewritten(file: string, overlay: Overlay, name: string): Promise<Uint8Array> {
  const bytes = await readFile(file);
  const value = readValue(bytes, file);
  return rewriteFile(bytes, file, applyOverlay(isRecord(value) ? value : {}, overlay, name).value);
}

/** Documents and overlays without comments of their own. */
export const printDocument = (value: JsonObject | Overlay, json: boolean): string =>
  json
    ? `${JSON.stringify(value, undefined, 2)}\n`
    : stringify(unshared(value), { lineWidth: 0, aliasDuplicateObjects: false });
