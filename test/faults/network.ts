import type { Random } from "./random.js";
import { type Delivery, entryPath, operationHeader, type Reply } from "./server.js";

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
  /** The same with a status that only some gateways use: 503, 408, or one of `gatewayStatuses`. */
  readonly gatewayStatus?: number;
  /**
   * A browser or proxy that got no answer to a state change sends it again by itself (RFC 9110, 9.2.2; Chromium does so
   * for any method). Only the second answer is delivered.
   */
  readonly repeatedAfterAnswer?: number;
  /** The same before the first answer was on its way; either of the two may reach the server first. */
  readonly repeatedBeforeAnswer?: number;
  /** The server made the change, and its answer is a redirection: to the record, or (307, 308) to where it was sent. */
  readonly redirectedAfterCommit?: number;
  /** The server made nothing, and redirects the state change to the URL it prefers. */
  readonly redirectedBeforeCommit?: number;
  /** The session is over: the server redirects to a login page, which is 200, HTML, and has a tag of its own. */
  readonly loginPage?: number;
  /** What `redirectedAfterCommit` and `redirectedBeforeCommit` answer; one of them each time. */
  readonly redirections?: readonly number[];
  /** What `gatewayStatus` answers; one of them each time. */
  readonly gatewayStatuses?: readonly number[];
  /** The entity-tag of an answer turns weak. */
  readonly tagWeakened?: number;
  /** The entity-tag of an answer is removed. */
  readonly tagStripped?: number;
}

export type Fault = Exclude<keyof Faults, "redirections" | "gatewayStatuses">;

/** One way through the network; for the history of a run that broke the invariant. */
export interface Passage {
  readonly operation: string;
  readonly method: string;
  readonly precondition: string;
  readonly leftAt: number;
  /** What befell it. */
  readonly faults: Fault[];
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

  const oneOf = (statuses: readonly number[] = []): number => statuses[Math.floor(random.between(0, statuses.length))]!;

  async function pass(delivery: Delivery, passage: Passage): Promise<Reply | null> {
    const changing = delivery.method !== "GET";
    const befalls = (fault: Fault, possible = true): boolean => {
      const happens = random.chance(faults[fault] ?? 0) && possible;
      if (happens) passage.faults.push(fault);
      return happens;
    };
    await sleep(random.between(...latency));
    if (delivery.path === loginPath) return loginPage;
    if (befalls("loginPage")) return redirection(302, loginPath);
    if (befalls("unavailable")) return plain(503);
    if (befalls("spurious412", changing)) return plain(412);
    if (befalls("requestDropped")) return null;
    if (befalls("deliveredLate")) {
      copyAfter(late(), delivery);
      return null;
    }
    if (befalls("redirectedBeforeCommit", changing)) return redirection(oneOf(faults.redirections), delivery.path);
    if (befalls("repeatedBeforeAnswer", changing)) {
      // Two ways to the server, of which either may be the shorter one.
      copyAfter(random.between(...latency), delivery);
      await sleep(random.between(...latency));
    }
    passage.deliveredAt = now();
    let reply = await deliver(delivery);
    if (befalls("repeatedAfterAnswer", changing)) {
      await sleep(random.between(...latency) * 3);
      reply = await deliver(delivery);
    }
    passage.served = reply.status;
    if (befalls("duplicated", changing)) copyAfter(random.between(...latency) / 10, delivery);
    if (befalls("duplicatedLate", changing)) copyAfter(late(), delivery);
    await sleep(random.between(...latency));
    if (befalls("answerDropped")) return null;
    if (befalls("badGateway")) return plain(random.chance(0.5) ? 502 : 504);
    if (befalls("gatewayStatus", changing)) return plain(oneOf(faults.gatewayStatuses));
    if (befalls("redirectedAfterCommit", changing && reply.status < 300)) {
      const status = oneOf(faults.redirections);
      return redirection(status, status < 307 ? entryPath : delivery.path);
    }
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
export const plain = (status: number): Reply => ({
  status,
  headers: { "content-type": "text/html" },
  body: `<h1>${status}</h1>`,
});

export const redirection = (status: number, location: string): Reply => ({ ...plain(status), headers: { location } });

export const loginPath = "/login/";
export const loginPage: Reply = {
  status: 200,
  headers: { "content-type": "text/html", etag: '"login"' },
  body: "<html><form>Sign in</form></html>",
};
