import type { Commit, Entry } from "./server.js";

/**
 * What a client says of one operation: it was carried out; nobody knows; a person was told that the record has changed,
 * and decides; it was not carried out, and never will be.
 */
export type Outcome = "acknowledged" | "ambiguous" | "conflict" | "gave-up";

/** One operation, as its client saw it. */
export interface Operation {
  readonly id: string;
  readonly client: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: Outcome;
  /** What the client had read when it wrote, where it can tell. */
  readonly base?: Entry["value"] | undefined;
  /** Of a conflict: the entity-tag that was refused. */
  readonly sent?: string | null | undefined;
  /** Who asked for it, where several users share a server. */
  readonly user?: string | undefined;
}

/** One retrieval, as its client saw it. */
export interface Read {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly value: Entry["value"];
  readonly user?: string | undefined;
}

/** Everything that clients saw and that the server did. */
export interface History {
  readonly initial: Entry["value"];
  readonly operations: readonly Operation[];
  readonly reads: readonly Read[];
  readonly commits: readonly Commit[];
  /** A write may replace a later one of its own client than the one it was made from (own-write succession). */
  readonly followsOwn?: boolean | undefined;
}

export interface Violation {
  /** The operation it is about. */
  readonly operation: string;
  readonly message: string;
}

/**
 * How a run ended, against the invariant: acknowledged <= final <= acknowledged + ambiguous, and no false conflict.
 * A conflict counts as ambiguous: a 412 says that this request was not carried out, not that none was.
 */
export interface Verdict {
  readonly acknowledged: number;
  readonly ambiguous: number;
  readonly gaveUp: number;
  /** Changes whose user was told of a conflict. */
  readonly conflicts: number;
  /** Those of them that nobody else's change had caused. */
  readonly falseConflicts: number;
  /** Acknowledged, and not in the final state. */
  readonly lost: number;
  /** In the final state, and neither acknowledged nor ambiguous. */
  readonly doubled: number;
  readonly violations: readonly Violation[];
}

/** Judges a run of increments of one counter. */
export function judgeCounter(history: History): Verdict {
  const { initial, operations, commits } = history;
  const alone = conflictsWithItself(history);
  const counts = count(operations);
  const final = (commits.at(-1)?.value ?? initial) as number;
  const applied = final - (initial as number);
  const torn = commits
    .filter(({ value, previous }) => value !== (previous as number) + 1)
    .map(({ operation, value, previous }) => ({ operation, message: `wrote ${value} over ${previous}` }));
  return {
    ...counts,
    lost: Math.max(0, counts.acknowledged - applied),
    doubled: Math.max(0, applied - counts.acknowledged - counts.ambiguous - counts.conflicts),
    falseConflicts: alone.length,
    violations: [...torn, ...judgeEach(history), ...alone],
  };
}

/**
 * Judges a run of writes to one register, each of a value of its own: the commits of the server are the
 * order that everything any client saw must agree with (linearizability).
 */
export function judgeRegister(history: History): Verdict {
  const { initial, operations, reads, commits } = history;
  const each = judgeEach(history);
  const alone = conflictsWithItself(history);
  const own = new Map(commits.map((commit) => [commit.operation, commit]));
  const writers = new Map(operations.map(({ id, client }) => [id, client]));
  // What a write replaced, or what its own client's writes before it did: no other stands between the two.
  const follows = (commit: Commit, base: Entry["value"], client: string): boolean => {
    for (let index = commits.indexOf(commit); ; index--) {
      if (commits[index]!.previous === base) return true;
      const before = commits[index - 1];
      if (!history.followsOwn || !before || writers.get(before.operation) !== client) return false;
    }
  };
  const order = operations.flatMap(({ id, client, outcome, base, startedAt, endedAt }): Violation[] => {
    const commit = own.get(id);
    if (outcome !== "acknowledged" || !commit) return [];
    const says = (condition: boolean, message: string): Violation[] => (condition ? [{ operation: id, message }] : []);
    return [
      says(commit.value !== id, `was acknowledged, and ${commit.value} was written for it`),
      says(
        base !== undefined && !follows(commit, base, client),
        `was made from ${base}, and replaced ${commit.previous}`,
      ),
      // Real time: it took place after it was begun, and before its client was told.
      says(
        commit.at < startedAt || commit.at > endedAt,
        `was acknowledged, and took place at ${commit.at}, not from ${startedAt} to ${endedAt}`,
      ),
    ].flat();
  });
  // Every value stood from its commit until the next one; the same value is never written twice.
  const stood = new Map<Entry["value"], readonly [from: number, until: number]>(
    [{ value: initial, at: 0 }, ...commits].map(({ value, at }, index) => [
      value,
      [at, commits[index]?.at ?? Number.POSITIVE_INFINITY],
    ]),
  );
  const stale = reads.flatMap(({ value, startedAt, endedAt }): Violation[] => {
    const [from, until] = stood.get(value) ?? [Number.POSITIVE_INFINITY, 0];
    if (from <= endedAt && until >= startedAt) return [];
    return [
      { operation: String(value), message: `was read between ${startedAt} and ${endedAt}, when it did not stand` },
    ];
  });
  return {
    ...count(operations),
    lost: each.filter(({ lost }) => lost).length,
    doubled: each.filter(({ lost }) => !lost).length,
    falseConflicts: alone.length,
    violations: [...each, ...order, ...stale, ...alone],
  };
}

/** Each operation by itself: acknowledged is once, ambiguous at most once, given up is never. */
function judgeEach({ operations, commits }: History): (Violation & { readonly lost: boolean })[] {
  const times = new Map<string, number>();
  for (const { operation } of commits) times.set(operation, (times.get(operation) ?? 0) + 1);
  return operations.flatMap(({ id, outcome }) => {
    const made = times.get(id) ?? 0;
    const least = outcome === "acknowledged" ? 1 : 0;
    const most = outcome === "gave-up" ? 0 : 1;
    if (made >= least && made <= most) return [];
    return [{ operation: id, lost: made < least, message: `is ${outcome}, and was carried out ${made} times` }];
  });
}

/** Conflicts with oneself: between the tag that was refused and the end of the operation only its own change was made. */
const conflictsWithItself = ({ operations, commits }: History): Violation[] =>
  operations.flatMap(({ id, outcome, sent, endedAt }) => {
    if (outcome !== "conflict" || !sent) return [];
    // The tag of no commit is that of the initial state.
    const since = commits.findIndex(({ etag }) => etag === sent) + 1;
    const moves = commits.slice(since).filter(({ at }) => at <= endedAt);
    if (moves.length === 0 || moves.some(({ operation }) => operation !== id)) return [];
    return [{ operation: id, message: `is in conflict with itself: only its own change had replaced ${sent}` }];
  });

function count(operations: readonly Operation[]): Pick<Verdict, "acknowledged" | "ambiguous" | "gaveUp" | "conflicts"> {
  const of = (outcome: Outcome): number => operations.filter((operation) => operation.outcome === outcome).length;
  return {
    acknowledged: of("acknowledged"),
    ambiguous: of("ambiguous"),
    gaveUp: of("gave-up"),
    conflicts: of("conflict"),
  };
}
