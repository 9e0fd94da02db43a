import fc from "fast-check";
import { createClient, memoryStore, type Representation, type RepresentationStore } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import { base, noteRetrieve } from "./note-operations.js";

/** What a user's note says: whose it is, and how often it had changed. */
interface Text {
  readonly user: string;
  readonly version: number;
}

type Step = "read" | "change" | "change user";

interface Read {
  readonly text: Text;
  /** Whoever was signed in when the read began, and those who came while it was under way. */
  readonly users: readonly string[];
  readonly from: number;
  readonly to: number;
}

const text = ({ user, version }: Text): string => `${user} ${version}`;
const tagOf = (of: Text): string => `"${text(of).replaceAll(" ", "-")}"`;

/** Each user has a note of their own; the server and the store answer whenever the scheduler lets them. */
async function play(s: fc.Scheduler, steps: readonly Step[]): Promise<{ reads: Read[]; left: readonly string[] }> {
  const kept = new Map<string, readonly Representation[]>();
  const memory = memoryStore();
  const later = <T>(name: string, run: () => T | Promise<T>): Promise<T> =>
    s.schedule(Promise.resolve(), name).then(run);
  // As slow as it likes, but in the order it was asked.
  let tail: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(name: string, run: () => T | Promise<T>): Promise<T> => {
    const turn = tail.then(() => later(name, run));
    tail = turn;
    return turn;
  };
  const store: RepresentationStore = {
    get: (key) => inTurn("get", () => memory.get(key)),
    set: (key, list) =>
      inTurn("set", () => {
        kept.set(key, list);
        return memory.set(key, list);
      }),
    delete: (key) =>
      inTurn("delete", () => {
        kept.delete(key);
        return memory.delete(key);
      }),
    clear: () =>
      inTurn("clear", () => {
        kept.clear();
        return memory.clear();
      }),
  };
  let [user, version, serial] = ["user 0", 0, 0];
  const seen: string[] = [user];
  const fetch: typeof globalThis.fetch = (input, init) => {
    const { headers } = new Request(input, init);
    const of = headers.get("authorization")!;
    return later("fetch", () => {
      const now = { user: of, version };
      if (headers.get("if-none-match") === tagOf(now)) return new Response(null, { status: 304 });
      const etag = tagOf(now);
      return new Response(JSON.stringify({ id: 1, text: text(now) }), {
        headers: { "content-type": "application/json", etag },
      });
    });
  };
  const client = createClient({ servers: [base] }, { fetch, store, headers: () => ({ authorization: user }) });
  const reads: Promise<Read>[] = [];
  const clears: Promise<void>[] = [];
  const take = async (): Promise<Read> => {
    const [from, users] = [version, seen.length - 1];
    const result = await noteRetrieve(client, { path: { id: 1 } });
    if (result.kind !== "ok") throw new Error(result.message);
    const [, number] = /(\d+)$/.exec(result.data.text)!;
    const read = { user: result.data.text.replace(/ \d+$/, ""), version: Number(number) };
    return { text: read, users: seen.slice(users), from, to: version };
  };
  const sequence = s.scheduleSequence(
    steps.map((step) => ({
      label: step,
      builder: async () => {
        if (step === "read") reads.push(take());
        if (step === "change") version++;
        if (step === "change user") {
          user = `user ${++serial}`;
          seen.push(user);
          clears.push(client.clear());
        }
      },
    })),
  );
  await s.waitFor(
    sequence.task.then(async () => {
      // The last one signs out while retrievals may be under way: nobody may find what they bring.
      clears.push(client.clear());
      await Promise.all([...reads, ...clears]);
    }),
  );
  await s.waitAll();
  const result = await Promise.all(reads);
  return { reads: result, left: [...kept.keys()] };
}

const steps = fc.array(fc.constantFrom<Step>("read", "read", "read", "change", "change user"), {
  minLength: 1,
  maxLength: 14,
});

const always = (law: (outcome: Awaited<ReturnType<typeof play>>) => void): Promise<void> =>
  fc.assert(
    fc.asyncProperty(fc.scheduler(), steps, async (s, played) => law(await play(s, played))),
    { numRuns: 300 },
  );

describe("a store that takes its time, in any order of events", () => {
  it("a retrieval answers with a state that the server had while it was under way", () =>
    always(({ reads }) => {
      for (const { text: read, from, to } of reads) {
        expect(read.version).toBeGreaterThanOrEqual(from);
        expect(read.version).toBeLessThanOrEqual(to);
      }
    }));

  it("nobody is shown what an earlier user read", () =>
    always(({ reads }) => {
      for (const { text: read, users } of reads) expect(users).toContain(read.user);
    }));

  it("A9: after signing out nothing is left, whatever was under way", () =>
    always(({ left }) => {
      expect(left).toEqual([]);
    }));
});
