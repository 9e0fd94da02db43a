import { safeJson } from "../../printable.js";
import type { Position } from "../../diagnostics.js";
import type { PlacedChange, PlacedEvidence } from "../change.js";
import { plain } from "../phrase.js";
import { allChanges, countChanges, type DiffFormat, fileName } from "./format.js";

/** For programs. `version` changes when a field changes its meaning or goes away. */
export const json: DiffFormat = {
  summary: "one JSON object, versioned",
  render(report) {
    const place = (at: Position): Position => ({ ...at, file: fileName(at.file, report.cwd) });
    const evidence = ({ signal, what, at }: PlacedEvidence) => ({
      signal,
      what: plain(what),
      ...(at && { at: place(at) }),
    });
    const change = ({ was, is, message, help, old, new: now, gone, found, ...rest }: PlacedChange) => ({
      ...rest,
      was: plain(was),
      is: plain(is),
      message: plain(message),
      help: plain(help),
      ...(old && { old: place(old) }),
      ...(now && { new: place(now) }),
      gone: gone.map(evidence),
      found: found.map(evidence),
    });
    return safeJson({
      version: 1,
      ...countChanges(allChanges(report)),
      comparisons: report.comparisons.map(({ name, old, new: now, changes }) => ({
        ...(name !== undefined && { name }),
        old,
        new: now,
        changes: changes.map(change),
      })),
    });
  },
};
