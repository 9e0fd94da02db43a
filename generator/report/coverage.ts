import type { Coverage, ReportOperation, Standing, TagCoverage } from "./report.js";

/** How many of the state changes are protected, and what is not counted among them. */
export function coverageOf(operations: readonly Pick<ReportOperation, "standing">[]): Coverage {
  const count = (...wanted: readonly Standing[]): number =>
    operations.filter(({ standing }) => wanted.includes(standing)).length;
  const guarded = count("required", "optional");
  const unprotected = count("unprotected");
  return {
    stateChanges: guarded + unprotected,
    protected: guarded,
    optional: count("optional"),
    unprotected,
    creations: count("creation"),
    decided: count("decided"),
    others: count("retrieval", "outside"),
  };
}

/** An operation counts under its first tag: that is the file it is generated into. */
export function coverageByTag(operations: readonly Pick<ReportOperation, "standing" | "tag">[]): TagCoverage[] {
  const groups = new Map<string, (typeof operations)[number][]>();
  for (const operation of operations) {
    const members = groups.get(operation.tag);
    if (members) members.push(operation);
    else groups.set(operation.tag, [operation]);
  }
  return [...groups]
    .map(([tag, members]) => ({ tag, ...coverageOf(members) }))
    .sort(
      (a, b) =>
        b.unprotected - a.unprotected ||
        Number(b.stateChanges > 0) - Number(a.stateChanges > 0) ||
        (a.tag < b.tag ? -1 : a.tag > b.tag ? 1 : 0),
    );
}

/** `13 of 34 (38%)`. */
export const share = (coverage: Coverage): string =>
  coverage.stateChanges === 0
    ? "no state change"
    : `${coverage.protected} of ${coverage.stateChanges} (${percent(coverage)}%)`;

/** The protected share of the state changes, rounded down: 100 means all of them. */
export const percent = ({ protected: guarded, stateChanges }: Coverage): number =>
  Math.floor((100 * guarded) / stateChanges);
