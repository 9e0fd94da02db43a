import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { forward, listen } from "./http-servers.js";
import { createNetwork, type Faults } from "./network.js";
import { createRandom } from "./random.js";
import { carryOutAll, initially, judge } from "./run.js";
import { createEntryServer } from "./server.js";
import { strategies } from "./strategies.js";

/*
 * The matrix once more, in small, over what it only plays: fetch, sockets that break, a server and a proxy of
 * node:http, and time that passes by itself. Which fault strikes whom differs from run to run; the invariant holds.
 */

const cells: Record<string, Faults> = {
  "connections broken after commit": { answerDropped: 0.15, answerCutShort: 0.05 },
  "502 after commit": { badGateway: 0.2 },
  "everything, late": {
    requestDropped: 0.05,
    deliveredLate: 0.1,
    duplicated: 0.1,
    duplicatedLate: 0.1,
    unavailable: 0.05,
    spurious412: 0.1,
    answerDropped: 0.1,
    badGateway: 0.05,
    tagWeakened: 0.05,
    tagStripped: 0.05,
  },
};

const now = (): number => performance.now();

describe.each(strategies.filter(({ breaks }) => !breaks))("$name", (strategy) => {
  it.each(Object.keys(cells))("%s", async (cell) => {
    const random = createRandom(1);
    const initial = initially[strategy.resource];
    const server = createEntryServer(initial, now);
    const url = await listen(server.answer);
    const network = createNetwork(cells[cell]!, {
      random: random.fork("network"),
      now,
      sleep: setTimeout,
      deliver: (delivery) => forward(url, delivery),
      latency: [0, 3],
      lateness: [1, 60],
    });
    const proxy = await listen(network.carry);
    const seen = await carryOutAll(
      strategy,
      { clients: 4, each: 10 },
      // The strategies' pauses are made for the virtual clock.
      { random, now, sleep: (milliseconds) => setTimeout(milliseconds / 20), fetch, url: proxy },
    );
    await network.empty();
    const verdict = judge(strategy, { initial, commits: server.commits, ...seen });
    expect(verdict.violations).toEqual([]);
    expect(verdict.acknowledged + verdict.ambiguous + verdict.gaveUp).toBe(40);
    expect(network.passages.some(({ faults }) => faults.length > 0)).toBe(true);
  });
});
