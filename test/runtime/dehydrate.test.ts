import {
  type Api,
  apiKeyQuery,
  bearer,
  type Client,
  type ClientOptions,
  dehydrate,
  hydrate,
  listed,
  memoryStore,
  retrieve,
  UsageError,
} from "ifmatch/runtime";
import { keyvStore } from "ifmatch/runtime/keyv";
import { webStorageStore } from "ifmatch/runtime/web-storage";
import { Keyv } from "keyv";
import { describe, expect, it } from "vitest";
import { createClient, peopleRetrieve } from "../../generated/index.js";
import { ids } from "../servers/records.js";
import { startRecordsServer } from "../servers/records-server.js";
import { FakeStorage } from "./fake-storage.js";
import { noteRetrieve, noteRetrieveOperation, notesClient, patchNote, readNote } from "./note-operations.js";
import { empty, json, type StubAnswer, stubFetch } from "./stub-fetch.js";

/* A server renders a page; the page's own client goes on from there. */

const note = { id: 1, text: "rendered" };
const full: StubAnswer = () => json(200, note, { etag: '"v1"' });
const unchanged: StubAnswer = (request) =>
  request.headers.get("if-none-match") === '"v1"' ? empty(304, { etag: '"v1"' }) : json(200, note, { etag: '"v1"' });

/** A client, and what it asked for. */
function client(
  answers: readonly StubAnswer[],
  options: ClientOptions = {},
  api: Partial<Api> = {},
): { client: Client; conditions: () => (string | null)[] } {
  const stub = stubFetch(...answers);
  return {
    client: notesClient({ fetch: stub.fetch, ...options }, api),
    conditions: () => stub.requests.map((request) => request.headers.get("if-none-match")),
  };
}

/** As it comes through the page. */
const throughHtml = (state: unknown): unknown => JSON.parse(JSON.stringify(state));

/** What a server that answered so writes into the page. */
async function rendered(answer = full, options: ClientOptions = {}, api: Partial<Api> = {}): Promise<unknown> {
  const server = listed(client([answer], options, api).client);
  await readNote(server);
  return throughHtml(await dehydrate(server));
}

describe("a page that a server rendered", () => {
  it("sends If-None-Match with its first retrieval, gets a 304, and shows the server's data", async () => {
    const server = await startRecordsServer();
    const person = { path: { id: ids.person } };
    const renderer = listed(
      createClient({ baseUrl: server.url, headers: { cookie: "sessionid=s3cret", authorization: "Bearer internal" } }),
    );
    const first = await peopleRetrieve(renderer, person);
    const state = await dehydrate(renderer);
    const page = throughHtml(state);
    expect(page).toEqual(state);
    // The browser knows the server by another name, and its user by another credential.
    const browser = createClient({
      baseUrl: server.url.replace("127.0.0.1", "localhost"),
      headers: { authorization: "Bearer ada" },
      fetch: (url, init) => fetch(String(url).replace("localhost", "127.0.0.1"), init),
    });
    hydrate(browser, page);
    expect(browser.tagOf("Person", ids.person)).toBe(first.kind === "ok" && first.etag);
    const second = await peopleRetrieve(browser, person);
    expect(second).toMatchObject({ kind: "ok", revalidated: true, data: first.kind === "ok" && first.data });
    expect(server.seen.map(({ status, bytes }) => [status, bytes > 0])).toEqual([
      [200, true],
      [304, false],
    ]);
    expect(JSON.stringify(page)).not.toMatch(/s3cret|internal|127\.0\.0\.1/);
  });

  it("goes on with objects of its own from the first 304 on", async () => {
    const browser = client([unchanged, unchanged]).client;
    hydrate(browser, await rendered());
    const first = await readNote(browser);
    expect(first).toMatchObject({ revalidated: true, data: note });
    expect((await readNote(browser)).data).toBe(first.data);
  });

  it("shows what is new when the record has changed meanwhile", async () => {
    const browser = client([json(200, { id: 1, text: "newer" }, { etag: '"v2"' }), empty(304, { etag: '"v2"' })]);
    hydrate(browser.client, await rendered());
    expect(await readNote(browser.client)).toMatchObject({ revalidated: false, data: { text: "newer" } });
    expect(browser.client.tagOf("Note", 1)).toBe('"v2"');
    expect((await readNote(browser.client)).data).toMatchObject({ text: "newer" });
    expect(browser.conditions()).toEqual(['"v1"', '"v2"']);
  });

  it("knows the tags of state changes, and of resources whose body it has not", async () => {
    const server = listed(client([full, json(200, note, { etag: '"v2"' })]).client);
    await patchNote(server, await readNote(server));
    const browser = client([]).client;
    hydrate(browser, throughHtml(await dehydrate(server)));
    expect(browser.tagOf("Note", 1)).toBe('"v2"');
  });

  it("does not overwrite the tag that it learnt itself", async () => {
    const browser = client([json(200, note, { etag: '"v9"' })]).client;
    await readNote(browser);
    hydrate(browser, await rendered());
    expect(browser.tagOf("Note", 1)).toBe('"v9"');
  });

  it("is forgotten when the server takes it back", async () => {
    const browser = client([unchanged, () => json(200, note), full]);
    hydrate(browser.client, await rendered());
    for (let reads = 0; reads < 3; reads++) await readNote(browser.client);
    expect(browser.conditions()).toEqual(['"v1"', '"v1"', null]);
  });

  it("is known by its place below the base, however that is written", async () => {
    const state = await rendered(full, { baseUrl: "https://rendering.example//" });
    expect(state).toMatchObject({ representations: [["{base}/notes/1/", [{ etag: '"v1"' }]]] });
  });

  it("prefers the rendered body to an older one in its storage, and stores it there", async () => {
    const storage = new FakeStorage();
    const store = (): ReturnType<typeof webStorageStore> => webStorageStore({ storage, namespace: "ada" });
    await readNote(client([json(200, { id: 1, text: "old" }, { etag: '"v0"' })], { store: store() }).client);
    const browser = client([unchanged], { store: store() });
    hydrate(browser.client, await rendered());
    expect((await readNote(browser.client)).data).toEqual(note);
    const reloaded = client([unchanged], { store: store() });
    expect((await readNote(reloaded.client)).data).toEqual(note);
    expect([...browser.conditions(), ...reloaded.conditions()]).toEqual(['"v1"', '"v1"']);
  });
});

describe("what the page had stored itself", () => {
  it("stays, where it is another language", async () => {
    const languages: StubAnswer = (request) => {
      const tag = `"${request.headers.get("accept-language")}"`;
      const headers = { etag: tag, vary: "Accept-Language" };
      return request.headers.get("if-none-match") === tag ? empty(304, headers) : json(200, note, headers);
    };
    const [german, english] = ["de", "en"].map((language) => ({ headers: { "accept-language": language } }));
    const browser = client([languages, languages, languages]);
    await readNote(browser.client, english);
    hydrate(browser.client, await rendered(languages, german));
    await readNote(browser.client, german);
    await readNote(browser.client, english);
    expect(browser.conditions()).toEqual([null, '"de"', '"en"']);
  });
});

describe("whom the rendered data belongs to", () => {
  const api: Partial<Api> = { defaultSecurity: [{ jwt: bearer }] };
  const two = (request: Request): Response =>
    request.headers.has("if-none-match") ? empty(304) : json(200, { id: 2, text: "own" }, { etag: '"w"' });

  it("is the user whose browser client reads first, with whatever credentials it has", async () => {
    const browser = client([unchanged], { auth: { jwt: "browser" } }, api);
    hydrate(browser.client, await rendered(full, { auth: { jwt: "server" } }, api));
    expect((await readNote(browser.client)).data).toEqual(note);
    expect(browser.conditions()).toEqual(['"v1"']);
  });

  it("is not yet decided by what is read without credentials: who logs in after that may be that user", async () => {
    let user: string | undefined;
    const browser = client([two, unchanged], { auth: { jwt: () => user } }, api);
    hydrate(browser.client, await rendered(full, { auth: { jwt: "server" } }, api));
    await noteRetrieve(browser.client, { path: { id: 2 } });
    user = "ada";
    await readNote(browser.client);
    expect(browser.conditions()).toEqual([null, '"v1"']);
  });

  it("is nobody who comes after that user", async () => {
    let user = "ada";
    const browser = client([two, unchanged], { auth: { jwt: () => user } }, api);
    hydrate(browser.client, await rendered(full, { auth: { jwt: "server" } }, api));
    await noteRetrieve(browser.client, { path: { id: 2 } });
    user = "bob";
    await readNote(browser.client);
    expect(browser.conditions()).toEqual([null, null]);
  });

  it("is nobody any more after clear()", async () => {
    const browser = client([unchanged], { auth: { jwt: "ada" } }, api);
    hydrate(browser.client, await rendered(full, { auth: { jwt: "server" } }, api));
    await browser.client.clear();
    expect(browser.client.tagOf("Note", 1)).toBeUndefined();
    await readNote(browser.client);
    expect(browser.conditions()).toEqual([null]);
  });

  it("binds what varies by credentials to the browser's own", async () => {
    const vary = { etag: '"v1"', vary: "Authorization, Cookie, X-Tenant" };
    const more = { headers: { "x-tenant": "t1" } };
    const options = { auth: { jwt: "server" }, headers: { cookie: "sessionid=s3cret", "x-tenant": "t1" } };
    const state = await rendered(() => json(200, note, vary), options, api);
    expect(JSON.stringify(state)).not.toMatch(/s3cret|Bearer/);
    const browser = client([unchanged], { auth: { jwt: "ada" }, ...more }, api);
    hydrate(browser.client, state);
    expect((await readNote(browser.client)).revalidated).toBe(true);
  });
});

describe("what is written into the page", () => {
  it("is nothing that only the server may see", async () => {
    const headers = {
      etag: '"v1"',
      "set-cookie": "sessionid=s3cret",
      "x-session-token": "s3cret",
      "x-total-count": "7",
    };
    const state = await rendered(() => json(200, note, headers), { headers: { authorization: "Bearer s3cret" } });
    expect(JSON.stringify(state)).not.toContain("s3cret");
    expect(JSON.stringify(state)).toContain("x-total-count");
    expect(JSON.stringify(state)).not.toContain("notes.example");
  });

  it("is the whole URL of another server, though its name begins like ours", async () => {
    const state = await rendered(full, {
      onRequest: (request) => void (request.url = request.url.replace("notes.example", "notes.example.org")),
    });
    expect(state).toMatchObject({ representations: [["https://notes.example.org/notes/1/", [{ etag: '"v1"' }]]] });
  });

  it("is no URL that carries an API key", async () => {
    const api: Partial<Api> = { defaultSecurity: [{ key: apiKeyQuery("key") }] };
    const state = await rendered(full, { auth: { key: "s3cret /&" } }, api);
    expect(state).toMatchObject({ representations: [], tags: [["Note", "1", '"v1"']] });
  });

  it.each<[string, StubAnswer]>([
    ["what the server's own runtime was asked by", () => json(200, note, { etag: '"v1"', vary: "Accept-Language" })],
    ["what a browser's hints selected", () => json(200, note, { etag: '"v1"', vary: "Sec-CH-UA-Mobile" })],
    ["what the server forbids to store", () => json(200, note, { etag: '"v1"', "cache-control": "no-store" })],
  ])("is no body of %s", async (_what, answer) => {
    expect(await rendered(answer)).toMatchObject({ representations: [] });
  });

  it("is no body of a file", async () => {
    const file: StubAnswer = () =>
      new Response(new Blob(["%PDF"]), { headers: { etag: '"v1"', "content-type": "application/pdf" } });
    const server = listed(client([file]).client);
    const operation = { ...noteRetrieveOperation, accept: "application/pdf" };
    expect(await retrieve(server, operation, { path: { id: 1 } })).toMatchObject({ kind: "ok" });
    expect(await dehydrate(server)).toMatchObject({ representations: [], tags: [["Note", "1", '"v1"']] });
  });

  it("is no body that a secret selected which only the server has", async () => {
    const varying = (): Response => json(200, note, { etag: '"v1"', vary: "X-Csrf-Token" });
    const state = await rendered(varying, { headers: { "x-csrf-token": "s3cret" } });
    expect(state).toMatchObject({ representations: [], tags: [["Note", "1", '"v1"']] });
  });

  it("is what varies by headers that neither side sent, whose names merely sound like a browser's", async () => {
    const varying = (): Response => json(200, note, { etag: '"v1"', vary: "X-User-Agent, Accept-Language-Hint" });
    const browser = client([unchanged]);
    hydrate(browser.client, await rendered(varying));
    expect(await readNote(browser.client)).toMatchObject({ revalidated: true });
  });

  it("is the language that the client asked for", async () => {
    const german = { headers: { "accept-language": "de" } };
    const state = await rendered(() => json(200, note, { etag: '"v1"', vary: "Accept-Language" }), german);
    const [same, other] = [client([unchanged], german), client([unchanged])];
    for (const browser of [same, other]) {
      hydrate(browser.client, state);
      await readNote(browser.client);
    }
    expect([...same.conditions(), ...other.conditions()]).toEqual(['"v1"', null]);
  });

  it("is nothing of other clients, though they share a store: only what the server let this one see", async () => {
    const store = memoryStore();
    await readNote(client([full], { store }).client);
    const forbidden = listed(client([empty(403), json(200, { id: 2 }, { etag: '"w"' })], { store }).client);
    await noteRetrieve(forbidden, { path: { id: 1 } });
    await noteRetrieve(forbidden, { path: { id: 2 } });
    expect((await dehydrate(forbidden)).representations.map(([url]) => url)).toEqual(["{base}/notes/2/"]);
    // A 304 says that it may.
    const allowed = listed(client([unchanged], { store }).client);
    expect((await readNote(allowed)).revalidated).toBe(true);
    expect((await dehydrate(allowed)).representations.map(([url]) => url)).toEqual(["{base}/notes/1/"]);
  });

  it("is nothing after clear(), and nothing that the server took back", async () => {
    const cleared = listed(client([full]).client);
    await readNote(cleared);
    await cleared.clear();
    expect(await dehydrate(cleared)).toEqual({ version: 1, tags: [], representations: [] });
    const untagged = listed(client([full, json(200, note)]).client);
    await readNote(untagged);
    await readNote(untagged);
    expect(await dehydrate(untagged)).toEqual({ version: 1, tags: [], representations: [] });
  });

  it("is each language that this client read, once", async () => {
    const vary = { vary: "Accept-Language" };
    const answers = ['"de1"', '"en1"', '"de2"'].map((etag) => () => json(200, note, { etag, ...vary }));
    const server = listed(client(answers).client);
    for (const language of ["de", "en", "de"]) await readNote(server, { headers: { "accept-language": language } });
    const { representations } = await dehydrate(server);
    expect(representations.map(([, list]) => list.map(({ etag }) => etag))).toEqual([['"de2"', '"en1"']]);
  });

  it("comes from a Keyv, too, when the client is listed, and is refused when nobody kept a list", async () => {
    const store = keyvStore(new Keyv(), { namespace: "ada" });
    const server = listed(client([full], { store }).client);
    await readNote(server);
    expect(listed(server)).toBe(server);
    expect((await dehydrate(server)).representations).toHaveLength(1);
    const error = await dehydrate(client([], { store }).client).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({ code: "not-listed", message: expect.stringContaining("listed(createClient(...))") });
  });
});

describe("state that is none", () => {
  it.each([
    undefined,
    "hello",
    {},
    { version: 2, tags: [["Note", "1", '"v1"']], representations: [] },
    { version: 1, tags: 7, representations: [] },
    { version: 1, tags: [], representations: {} },
    { version: 1, tags: [7, ["Note", "1", "no tag"]], representations: [7, ["{base}/notes/1/", "hello"]] },
    { version: 1, tags: [], representations: [["{base}/notes/1/", [{ etag: "no tag" }]]] },
  ])("changes nothing: %j", async (state) => {
    const browser = client([full]);
    hydrate(browser.client, state);
    expect(browser.client.tagOf("Note", 1)).toBeUndefined();
    await readNote(browser.client);
    expect(browser.conditions()).toEqual([null]);
  });
});
