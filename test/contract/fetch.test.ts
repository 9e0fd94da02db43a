/** A fetch that keeps the contract, below the clients that take one, against a real server. */
import { cpSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ky, { HTTPError } from "ky";
import { createFetch, FetchError } from "ofetch";
import createClient from "openapi-fetch";
import { AmbiguousOutcomeError, lanes, onEvent, refreshOnce, resendOnce, type RuntimeEvent } from "ifmatch/runtime";
import {
  type ConditionalFetch,
  type Contract,
  conditionalFetch,
  entityTag,
  failureOf,
  type FetchOptions,
  ifMatch,
  validated,
} from "ifmatch/runtime/contract";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import contract from "../../generated/concurrency.json" with { type: "json" };
import type { paths } from "../../generated/types.js";
import { remove, temporaryFolder } from "../corpus/compilers.js";
import { repository } from "../corpus/corpus.js";
import { JobsServer } from "./jobs-server.js";

const server = new JobsServer();
const scratch = temporaryFolder("hey-api");
beforeAll(() => server.start());
afterAll(async () => {
  remove(scratch);
  await server.stop();
});
beforeEach(() => server.reset());

const path = "/api/job/jobs/1/";
const make = (options: FetchOptions = {}): ConditionalFetch =>
  conditionalFetch(contract, { baseUrl: server.url, ...options });
const at = (where: string): string => server.url + where;
const patch = (notes: string, headers: Record<string, string> = {}): RequestInit => ({
  method: "PATCH",
  body: JSON.stringify({ notes }),
  headers: { "content-type": "application/json", ...headers },
});
const thrown = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => expect.fail("nothing was thrown"),
    (error: Error) => error,
  );

describe("conditionalFetch", () => {
  test("demands the tag, and sends the one that it is passed", async () => {
    const fetch = make();
    expect(await thrown(fetch(at(path), patch("x")))).toMatchObject({ code: "unconditional" });
    const read = await fetch(at(path));
    const saved = await fetch(at(path), patch("x", ifMatch(read)));
    expect(saved.status).toBe(200);
    expect(await saved.json()).toMatchObject({ notes: "x" });
    expect(server.sent("PATCH")).toHaveLength(1);
    expect(server.sent("PATCH")[0]!.headers).toMatchObject({ "if-match": '"1-1"', "content-type": "application/json" });
    expect(server.sent("PATCH")[0]!.headers).not.toHaveProperty("x-ifmatch-resource");
    await fetch(at(path), patch("y", ifMatch(saved)));
    await fetch(at(path), patch("z", { "If-Match": '"1-3"' }));
    await fetch(at(path), patch("z", ifMatch(entityTag("Job", "1", '"1-4"'))));
    expect(server.jobs.get("1")!.version).toBe(5);
  });

  test("refuses another record's tag, and one where none is needed", async () => {
    const fetch = make();
    const other = await fetch(at("/api/job/jobs/2/"));
    expect(await thrown(fetch(at(path), patch("x", ifMatch(other))))).toMatchObject({ code: "other-resource" });
    for (const where of ["/plain/", "/api/job/jobs/"])
      expect(await thrown(fetch(at(where), { ...patch("x", ifMatch(other)), method: "POST" }))).toMatchObject({
        code: "not-conditional",
      });
    expect(() => ifMatch(new Response())).toThrow(/take the validator when the record arrives/);
    expect(server.seen).toHaveLength(1);
  });

  test("an unconditional change is `ifMatch(null)`, where the API allows one", async () => {
    const optional = structuredClone(contract);
    optional.operations.job_jobs_partial_update.ifMatch = "optional";
    const fetch = conditionalFetch(optional, { baseUrl: server.url });
    expect(await thrown(make()(at(path), patch("x", ifMatch(null))))).toMatchObject({ code: "unconditional" });
    const refused = await fetch(at(path), patch("x", ifMatch(null)));
    expect([refused.status, failureOf(refused)?.kind]).toEqual([428, "precondition-required"]);
  });

  test("a 304 looks as its 200 did", async () => {
    const fetch = make();
    const first = await fetch(at(path));
    const second = await fetch(at(path));
    expect(server.seen[1]!.headers["if-none-match"]).toBe('"1-1"');
    expect(second).toMatchObject({ status: 200, ok: true, url: at(path) });
    expect(second.headers.get("etag")).toBe('"1-1"');
    expect(await second.text()).toBe(await first.text());
    expect(validated(second)).toEqual({ etag: '"1-1"', resource: { name: "Job", key: "1" } });
  });

  test("a 412 is the response, and more is known of it", async () => {
    const fetch = make();
    const read = await fetch(at(path), { headers: { authorization: "Bearer t" } });
    server.edit("1", "by somebody else");
    const failed = await fetch(at(path), patch("x", { ...ifMatch(read), authorization: "Bearer t" }));
    expect(failed.status).toBe(412);
    expect(await failed.json()).toEqual({ detail: "Somebody was faster." });
    const failure = failureOf(failed);
    if (failure?.kind !== "precondition-failed") return expect.fail("no failure");
    expect(failure.message).toContain("Somebody was faster.");
    const fresh = await failure.reload();
    expect(fresh).toMatchObject({ kind: "ok", data: { notes: "by somebody else" } });
    expect(server.seen.at(-1)!.headers).toMatchObject({ authorization: "Bearer t" });
    if (fresh.kind === "ok") expect((await fetch(at(path), patch("x", ifMatch(fresh)))).status).toBe(200);
  });

  test("a Request is read once, and can be sent again", async () => {
    const fetch = make({ recover: resendOnce({ delay: 0 }) });
    const read = await fetch(new Request(at(path)));
    server.faults = ["cut-before"];
    const saved = await fetch(new Request(at(path), patch("x", ifMatch(read))));
    expect(await saved.json()).toMatchObject({ notes: "x" });
    expect(server.sent("PATCH").map(({ body }) => body)).toEqual(['{"notes":"x"}', '{"notes":"x"}']);
  });

  test("the key is found in bodies of every kind, of a Request, too", async () => {
    const fetch = make();
    const order = await fetch(at("/api/purchasing/purchase-orders/2/"));
    const receipts = at("/api/purchasing/delivery-receipts/");
    const form = new FormData();
    form.append("purchase_order_id", "1");
    const headers = { ...ifMatch(order), "content-type": "application/json" };
    for (const request of [
      new Request(receipts, { method: "POST", body: '{"purchase_order_id":"1"}', headers }),
      new Request(receipts, { method: "POST", body: form, headers: ifMatch(order) }),
      new Request(receipts, {
        method: "POST",
        body: new URLSearchParams({ purchase_order_id: "1" }),
        headers: ifMatch(order),
      }),
    ])
      expect(await thrown(fetch(request))).toMatchObject({ code: "other-resource" });
    expect((await fetch(receipts, { method: "POST", body: '{"purchase_order_id":"2"}', headers })).status).toBe(200);
  });

  test("a form goes out with its boundary", async () => {
    const fetch = make();
    const read = await fetch(at(path));
    const form = new FormData();
    form.append("file", new Blob(["content"]), "x.txt");
    await fetch(new Request(at(`${path}events/`), { method: "POST", body: form, headers: ifMatch(read) }));
    const { headers, body } = server.sent("POST")[0]!;
    const [, boundary] = /boundary=(.+)/.exec(headers["content-type"]!)!;
    expect(body).toContain(`${boundary!}\r\n`);
    expect(body).toContain("content");
  });

  test("no answer to a read is fetch's own TypeError; to a change it is unknown", async () => {
    const gone = conditionalFetch(contract, { baseUrl: "http://127.0.0.1:1" });
    expect(await thrown(gone(`http://127.0.0.1:1${path}`))).toBeInstanceOf(TypeError);
    const fetch = make();
    const read = await fetch(at(path));
    server.faults = ["lost"];
    const error = await thrown(fetch(at(path), patch("x", ifMatch(read))));
    expect(error).toBeInstanceOf(AmbiguousOutcomeError);
    // The same again is refused, until somebody has looked.
    expect(await thrown(fetch(at(path), patch("x", ifMatch(read))))).toBeInstanceOf(AmbiguousOutcomeError);
    expect(server.sent("PATCH")).toHaveLength(1);
    await fetch(at(path));
    expect((await fetch(at(path), patch("x", ifMatch(read)))).status).toBe(412);
  });

  test("an abort is the caller's reason", async () => {
    const fetch = make();
    const read = await fetch(at(path));
    server.faults = ["hang"];
    const controller = new AbortController();
    const put = thrown(fetch(at(path), { ...patch("x", ifMatch(read)), signal: controller.signal }));
    await expect.poll(() => server.sent("PATCH")).toHaveLength(1);
    const reason = new Error("enough");
    controller.abort(reason);
    expect(await put).toBe(reason);
  });

  test("two callers of one change have a body each", async () => {
    const fetch = make({ lanes: lanes() });
    const read = await fetch(at(path));
    server.faults = ["slow"];
    const both = await Promise.all([1, 2].map(() => fetch(at(path), patch("x", ifMatch(read)))));
    expect(server.sent("PATCH")).toHaveLength(1);
    const bodies = await Promise.all(both.map((one) => one.json()));
    expect(bodies[0]).toEqual(bodies[1]);
  });

  test("renews credentials once, also of what has no precondition", async () => {
    server.token = "new";
    let token = "old";
    let renewals = 0;
    const fetch = make({
      headers: () => ({ authorization: `Bearer ${token}` }),
      refresh: refreshOnce(async () => {
        renewals++;
        token = "new";
      }),
    });
    const create = new Request(at("/api/job/jobs/"), {
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json" },
    });
    const [read] = await Promise.all([fetch(at(path)), fetch(create)]);
    expect([read.status, renewals]).toEqual([200, 1]);
  });

  test("assumeLastRead reports what it sends", async () => {
    const events: RuntimeEvent[] = [];
    const fetch = make({ assumeLastRead: true, events: onEvent((event) => events.push(event)) });
    await fetch(at(path));
    expect((await fetch(at(path), patch("x"))).status).toBe(200);
    expect(events).toContainEqual(expect.objectContaining({ type: "assumed", tag: '"1-1"', key: "1" }));
    expect(fetch.client.tagOf("Job", "1")).toBe('"1-2"');
  });

  test("files are stored as bytes, and what arrives bit by bit is handed on", async () => {
    const bytes = new Uint8Array([0, 255, 1]);
    let type = "application/octet-stream";
    const asked: (string | null)[] = [];
    const fetch = conditionalFetch(contract, {
      fetch: async (_, init) => {
        asked.push(new Headers(init?.headers).get("if-none-match"));
        const headers = { etag: '"a"', "content-type": type };
        return asked.at(-1) === '"a"' ? new Response(null, { status: 304, headers }) : new Response(bytes, { headers });
      },
    });
    const download = "https://api.example/api/report-runs/1/download/";
    await fetch(download);
    expect(new Uint8Array(await (await fetch(download)).arrayBuffer())).toEqual(bytes);
    expect(asked).toEqual([null, '"a"']);
    type = "text/event-stream";
    await fetch("https://api.example/api/report-runs/2/download/");
    await fetch("https://api.example/api/report-runs/2/download/");
    expect(asked.slice(2)).toEqual([null, null]);
  });
});

describe("what the contract says of the API", () => {
  const url = "https://api.example/notes/1/";
  const operation = (method: string, more: { role: string; ifMatch?: string }) => ({
    method,
    path: "/notes/{id}/",
    resource: "Note",
    key: ["path.id"],
    ...more,
  });
  const notes = (
    more: Partial<Contract["operations"][string]> = {},
    api: Contract["api"] = {},
    wildcard = false,
  ): Contract => ({
    version: 1,
    api,
    resources: { Note: { key: "/notes/{id}/", ...(wildcard && { wildcard }) } },
    operations: {
      note_retrieve: operation("GET", { role: "retrieval" }),
      note_update: operation("PUT", { role: "state-change", ifMatch: "required", ...more }),
    },
  });
  const answering = (response: () => Response) => {
    const sent: (string | null)[] = [];
    const fetch = async (_: unknown, init: RequestInit = {}): Promise<Response> => {
      sent.push(new Headers(init.headers).get("if-match"));
      return response();
    };
    return { sent, fetch: fetch as typeof globalThis.fetch };
  };

  test("which header has the tag, and what a weak one is made of", async () => {
    const headers = { etag: 'W/"a"', "x-version": '"a"' };
    const { sent, fetch: base } = answering(() => new Response("{}", { headers }));
    const strong = conditionalFetch(notes({}, { versionHeaders: ["X-Version", "ETag"] }), { fetch: base });
    await strong(url, { method: "PUT", headers: ifMatch(await strong(url)) });
    const stripping = conditionalFetch(notes({}, { weakTags: "strip" }), { fetch: base });
    await stripping(url, { method: "PUT", headers: ifMatch(await stripping(url)) });
    const plain = conditionalFetch(notes(), { fetch: base });
    await plain(url, { method: "PUT", headers: ifMatch(await plain(url)) });
    expect(sent.filter((tag) => tag !== null)).toEqual(['"a"', '"a"', 'W/"a"']);
  });

  test("which statuses refuse a precondition, and which leave a change open", async () => {
    let status = 409;
    const { fetch: base } = answering(() => new Response(null, { status }));
    const own = conditionalFetch(
      notes({}, { preconditionFailed: [409], preconditionRequired: [400], ambiguous: [500] }),
      { fetch: base },
    );
    const kinds: unknown[] = [];
    for (status of [409, 400, 500]) {
      const put = await own(url, { method: "PUT", body: String(status), headers: { "if-match": '"a"' } });
      kinds.push(failureOf(put)?.kind);
    }
    expect(kinds).toEqual(["precondition-failed", "precondition-required", "ambiguous"]);
  });

  test("where `*`, and nothing at all, are allowed", async () => {
    const { sent, fetch: base } = answering(() => new Response(null, { status: 204 }));
    const star = { method: "PUT", headers: { "if-match": "*" } };
    await conditionalFetch(notes({}, {}, true), { fetch: base })(url, star);
    expect(await thrown(conditionalFetch(notes(), { fetch: base })(url, star))).toMatchObject({
      code: "unconditional",
    });
    const omittable = notes({ ifMatch: "optional", omittable: true });
    await conditionalFetch(omittable, { fetch: base })(url, { method: "PUT" });
    expect(sent).toEqual(["*", null]);
  });

  test("whose tag a 201 carries", async () => {
    const { fetch: base } = answering(() => new Response(null, { status: 201, headers: { etag: '"p1"' } }));
    const creating = conditionalFetch(notes({ creates: "Part" }), { fetch: base });
    const made = await creating(url, { method: "PUT", headers: { "if-match": '"a"' } });
    expect(validated(made)).toEqual({ etag: '"p1"', resource: { name: "Part", key: null } });
    expect(creating.client.tagOf("Note", "1")).toBeUndefined();
  });
});

describe("openapi-fetch", () => {
  const client = () => createClient<paths>({ baseUrl: server.url, fetch: make() });
  const job = { params: { path: { job_id: "1" } } };

  test("reads, saves, and tells a conflict", async () => {
    const api = client();
    api.use({
      onRequest({ request }) {
        request.headers.set("x-tenant", "t");
        return request;
      },
    });
    const read = await api.GET("/api/job/jobs/{job_id}/", job);
    const save = (notes: string) =>
      api.PATCH("/api/job/jobs/{job_id}/", { ...job, body: { notes }, headers: ifMatch(read.response) });
    expect((await save("x")).data).toMatchObject({ notes: "x" });
    expect(server.sent("PATCH")[0]!.headers).toMatchObject({ "x-tenant": "t", "if-match": '"1-1"' });
    const { response, error } = await save("y");
    expect(error).toEqual({ detail: "Somebody was faster." });
    expect(failureOf(response)?.kind).toBe("precondition-failed");
    const bare = api.PATCH("/api/job/jobs/{job_id}/", { ...job, body: { notes: "z" } });
    expect(await thrown(bare)).toMatchObject({ code: "unconditional" });
  });
});

describe("ky", () => {
  const client = (retry: object = { delay: () => 1 }) => ky.create({ prefixUrl: server.url, fetch: make(), retry });

  test("throws its HTTPError for a 412, whose response says more", async () => {
    const api = client();
    const read = await api.get(path.slice(1));
    server.edit("1", "x");
    const error = await thrown(api.patch(path.slice(1), { json: { notes: "y" }, headers: ifMatch(read) }));
    if (!(error instanceof HTTPError)) return expect.fail("no HTTPError");
    expect(failureOf(error.response)?.kind).toBe("precondition-failed");
  });

  test.each(["lost", "cut-before", 502] as const)("%s: its retry of a PUT sends nothing blindly", async (fault) => {
    const api = client();
    const read = await api.get(path.slice(1));
    server.faults = [fault];
    const error = await thrown(api.put(path.slice(1), { json: { notes: "y" }, headers: ifMatch(read) }).json());
    expect(error).toBeInstanceOf(AmbiguousOutcomeError);
    expect(server.sent("PUT")).toHaveLength(1);
  });

  test("its retry of a 401 goes out: nothing is unknown", async () => {
    server.token = "new";
    const api = client({ delay: () => 1, statusCodes: [401], methods: ["put"] });
    const ask = api.put(path.slice(1), { json: {}, headers: ifMatch(entityTag("Job", "1", '"1-1"')) });
    expect(await thrown(ask)).toBeInstanceOf(HTTPError);
    expect(server.sent("PUT")).toHaveLength(3);
  });
});

describe("ofetch", () => {
  test("parses bodies, and repeats nothing blindly where it is told to retry", async () => {
    const api = createFetch({ fetch: make(), defaults: { baseURL: server.url, retry: 2 } });
    const read = await api.raw<{ notes: string }>(path);
    expect(read._data?.notes).toBe("");
    await api(path, { method: "PATCH", body: { notes: "x" }, headers: ifMatch(read) });
    const late = await thrown(api(path, { method: "PATCH", body: { notes: "y" }, headers: ifMatch(read) }));
    if (!(late instanceof FetchError)) return expect.fail("no FetchError");
    expect(failureOf(late.response!)?.kind).toBe("precondition-failed");
    const fresh = await api.raw(path);
    server.faults = ["lost"];
    const lost = await thrown(api(path, { method: "DELETE", headers: ifMatch(fresh) }));
    expect(lost.cause).toBeInstanceOf(AmbiguousOutcomeError);
    expect(server.sent("DELETE")).toHaveLength(1);
  });
});

describe("hey-api's client for fetch", () => {
  interface HeyApi {
    createClient(
      config: object,
    ): Record<
      "get" | "patch" | "put",
      (options: object) => Promise<{ data?: unknown; error?: unknown; response: Response }>
    >;
  }

  test("reads, saves, and tells a conflict", async () => {
    // Its sources are copied into each project, as `openapi-ts` does.
    cpSync(join(repository, "node_modules/@hey-api/openapi-ts/dist/clients"), join(scratch, "clients"), {
      recursive: true,
    });
    const module = pathToFileURL(join(scratch, "clients/fetch/client.ts")).href;
    const { createClient: createHeyClient } = (await import(/* @vite-ignore */ module)) as HeyApi;
    const api = createHeyClient({ baseUrl: server.url, fetch: make() });
    const job = { url: "/api/job/jobs/{job_id}/", path: { job_id: "1" } };
    const read = await api.get(job);
    expect(read.data).toMatchObject({ notes: "" });
    const body = { body: JSON.stringify({ notes: "x" }), bodySerializer: null };
    const type = { "content-type": "application/json" };
    const saved = await api.patch({ ...job, ...body, headers: { ...type, ...ifMatch(read.response) } });
    expect(saved.data).toMatchObject({ notes: "x" });
    const late = await api.patch({ ...job, ...body, headers: { ...type, ...ifMatch(read.response) } });
    expect(late.error).toEqual({ detail: "Somebody was faster." });
    expect(failureOf(late.response)?.kind).toBe("precondition-failed");
    const bare = await api.patch({ ...job, ...body, headers: type }).catch((error: unknown) => ({ error }));
    expect(bare.error).toMatchObject({ code: "unconditional" });
    server.faults = ["lost"];
    const lost = await api
      .put({ ...job, ...body, headers: { ...type, ...ifMatch(saved.response) } })
      .catch((error: unknown) => ({ error }));
    expect(lost.error).toBeInstanceOf(AmbiguousOutcomeError);
  });
});
