import fc from "fast-check";
import { lanes, onEvent, pending, type RequestOptions, resendOnce, subscribe } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import { keeperOf } from "../../runtime/layers/lanes.js";
import {
  pageAdd,
  pageClient,
  pageDelete,
  pagePatch,
  type PageRequest,
  type PageResult,
  pagePut,
  type PageTag,
  tag,
} from "./page-operations.js";
import { type Fault, PageServer } from "./page-server.js";

/*
 * One client changes two pages, another writer changes them too, and callers give up: in any order, each request
 * and each answer as late as the scheduler likes. Every text is written by one call only, so that a page tells who
 * wrote it.
 */

const calls = { PUT: pagePut, PATCH: pagePatch, DELETE: pageDelete, POST: pageAdd };

interface Step {
  readonly page: 1 | 2;
  /** What is called; `another` is the other writer. */
  readonly method: keyof typeof calls | "another";
  /** Called so many times at once: 2 is a double click. */
  readonly clicks: 1 | 2;
  /** The tag that the caller holds: of the page as it was first, or as our calls left it last. */
  readonly holds: "first" | "last";
  /** Which of the clicks give up some time later. */
  readonly aborts: readonly number[];
}

const step: fc.Arbitrary<Step> = fc.record({
  page: fc.constantFrom(1 as const, 2 as const),
  // Most of what people do is save.
  method: fc.oneof(
    { weight: 5, arbitrary: fc.constant("PATCH" as const) },
    { weight: 1, arbitrary: fc.constantFrom("PUT" as const, "DELETE" as const) },
    { weight: 2, arbitrary: fc.constant("POST" as const) },
    { weight: 1, arbitrary: fc.constant("another" as const) },
  ),
  clicks: fc.constantFrom(1 as const, 1 as const, 2 as const),
  holds: fc.constantFrom("first" as const, "last" as const),
  aborts: fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.subarray([0, 1], { minLength: 1 }) },
  ),
});

const fault = fc.constantFrom<Fault | undefined>(
  undefined,
  undefined,
  undefined,
  "request lost",
  "answer lost",
  "request late",
  "502 before",
  "504 after",
);

/** One call, and what came of it. */
interface Call {
  readonly number: number;
  readonly page: string;
  readonly method: string;
  readonly held: number;
  /** The number of the first click of a double one. */
  readonly click: number;
  readonly signal: AbortSignal;
  outcome: PageResult | { readonly kind: "rejected"; readonly reason: unknown };
}

interface Run {
  readonly server: PageServer;
  readonly calls: Call[];
  readonly coalesced: number;
  /** The calls whose requests arrived, in order, each time they did. */
  readonly arrived: { readonly page: string; readonly call: number; readonly ifMatch: string }[];
}

async function run(scheduler: fc.Scheduler, steps: Step[], faults: (Fault | undefined)[]): Promise<Run> {
  const server = new PageServer((what) => scheduler.schedule(Promise.resolve(), what));
  server.faults.push(...faults);
  let coalesced = 0;
  const client = pageClient({
    fetch: server.fetch,
    lanes: lanes(),
    recover: resendOnce({ sleep: () => scheduler.schedule(Promise.resolve(), "wait") }),
    events: onEvent(({ type }) => {
      if (type === "coalesced") coalesced++;
    }),
    // Options of the test's own travel with the call: the request says whose it is.
    onRequest: ({ init, options }) => {
      const { call } = options as { call?: number };
      if (call !== undefined) init.headers["x-call"] = String(call);
    },
  });
  const counts: number[] = [];
  subscribe(client, () => counts.push(pending(client)));
  const made: Call[] = [];
  const last = new Map<string, PageTag>();
  const outcomes: Promise<void>[] = [];

  function click({ page, method, holds }: Step, body: object, first: number): AbortController {
    const controller = new AbortController();
    const number = made.length;
    const ifMatch: PageTag = (holds === "last" && last.get(String(page))) || tag('"1"');
    const call: Call = {
      number,
      page: String(page),
      method,
      held: Number(ifMatch.slice(1, -1)),
      click: first,
      signal: controller.signal,
      outcome: { kind: "rejected", reason: "nothing came of it" },
    };
    made.push(call);
    const request: PageRequest = { path: { id: page }, body, ifMatch };
    const options: RequestOptions & { call: number } = { signal: controller.signal, call: number };
    const result = calls[method as keyof typeof calls](client, request, options);
    outcomes.push(
      result.then(
        (outcome) => {
          call.outcome = outcome;
          if (outcome.kind === "ok" && outcome.etag) last.set(call.page, outcome.etag);
        },
        (reason: unknown) => {
          call.outcome = { kind: "rejected", reason };
        },
      ),
    );
    return controller;
  }

  const started = steps.map(async (one, index) => {
    await scheduler.schedule(Promise.resolve(), `step ${index}`);
    const { page, method, clicks, aborts } = one;
    if (method === "another") {
      if (server.page(String(page)) !== undefined) server.write(String(page), { title: `another's ${index}` });
      return;
    }
    const text = `text ${index}`;
    const body = method === "POST" ? { line: text } : method === "PUT" ? { title: text, text, lines: [] } : { text };
    const first = made.length;
    const controllers = Array.from({ length: clicks }, () => click(one, body, first));
    await Promise.all(
      aborts.map(async (which) => {
        await scheduler.schedule(Promise.resolve(), `step ${index} gives up`);
        controllers[which]?.abort(new Error(`${index}`));
      }),
    );
  });
  await scheduler.waitFor(Promise.all(started));
  await scheduler.waitFor(Promise.all(outcomes));
  await scheduler.waitIdle();

  expect(pending(client)).toBe(0);
  expect(keeperOf(client).lanes.size).toBe(0);
  expect(counts.at(-1) ?? 0, "and those who subscribed know it").toBe(0);
  const arrived = server.requests
    .filter(({ method }) => method !== "GET")
    .map(({ url, headers }) => ({
      page: /pages\/(\d)/.exec(url)![1]!,
      call: Number(headers.get("x-call")),
      ifMatch: headers.get("if-match")!,
    }));
  return { server, calls: made, coalesced, arrived };
}

/** What a law says of each run. */
function law(check: (run: Run) => void): Promise<void> {
  const runs = fc.asyncProperty(
    fc.scheduler(),
    fc.array(step, { minLength: 1, maxLength: 10 }),
    fc.array(fault, { maxLength: 12 }),
    async (scheduler, steps, faults) => {
      check(await run(scheduler, steps, faults));
    },
  );
  return fc.assert(runs, { numRuns: 200 });
}

/** Calls that have one and the same result object share one request. */
const shares = (one: Call, other: Call): boolean => one.outcome === other.outcome;

describe("in any order of events", () => {
  it("rule 8: state changes to one resource never overlap in the server's eyes", () =>
    law(({ server }) => expect(server.most.onePage).toBeLessThanOrEqual(1)));

  it("every caller gets an outcome; what is thrown is the reason of one who gave up", () =>
    law(({ calls: made }) => {
      for (const { outcome, click: first, number } of made) {
        if (outcome.kind !== "rejected") continue;
        const twins = made.filter((one) => one.click === first);
        expect(
          twins.every(({ signal }) => signal.aborted),
          `call ${number}`,
        ).toBe(true);
        expect(twins.map(({ signal }): unknown => signal.reason)).toContain(outcome.reason);
      }
    }));

  it("B11, B16: a double click is one request, and both have its result", () =>
    law(({ calls: made, arrived }) => {
      for (const call of made) {
        const first = made[call.click]!;
        if (call === first) continue;
        if (call.outcome.kind === "rejected") expect(call.outcome).toEqual(first.outcome);
        else expect(shares(call, first)).toBe(true);
        expect(arrived.some((one) => one.call === call.number)).toBe(false);
      }
    }));

  it("the order of the requests to a resource is the order of the calls, a resend right behind its first attempt", () =>
    law(({ arrived, calls: made }) => {
      for (const page of ["1", "2"]) {
        const order = arrived.filter((one) => one.page === page).map(({ call }) => call);
        expect(order).toEqual(order.toSorted((a, b) => a - b));
        for (const call of new Set(order)) {
          const attempts = arrived.filter((one) => one.call === call);
          expect(attempts.length, "nothing is sent a third time").toBeLessThanOrEqual(2);
          expect(new Set(attempts.map(({ ifMatch }) => ifMatch)).size, "a resend has the same precondition").toBe(1);
        }
        for (const { number, outcome } of made)
          expect(order.includes(number) && outcome.kind === "rejected", "what was sent is not thrown").toBe(false);
      }
    }));

  it("what is acknowledged was made once, what is refused was not, and what is ambiguous at most once", () =>
    law(({ server, calls: made, arrived }) => {
      for (const call of made) {
        const sender = arrived.find((one) => shares(made[one.call]!, call))?.call ?? call.number;
        const times = server.commits.filter((commit) => commit.call === String(sender)).length;
        const { kind } = call.outcome;
        if (kind === "ok") {
          // A DELETE that is verified may have been another call's: what counts is that the page is gone.
          if (!("verified" in call.outcome && call.method === "DELETE")) expect(times).toBe(1);
        } else if (kind === "ambiguous") expect(times).toBeLessThanOrEqual(1);
        else expect(times, kind).toBe(0);
      }
    }));

  it("between the tag that a caller held and its own change, none but our own PATCHes came; for PUT and POST nothing", () =>
    law(({ server, calls: made }) => {
      for (const { page, call, version } of server.commits) {
        if (call === "another") continue;
        const { held, method } = made[Number(call)]!;
        const between = server.commits.filter(
          (commit) => commit.page === page && commit.version > held && commit.version < version,
        );
        const allowed = between.every((commit) => commit.call !== "another" && commit.method === "PATCH");
        expect(allowed).toBe(true);
        if (method === "PUT" || method === "POST") expect(between).toEqual([]);
      }
    }));

  it("different resources do overlap, and all that the laws speak of does happen", async () => {
    const seen = { overlap: 0, coalesced: 0, followed: 0, verified: 0, resent: 0, thrown: 0, ambiguous: 0 };
    await law(({ server, calls: made, arrived, coalesced }) => {
      if (server.most.all > 1) seen.overlap++;
      seen.coalesced += coalesced;
      seen.followed += arrived.filter(({ call, ifMatch }) => ifMatch !== `"${made[call]!.held}"`).length;
      seen.resent += arrived.length - new Set(arrived.map(({ call }) => call)).size;
      for (const { outcome } of made) {
        if ("verified" in outcome) seen.verified++;
        if (outcome.kind === "rejected") seen.thrown++;
        if (outcome.kind === "ambiguous") seen.ambiguous++;
      }
    });
    for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(0);
  });
});
