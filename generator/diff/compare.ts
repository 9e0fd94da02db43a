import type { ClientJob } from "../config/load.js";
import type { Revision } from "../load/revision.js";
import type { Fitted } from "../model/fitting.js";
import type { ApiModel, Evidence } from "../model/model.js";
import { type OpenModel, openModel } from "../open-model.js";
import type { ContractComparison, ContractChange, PlacedChange, PlacedEvidence } from "./change.js";
import { diffContracts } from "./diff.js";
import { describeEvidence } from "./evidence.js";
import { displayName } from "../load/input.js";

/** A document: in the working tree, or as it was at a revision. */
export interface Side {
  /** Absolute path of the root file. */
  readonly file: string;
  readonly revision?: Revision | undefined;
}

interface ReadSide {
  readonly opened: OpenModel;
  readonly fitted: Fitted<ApiModel>;
}

/**
 * Reads both documents with the same config and compares their contracts. Names are seen from `cwd`.
 *
 * @throws {RefusedError} for a document that would be refused; {ConfigError} for an entry of the config that fits
 * neither of them.
 */
export async function compareDocuments(
  { name, old, now, cwd }: { name: string | undefined; old: Side; now: Side; cwd: string },
  config: ClientJob["config"],
): Promise<ContractComparison> {
  const [before, after] = [await readSide(old, config), await readSide(now, config)];
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
  revision ? revision.nameOf(file) : displayName(file, cwd);

async function readSide({ file, revision }: Side, config: ClientJob["config"]): Promise<ReadSide> {
  const opened = await openModel({ input: file, config }, { files: revision });
  return { opened, fitted: await opened.fittingModel() };
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
    ...(before && { old: old.opened.locate(before.at) }),
    ...(after && { new: now.opened.locate(after.at) }),
    gone: gone.map((one) => placeEvidence(one, old)),
    found: found.map((one) => placeEvidence(one, now)),
  };
}

const placeEvidence = (evidence: Evidence, { opened }: ReadSide): PlacedEvidence => ({
  signal: evidence.signal,
  what: describeEvidence(evidence),
  // The key of a config entry is no pointer.
  ...(evidence.at.startsWith("#") && { at: opened.locate(evidence.at) }),
});
