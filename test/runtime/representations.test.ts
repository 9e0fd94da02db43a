import { type Api, apiKeyHeader, bearer, type Client, type ClientOptions } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import { noteRetrieve, notesClient, readNote } from "./note-operations.js";
import { empty, json, type StubAnswer, stubFetch } from "./stub-fetch.js";

/* Which stored representation a request may see: by URL, by Vary, by principal (items 5, 6, 33, 34). */

const note = { id: 1, text: "hello" };
const german = { id: 1, text: "hallo" };
const english = { headers: { "Accept-Language": "en" } };
const deutsch = { headers: { "Accept-Language": "de" } };
const vary = { vary: "Accept-Language" };

function recorded(
  options: ClientOptions,
  ...answers: StubAnswer[]
): { client: Client; conditions: () => (string | null)[] } {
  const stub = stubFetch(...answers);
  return {
    client: notesClient({ fetch: stub.fetch, ...options }),
    conditions: () => stub.requests.map((request) => request.headers.get("if-none-match")),
  };
}

describe("representations are told apart by URL", () => {
  it("RFC item 5: the tag of one URL is never sent for another, though both may carry the same", async () => {
    const { client, conditions } = recorded(
      {},
      json(200, note, { etag: '"same"' }),
      json(200, { id: 2, text: "two" }, { etag: '"same"' }),
      empty(304, { etag: '"same"' }),
    );
    await readNote(client);
    await noteRetrieve(client, { path: { id: 2 } });
    expect((await readNote(client)).data).toEqual(note);
    expect(conditions()).toEqual([null, null, '"same"']);
  });

  it("RFC item 5: two servers behind one client share nothing", async () => {
    let host = "https://a.example";
    const { client, conditions } = recorded(
      { onRequest: (request) => void (request.url = request.url.replace("https://notes.example", host)) },
      json(200, note, { etag: '"v1"' }),
      json(200, german, { etag: '"v1"' }),
    );
    await readNote(client);
    host = "https://b.example";
    expect((await readNote(client)).data).toEqual(german);
    expect(conditions()).toEqual([null, null]);
  });
});

describe("representations are told apart by Vary", () => {
  it("RFC item 6: each language keeps its own entry", async () => {
    const { client } = recorded(
      {},
      json(200, note, { etag: '"en1"', ...vary }),
      json(200, german, { etag: '"de1"', ...vary }),
      empty(304, { etag: '"en1"', ...vary }),
      empty(304, { etag: '"de1"', ...vary }),
    );
    await readNote(client, english);
    await readNote(client, deutsch);
    expect((await readNote(client, english)).data).toEqual(note);
    expect((await readNote(client, deutsch)).data).toEqual(german);
  });

  it("rule 1: of one URL four are kept; the one that was stored longest ago is downloaded again", async () => {
    const languages = ["en", "de", "fr", "it", "es"];
    const { client, conditions } = recorded(
      {},
      ...languages.map((language) => json(200, note, { etag: `"${language}"`, ...vary })),
      empty(304, { etag: '"de"', ...vary }),
      json(200, note, { etag: '"en"', ...vary }),
    );
    for (const language of [...languages, "de", "en"])
      await readNote(client, { headers: { "accept-language": language } });
    expect(conditions()).toEqual([null, null, null, null, null, '"de"', null]);
  });

  it("RFC item 33: a tag that all languages share never shows one in place of another", async () => {
    // The usual back end makes its tag from `updated_at`: it is one tag for all variants.
    const server: StubAnswer = (request) => {
      if (/"v1"/.test(request.headers.get("if-none-match") ?? "")) return empty(304, { etag: '"v1"', ...vary });
      return json(200, request.headers.get("accept-language") === "de" ? german : note, { etag: '"v1"', ...vary });
    };
    const { client } = recorded({}, server, server, server, server);
    expect((await readNote(client, english)).data).toEqual(note);
    expect((await readNote(client, deutsch)).data).toEqual(german);
    expect((await readNote(client, english)).data).toEqual(note);
  });

  it("RFC item 33: a changed tag that another language fetched first does not select that language", async () => {
    let version = '"v1"';
    const server: StubAnswer = (request) => {
      if (request.headers.get("if-none-match")?.includes(version)) return empty(304, { etag: version, ...vary });
      return json(200, request.headers.get("accept-language") === "de" ? german : note, { etag: version, ...vary });
    };
    const { client } = recorded({}, server, server, server, server, server);
    await readNote(client, english);
    await readNote(client, deutsch);
    version = '"v2"';
    await readNote(client, deutsch);
    expect((await readNote(client, english)).data).toEqual(note);
  });

  it("RFC item 33: a header that is absent matches only where it is absent", async () => {
    const { client } = recorded(
      {},
      json(200, note, { "last-modified": "Sat, 01 Jun 2024 12:00:00 GMT", ...vary }),
      (request) => (request.headers.has("if-modified-since") ? empty(304) : json(200, german, vary)),
    );
    await readNote(client);
    expect((await readNote(client, deutsch)).data).toEqual(german);
  });

  it("RFC item 33: `Vary: *` matches nothing, so nothing is stored", async () => {
    const { client, conditions } = recorded({}, json(200, note, { etag: '"v1"', vary: "*" }), json(200, note));
    await readNote(client);
    await readNote(client);
    expect(conditions()).toEqual([null, null]);
  });
});

describe("representations are told apart by principal", () => {
  const api: Partial<Api> = {
    defaultSecurity: [{ jwt: bearer }, { key: apiKeyHeader("X-Api-Key") }],
  };
  const mine = { id: 1, text: "mine" };
  const yours = { id: 1, text: "yours" };

  it.each<[string, (user: () => string) => ClientOptions]>([
    ["a bearer token", (user) => ({ auth: { jwt: user } })],
    ["an API key in a header", (user) => ({ auth: { key: user } })],
    ["a header of the client", (user) => ({ headers: () => ({ Authorization: `Bearer ${user()}` }) })],
    ["a cookie header", (user) => ({ headers: () => ({ Cookie: `sessionid=${user()}` }) })],
    [
      "a hook that signs requests",
      (user) => ({ onRequest: ({ init }) => void (init.headers["authorization"] = `Bearer ${user()}`) }),
    ],
  ])("RFC item 34: one user's body is never shown to another: %s", async (_how, options) => {
    let user = "ada";
    const stub = stubFetch(json(200, mine, { etag: '"v1"' }), (request) =>
      request.headers.has("if-none-match") ? empty(304, { etag: '"v1"' }) : json(200, yours, { etag: '"v1"' }),
    );
    const client = notesClient({ fetch: stub.fetch, ...options(() => user) }, api);
    expect((await readNote(client)).data).toEqual(mine);
    user = "bob";
    expect((await readNote(client)).data).toEqual(yours);
  });

  it("RFC item 34: a header of one call is part of who asks", async () => {
    const { client, conditions } = recorded({}, json(200, mine, { etag: '"v1"' }), json(200, yours, { etag: '"v1"' }));
    await readNote(client, { headers: { authorization: "Bearer ada" } });
    await readNote(client, { headers: { authorization: "Bearer bob" } });
    expect(conditions()).toEqual([null, null]);
  });
});
