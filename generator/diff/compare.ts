import { relative } from "node:path";
import type { Position } from "../diagnostics.js";
import { locating } from "../generate.js";
import type { DocumentFiles } from "../load/files.js";
import { loadDocument, type LoadedDocument } from "../load/load.js";
import type { Revision } from "../load/revision.js";
import { buildModel } from "../model/build.js";
import { type Fitted, withFittingOverrides } from "../model/fitting.js";
import type { ApiModel, Evidence } from "../model/model.js";
import type { ModelOptions } from "../model/options.js";
import type { Comparison, ContractChange, PlacedChange, PlacedEvidence } from "./change.js";
import { diffContracts } from "./diff.js";
import { describeEvidence } from "./evidence.js";

/** A document: in the working tree, or as it was at a revision. */
export interface Side {
  /** Absolute path of the root file. */
  readonly file: string;
  readonly revision?: Revision | undefined;
}

export interface CompareOptions extends ModelOptions {
  readonly allowRemote: readonly string[];
}

interface ReadSide {
  readonly document: LoadedDocument;
  readonly fitted: Fitted<ApiModel>;
  /** Pointer into the document to the place people are shown. */
  readonly at: (pointer: string) => Position;
}

/**
 * Reads both documents with the same config and compares their contracts. Names are seen from `cwd`.
 *
 * @throws {RefusedError} for a document that would be refused; {ConfigError} for an entry of the config that fits
 * neither of them.
 */
export async function compareDocuments(
  { name, old, now, cwd }: { name: string | undefined; old: Side; now: Side; cwd: string },
  options: CompareOptions,
): Promise<Comparison> {
  const [before, after] = [await readSide(old, options), await readSide(now, options)];
  for (const error of before.fitted.leftOut)
    if (after.fitted.leftOut.some(({ section, entry }) => section === error.section && entry === error.entry))
      throw error;
  const changes = diffContracts(before.fitted.value, after.fitted.value);
  return {
    name,
    old: nameOf(old, cwd),
    new: nameOf(now, cwd),
    changes: changes.map((change) => toPlaced(change, before, after)),
  };
}

const nameOf = ({ file, revision }: Side, cwd: string): string =>
  revision ? revision.nameOf(file) : relative(cwd, file) || file;

async function readSide({ file, revision }: Side, options: CompareOptions): Promise<ReadSide> {
  const read = async (): Promise<ReadSide> => {
    const files: { files?: DocumentFiles } = revision ? { files: revision } : {};
    const document = await loadDocument(file, { allowRemote: options.allowRemote, ...files });
    const fitted = await locating(document, () => withFittingOverrides(options, (fit) => buildModel(document, fit)));
    const at = (pointer: string): Position => {
      const position = document.positions.locate(pointer);
      return revision ? revision.display(position) : position;
    };
    return { document, fitted, at };
  };
  return revision ? revision.reading(read) : read();
}

function toPlaced(
  { before, after, gone, found, ...change }: ContractChange,
  old: ReadSide,
  now: ReadSide,
): PlacedChange {
  const { method, path, named, id } = (after ?? before)!;
  return {
    ...change,
    operation: { method, path, ...(named && { operationId: id }) },
    ...(before && { old: old.at(before.at) }),
    ...(after && { new: now.at(after.at) }),
    gone: gone.map((one) => placeEvidence(one, old)),
    found: found.map((one) => placeEvidence(one, now)),
  };
}

const placeEvidence = (evidence: Evidence, { at }: ReadSide): PlacedEvidence => ({
  signal: evidence.signal,
  what: describeEvidence(evidence),
  // The key of a config entry is no pointer.
  ...(evidence.at.startsWith("#") && { at: at(evidence.at) }),
});
