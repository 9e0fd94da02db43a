import type { Delivery, Reply } from "../faults/server.js";
import { type Alternative, alternativesOf, type Event, type FaultFamily, tell } from "./events.js";
import type { Choose } from "./search.js";

/** A network and a clock in which nothing happens by itself: `run` chooses what happens next, and what goes wrong. */
export interface World {
  /** Carries a request of a client; `null` is a broken connection. */
  readonly carry: (client: number, delivery: Delivery) => Promise<Reply | null>;
  /** However long: other things may happen first, in any order. */
  readonly sleep: (client: number) => Promise<void>;
  /** Lets a client's user sign out at any time from now on, as far as the family has that. */
  readonly maySignOut: (client: number, signOut: () => Promise<void>) => void;
  /** Chooses until nothing can happen any more. */
  readonly run: () => Promise<void>;
  /** What happened. */
  readonly story: () => readonly string[];
}

export interface Rules {
  readonly family: FaultFamily;
  /** How many faults one run has at most. */
  readonly faults: number;
  /** `false`: no order of events is left out. For the test of the reduction. */
  readonly reduce?: boolean;
}

export function createWorld(
  { family, faults, reduce = true }: Rules,
  choose: Choose,
  server: { readonly answer: (delivery: Delivery) => Reply; readonly state: () => string },
): World {
  let events: Event[] = [];
  let left = faults;
  const chosen: Alternative[] = [];
  // What each client has been told so far. It decides all that the client does: chance and time are none of its inputs.
  const told = new Map<number, number>();
  const counts = new Map<number, number>();

  const nextId = (client: number): string => {
    const count = (counts.get(client) ?? 0) + 1;
    counts.set(client, count);
    return `${client}.${count}`;
  };

  /** The events that have to be considered now; see docs/testing.md for why no more are needed. */
  function considered(): Event[] {
    if (!reduce) return events;
    const clients = [...new Set(events.map(({ client }) => client))].sort();
    for (const client of clients) {
      const own = events.filter((event) => event.client === client);
      const awaits = own.some((event) => event.kind === "request" && event.settle);
      const local = own.filter(({ kind }) => kind !== "request");
      if (!awaits && local.some(({ kind }) => kind !== "sign-out")) return local;
    }
    return events;
  }

  const alternatives = (): Alternative[] =>
    considered().flatMap((event) =>
      event.kind === "sign-out"
        ? mayFail(event)
          ? [{ event }]
          : []
        : alternativesOf(event, mayFail(event) ? family : noFaults),
    );

  /** All clients do the same. Which is called the first is free, so let it be the one that the first fault befalls. */
  const mayFail = ({ client }: Event): boolean => left > 0 && (left < faults || client === 0 || !reduce);

  const clientIds = (): number[] => [...counts.keys()].sort((one, other) => one - other);

  /** All that the rest of the run depends on. */
  const state = (): string => {
    const pending = events.map(
      (event) => `${event.kind} ${event.id} ${"reply" in event ? textOf(event.reply) : "settle" in event}`,
    );
    return [left, server.state(), ...clientIds().map((client) => told.get(client)), ...pending.sort()].join("\n");
  };

  function tellClient({ client, id }: Event, what: string): void {
    told.set(client, numberOf(`${told.get(client)} ${id} ${what}`));
  }

  function happen(alternative: Alternative): void {
    const { event, fault } = alternative;
    chosen.push(alternative);
    if (fault || event.kind === "sign-out") left--;
    if (event.kind !== "sign-out") events = events.filter((one) => one !== event);
    if (event.kind === "timer") {
      tellClient(event, "rings");
      event.ring();
    } else if (event.kind === "sign-out") {
      tellClient(event, "signs out");
      event.signOut();
    } else if (event.kind === "answer") {
      const reply = fault && "becomes" in fault ? fault.becomes(event.reply!) : event.reply;
      tellClient(event, textOf(reply));
      event.settle(reply);
    } else {
      reach(event, fault && "delivered" in fault ? fault : undefined);
    }
  }

  /** A request reaches the server, or what befalls it. */
  function reach(
    event: Extract<Event, { kind: "request" }>,
    fault: Extract<Alternative["fault"], { delivered: boolean }> | undefined,
  ): void {
    const { client, delivery, settle } = event;
    const own = fault?.delivered === false ? undefined : server.answer(delivery);
    if (fault?.copy) {
      const copy = {
        kind: "request",
        client,
        delivery,
        settle: fault.copy === "answered" ? settle : undefined,
      } as const;
      events.push({ ...copy, id: `${event.id} again` });
      if (fault.copy === "answered") return;
    }
    const reply = fault?.instead !== undefined ? fault.instead : own!;
    if (settle) events.push({ kind: "answer", id: event.id, client, delivery, reply, settle });
  }

  return {
    story: () => chosen.map(tell),
    carry: (client, delivery) =>
      new Promise((settle) => void events.push({ kind: "request", id: nextId(client), client, delivery, settle })),
    sleep: (client) => new Promise((ring) => void events.push({ kind: "timer", id: nextId(client), client, ring })),
    maySignOut(client, signOut) {
      if (family.signOut) events.push({ kind: "sign-out", id: `${client}`, client, signOut: () => void signOut() });
    },
    async run() {
      for (;;) {
        await settled();
        const possible = alternatives();
        if (possible.length === 0) return;
        happen(possible[possible.length === 1 ? 0 : choose(possible.length, state)]!);
      }
    },
  };
}

const textOf = (reply: Reply | null): string =>
  reply ? `${reply.status} ${reply.headers["etag"]} ${reply.body}` : "broken";

/** A number for each text: a chain of such numbers stands for all that a client was told, in one number. */
const numbers = new Map<string, number>();
function numberOf(text: string): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  numbers.set(text, numbers.size);
  return numbers.size - 1;
}

const noFaults: FaultFamily = { requests: [], answers: [] };

/** Node runs a tick once no promise is left that can settle by itself. */
const settled = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
