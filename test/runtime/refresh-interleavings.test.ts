import { bearer, refreshOnce, send } from "ifmatch/runtime";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { notesClient, patchNote, readNote, tag } from "./note-operations.js";
import { empty, json } from "./stub-fetch.js";

const ping = { id: "ping", method: "POST", path: "/ping", responses: [200] } as const;

/** What one run saw. */
interface Course {
  /** The token of each request, by call. */
  readonly attempts: Map<string, string[]>;
  /** What each renewal found refused, by then, of the token that it replaced. */
  readonly renewals: { readonly token: string; readonly wasRefused: boolean }[];
  readonly kinds: string[];
  /** The most renewals that were under way at a time. */
  overlap: number;
}

/**
 * `calls` calls of several kinds; the server stops taking the token `expiries` times. The scheduler decides
 * when each request arrives, when each answer does, when credentials are told and how long a renewal takes.
 */
async function run(s: fc.Scheduler, calls: number, expiries: number, slowAuth: boolean): Promise<Course> {
  const course: Course = { attempts: new Map(), renewals: [], kinds: [], overlap: 0 };
  let held = 1;
  let taken = 1;
  let underway = 0;
  const refused = new Set<string>();
  const step = (label: string): Promise<void> => s.schedule(Promise.resolve(), label);
  const client = notesClient(
    {
      auth: {
        token: async () => {
          const token = String(held);
          if (slowAuth) await step("credentials");
          return token;
        },
      },
      fetch: async (input, init) => {
        const request = new Request(input, init);
        const call = request.headers.get("x-call")!;
        const token = request.headers.get("authorization")!.slice("Bearer ".length);
        course.attempts.set(call, [...(course.attempts.get(call) ?? []), token]);
        await step(`request ${call}`);
        const isTaken = token === String(taken);
        await step(`answer ${call}`);
        if (!isTaken) refused.add(token);
        return isTaken ? json(200, { id: 1, text: "" }, { etag: '"v1"' }) : empty(401);
      },
      refresh: refreshOnce(async () => {
        underway++;
        course.overlap = Math.max(course.overlap, underway);
        course.renewals.push({ token: String(held), wasRefused: refused.has(String(held)) });
        await step("renewal");
        held = ++taken;
        underway--;
      }),
    },
    { defaultSecurity: [{ token: bearer }] },
  );
  const work: Promise<void>[] = [];
  for (let call = 0; call < calls; call++) {
    const options = { headers: { "x-call": String(call) } };
    const kinds = [
      () => readNote(client, options),
      () => patchNote(client, tag('"v1"'), options),
      () => send(client, ping, {}, options),
    ];
    work.push(
      step(`call ${call}`)
        .then((): Promise<{ kind: string }> => kinds[call % kinds.length]!())
        .then(({ kind }) => void course.kinds.push(kind)),
    );
  }
  for (let expiry = 0; expiry < expiries; expiry++) {
    work.push(
      step("expiry").then(() => {
        taken = Math.max(taken, held) + 1;
      }),
    );
  }
  await s.waitFor(Promise.allSettled(work));
  return course;
}

const size = fc.record({ calls: fc.integer({ min: 1, max: 8 }), slowAuth: fc.boolean() });

describe("A8: however calls, 401s and refreshes interleave", () => {
  it("at most one refresh is under way, and at most one replay is made of a call", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        size,
        fc.integer({ min: 0, max: 4 }),
        async (s, { calls, slowAuth }, expiries) => {
          const { attempts, overlap, renewals } = await run(s, calls, expiries, slowAuth);
          expect(overlap).toBeLessThanOrEqual(1);
          expect(renewals.length).toBeLessThanOrEqual(calls);
          expect([...attempts.keys()]).toHaveLength(calls);
          for (const tokens of attempts.values()) expect(tokens.length).toBeLessThanOrEqual(2);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("credentials that expire once are renewed once, and only after they were refused; every call succeeds", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), size, async (s, { calls, slowAuth }) => {
        const { renewals, kinds } = await run(s, calls, 1, slowAuth);
        expect(renewals.length).toBeLessThanOrEqual(1);
        expect(renewals.every(({ wasRefused }) => wasRefused)).toBe(true);
        expect(kinds.filter((kind) => kind === "ok")).toHaveLength(calls);
      }),
      { numRuns: 300 },
    );
  });

  it("where credentials are told at once, a refresh only ever follows a 401 to the credentials that it renews", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), size, fc.integer({ min: 0, max: 4 }), async (s, { calls }, expiries) => {
        const { renewals } = await run(s, calls, expiries, false);
        expect(renewals.every(({ wasRefused }) => wasRefused)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
