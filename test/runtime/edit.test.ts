import {
  type Client,
  type ClientOptions,
  edit,
  lanes,
  NetworkError,
  resendOnce,
  type RetrievalResult,
  UnsatisfiableError,
  UsageError,
} from "ifmatch/runtime";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type Note,
  noteRetrieve,
  notePatch,
  type NotePatchResult,
  type NoteRetrieveResult,
  notesClient,
  tag,
} from "./note-operations.js";
import { notesServer, sent } from "./notes-server.js";
import { empty, json, never, type StubAnswer, stubFetch, type StubFetch } from "./stub-fetch.js";

const one = { path: { id: 1 } };
const note = (text: string, etag: string, more: object = {}): Response => json(200, { id: 1, text, ...more }, { etag });
const shout = ({ text }: Note): { text: string } => ({ text: `${text}!` });
const next = ({ text }: Note): { text: string } => ({ text: String(Number(text) + 1) });

/** What a form of the page would show beside the text: fields that the server sets. */
const readStamped = noteRetrieve as unknown as (
  ...parameters: Parameters<typeof noteRetrieve>
) => Promise<RetrievalResult<{ 200: Note & { updated_at: string } }, "Note">>;

type Options = NonNullable<Parameters<typeof edit<object, NoteRetrieveResult, object, NotePatchResult>>[5]>;

interface Setup extends StubFetch {
  readonly client: Client;
  readonly waits: number[];
  /** Edits note 1 by `change`, without waiting. */
  readonly run: (
    change?: (data: Note) => { text: string } | undefined,
    options?: Options,
  ) => Promise<NoteRetrieveResult | NotePatchResult>;
}

function setup(answers: StubAnswer[], more: ClientOptions = {}): Setup {
  const stub = stubFetch(...answers);
  const client = notesClient({ fetch: stub.fetch, ...more });
  const waits: number[] = [];
  return {
    ...stub,
    client,
    waits,
    run: (change = shout, options = {}) =>
      edit(client, noteRetrieve, notePatch, one, change, {
        random: () => 1,
        sleep: async (milliseconds) => void waits.push(milliseconds),
        ...options,
      }),
  };
}

const methods = (requests: readonly Request[]): string[] => requests.map(({ method }) => method);

describe("edit", () => {
  it("reads, changes, and writes under the precondition that it is still what was read", async () => {
    const { requests, run, waits } = setup([note("a", '"v1"'), note("a!", '"v2"')]);
    expect(await run()).toMatchObject({ kind: "ok", data: { text: "a!" }, etag: '"v2"' });
    expect(methods(requests)).toEqual(["GET", "PATCH"]);
    expect(requests[1]!.headers.get("if-match")).toBe('"v1"');
    expect(await requests[1]!.json()).toEqual({ text: "a!" });
    expect(waits).toEqual([]);
  });

  it("writes nothing where `change` gives undefined, and answers what was read", async () => {
    const { requests, run } = setup([note("a", '"v1"')]);
    expect(await run(() => undefined)).toMatchObject({ kind: "ok", data: { text: "a" }, revalidated: false });
    expect(methods(requests)).toEqual(["GET"]);
  });

  it("applies `change` to what stands there now when another change came first", async () => {
    const { requests, run } = setup([note("a", '"v1"'), empty(412), note("b", '"v2"'), note("b!", '"v3"')]);
    expect(await run()).toMatchObject({ kind: "ok", data: { text: "b!" } });
    expect(requests.map(({ headers }) => headers.get("if-match"))).toEqual([null, '"v1"', null, '"v2"']);
    expect(await requests[3]!.json()).toEqual({ text: "b!" });
  });

  it("reads again past every cache: no precondition, not the store's and not the caller's, and a new copy for all", async () => {
    const server = notesServer("0");
    const client = notesClient({ fetch: server.fetch });
    await noteRetrieve(client, one);
    server.intercept = async (_request, index) => {
      if (index === 2) server.version++;
    };
    const result = await edit(client, noteRetrieve, notePatch, { ...one, ifNoneMatch: tag('"v9"') }, next, {
      sleep: async () => {},
    });
    expect(result).toMatchObject({ kind: "ok", data: { text: "1" } });
    expect(methods(server.requests)).toEqual(["GET", "GET", "PATCH", "GET", "PATCH"]);
    expect(sent(server, "if-none-match")).toEqual([null, '"v9"', null, null, null]);
    expect(server.requests.map(({ cache }) => cache)).toEqual(["no-cache", "no-cache", "default", "reload", "default"]);
  });

  it("revalidates at first, as any retrieval", async () => {
    const server = notesServer("0");
    const client = notesClient({ fetch: server.fetch });
    await noteRetrieve(client, one);
    await edit(client, noteRetrieve, notePatch, one, next);
    expect(sent(server, "if-none-match")).toEqual([null, '"v1"', null]);
    expect(server.note.text).toBe("1");
  });

  it("stops where `change` finds nothing left to write", async () => {
    const { requests, run } = setup([note("a", '"v1"'), empty(412), note("b!", '"v2"')]);
    expect(await run((data) => (data.text.endsWith("!") ? undefined : shout(data)))).toMatchObject({
      kind: "ok",
      etag: '"v2"',
    });
    expect(methods(requests)).toEqual(["GET", "PATCH", "GET"]);
  });

  it("never writes to a record that shows what it sent: the 412 may have answered a second copy of the request", async () => {
    const { requests, run } = setup([note("a", '"v1"'), empty(412), note("a!", '"v2"')]);
    expect(await run()).toMatchObject({ kind: "ambiguous", holdsChange: true, status: 412 });
    expect(methods(requests)).toEqual(["GET", "PATCH", "GET"]);
  });

  it("passes headers on to each request, and what a `change` throws to the caller", async () => {
    const { requests, run } = setup([note("a", '"v1"'), empty(412), note("b", '"v2"'), empty(204)]);
    await run(shout, { headers: { "x-trace": "t" }, timeout: 1e6 });
    expect(requests.map(({ headers }) => headers.get("x-trace"))).toEqual(["t", "t", "t", "t"]);
    const error = new Error("cannot");
    const failing = setup([note("a", '"v1"')]).run(() => {
      throw error;
    });
    await expect(failing).rejects.toBe(error);
  });
});

describe("attempts", () => {
  it("are bounded: the last precondition-failed is the answer, and nothing more is asked", async () => {
    const { requests, run, waits } = setup([
      ...[1, 2].flatMap((version) => [note(`text ${version}`, `"v${version}"`), empty(412)]),
      note("text 3", '"v3"'),
      json(412, { detail: "the last one" }),
    ]);
    expect(await run(shout, { attempts: 3 })).toMatchObject({
      kind: "precondition-failed",
      sent: '"v3"',
      error: { detail: "the last one" },
    });
    expect(methods(requests)).toEqual(["GET", "PATCH", "GET", "PATCH", "GET", "PATCH"]);
    expect(waits).toEqual([50, 100]);
  });

  it("are five unless said otherwise, and waits no longer than two seconds", async () => {
    const answers = Array.from({ length: 5 }, (_, version) => [note(`${version}`, `"v${version}"`), empty(412)]).flat();
    const { requests, run, waits } = setup(answers);
    expect(await run(shout, { base: 700 })).toMatchObject({ kind: "precondition-failed" });
    expect(requests).toHaveLength(10);
    expect(waits).toEqual([700, 1400, 2000, 2000]);
  });

  it("of one is no retry, and one refusal proves nothing against the server", async () => {
    const { requests, run } = setup([note("a", '"v1"'), empty(412)]);
    expect(await run(shout, { attempts: 1 })).toMatchObject({ kind: "precondition-failed", sent: '"v1"' });
    expect(requests).toHaveLength(2);
  });

  it("tell `onRetry` before `change` sees what stands there now", async () => {
    const course: unknown[] = [];
    const { run } = setup([
      note("a", '"v1"'),
      empty(412),
      note("b", '"v2"'),
      empty(412),
      note("c", '"v3"'),
      empty(204),
    ]);
    await run(
      (data) => {
        course.push(data.text);
        return shout(data);
      },
      {
        onRetry: async ({ attempt, mine, theirs }) => {
          await Promise.resolve();
          course.push([attempt, mine.text, theirs.text]);
        },
      },
    );
    expect(course).toEqual(["a", [1, "a", "b"], "b", [2, "b", "c"], "c"]);
  });

  it("end with what the second reading found, and tell `onRetry` of no record that is gone", async () => {
    const onRetry = vi.fn<() => void>();
    const { run } = setup([note("a", '"v1"'), empty(412), json(404, { detail: "gone" })]);
    expect(await run(shout, { onRetry })).toMatchObject({ kind: "error", status: 404 });
    expect(onRetry).not.toHaveBeenCalled();
  });

  it("end with an error of `onRetry`", async () => {
    const error = new Error("the user said no");
    const { requests, run } = setup([note("a", '"v1"'), empty(412), note("b", '"v2"')]);
    await expect(run(shout, { onRetry: () => Promise.reject(error) })).rejects.toBe(error);
    expect(requests).toHaveLength(3);
  });
});

describe("a refusal without another change", () => {
  it("is retried silently: nothing differs", async () => {
    const onRetry = vi.fn<() => void>();
    const { run } = setup([note("a", '"v1"'), empty(412), note("a", '"v1"'), note("a!", '"v2"')]);
    expect(await run(shout, { onRetry })).toMatchObject({ kind: "ok" });
    expect(onRetry).not.toHaveBeenCalled();
  });

  it("is retried silently: only what the server sets differs", async () => {
    const onRetry = vi.fn<() => void>();
    const answers = [
      note("a", '"v1"', { updated_at: "1" }),
      empty(412),
      note("a", '"v2"', { updated_at: "2" }),
      note("a!", '"v3"'),
    ];
    const { client, requests } = setup(answers);
    const options = { readOnly: ["updated_at"] as const, onRetry, sleep: async () => {} };
    expect(await edit(client, readStamped, notePatch, one, shout, options)).toMatchObject({ kind: "ok" });
    expect(onRetry).not.toHaveBeenCalled();
    expect(requests[3]!.headers.get("if-match")).toBe('"v2"');
  });

  it("is another change where the field is not known to be the server's", async () => {
    const onRetry = vi.fn<() => void>();
    const answers = [
      note("a", '"v1"', { updated_at: "1" }),
      empty(412),
      note("a", '"v2"', { updated_at: "2" }),
      note("a!", '"v3"'),
    ];
    await setup(answers).run(shout, { onRetry });
    expect(onRetry).toHaveBeenCalledTimes(1);
  });
});

describe("a server that can never be satisfied", () => {
  const repeat = (count: number, answers: (index: number) => Response[]): Response[] =>
    Array.from({ length: count }, (_, index) => answers(index)).flat();

  it("refuses the very tag that it sends", async () => {
    const { requests, run } = setup(repeat(6, () => [note("a", '"v1"'), empty(412)]));
    const error = await run().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UnsatisfiableError);
    expect(error).toMatchObject({
      name: "UnsatisfiableError",
      message:
        'The server refused 5 changes of Note 1, although nobody had changed it: it still sends "v1", which it refuses. ' +
        "Does it compare a different tag from the one it sends (gzip, a proxy)?",
    });
    expect(requests).toHaveLength(11);
  });

  it("sends another tag with each read, though nothing else changes", async () => {
    const { run } = setup(repeat(3, (index) => [note("a", `"r${index}"`), empty(412)]));
    await expect(run(shout, { attempts: 2 })).rejects.toThrow(
      'The server refused 2 changes of Note 1, although nobody had changed it: its tag changes with each read, from "r1" to "r2", although nothing else does.',
    );
  });

  it("is not one where anybody changed anything in between", async () => {
    const texts = ["a", "a", "b", "b"];
    const busy = setup(texts.flatMap((text, index) => [note(text, `"${index}"`), empty(412)]));
    expect(await busy.run(shout, { attempts: 4 })).toMatchObject({ kind: "precondition-failed", sent: '"3"' });
    // Not until the last moment.
    const last = setup(["a", "a", "b"].flatMap((text, index) => [note(text, `"${index}"`), empty(412)]));
    expect(await last.run(shout, { attempts: 2 })).toMatchObject({ kind: "precondition-failed", sent: '"1"' });
  });

  it("is not even asked where it sends no tag", async () => {
    const { requests, run } = setup([json(200, { id: 1, text: "a" })]);
    await expect(run()).rejects.toThrow(UsageError);
    expect(requests).toHaveLength(1);
  });

  it("sends no tag any more when it is asked again", async () => {
    const { run } = setup([
      note("a", '"v1"'),
      empty(412),
      note("a", '"v1"'),
      empty(412),
      json(200, { id: 1, text: "a" }),
    ]);
    await expect(run(shout, { attempts: 2 })).rejects.toThrow('from "v1" to null');
  });
});

describe("what edit does not settle is answered as it is", () => {
  it.each<[string, () => Response, object]>([
    ["404", () => json(404, { detail: "No such note" }), { kind: "error", status: 404 }],
    ["500", () => empty(500), { kind: "unexpected", status: 500 }],
  ])("a reading that fails: %s", async (_name, answer, expected) => {
    expect(await setup([answer()]).run()).toMatchObject(expected);
    const again = setup([note("a", '"v1"'), empty(412), answer()]);
    expect(await again.run()).toMatchObject(expected);
    expect(again.requests).toHaveLength(3);
  });

  it("not-modified, to a precondition of the caller's own", async () => {
    const { client } = setup([empty(304, { etag: '"v1"' })]);
    const request = { ...one, ifNoneMatch: tag('"v1"') };
    expect(await edit(client, noteRetrieve, notePatch, request, shout)).toMatchObject({ kind: "not-modified" });
  });

  it.each<[string, Response | Error, object]>([
    ["ambiguous: no answer", new TypeError("fetch failed"), { kind: "ambiguous", status: null }],
    ["ambiguous: 502", empty(502), { kind: "ambiguous", status: 502 }],
    ["precondition-required", empty(428), { kind: "precondition-required" }],
    ["a documented error", json(409, { detail: "Locked" }), { kind: "error", status: 409 }],
    ["ambiguous: 503", empty(503), { kind: "ambiguous", status: 503 }],
    ["any other status", empty(500), { kind: "unexpected", status: 500 }],
  ])("a write that is %s is not tried again", async (_name, answer, expected) => {
    const { requests, run } = setup([note("a", '"v1"'), answer]);
    expect(await run()).toMatchObject(expected);
    expect(requests).toHaveLength(2);
  });

  it("a reading that finds no answer throws", async () => {
    await expect(setup([new TypeError("fetch failed")]).run()).rejects.toThrow(NetworkError);
  });
});

describe("an abort", () => {
  it("ends the wait with the signal's reason", async () => {
    const controller = new AbortController();
    const reason = new Error("left the page");
    const { client, requests } = setup([note("a", '"v1"'), empty(412)]);
    const editing = edit(client, noteRetrieve, notePatch, one, shout, {
      signal: controller.signal,
      sleep: (_milliseconds, signal) => {
        controller.abort(reason);
        return Promise.reject(signal!.reason as Error);
      },
    });
    await expect(editing).rejects.toBe(reason);
    expect(requests).toHaveLength(2);
  });

  it("ends the reading, and a write that was sent is ambiguous", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const { requests, run } = setup([never]);
    const editing = run(shout, { signal });
    await expect.poll(() => requests.length).toBe(1);
    controller.abort("enough");
    await expect(editing).rejects.toBe("enough");
    const other = new AbortController();
    const writing = setup([note("a", '"v1"'), never]);
    const pending = writing.run(shout, { signal: other.signal });
    await expect.poll(() => writing.requests.length).toBe(2);
    other.abort("enough");
    expect(await pending).toMatchObject({ kind: "ambiguous", cause: "enough" });
  });
});

describe("waits without a sleep of the caller's own", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("are a timer's", async () => {
    const stub = stubFetch(note("a", '"v1"'), empty(412), note("b", '"v2"'), empty(204));
    const editing = edit(notesClient({ fetch: stub.fetch }), noteRetrieve, notePatch, one, shout, { random: () => 1 });
    await vi.advanceTimersByTimeAsync(49);
    expect(stub.requests).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(await editing).toMatchObject({ kind: "ok" });
  });
});

describe("no increment is lost", () => {
  const increment = (client: Client): Promise<NoteRetrieveResult | NotePatchResult> =>
    edit(client, noteRetrieve, notePatch, one, next, { attempts: 100, sleep: async () => {} });

  /**
   * Makes `edits` edits of note 1 by each of `clients`, all at once; every request takes its turn. An edit after whose
   * 412 the note shows the very number that it sent cannot know whose it is: it is ambiguous, and nothing is lost.
   */
  async function expectNoneLost(s: fc.Scheduler, clients: ClientOptions[], edits: number): Promise<void> {
    const server = notesServer("0");
    server.intercept = () => s.schedule(Promise.resolve(undefined), "request");
    const work = clients.flatMap((options) => {
      const client = notesClient({ fetch: server.fetch, ...options });
      return Array.from({ length: edits }, () => increment(client));
    });
    const results = await s.waitFor(Promise.all(work));
    const [ok, open] = ["ok", "ambiguous"].map((kind) => results.filter((result) => result.kind === kind).length);
    expect(ok! + open!).toBe(results.length);
    expect(ok, "somebody always comes first").toBeGreaterThan(0);
    const final = Number(server.note.text);
    expect(final).toBeGreaterThanOrEqual(ok!);
    expect(final).toBeLessThanOrEqual(ok! + open!);
  }

  it("by two editors, each with a client of its own", { tags: "at-length" }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 3 }), async (s, edits) => {
        await expectNoneLost(s, [{}, {}], edits);
      }),
      { numRuns: 50 },
    );
  });

  it(
    "by edits of one client with lanes: equal ones are two changes, and none follows the other",
    { tags: "at-length" },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 5 }), async (s, edits) => {
          await expectNoneLost(s, [{ lanes: lanes() }], edits);
        }),
        { numRuns: 50 },
      );
    },
  );

  it("nor believed to be made because another editor arrived at the same value", async () => {
    const server = notesServer("0");
    const recover = resendOnce({ sleep: async () => {} });
    const client = notesClient({ fetch: server.fetch, recover });
    // The answer never comes, and meanwhile somebody else counts as well.
    server.intercept = (_request, index) => {
      if (index !== 1) return undefined;
      server.note = { id: 1, text: "1" };
      server.version++;
      return new TypeError("fetch failed");
    };
    expect(await increment(client)).toMatchObject({ kind: "ambiguous" });
    expect(methods(server.requests)).toEqual(["GET", "PATCH", "PATCH", "GET"]);
  });
});
