/** Where keys stand, what browsers hide, and what a contract leaves out: for adapters and servers made up here. */
import axios, { AxiosError, AxiosHeaders, type AxiosAdapter, type InternalAxiosRequestConfig } from "axios";
import { AxiosAmbiguousOutcomeError, axiosFetch, conditional, type Contract, entityTag } from "ifmatch/axios";
import { AmbiguousOutcomeError, resendOnce } from "ifmatch/runtime";
import { conditionalFetch, failureOf, ifMatch, validated } from "ifmatch/runtime/contract";
import { afterEach, describe, expect, test, vi } from "vitest";

const origin = "https://api.example";
const notes = (key: readonly string[] | null, path = "/notes/{id}/", retrieval = true): Contract => ({
  version: 1,
  resources: { Note: { key: retrieval ? path : null } },
  operations: {
    ...(retrieval && { note_retrieve: { method: "GET", path, role: "retrieval", resource: "Note", key } }),
    note_update: { method: "PUT", path, role: "state-change", resource: "Note", key, ifMatch: "required" },
  },
});
const byPath = notes(["path.id"]);
afterEach(() => vi.unstubAllGlobals());

/** A fetch that answers by a table, and notes what was asked. */
function answering(answer: (url: string, init: RequestInit) => Response) {
  const asked: { readonly url: string; readonly init: RequestInit }[] = [];
  const fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const url = input instanceof Request ? input.url : String(input);
    asked.push({ url, init });
    return answer(url, init);
  };
  return { asked, fetch: fetch as typeof globalThis.fetch };
}
const note = (etag = '"a"'): Response => new Response("{}", { headers: { etag, "content-type": "application/json" } });
const thrown = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => expect.fail("nothing was thrown"),
    (error: Error) => error,
  );

describe("a key", () => {
  test("in the query is the record's, and its retrieval has it", async () => {
    const contract = notes(["query.id", "query.part"], "/notes/");
    const { asked, fetch: base } = answering((_, { method }) =>
      method === "PUT" ? new Response("{}", { status: 412 }) : note(),
    );
    const fetch = conditionalFetch(contract, { fetch: base });
    const read = await fetch(`${origin}/notes/?id=a+b&part=%C3%A9&lang=de&lang=en`);
    expect(validated(read).resource.key).toBe("a%20b/%C3%A9");
    const other = fetch(`${origin}/notes/?id=c&part=é`, { method: "PUT", headers: ifMatch(read) });
    expect(await thrown(other)).toMatchObject({ code: "other-resource" });
    const failed = await fetch(`${origin}/notes/?part=é&id=a%20b&lang=de&lang=en&flag&=x&%`, {
      method: "PUT",
      headers: ifMatch(read),
    });
    const failure = failureOf(failed);
    if (failure?.kind !== "precondition-failed") return expect.fail("no failure");
    await failure.reload();
    const { searchParams } = new URL(asked.at(-1)!.url);
    expect([searchParams.get("id"), searchParams.get("part"), searchParams.getAll("lang")]).toEqual([
      "a b",
      "é",
      ["de", "en"],
    ]);
  });

  test("in a header tells tenants apart", async () => {
    const { fetch: base } = answering(() => note());
    const fetch = conditionalFetch(notes(["header.X-Tenant", "path.id"]), { fetch: base });
    const read = await fetch(`${origin}/notes/1/`, { headers: { "x-tenant": "t" } });
    expect(validated(read).resource.key).toBe("t/1");
    const put = (tenant: string): Promise<Response> =>
      fetch(`${origin}/notes/1/`, { method: "PUT", headers: { ...ifMatch(read), "X-Tenant": tenant } });
    expect(await thrown(put("u"))).toMatchObject({ code: "other-resource" });
    expect((await put("t")).status).toBe(200);
  });

  test("that the contract does not place is that of the path", async () => {
    const { fetch: base } = answering(() => new Response(null, { status: 412 }));
    const fetch = conditionalFetch(notes(null, "/notes/{id}/", false), { fetch: base });
    const of = (id: string): Record<string, string> => ifMatch(entityTag("Note", id, '"a"'));
    expect(await thrown(fetch(`${origin}/notes/1/`, { method: "PUT", headers: of("2") }))).toMatchObject({
      code: "other-resource",
    });
    const failed = await fetch(`${origin}/notes/1/`, { method: "PUT", headers: of("1") });
    const failure = failureOf(failed);
    if (failure?.kind === "precondition-failed") await expect(failure.reload()).rejects.toThrow(/no retrieval/);
  });

  test("is reloaded by axios as well, from the query; without a retrieval it says so", async () => {
    const asked: InternalAxiosRequestConfig[] = [];
    const adapter: AxiosAdapter = async (config) => {
      asked.push(config);
      const status = config.method === "put" ? 412 : 200;
      return { status, statusText: "", headers: new AxiosHeaders({ etag: '"a"' }), data: "{}", config };
    };
    const api = axios.create({ baseURL: origin, adapter });
    conditional(api, notes(["query.id"], "/notes/"));
    const change = (instance = api) =>
      thrown(
        instance.put("/notes/?id=1", {}, { ifMatch: entityTag("Note", "1", '"a"') }),
      ) as Promise<AxiosAmbiguousOutcomeError>;
    expect((await (await change()).reload()).resource).toEqual({ name: "Note", key: "1" });
    expect(asked.at(-1)).toMatchObject({ url: "/notes/?id=1", baseURL: origin });
    const bare = axios.create({ baseURL: origin, adapter });
    conditional(bare, notes(["query.id"], "/notes/", false));
    expect(await thrown((await change(bare)).reload())).toMatchObject({ code: "no-retrieval" });
  });
});

describe("in a browser", () => {
  /** As XMLHttpRequest answers: redirections are followed, and only the address tells. */
  const xhr =
    (responseURL: string, status = 200): AxiosAdapter =>
    async (config) => ({
      status,
      statusText: "",
      headers: new AxiosHeaders(),
      data: "{}",
      config,
      request: { responseURL },
    });

  test("a change that was redirected is no success, whatever `validateStatus` says", async () => {
    vi.stubGlobal("document", {});
    vi.stubGlobal("location", new URL("https://page.example/app/"));
    for (const [base, asked, from] of [
      ["/api", "https://page.example/api/notes/1/", "https://page.example/login"],
      [origin, `${origin}/notes/1/`, `${origin}/login`],
    ] as const) {
      const make = (responseURL: string) => {
        const api = axios.create({ baseURL: base, adapter: xhr(responseURL), validateStatus: () => true });
        conditional(api, byPath);
        return api.put("/notes/1/", {}, { ifMatch: entityTag("Note", 1, '"a"') });
      };
      expect(await thrown(make(from))).toBeInstanceOf(AxiosAmbiguousOutcomeError);
      expect((await make(asked)).status).toBe(200);
    }
  });

  test("fetch follows, and a change that it led astray is unknown", async () => {
    vi.stubGlobal("document", {});
    vi.stubGlobal("location", new URL(`${origin}/app/`));
    const { fetch: base } = answering(() => Object.defineProperty(new Response("{}"), "redirected", { value: true }));
    const fetch = conditionalFetch(byPath, { fetch: base });
    const put = fetch("/notes/1/", { method: "PUT", headers: ifMatch(entityTag("Note", 1, '"a"')) });
    expect(await thrown(put)).toBeInstanceOf(AmbiguousOutcomeError);
  });

  test("axios's fetch adapter is told to take a redirection of a change for an error", async () => {
    vi.stubGlobal("document", {});
    const sent: InternalAxiosRequestConfig[] = [];
    const adapter: AxiosAdapter = async (config) => {
      sent.push(config);
      return { status: 200, statusText: "", headers: new AxiosHeaders(), data: "", config };
    };
    const api = axios.create({ baseURL: origin, adapter });
    conditional(api, byPath);
    await api.get("/notes/1/");
    await api.put("/notes/1/", {}, { ifMatch: entityTag("Note", 1, '"a"') });
    expect(sent.map(({ fetchOptions }) => fetchOptions)).toEqual([{ cache: "no-cache" }, { redirect: "error" }]);
  });

  test("axiosFetch gives a buffer, and says that it was redirected", async () => {
    vi.stubGlobal("location", new URL("https://page.example/app/"));
    const adapter: AxiosAdapter = async (config) => {
      expect(config.responseType).toBe("arraybuffer");
      expect([config.withCredentials, config.headers.get("content-type")]).toEqual([true, false]);
      const data = new Uint8Array([1, 2]).buffer;
      const request = { responseURL: "https://page.example/other" };
      return { status: 200, statusText: "", headers: new AxiosHeaders(), data, config, request };
    };
    const response = await axiosFetch(axios.create({ adapter }))("/notes/1/", {
      method: "PUT",
      body: new FormData(),
      credentials: "include",
    });
    expect(response).toMatchObject({ redirected: true, url: "https://page.example/other" });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([1, 2]));
  });
});

describe("in Node, a change that is sent on", () => {
  test("by a 308 arrives at the new place with its body, and with a precondition at no other origin", async () => {
    for (const [target, status, arrived] of [
      [`${origin}/v2/notes/1/`, 200, `${origin}/v2/notes/1/`],
      ["https://other.example/notes/1/", 308, `${origin}/notes/1/`],
    ] as const) {
      const { asked, fetch: base } = answering((url) =>
        url === `${origin}/notes/1/`
          ? new Response(null, { status: 308, headers: { location: target } })
          : new Response("{}"),
      );
      const fetch = conditionalFetch(byPath, { fetch: base });
      const headers = { ...ifMatch(entityTag("Note", 1, '"a"')), authorization: "Bearer t" };
      const put = fetch(new Request(`${origin}/notes/1/`, { method: "PUT", body: "x", headers }));
      expect((await put).status).toBe(status);
      expect(asked.at(-1)!.url).toBe(arrived);
    }
    const sent: InternalAxiosRequestConfig[] = [];
    const adapter: AxiosAdapter = async (config) => {
      sent.push(config);
      const headers = new AxiosHeaders({ location: "https://other.example/notes/1/" });
      return { status: sent.length === 1 ? 308 : 200, statusText: "", headers, data: "", config };
    };
    const api = axios.create({ baseURL: origin, adapter, headers: { Authorization: "Bearer t" } });
    conditional(api, byPath);
    const put = api.put("/notes/1/", { a: 1 }, { ifMatch: entityTag("Note", 1, '"a"') });
    expect(await thrown(put)).toBeInstanceOf(AxiosAmbiguousOutcomeError);
    expect(sent).toHaveLength(1);
  });
});

describe("what is odd", () => {
  test("a status that fetch cannot hold is axios's all the same", async () => {
    const adapter: AxiosAdapter = async (config) => ({
      status: 999,
      statusText: "",
      headers: new AxiosHeaders({ "set-cookie": ["a=1", "b=2"] }),
      data: "no JSON",
      config,
    });
    const api = axios.create({ baseURL: origin, adapter });
    conditional(api, byPath);
    const error = (await thrown(api.get("/notes/1/"))) as AxiosError;
    expect(error.response).toMatchObject({ status: 999, data: "no JSON" });
  });

  test("a body that is no JSON is the server's to refuse", async () => {
    const { asked, fetch: base } = answering(() => new Response(null, { status: 400 }));
    const fetch = conditionalFetch(notes(["body.id"], "/notes/"), { fetch: base });
    const init = { method: "PUT", body: "{", headers: { "content-type": "application/json", "if-match": '"a"' } };
    expect((await fetch(`${origin}/notes/`, init)).status).toBe(400);
    expect(asked).toHaveLength(1);
  });

  test("a change that was found not to be made is a 412, though none arrived", async () => {
    let attempts = 0;
    const { fetch: base } = answering((_, { method }) => {
      if (method === "PUT" && attempts++ < 2) throw new TypeError("cut");
      return new Response(JSON.stringify({ token: null, text: "theirs" }), {
        headers: { etag: '"b"', "content-type": "application/json" },
      });
    });
    const recover = resendOnce({ delay: 0, token: { body: "token" }, newToken: () => "mine" });
    const fetch = conditionalFetch(byPath, { fetch: base, recover });
    const failed = await fetch(`${origin}/notes/1/`, {
      method: "PUT",
      body: '{"text":"mine"}',
      headers: { "content-type": "application/json", ...ifMatch(entityTag("Note", 1, '"a"')) },
    });
    expect([failed.status, failureOf(failed)?.kind]).toEqual([412, "precondition-failed"]);
  });

  test("an interceptor's answer without a request, and one that is no response", async () => {
    const cached: AxiosAdapter = async (config) => ({
      status: 200,
      statusText: "",
      headers: {},
      data: "cached",
      config,
    });
    const api = axios.create();
    api.interceptors.request.use((config) => ({ ...config, adapter: cached }));
    expect(await (await axiosFetch(api)(`${origin}/notes/1/`)).text()).toBe("cached");
    api.interceptors.response.use(() => "nothing" as never);
    await expect(axiosFetch(api)(`${origin}/notes/1/`)).rejects.toThrow(/no response/);
  });
});
