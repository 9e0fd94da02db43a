/** What the request log makes of a client's events. */
import {
  type Client,
  type ClientOptions,
  lanes,
  onEvent,
  refreshOnce,
  resendOnce,
  retryRetrievals,
} from "ifmatch/runtime";
import { type LoggedCall, type RequestLog, requestLog } from "ifmatch/runtime/devtools";
import { expect, it } from "vitest";
import { noteCreate, notePatch, notesClient, patchNote, readNote, tag } from "../runtime/note-operations.js";
import { empty, json, later, type StubAnswer, stubFetch } from "../runtime/stub-fetch.js";

const note = { id: 1, text: "first" };
const bytes = JSON.stringify(note).length;
const good = (etag = '"v1"'): Response => json(200, note, { etag });
const lost = (): Error => new TypeError("GET https://api.example.com/notes?key=s3cret failed");
const immediately = { sleep: async () => {}, random: () => 0 };

/** A client and its log; a millisecond passes with each event. */
function logging(answers: StubAnswer[], options: ClientOptions = {}): { client: Client; log: RequestLog } {
  let time = 0;
  const client = notesClient({ fetch: stubFetch(...answers).fetch, events: onEvent(), ...options });
  return { client, log: requestLog(client, { now: () => time++ }) };
}

const callsOf = (log: RequestLog): readonly LoggedCall[] => log.getSnapshot().calls;
const notesOf = (log: RequestLog): (readonly string[])[] => callsOf(log).map(({ notes }) => notes);

it("a call is a line, with what a 304 saved", async () => {
  const { client, log } = logging([good(), empty(304)]);
  await readNote(client);
  await readNote(client);
  const about = { operation: "note_retrieve", method: "GET", path: "/notes/{id}/", resource: "Note", key: "1" };
  expect(callsOf(log)).toEqual([
    {
      call: 1,
      ...about,
      state: "answered",
      status: 200,
      attempts: 1,
      since: 0,
      until: 1,
      bytes,
      savedBytes: 0,
      notes: [],
    },
    {
      call: 2,
      ...about,
      state: "answered",
      status: 304,
      attempts: 1,
      since: 2,
      until: 4,
      bytes: 0,
      savedBytes: bytes,
      notes: [],
    },
  ]);
  expect(log.getSnapshot().totals).toEqual({ requests: 2, revalidated: 1, bytes, savedBytes: bytes });
});

it("retries and renewed credentials belong to one line", async () => {
  let access = "old";
  const { client, log } = logging([empty(503), empty(401), good()], {
    auth: { token: () => access },
    retry: retryRetrievals(immediately),
    refresh: refreshOnce(async () => void (access = "new")),
  });
  await readNote(client);
  expect(callsOf(log)).toMatchObject([{ state: "answered", status: 200, attempts: 3 }]);
  expect(notesOf(log)).toEqual([
    ["Sent again: attempt 2.", "The credentials were not accepted.", "Sent again: attempt 3."],
  ]);
});

it("what recovery found is told where the change is, and its reading is a line of its own", async () => {
  const answers = [lost(), empty(412), json(200, { id: 1, text: "changed" }, { etag: '"v2"' })];
  const { client, log } = logging(answers, { recover: resendOnce({ ...immediately, believe: "fields" }) });
  expect(await patchNote(client, tag('"v1"'))).toMatchObject({ kind: "ok" });
  expect(callsOf(log)).toMatchObject([
    { operation: "note_patch", state: "answered", status: 412, attempts: 2 },
    { operation: "note_retrieve", status: 200, attempts: 1, notes: [] },
  ]);
  expect(notesOf(log)[0]).toEqual([
    "No response (TypeError).",
    "It may or may not have been made.",
    "Sent again: attempt 2.",
    'Somebody else changed it since "v1".',
    "Read back: the change had been made.",
  ]);
});

it("what waits in a lane waits there, and what joins another call is not sent", async () => {
  const gates = [later(), later()];
  const { client, log } = logging(
    gates.map(({ answer }) => answer),
    { lanes: lanes() },
  );
  const patch = (text: string) => notePatch(client, { path: { id: 1 }, body: { text }, ifMatch: tag('"v1"') });
  const calls = [patch("a"), patch("b"), patch("b")];
  await expect.poll(() => callsOf(log).length).toBe(3);
  await expect
    .poll(() =>
      callsOf(log)
        .map(({ state }) => state)
        .toSorted(),
    )
    .toEqual(["joined", "sent", "waiting"]);
  for (const { give } of gates) give(good('"v2"'));
  await Promise.all(calls);
  const notes = notesOf(log).flat();
  expect(notes).toContain("Waited in its lane behind 1.");
  expect(notes).toContain("Joined an identical call: sent once.");
  expect(notes).toContain('Sent under the tag of our own last change, "v2".');
  expect(log.getSnapshot().totals.requests).toBe(2);
});

it.each<[string, Response, string]>([
  ["weak", good('W/"v1"'), 'The tag is weak: If-Match never matches W/"v1".'],
  [
    "hidden",
    Object.defineProperty(json(200, note), "type", { value: "cors" }),
    "No tag: the server does not expose ETag to this origin.",
  ],
  ["removed", json(200, note, { via: "1.1 squid" }), "No tag: a proxy seems to have removed it."],
  ["never sent", json(200, note), "No tag: the server sent none."],
])("a tag that is %s", async (_name, answer, said) => {
  const { client, log } = logging([answer]);
  await readNote(client);
  expect(notesOf(log)).toEqual([[said]]);
});

it("what another tab changed", () => {
  const events = onEvent();
  const log = requestLog(events, { now: () => 0 });
  events.report({ resource: { name: "Note", key: "7" } }, { type: "changed-elsewhere", tag: null });
  expect(callsOf(log)).toMatchObject([{ state: "told", resource: "Note", key: "7", attempts: 0 }]);
});

it("keeps the last calls, and the totals of all; cleared, it begins again", async () => {
  const events = onEvent();
  const fetch = stubFetch(...Array.from({ length: 5 }, () => () => json(201, note, { etag: '"v1"' }))).fetch;
  const many = notesClient({ fetch, events });
  const log = requestLog(many, { limit: 2 });
  for (let call = 0; call < 4; call++) await noteCreate(many, { body: { text: String(call) } });
  expect(callsOf(log).map(({ call }) => call)).toEqual([3, 4]);
  expect(log.getSnapshot().totals.requests).toBe(4);
  log.clear();
  expect(log.getSnapshot()).toEqual({ calls: [], totals: { requests: 0, revalidated: 0, bytes: 0, savedBytes: 0 } });
  log.stop();
  await noteCreate(many, { body: { text: "unheard" } });
  expect(callsOf(log)).toEqual([]);
});

it("a client without events has no log", () => {
  expect(() => requestLog(notesClient({}))).toThrow(expect.objectContaining({ code: "no-events" }));
});

it("an answer that comes after the log was cleared is no line of its own", async () => {
  const gate = later();
  const { client, log } = logging([gate.answer]);
  const reading = readNote(client);
  await expect.poll(() => callsOf(log).length).toBe(1);
  log.clear();
  gate.give(good());
  await reading;
  expect(callsOf(log)).toEqual([]);
});

it("no credential, no body, no URL and no message of an error enters it", async () => {
  const { client, log } = logging([json(200, note, { etag: '"v1"' }), lost(), json(412, note), empty(502)], {
    auth: { token: "s3cret" },
    headers: { "x-key": "s3cret" },
    baseUrl: "https://s3cret.example.com",
  });
  await readNote(client);
  await readNote(client).catch(() => {});
  for (let call = 0; call < 2; call++)
    await notePatch(client, { path: { id: 1 }, body: { text: "s3cret" }, ifMatch: tag('"v1"') });
  expect(callsOf(log)).toHaveLength(4);
  expect(JSON.stringify(log.getSnapshot())).not.toContain("s3cret");
});

it("listeners hear each event, until they unsubscribe", async () => {
  const { client, log } = logging([good(), good()]);
  let heard = 0;
  const end = log.subscribe(() => heard++);
  await readNote(client);
  expect(heard).toBe(2);
  end();
  await readNote(client);
  expect(heard).toBe(2);
});
