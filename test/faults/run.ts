import { AsyncLocalStorage } from "node:async_hooks";
import { createClient } from "ifmatch/runtime";
import { createClock } from "./clock.js";
import { type History, judgeCounter, judgeRegister, type Operation, type Read, type Verdict } from "./history.js";
import { createNetwork, type Faults, fetchThrough, type Passage } from "./network.js";
import { createRandom, type Random } from "./random.js";
import { createEntryServer, operationHeader } from "./server.js";
import type { Strategy, Tools } from "./strategy.js";

/** How much is done: each of `clients` carries out `each` operations. */
export interface Size {
  readonly clients: number;
  readonly each: number;
}

export interface Run {
  readonly history: History;
  readonly passages: readonly Passage[];
  readonly verdict: Verdict;
}

export const initially = { counter: 0, register: "nothing" } as const;

/** One strategy against one server, through one network, under the virtual clock: the seed decides everything. */
export async function run(strategy: Strategy, faults: Faults, seed: number, size: Size): Promise<Run> {
  const clock = createClock();
  const random = createRandom(seed);
  const initial = initially[strategy.resource];
  const server = createEntryServer(initial, clock.now);
  const network = createNetwork(faults, {
    ...clock,
    random: random.fork("network"),
    deliver: server.answer,
    latency: [5, 40],
    lateness: [10, 2000],
  });
  const clients = carryOutAll(strategy, size, { ...clock, random, fetch: fetchThrough(network), url: "http://server" });
  // Looked at below, when time has run out.
  clients.catch(() => {});
  await clock.run();
  const seen = await Promise.race([clients, null]);
  if (!seen) throw new Error(`${strategy.name}: a client waits for something that never comes (seed ${seed}).`);
  const history = { initial, commits: server.commits, ...seen };
  return { history, passages: network.passages, verdict: judge(strategy, history) };
}

export const judge = ({ resource, followsOwn }: Strategy, history: History): Verdict =>
  resource === "counter" ? judgeCounter(history) : judgeRegister({ ...history, followsOwn });

/** Where clients live: in virtual time or in real time. */
export interface World {
  readonly random: Random;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly fetch: typeof globalThis.fetch;
  readonly url: string;
}

/** Everything that all clients see until the last of them is done. */
export async function carryOutAll(
  strategy: Strategy,
  { clients, each }: Size,
  world: World,
): Promise<Pick<History, "operations" | "reads">> {
  const { now, sleep } = world;
  const operations: Operation[] = [];
  const reads: Read[] = [];
  const { atOnce = 1 } = strategy;
  await Promise.all(
    Array.from({ length: clients }, async (_, index) => {
      const random = world.random.fork(`client ${index}`);
      const name = `client_${index}`;
      const client = createClient(
        { servers: [world.url] },
        { ...strategy.options?.({ name, random, sleep }), fetch: attributed(world.fetch) },
      );
      const tools: Tools = { name, client, random, now, sleep, saw: (read) => void reads.push(read) };
      let begun = 0;
      const work = async (): Promise<void> => {
        while (begun < each) {
          const id = `${name}, operation ${++begun}`;
          await sleep(random.between(0, 400) * atOnce);
          const startedAt = now();
          const report = await underWay.run(id, () => strategy.carryOut(tools, id));
          operations.push({ id, client: name, startedAt, endedAt: now(), ...report });
        }
      };
      await Promise.all(Array.from({ length: atOnce }, work));
    }),
  );
  return { operations, reads };
}

const underWay = new AsyncLocalStorage<string>();

/** Tells the server which operation a request belongs to, unseen by the runtime: what is sent twice, or shared, shows. */
const attributed =
  (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  (input, init) =>
    fetch(input, {
      ...init,
      headers: { ...(init?.headers as Record<string, string>), [operationHeader]: underWay.getStore() ?? "nobody" },
    });
