import { type Printable, safeJson } from "../../printable.js";
import { displayName } from "../../load/input.js";
import type { Adoption } from "../adopt.js";
import { totalsOf } from "./totals.js";

/** For programs. `version` changes when a field changes its meaning or goes away. */
export function renderJson(adoption: Adoption, cwd: string): Printable {
  const { findings, files, lines, byKind } = totalsOf(adoption);
  return safeJson({
    version: 1,
    folder: displayName(adoption.folder, cwd),
    scanned: adoption.files,
    totals: { findings, files, lines, byKind: Object.fromEntries(byKind) },
    findings: adoption.findings.map((one) => ({ ...one, file: displayName(one.file, cwd) })),
    skipped: adoption.skipped.map(({ path, ...rest }) => ({ file: displayName(path, cwd), ...rest })),
  });
}
