import type { Random } from "./random.js";
import { type Delivery, operationHeader, type Reply } from "./server.js";

/** How a network misbehaves: each a probability, 0 if absent. */
export interface Faults {
  /** Nothing reaches the server, and the connection breaks. */
  readonly requestDropped?: number;
  /** The connection breaks, and the request reaches the server some time afterwards. */
  readonly deliveredLate?: number;
  /** The server gets a state change a second time, right behind the first. */
  readonly duplicated?: number;
  /** The server gets a state change a second time, some time later. */
  readonly duplicatedLate?: number;
  /** 503, and nothing reaches the server. */
  readonly unavailable?: number;
  /** 412 to a state change by something on the way, and nothing reaches the server. */
  readonly spurious412?: number;
  /** The server did what it was asked, and the connection breaks. */
  readonly answerDropped?: number;
  /** The same, in the middle of the body. */
  readonly answerCutShort?: number;
  /** The server did what it was asked, and a gateway answers 502 or 504 in its place. */
  readonly badGateway?: number;
  /** The entity-tag of an answer turns weak. */
  readonly tagWeakened?: number;
  /** The entity-tag of an answer is removed. */
  readonly tagStripped?: number;
}

/** One way through the network; for the history of a run that broke the invariant. */
export interface Passage {
  readonly operation: string;
  readonly method: string;
  readonly precondition: string;
  readonly leftAt: number;
  /** What befell it. */
  readonly faults: (keyof Faults)[];
  /** When the server got it, if it did. */
  deliveredAt?: number;
  /** What the server answered. */
  served?: number;
  /** What came back: `null` is a broken connection. */
  status?: number | null;
  endedAt?: number;
}

/** How requests and time pass; virtual in the matrix, real behind the socket. */
export interface Surroundings {
  readonly random: Random;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly deliver: (delivery: Delivery) => Promise<Reply> | Reply;
  /** Milliseconds of one way. */
  readonly latency: readonly [least: number, most: number];
  /** Milliseconds until something late arrives. */
  readonly lateness: readonly [least: number, most: number];
}

export interface Network {
  /** Carries one request there and its answer back; `null` where the connection broke. */
  carry(delivery: Delivery): Promise<Reply | null>;
  readonly passages: readonly Passage[];
  /** Waits until nothing is on its way any more. */
  empty(): Promise<unknown>;
}

export function createNetwork(faults: Faults, surroundings: Surroundings): Network {
  const { random, now, sleep, deliver, latency, lateness } = surroundings;
  const passages: Passage[] = [];
  // Mostly soon, while somebody still acts on what was read before; now and then very late.
  const late = (): number => lateness[0] + (lateness[1] - lateness[0]) * random.next() ** 4;
  const copies: Promise<unknown>[] = [];
  const copyAfter = (milliseconds: number, delivery: Delivery): void => {
    copies.push(sleep(milliseconds).then(() => deliver(delivery)));
  };

  async function pass(delivery: Delivery, passage: Passage): Promise<Reply | null> {
    const changing = delivery.method !== "GET";
    const befalls = (fault: keyof Faults, possible = true): boolean => {
      const happens = random.chance(faults[fault] ?? 0) && possible;
      if (happens) passage.faults.push(fault);
      return happens;
    };
    await sleep(random.between(...latency));
    if (befalls("unavailable")) return plain(503);
    if (befalls("spurious412", changing)) return plain(412);
    if (befalls("requestDropped")) return null;
    if (befalls("deliveredLate")) {
      copyAfter(late(), delivery);
      return null;
    }
    passage.deliveredAt = now();
    const reply = await deliver(delivery);
    passage.served = reply.status;
    if (befalls("duplicated", changing)) copyAfter(random.between(...latency) / 10, delivery);
    if (befalls("duplicatedLate", changing)) copyAfter(late(), delivery);
    await sleep(random.between(...latency));
    if (befalls("answerDropped")) return null;
    if (befalls("badGateway")) return plain(random.chance(0.5) ? 502 : 504);
    const { etag, ...headers } = reply.headers;
    const tagged =
      befalls("tagStripped") || etag === undefined
        ? headers
        : { ...headers, etag: befalls("tagWeakened") ? `W/${etag}` : etag };
    return { ...reply, headers: tagged, ...(befalls("answerCutShort", reply.body !== "") && { cutShort: true }) };
  }

  return {
    passages,
    empty: () => Promise.all(copies),
    async carry(delivery) {
      const { method, headers } = delivery;
      const passage: Passage = {
        operation: headers[operationHeader] ?? "",
        method,
        precondition: headers["if-match"] ?? headers["if-none-match"] ?? "",
        leftAt: now(),
        faults: [],
      };
      passages.push(passage);
      const reply = await pass(delivery, passage);
      passage.endedAt = now();
      passage.status = reply?.status ?? null;
      return reply;
    },
  };
}

/** What something on the way answers by itself. */
const plain = (status: number): Reply => ({
  status,
  headers: { "content-type": "text/html" },
  body: `<h1>${status}</h1>`,
});

/** `fetch` through the network, with the errors of the real one. */
export function fetchThrough(network: Network): typeof globalThis.fetch {
  return async (input, init) => {
    const { method = "GET", headers, body } = init ?? {};
    const reply = await network.carry({
      method,
      path: new URL(input as string).pathname,
      headers: headers as Record<string, string>,
      body: body as string | undefined,
    });
    if (!reply) throw new TypeError("fetch failed");
    return response(reply);
  };
}

/** A real Response, but for its body: a stream for each of them would be most of what a run costs. */
function response({ status, headers, body, cutShort }: Reply): Response {
  const text = (): Promise<string> => (cutShort ? Promise.reject(new TypeError("terminated")) : Promise.resolve(body));
  return Object.assign(new Response(null, { status, headers }), { text });
}
