import { fetchThrough } from "../faults/fetch-through.js";
import { createUserServers } from "../faults/callers.js";
import type { Verdict } from "../faults/history.js";
import type { Random } from "../faults/random.js";
import { carryOutAll, createSeen, initially, type Size, verdictOf } from "../faults/run.js";
import { createEntryServer, type Delivery } from "../faults/server.js";
import { loginPage, loginPath } from "../faults/network.js";
import type { Strategy } from "../faults/strategy.js";
import type { Choose } from "./search.js";
import { type FamilyName, faultFamilies } from "./events.js";
import { createWorld, type Rules } from "./world.js";

/** How much is searched. */
export interface Bound extends Size, Pick<Rules, "faults" | "reduce"> {
  readonly family: FamilyName;
  /** Each client begins all of its changes at once. Without it each makes one change after the other. */
  readonly atOnce?: true;
}

export interface Execution {
  readonly verdict: Verdict;
  /** What the clients were told and what the server did, without when. */
  readonly outcome: string;
  readonly story: () => readonly string[];
}

/** Nothing is left to chance. */
const even: Random = { next: () => 0.5, chance: () => false, between: (least) => least, fork: () => even };

/** One run of a strategy in a world whose every event is chosen: the runtime as it is, on another network and clock. */
export async function execute(strategy: Strategy, bound: Bound, choose: Choose): Promise<Execution> {
  const family = faultFamilies[bound.family];
  const seen = createSeen();
  // Time is counted in changes: what took place before what is all that anybody asks.
  const now = (): number => [...servers.of.values()].reduce((sum, { commits }) => sum + commits.length, 0);
  const servers = createUserServers(() => createEntryServer(initially[strategy.resource], now));
  const world = createWorld({ ...bound, family }, choose, {
    answer: (delivery: Delivery) => (delivery.path === loginPath ? loginPage : servers.answer(delivery)),
    state: () => {
      const made = [...servers.of.values()].map(({ commits, keys }) => [
        commits.map(({ operation, value }) => `${operation} ${value}`),
        keys(),
      ]);
      // A read is judged by what stood while it was under way.
      const reads =
        strategy.resource === "register" ? seen.reads.map(({ startedAt, endedAt }) => startedAt + endedAt * 1000) : [];
      return `${made.join()} ${reads.join()} ${seen.operations
        .map(({ id, endedAt }) => `${id} ${endedAt}`)
        .sort()
        .join()} ${seen.strays.length}`;
    },
  });
  const clients = carryOutAll(strategy, bound, seen, {
    random: even,
    now,
    sleep: (_, client) => world.sleep(client),
    fetch: (client) =>
      fetchThrough({ carry: (delivery) => world.carry(client, delivery) }, client % 2 === 0 ? "node" : "browser"),
    url: "http://server",
    load: () => ({ each: bound.each, atOnce: bound.atOnce ? bound.each : 1 }),
    callers: { users: family.signOut ? "sign-out" : "one" },
    signOuts: world.maySignOut,
  });
  clients.catch(() => {});
  await world.run();
  if ((await Promise.race([clients, null])) === null)
    throw new Error(`${strategy.name}: a client waits for something that never comes:\n${world.story().join("\n")}`);
  const commits = [...servers.of].map(([user, server]) => [
    user,
    server.commits.map(({ operation, value }) => [operation, value]),
  ]);
  const told = seen.operations.map(({ id, outcome }) => [id, outcome]).sort();
  return {
    verdict: verdictOf(strategy, servers.of, seen),
    outcome: JSON.stringify([commits, told]),
    story: world.story,
  };
}
