import { describe, expect, it } from "vitest";
import { type History, judgeCounter, judgeRegister, type Operation, type Outcome } from "./history.js";
import type { Commit } from "./server.js";

/* The checker itself, on histories that are wrong in one way each. */

const commit = (
  at: number,
  operation: string,
  previous: Commit["value"],
  value: Commit["value"] = operation,
): Commit => ({
  at,
  operation,
  previous,
  value,
  etag: `"${at}"`,
});
const operation = (id: string, startedAt: number, endedAt: number, outcome: Outcome = "acknowledged"): Operation => ({
  id,
  client: `client of ${id}`,
  startedAt,
  endedAt,
  outcome,
});

const messages = (verdict: { violations: readonly { operation: string; message: string }[] }): string[] =>
  verdict.violations.map((violation) => `${violation.operation} ${violation.message}`);

describe("the counter", () => {
  const judge = (operations: readonly Operation[], commits: readonly Commit[]): ReturnType<typeof judgeCounter> =>
    judgeCounter({ initial: 0, operations, commits, reads: [] });

  it("holds when everything acknowledged was done once, and ambiguous at most once", () => {
    const operations = [operation("a", 0, 9), operation("b", 0, 9, "ambiguous"), operation("c", 0, 9, "ambiguous")];
    expect(judge(operations, [commit(1, "a", 0, 1), commit(2, "b", 1, 2)])).toMatchObject({
      acknowledged: 1,
      ambiguous: 2,
      lost: 0,
      doubled: 0,
      violations: [],
    });
  });

  it("is lost when one writes over another", () => {
    const verdict = judge([operation("a", 0, 9), operation("b", 0, 9)], [commit(1, "a", 0, 1), commit(2, "b", 1, 1)]);
    expect(verdict).toMatchObject({ lost: 1, doubled: 0 });
    expect(messages(verdict)).toEqual(["b wrote 1 over 1"]);
  });

  it("is lost when two share one write", () => {
    const verdict = judge([operation("a", 0, 9), operation("b", 0, 9)], [commit(1, "a", 0, 1)]);
    expect(verdict).toMatchObject({ lost: 1, doubled: 0 });
    expect(messages(verdict)).toEqual(["b is acknowledged, and was carried out 0 times"]);
  });

  it("is doubled when one is done twice, or done and given up", () => {
    const operations = [operation("a", 0, 9), operation("b", 0, 9, "gave-up")];
    const verdict = judge(operations, [commit(1, "a", 0, 1), commit(2, "a", 1, 2), commit(3, "b", 2, 3)]);
    expect(verdict).toMatchObject({ acknowledged: 1, gaveUp: 1, lost: 0, doubled: 2 });
    expect(messages(verdict)).toEqual([
      "a is acknowledged, and was carried out 2 times",
      "b is gave-up, and was carried out 1 times",
    ]);
  });

  it("is in conflict with itself when only its own change had replaced the tag that was refused", () => {
    const refused = (sent: string): Operation => ({ ...operation("a", 0, 9, "conflict"), sent });
    const own = judge([refused('"initial"')], [commit(1, "a", 0, 1)]);
    expect(own).toMatchObject({ conflicts: 1, falseConflicts: 1, lost: 0, doubled: 0 });
    expect(messages(own)).toEqual(['a is in conflict with itself: only its own change had replaced "initial"']);
    const others = [commit(1, "b", 0, 1), commit(2, "a", 1, 2), commit(3, "b", 2, 3)];
    expect(judge([refused('"1"')], others).falseConflicts).toBe(0);
    expect(judge([refused('"1"')], others.slice(0, 2)).falseConflicts).toBe(1);
    // Refused for no reason of anybody's: nothing was changed since.
    expect(judge([refused('"3"')], others).falseConflicts).toBe(0);
  });

  it("does not let one that is lost hide behind one that is doubled", () => {
    const verdict = judge([operation("a", 0, 9), operation("b", 0, 9)], [commit(1, "a", 0, 1), commit(2, "a", 1, 2)]);
    expect(verdict).toMatchObject({ lost: 0, doubled: 0 });
    expect(verdict.violations).toHaveLength(2);
  });
});

describe("the register", () => {
  const judge = (history: Partial<History>): ReturnType<typeof judgeRegister> =>
    judgeRegister({ initial: "nothing", operations: [], commits: [], reads: [], ...history });
  const commits = [commit(10, "a", "nothing"), commit(20, "b", "a")];

  it("is linearizable when everyone saw what the order of the commits explains", () => {
    const operations = [
      { ...operation("a", 0, 15), base: "nothing" },
      { ...operation("b", 12, 25), base: "a" },
      operation("c", 0, 30, "gave-up"),
    ];
    const reads = [
      { startedAt: 0, endedAt: 12, value: "nothing" },
      { startedAt: 8, endedAt: 21, value: "a" },
      { startedAt: 20, endedAt: 30, value: "b" },
    ];
    expect(judge({ operations, commits, reads }).violations).toEqual([]);
  });

  it("is not when a write stands between what was read and what was replaced", () => {
    const operations = [operation("a", 0, 15), { ...operation("b", 0, 25), base: "nothing" }];
    expect(messages(judge({ operations, commits }))).toEqual(["b was made from nothing, and replaced a"]);
  });

  it("lets a write follow those of its own client, where that is asked for, and of nobody else", () => {
    const [a, b, c] = [operation("a", 0, 40), operation("b", 0, 40), { ...operation("c", 0, 40), base: "nothing" }];
    const all = [...commits, commit(30, "c", "b")];
    const own = (...ours: readonly Operation[]): Operation[] =>
      [a, b, c].map((one) => ({ ...one, client: ours.includes(one) ? "ours" : "theirs" }));
    const violations = (operations: readonly Operation[], followsOwn: boolean): string[] =>
      messages(judge({ operations, commits: all, followsOwn }));
    expect(violations(own(a, b, c), true)).toEqual([]);
    expect(violations(own(a, b, c), false)).toEqual(["c was made from nothing, and replaced b"]);
    expect(violations(own(a, c), true)).toEqual(["c was made from nothing, and replaced b"]);
  });

  it("is not when a write took place outside of its operation", () => {
    expect(messages(judge({ operations: [operation("a", 0, 5), operation("b", 21, 25)], commits }))).toEqual([
      "a was acknowledged, and took place at 10, not from 0 to 5",
      "b was acknowledged, and took place at 20, not from 21 to 25",
    ]);
  });

  it("is not when a value is read before it was written, after it was replaced, or never written", () => {
    const reads = [
      { startedAt: 0, endedAt: 5, value: "a" },
      { startedAt: 21, endedAt: 25, value: "a" },
      { startedAt: 0, endedAt: 25, value: "x" },
    ];
    expect(judge({ commits, reads }).violations).toHaveLength(3);
  });

  it("counts what is lost and what is doubled", () => {
    const operations = [operation("a", 0, 15), operation("b", 0, 25, "gave-up"), operation("c", 0, 9)];
    expect(judge({ operations, commits })).toMatchObject({ lost: 1, doubled: 1 });
  });
});
