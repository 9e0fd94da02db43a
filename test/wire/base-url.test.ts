import { lanes, pending, UsageError } from "ifmatch/runtime";
import { expect, it } from "vitest";
import { noteCreate, notePatch, noteRetrieve, notesClient } from "../runtime/note-operations.js";
import { json, stubFetch } from "../runtime/stub-fetch.js";

/* `baseUrl` of a call: the same key at another server is another record. */

const elsewhere = { baseUrl: "https://eu.notes.example/v2/" };
const note = (text: string, etag: string): Response => json(200, { id: 1, text }, { etag });
const one = { path: { id: 1 } };
const body = { text: "mine" };

it("the call goes there, its 412 reloads from there, and other calls stay where they were", async () => {
  const stub = stubFetch(
    note("theirs", '"1"'),
    json(412, { detail: "changed" }),
    note("newer", '"2"'),
    note("here", '"1"'),
  );
  const client = notesClient({ fetch: stub.fetch });
  const read = await noteRetrieve(client, one, elsewhere);
  const failed = await notePatch(client, { ...one, body, ifMatch: read as never }, elsewhere);
  const again = await (failed as Extract<typeof failed, { kind: "precondition-failed" }>).reload();
  expect(again).toMatchObject({ data: { text: "newer" }, etag: '"2"' });
  await noteRetrieve(client, one);
  expect(stub.requests.map(({ url }) => url)).toEqual([
    ...Array<string>(3).fill("https://eu.notes.example/v2/notes/1/"),
    "https://notes.example/notes/1/",
  ]);
});

it("what was read there is no precondition here, nor the other way round; nothing is sent", async () => {
  const stub = stubFetch(note("there", '"1"'), note("here", '"1"'));
  const client = notesClient({ fetch: stub.fetch });
  const there = (await noteRetrieve(client, one, elsewhere)) as never;
  const here = (await noteRetrieve(client, one)) as never;
  await expect(notePatch(client, { ...one, body, ifMatch: there })).rejects.toThrow(UsageError);
  await expect(notePatch(client, { ...one, body, ifMatch: here }, elsewhere)).rejects.toThrow("another record");
  expect(stub.requests).toHaveLength(2);
});

it("what was created there can be changed there", async () => {
  const stub = stubFetch(json(201, { id: 7, text: "x" }, { etag: '"1"' }), note("mine", '"2"'));
  const client = notesClient({ fetch: stub.fetch });
  const created = (await noteCreate(client, { body: { text: "x" } }, elsewhere)) as never;
  const saved = await notePatch(client, { path: { id: 7 }, body, ifMatch: created }, elsewhere);
  expect(saved).toMatchObject({ kind: "ok", etag: '"2"' });
});

it("changes there do not wait for changes here, and the tag that this client knows is that of here", async () => {
  const answers: ((response: Response) => void)[] = [];
  const client = notesClient({
    fetch: () => new Promise((resolve) => answers.push(resolve)),
    lanes: lanes(),
  });
  const ifMatch = (key: string) => ({ etag: '"1"', resource: { name: "Note", key } }) as never;
  const here = notePatch(client, { ...one, body, ifMatch: ifMatch("1") });
  const suffix = `@${encodeURIComponent(elsewhere.baseUrl)}`;
  const there = notePatch(client, { ...one, body, ifMatch: ifMatch(`1${suffix}`) }, elsewhere);
  await expect.poll(() => answers.length).toBe(2);
  expect(pending(client, "Note", 1)).toBe(1);
  answers.forEach((answer, index) => answer(note("mine", `"${index + 2}"`)));
  await Promise.all([here, there]);
  expect(client.tagOf("Note", 1)).toBe('"2"');
});

it("equal creations for two servers are two, and a double click at one of them is one", async () => {
  const stub = stubFetch(
    json(201, { id: 1, text: "x" }, { etag: '"1"' }),
    json(201, { id: 2, text: "x" }, { etag: '"1"' }),
  );
  const client = notesClient({ fetch: stub.fetch, lanes: lanes({ creations: true }) });
  const create = (options: object) => noteCreate(client, { body: { text: "x" } }, options);
  const created = await Promise.all([create({}), create(elsewhere), create({}), create(elsewhere)]);
  expect(created.map((made) => (made as { data: { id: number } }).data.id)).toEqual([1, 2, 1, 2]);
  expect(stub.requests.map(({ url }) => new URL(url).origin)).toEqual([
    "https://notes.example",
    "https://eu.notes.example",
  ]);
});
