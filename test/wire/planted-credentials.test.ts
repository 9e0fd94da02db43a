/** Credentials of every kind are planted, and everything that a call leaves behind is searched for them. */
import { inspect } from "node:util";
import {
  type Api,
  apiKeyCookie,
  apiKeyHeader,
  apiKeyQuery,
  basic,
  bearer,
  dehydrate,
  lanes,
  listed,
  onEvent,
  refreshOnce,
  resendOnce,
  retryRetrievals,
  type RepresentationStore,
  unwrap,
} from "ifmatch/runtime";
import { webStorageStore } from "ifmatch/runtime/web-storage";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { reactive } from "vue";
import { FakeStorage } from "../runtime/fake-storage.js";
import {
  noteCreate,
  noteRetrieve,
  notePatch,
  notesClient,
  patchNote,
  readNote,
  tag,
} from "../runtime/note-operations.js";
import { empty, json, type StubAnswer, stubFetch } from "../runtime/stub-fetch.js";

// None is a part of another, and each needs encoding in a URL.
const planted = {
  token: "t0k'en!bearer",
  user: "p4ss'word!basic",
  header: "h34der'key!",
  query: "qu3ry'key!",
  cookie: "c00kie!key",
  general: "g3neral!header",
  call: "c4ll!header",
};
const forms = Object.values(planted).flatMap((secret) => [
  secret,
  encodeURIComponent(secret),
  encodeURIComponent(secret).replace(/[!']/g, (char) => `%${char.charCodeAt(0).toString(16)}`),
  btoa(`ada:${secret}`),
]);
const html = (): Response => new Response("<html>", { headers: { "content-type": "text/html", etag: '"p"' } });
// Headers of responses are in results as the server sent them: a key that it sends back there is its own doing.
const moved = (): Response => empty(303, { location: "/login" });
const answers: Readonly<Record<string, () => StubAnswer>> = {
  "200": () => json(200, { id: 1, text: "x" }, { etag: '"v2"', "set-cookie": "id=1" }),
  "304": () => empty(304, { etag: '"v1"' }),
  "404": () => json(404, { detail: "no" }),
  "412": () => json(412, { detail: "changed" }),
  "428": () => json(428, { detail: "required" }),
  "418": () => json(418, {}),
  "401": () => json(401, {}),
  "502": () => json(502, {}),
  "no network": () => new TypeError("fetch failed"),
  "a page": html,
  "a redirection": () => moved,
};

/** Everything that the calls leave behind. */
const left: unknown[] = [];
const logged = (...values: unknown[]): void => void left.push(values);
beforeEach(() => {
  left.length = 0;
  for (const method of ["log", "info", "warn", "error", "debug"] as const)
    vi.spyOn(console, method).mockImplementation(logged);
});
afterEach(() => vi.restoreAllMocks());

/** As a log prints it, and as JSON, with the causes of errors. */
function textOf(values: readonly unknown[]): string {
  const texts = values.map((value) => {
    const { message, stack, cause, result } = Object(value) as Partial<Error> & { readonly result?: unknown };
    return JSON.stringify([value, message, stack, cause, result]);
  });
  return inspect(values, { depth: 12, getters: true }) + texts.join();
}

function clientFor(secured: "in headers" | "in the URL", store: RepresentationStore, fetch: typeof globalThis.fetch) {
  const { token, header, query, cookie, user } = planted;
  const schemes = {
    token: bearer,
    user: basic,
    header: apiKeyHeader("X-Key"),
    query: apiKeyQuery("key"),
    cookie: apiKeyCookie("s"),
  };
  const { query: inUrl, user: _user, ...inHeaders } = schemes;
  const defaultSecurity = secured === "in the URL" ? [{ query: inUrl, user: basic }] : [inHeaders];
  return listed(
    notesClient(
      {
        fetch,
        store,
        auth: { token, header, query, cookie, user: { username: "ada", password: user } },
        headers: { "x-general": planted.general },
        lanes: lanes(),
        recover: resendOnce({ sleep: async () => {} }),
        retry: retryRetrievals({ sleep: async () => {} }),
        refresh: refreshOnce(async () => {}),
        events: onEvent((event) => void left.push(event)),
      },
      { defaultSecurity } satisfies Partial<Api>,
    ),
  );
}

const call = { headers: { "x-call": planted.call } };
const attempt = (run: () => Promise<unknown>): Promise<void> =>
  Promise.resolve()
    .then(run)
    .then((result) => void left.push(result), logged);

test.each(
  Object.keys(answers).flatMap((name) =>
    (["in headers", "in the URL"] as const).map((where) => [name, where] as const),
  ),
)("nothing that a call answered with %s leaves behind holds credentials %s", async (name, where) => {
  const first = json(200, { id: 1, text: "x" }, { etag: '"v1"' });
  const stub = stubFetch(first, ...Array.from({ length: 30 }, () => answers[name]!()));
  const storage = new FakeStorage();
  const client = clientFor(where, webStorageStore({ storage, namespace: "ada" }), stub.fetch);
  const record = await readNote(client, call);
  left.push(record);
  await attempt(() => noteRetrieve(client, { path: { id: 1 } }, call));
  await attempt(async () => unwrap(await noteRetrieve(client, { path: { id: 1 } }, call)));
  await attempt(() => patchNote(client, record, call));
  await attempt(async () =>
    unwrap(await notePatch(client, { path: { id: 1 }, body: { text: "y" }, ifMatch: record }, call)),
  );
  await attempt(() => patchNote(client, "*" as never, call));
  await attempt(() => noteRetrieve(client, { path: { id: "" as never } }, call));
  left.push(await dehydrate(client), client.tagOf("Note", "1"));
  const stored = Array.from({ length: storage.length }, (_, at) => [
    storage.key(at),
    storage.getItem(storage.key(at)!),
  ]);

  // What is searched for is there at all.
  const sent = stub.requests.map(({ url, headers }) => `${url} ${JSON.stringify([...headers])}`).join();
  expect(forms.filter((form) => sent.includes(form)).length).toBeGreaterThan(2);
  const found = textOf([...left, stored]);
  expect(forms.filter((form) => found.includes(form))).toEqual([]);
});

test("a result can be shown through a proxy, as Vue and Solid show what a page holds", async () => {
  const stub = stubFetch(json(412, { detail: "changed" }));
  const result = await patchNote(notesClient({ fetch: stub.fetch }), tag('"v1"'));
  const shown = reactive(result);
  expect(Reflect.ownKeys(shown).map((name) => Reflect.get(shown, name) !== undefined)).not.toContain(false);
  expect(Object.keys(shown)).not.toContain("change");
});

test("a message about a redirection to where the request went leaves the key out", async () => {
  const stub = stubFetch((request) => empty(307, { location: request.url }));
  const client = notesClient(
    { fetch: stub.fetch, auth: { query: planted.query } },
    { defaultSecurity: [{ query: apiKeyQuery("key") }] },
  );
  const result = await patchNote(client, tag('"v1"'));
  expect(stub.requests[0]!.url).toContain("key=qu3ry%27key%21");
  expect(result).toMatchObject({ kind: "ambiguous", url: expect.stringMatching(/\?key=\*\*\*$/) });
  expect(Object(result).message).toContain("?key=***");
});

test("where a creation is shown is said without the key", async () => {
  const stub = stubFetch((request) => empty(303, { location: `${request.url}&id=1` }));
  const client = notesClient(
    { fetch: stub.fetch, auth: { query: planted.query } },
    { defaultSecurity: [{ query: apiKeyQuery("key") }] },
  );
  const result = await noteCreate(client, { body: { text: "x" } });
  expect(result).toMatchObject({ kind: "ambiguous", applied: true });
  expect(Object(result).message).toContain("?key=***&id=1");
});
