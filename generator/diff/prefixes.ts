import type { OperationModel } from "../model/model.js";
import { isParameter, normalized, segmentsOf } from "../model/paths.js";

interface Match {
  readonly before: OperationModel;
  readonly after: OperationModel;
}

/**
 * Pairs the operations whose paths have another beginning now, as after `/api/v1` became `/api/v2`. A change of prefix is
 * one that several operations share, or the only one there is; what is left of a path must name something, as `/jobs/{id}`
 * does and `/{id}` does not.
 */
export function pairByPrefix(before: readonly OperationModel[], after: readonly OperationModel[]): Match[] {
  const found: Match[] = [];
  let [old, now] = [before, after];
  for (;;) {
    const best = mostCommonMove(old, now);
    const isOnly = old.length === 1 && now.length === 1;
    if (best.length === 0 || (best.length < 2 && !isOnly)) return found;
    found.push(...best);
    const [moved, arrived] = [new Set(best.map((one) => one.before)), new Set(best.map((one) => one.after))];
    old = old.filter((operation) => !moved.has(operation));
    now = now.filter((operation) => !arrived.has(operation));
  }
}

/** The matches of the change of prefix that most operations share; the first by its text, of several. */
function mostCommonMove(before: readonly OperationModel[], after: readonly OperationModel[]): Match[] {
  const byEnd = new Map<string, OperationModel[]>();
  for (const operation of after) byEnd.set(endOf(operation), [...(byEnd.get(endOf(operation)) ?? []), operation]);
  const moves = new Map<string, Match[]>();
  for (const operation of before)
    for (const other of byEnd.get(endOf(operation)) ?? []) {
      const move = moveOf(operation, other);
      if (move === undefined) continue;
      const matches = moves.get(move) ?? [];
      if (!matches.some((match) => match.before === operation || match.after === other))
        moves.set(move, [...matches, { before: operation, after: other }]);
    }
  const [best] = [...moves].toSorted(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
  return best?.[1] ?? [];
}

/** Operations whose paths end in different segments have nothing in common. */
const endOf = ({ method, path }: OperationModel): string => `${method} ${segmentsOf(normalized(path)).at(-1) ?? ""}`;

/** The two beginnings before what the paths have in common. */
function moveOf({ path: one }: OperationModel, { path: other }: OperationModel): string | undefined {
  const [a, b] = [segmentsOf(normalized(one)), segmentsOf(normalized(other))];
  let common = 0;
  while (common < Math.min(a.length, b.length) && a.at(-1 - common) === b.at(-1 - common)) common++;
  const names = common === 0 ? [] : segmentsOf(one).slice(-common);
  if (names.every(isParameter)) return undefined;
  const beginning = (segments: readonly string[]): string => segments.slice(0, segments.length - common).join("/");
  return `${beginning(a)} ${beginning(b)}`;
}
