import { describe, expect, it } from "vitest";
import { entryOverwrite } from "../faults/entry-operations.js";
import {
  acknowledged,
  increment,
  ofEntry,
  read,
  readTagged,
  type Strategy,
  told,
  untilReported,
} from "../faults/strategy.js";
import { entryPatch } from "../faults/entry-operations.js";
import { execute, type Bound } from "./execution.js";
import { search } from "./search.js";

/* The search itself: that it leaves nothing out, and that it finds what only one order of events shows. */

describe("the search", () => {
  /** Two walkers on a line, each takes `length` steps: the word of who stepped when. */
  const walkers = (length: number) => async (choose: (alternatives: number, state: () => string) => number) => {
    const left = [length, length];
    let word = "";
    while (left[0]! + left[1]! > 0) {
      const able = [0, 1].filter((who) => left[who]! > 0);
      const who = able[able.length === 1 ? 0 : choose(able.length, () => word)]!;
      left[who]!--;
      word += who;
    }
    return word;
  };

  it("comes to each end once: 6 over 3 orders of three and three steps", async () => {
    const ends: string[] = [];
    const count = await search(walkers(3), (word) => void ends.push(word));
    expect(count).toMatchObject({ executions: 20, ends: 20 });
    expect(new Set(ends).size).toBe(20);
  });

  it("stops a run where it knows what follows", async () => {
    const program = async (choose: (alternatives: number, state: () => string) => number): Promise<string> => {
      const [one, other] = [choose(2, () => "start"), choose(3, () => "the first choice is forgotten")];
      return `${one}${other}`;
    };
    const ends: string[] = [];
    expect(await search(program, (end) => void ends.push(end))).toEqual({ states: 2, executions: 4, ends: 3 });
    expect(ends).toEqual(["00", "01", "02"]);
  });

  it("notices a program that depends on something else than its choices", async () => {
    let runs = 0;
    const program = async (choose: (alternatives: number, state: () => string) => number): Promise<void> => {
      choose(2 + runs++, () => `${runs}`);
    };
    await expect(search(program, () => {})).rejects.toThrow("chance is left");
  });
});

/** Writes without a precondition, and looks before that whether anybody came between: nearly always right. */
const lookingAgain: Strategy = {
  name: "reads, reads again, writes if nobody has written",
  resource: "counter",
  carryOut: (tools) =>
    untilReported(tools, async () => {
      const base = await readTagged(tools);
      const again = await read(tools);
      if (again.etag !== base.etag) return undefined;
      const { kind } = await entryOverwrite(tools.client, { ...ofEntry, body: increment(base.data), ifMatch: null });
      return kind === "ok" ? acknowledged : undefined;
    }),
};

/** What is right. */
const conditional: Strategy = {
  name: "writes under If-Match",
  resource: "counter",
  carryOut: (tools) =>
    untilReported(tools, async () => {
      const base = await readTagged(tools);
      return told(await entryPatch(tools.client, { ...ofEntry, body: increment(base.data), ifMatch: base }));
    }),
};

/** How many of the ends break the invariant, and what the ends are. */
async function endsOf(
  strategy: Strategy,
  bound: Bound,
): Promise<{ readonly broken: number; readonly ends: number; readonly outcomes: ReadonlySet<string> }> {
  const outcomes = new Set<string>();
  let broken = 0;
  const { ends } = await search(
    (choose) => execute(strategy, bound, choose),
    ({ verdict, outcome }) => {
      outcomes.add(outcome);
      if (verdict.violations.length > 0) broken++;
    },
  );
  return { broken, ends, outcomes };
}

describe("a world of two clients", () => {
  const bound: Bound = { clients: 2, each: 1, faults: 0, family: "connections" };

  it("shows a window of one request between two reads and a write", async () => {
    const { broken, ends } = await endsOf(lookingAgain, bound);
    expect(broken).toBeGreaterThan(0);
    expect(ends).toBeGreaterThan(broken);
    expect((await endsOf(conditional, bound)).broken).toBe(0);
  });

  it.each([
    { faults: 0, family: "connections", strategies: [lookingAgain, conditional] },
    { faults: 1, family: "connections", strategies: [conditional] },
    { faults: 1, family: "way", strategies: [conditional] },
  ] as const)("leaves out nothing that ends otherwise ($faults of $family)", async ({ strategies, ...rules }) => {
    for (const strategy of strategies) {
      const reduced = await endsOf(strategy, { ...bound, ...rules });
      const all = await endsOf(strategy, { ...bound, ...rules, reduce: false });
      // Which client is hit first is a matter of names: each end, and the same with the names exchanged.
      expect(new Set([...reduced.outcomes].flatMap(eitherWay))).toEqual(new Set([...all.outcomes].flatMap(eitherWay)));
      expect(reduced.ends).toBeLessThan(all.ends);
    }
  });
});

const eitherWay = (outcome: string): string[] => {
  const names = ["client_0", "client_1"];
  const exchanged = outcome.replaceAll(/client_[01]/g, (name) => names[1 - names.indexOf(name)]!);
  // The list of operations is in the order of names.
  return [outcome, exchanged].map((text) => {
    const [commits, reports] = JSON.parse(text) as [unknown, string[][]];
    return JSON.stringify([commits, reports.sort()]);
  });
};
