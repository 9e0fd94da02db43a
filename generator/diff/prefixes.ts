import { groupBy } from "../group.js";
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
  const byEnd = groupBy(after, endOf);
  const moves = new Map<string, { readonly matches: Match[]; readonly taken: Set<OperationModel> }>();
  for (const operation of before)
    for (const other of byEnd.get(endOf(operation)) ?? []) {
      const move = moveOf(operation, other);
      if (move === undefined) continue;
      const known = moves.get(move) ?? { matches: [], taken: new Set() };
      moves.set(move, known);
      if (known.taken.has(operation) || known.taken.has(other)) continue;
      known.matches.push({ before: operation, after: other });
      known.taken.add(operation).add(other);
    }
  const [best] = [...moves].toSorted(([a, x], [b, y]) => y.matches.length - x.matches.length || (a < b ? -1 : 1));
  return best?.[1].matches ?? [];
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
