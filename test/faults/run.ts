import { createClient } from "ifmatch/runtime";
import { type Callers, createSession, createUserServers, historyOf, inTheNameOf, total } from "./callers.js";
import { createClock } from "./clock.js";
import { fetchThrough } from "./fetch-through.js";
import {
  type History,
  judgeCounter,
  judgeRegister,
  type Operation,
  type Read,
  type Verdict,
  type Violation,
} from "./history.js";
import { createNetwork, type Faults, type Passage } from "./network.js";
import { createRandom, type Random } from "./random.js";
import { createEntryServer, type EntryServer } from "./server.js";
import { SignedOutError, type Strategy, type Tools } from "./strategy.js";

/** How much is done: each of `clients` carries out `each` operations. */
export interface Size {
  readonly clients: number;
  readonly each: number;
}

/** What the clients meet: how the network misbehaves, and who uses them. */
export type Conditions = Faults & Callers;

export interface Run {
  readonly history: History;
  readonly passages: readonly Passage[];
  readonly verdict: Verdict;
}

export const initially = { counter: 0, register: "nothing" } as const;

/** One strategy against one server, through one network, under the virtual clock: the seed decides everything. */
export async function run(strategy: Strategy, conditions: Conditions, seed: number, size: Size): Promise<Run> {
  const clock = createClock();
  const random = createRandom(seed);
  const initial = initially[strategy.resource];
  const servers = createUserServers(() => createEntryServer(initial, clock.now));
  const network = createNetwork(conditions, {
    ...clock,
    random: random.fork("network"),
    deliver: servers.answer,
    latency: [5, 40],
    lateness: [10, 2000],
  });
  const surroundings = { ...clock, random, callers: conditions, url: "http://server" };
  const seen = createSeen();
  const clients = carryOutAll(strategy, size, seen, {
    ...surroundings,
    fetch: (client) => fetchThrough(network, client % 2 === 0 ? "node" : "browser"),
  });
  // Looked at below, when time has run out.
  clients.catch(() => {});
  await clock.run();
  if ((await Promise.race([clients, null])) === null)
    throw new Error(`${strategy.name}: a client waits for something that never comes (seed ${seed}).`);
  const { strays: _, ...known } = seen;
  const commits = [...servers.of.values()].flatMap((server) => server.commits);
  return {
    history: { initial, commits, ...known },
    passages: network.passages,
    verdict: verdictOf(strategy, servers.of, seen),
  };
}

/** What came of a run for each of its users. */
export function verdictOf(strategy: Strategy, servers: ReadonlyMap<string, EntryServer>, seen: Seen): Verdict {
  const initial = initially[strategy.resource];
  const verdicts: Verdict[] = [];
  const violations = [...seen.strays];
  for (const [user, { commits }] of servers) {
    const { history, foreign } = historyOf(user, { initial, commits, ...seen });
    verdicts.push(judge(strategy, history));
    violations.push(...foreign);
  }
  return total(verdicts, violations);
}

export const judge = ({ resource, followsOwn }: Strategy, history: History): Verdict =>
  resource === "counter" ? judgeCounter(history) : judgeRegister({ ...history, followsOwn });

/** Where clients live: in virtual time or in real time. */
export interface World {
  readonly random: Random;
  readonly now: () => number;
  readonly sleep: (milliseconds: number, client: number) => Promise<void>;
  /** The fetch of each client, by its number. */
  readonly fetch: (client: number) => typeof globalThis.fetch;
  readonly url: string;
  readonly callers?: Callers;
  /** How much each client does; all the same if absent. */
  readonly load?: (client: number) => { readonly each: number; readonly atOnce: number };
  /** Lets the users of a client sign out while it works; now and then if absent. */
  readonly signOuts?: (client: number, signOut: () => Promise<void>) => void;
}

/** What clients saw so far. */
export interface Seen {
  readonly operations: Operation[];
  readonly reads: Read[];
  readonly strays: Violation[];
}

export const createSeen = (): Seen => ({ operations: [], reads: [], strays: [] });

/** Lets each client carry out its operations, and writes down what they see. Resolves when the last of them is done. */
export async function carryOutAll(
  strategy: Strategy,
  { clients, each }: Size,
  seen: Seen,
  world: World,
): Promise<true> {
  const all = { each, atOnce: strategy.atOnce ?? 1 };
  await Promise.all(
    Array.from({ length: clients }, (_, index) => useClient(index, world.load?.(index) ?? all, strategy, seen, world)),
  );
  return true;
}

async function useClient(
  index: number,
  { each, atOnce }: { readonly each: number; readonly atOnce: number },
  strategy: Strategy,
  seen: Seen,
  world: World,
): Promise<void> {
  const { now, callers = {}, url } = world;
  const random = world.random.fork(`client ${index}`);
  const name = `client_${index}`;
  const sleep = (milliseconds: number): Promise<void> => world.sleep(milliseconds, index);
  const session = createSession(callers, seen.strays);
  const client = createClient(
    { servers: [url] },
    {
      ...strategy.options?.({ name, random, sleep }),
      ...session.options,
      fetch: session.attributed(world.fetch(index)),
    },
  );
  let begun = 0;
  const isDone = (): boolean => seen.operations.filter((operation) => operation.client === name).length === each;
  const work = async (): Promise<void> => {
    while (begun < each) {
      const number = ++begun;
      const id = `${name}, operation ${number}`;
      await sleep(random.between(0, 400) * atOnce);
      const user = session.next(number);
      const { epoch } = session;
      const tools: Tools = {
        name,
        client,
        random,
        now,
        sleep,
        call: session.call(user),
        isOver: () => session.epoch !== epoch,
        saw: (read) => void seen.reads.push({ ...read, user }),
      };
      const startedAt = now();
      const report = await inTheNameOf({ id, user }, () => strategy.carryOut(tools, id)).catch((error: unknown) => {
        // The strategy stops where nothing of it is under way.
        if (error instanceof SignedOutError) return { outcome: "gave-up" } as const;
        throw error;
      });
      seen.operations.push({ id, client: name, user, startedAt, endedAt: now(), ...report });
    }
  };
  const signOuts = async (): Promise<void> => {
    while (!isDone()) {
      await sleep(random.between(50, 500));
      await session.signOut(client);
    }
  };
  const works = Array.from({ length: atOnce }, work);
  if (world.signOuts) world.signOuts(index, () => session.signOut(client));
  else if (callers.users === "sign-out") works.push(signOuts());
  await Promise.all(works);
}
