import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";
import { inLanes, settling, verifying } from "./by-runtime.js";
import type { Verdict } from "./history.js";
import { forward, listen } from "./http-servers.js";
import { createNetwork, type Faults, type Network } from "./network.js";
import { createRandom } from "./random.js";
import { carryOutAll, createSeen, initially, judge } from "./run.js";
import { createEntryServer } from "./server.js";
import type { Strategy } from "./strategy.js";

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
// The strategies' pauses are made for the virtual clock.
const hurried = (milliseconds: number): Promise<void> => setTimeout(milliseconds / 20);
const size = { clients: 4, each: 6 };
const strategies = [verifying, inLanes, settling];

/** One strategy against a server and a proxy of its own. */
async function runOverSockets(strategy: Strategy, faults: Faults): Promise<{ verdict: Verdict; network: Network }> {
  const random = createRandom(1);
  const initial = initially[strategy.resource];
  const server = createEntryServer(initial, now);
  const url = await listen(server.answer);
  const network = createNetwork(faults, {
    random: random.fork("network"),
    now,
    sleep: setTimeout,
    deliver: (delivery) => forward(url, delivery),
    latency: [0, 3],
    lateness: [1, 60],
  });
  const proxy = await listen(network.carry);
  const seen = createSeen();
  await carryOutAll(strategy, size, seen, { random, now, sleep: hurried, fetch: () => fetch, url: proxy });
  await network.empty();
  return { verdict: judge(strategy, { initial, commits: server.commits, ...seen }), network };
}

it.each(Object.keys(cells))("%s: nothing is lost, nothing is doubled", async (cell) => {
  const runs = await Promise.all(strategies.map((strategy) => runOverSockets(strategy, cells[cell]!)));
  runs.forEach(({ verdict, network }, index) => {
    const { name } = strategies[index]!;
    expect(verdict.violations, name).toEqual([]);
    expect(verdict.acknowledged + verdict.ambiguous + verdict.conflicts + verdict.gaveUp, name).toBe(
      size.clients * size.each,
    );
    expect(
      network.passages.some(({ faults }) => faults.length > 0),
      name,
    ).toBe(true);
  });
});
