import {
  type Api,
  apiKeyCookie,
  apiKeyHeader,
  apiKeyQuery,
  basic,
  bearer,
  cookieHeader,
  createClient,
  type Operation,
  send,
} from "ifmatch/runtime";
import { describe, expect, it, vi } from "vitest";
import { base } from "./note-operations.js";
import { json, stubFetch } from "./stub-fetch.js";

interface Credentials {
  user: { username: string; password: string };
  token: string;
  header: string;
  query: string;
  cookie: string;
}

const user = basic;
const token = bearer;
const header = apiKeyHeader("X-Api-Key");
const query = apiKeyQuery("api key");
const cookie = apiKeyCookie("sessionid");

const api = { servers: [base], defaultSecurity: [{ token }] } satisfies Api;

const reading = { id: "read", method: "GET", path: "/x", responses: [200] } as const satisfies Operation;

async function sent(
  security: Operation["security"],
  auth: NonNullable<Parameters<typeof createClient<Credentials>>[1]>["auth"],
  more: Partial<Operation> = {},
  parts = {},
): Promise<Request> {
  const stub = stubFetch(json(200, {}));
  const client = createClient<Credentials>(api, { fetch: stub.fetch, auth });
  await send(client, { ...reading, ...(security && { security }), ...more }, parts);
  return stub.requests[0]!;
}

describe("security schemes", () => {
  it("bearer", async () => {
    expect((await sent([{ token }], { token: "t0k.en" })).headers.get("authorization")).toBe("Bearer t0k.en");
  });

  it("basic, in UTF-8 (RFC 7617, 2.1)", async () => {
    const { headers } = await sent([{ user }], { user: { username: "test", password: "123£" } });
    expect(headers.get("authorization")).toBe("Basic dGVzdDoxMjPCow==");
  });

  it("an API key in a header", async () => {
    expect((await sent([{ header }], { header: "k" })).headers.get("x-api-key")).toBe("k");
  });

  it("an API key in the query, encoded, after the other parameters", async () => {
    expect((await sent([{ query }], { query: "a&b" }, {}, { query: { q: 1 } })).url).toBe(
      `${base}/x?q=1&api%20key=a%26b`,
    );
  });

  it("an API key in a cookie, beside cookie parameters", async () => {
    const { headers } = await sent(
      [{ cookie }],
      { cookie: "s" },
      { cookie: cookieHeader },
      { cookie: { theme: "dark" } },
    );
    expect(headers.get("cookie")).toBe("theme=dark; sessionid=s");
  });

  it("an API key in a cookie is not percent-encoded, since servers do not decode cookies (RFC 6265, 4.1.1)", async () => {
    expect((await sent([{ cookie }], { cookie: "user:1tHq/8=" })).headers.get("cookie")).toBe("sessionid=user:1tHq/8=");
  });
});

describe("alternatives", () => {
  it("uses the first alternative for which every scheme has a credential", async () => {
    const alternatives = [{ user, header }, { token }, { header }];
    const { headers } = await sent(alternatives, { header: "k", token: "t" });
    expect([headers.get("authorization"), headers.get("x-api-key")]).toEqual(["Bearer t", null]);
    const both = await sent(alternatives, { header: "k", token: "t", user: { username: "u", password: "p" } });
    expect([both.headers.get("authorization"), both.headers.get("x-api-key")]).toEqual(["Basic dTpw", "k"]);
  });

  it("falls back to the API's default where the operation gives none, and `[]` switches it off", async () => {
    expect((await sent(undefined, { token: "t" })).headers.get("authorization")).toBe("Bearer t");
    expect((await sent([], { token: "t" })).headers.has("authorization")).toBe(false);
  });

  it("an empty alternative is anonymous access, when nothing before it can be satisfied", async () => {
    expect((await sent([{ token }, {}], {})).headers.has("authorization")).toBe(false);
    expect((await sent([{ token }, {}], { token: "t" })).headers.get("authorization")).toBe("Bearer t");
  });

  it("sends the request as it is when no credential is there: the server has the last word", async () => {
    expect((await sent([{ token }], undefined)).headers.has("authorization")).toBe(false);
  });

  it("asks a function for each request, and takes undefined for none", async () => {
    const give = vi
      .fn<() => Promise<string | undefined>>()
      .mockResolvedValueOnce("first")
      .mockResolvedValueOnce("second")
      .mockResolvedValueOnce(undefined);
    const stub = stubFetch(json(200, {}), json(200, {}), json(200, {}));
    const client = createClient<Credentials>(api, { fetch: stub.fetch, auth: { token: give } });
    for (let calls = 0; calls < 3; calls++) await send(client, reading, {});
    expect(stub.requests.map((request) => request.headers.get("authorization"))).toEqual([
      "Bearer first",
      "Bearer second",
      null,
    ]);
  });

  it("an Authorization header of the call is stronger", async () => {
    const stub = stubFetch(json(200, {}));
    await send(
      createClient<Credentials>(api, { fetch: stub.fetch, auth: { token: "t" } }),
      reading,
      {},
      { headers: { Authorization: "Bearer other" } },
    );
    expect(stub.requests[0]!.headers.get("authorization")).toBe("Bearer other");
  });
});
