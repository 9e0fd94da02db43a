/** An axios instance that keeps the contract, against a real server. */
import axios, { AxiosError, type AxiosInstance, isAxiosError, isCancel } from "axios";
import {
  AmbiguousOutcomeError,
  lanes,
  onEvent,
  pending,
  refreshOnce,
  resendOnce,
  type RuntimeEvent,
} from "ifmatch/runtime";
import {
  AxiosAmbiguousOutcomeError,
  type AxiosChangeError,
  AxiosPreconditionFailedError,
  AxiosPreconditionRequiredError,
  conditional,
  type ContractOptions,
  entityTag,
  validated,
} from "ifmatch/axios";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import contract from "../../generated/concurrency.json" with { type: "json" };
import { JobsServer } from "./jobs-server.js";

const server = new JobsServer();
beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(() => server.reset());

interface Job {
  readonly id: string;
  readonly version: number;
  readonly notes: string;
}
const one = "/api/job/jobs/1/";
const two = "/api/job/jobs/2/";

function make(options?: ContractOptions, config = {}): AxiosInstance {
  const api = axios.create({ baseURL: server.url, ...config });
  conditional(api, contract, options);
  return api;
}
const thrown = async (promise: Promise<unknown>): Promise<AxiosChangeError> =>
  promise.then(
    () => expect.fail("nothing was thrown"),
    (error: AxiosChangeError) => error,
  );

describe("a state change (B8, B9)", () => {
  test("goes out under the tag of the response that its caller passes", async () => {
    const api = make();
    const job = await api.get<Job>(one);
    const saved = await api.patch<Job>(one, { notes: "new" }, { ifMatch: job });
    expect(server.sent("PATCH")[0]!.headers["if-match"]).toBe('"1-1"');
    expect(saved.data.notes).toBe("new");
    // Its response carries the next one.
    await api.patch(one, { notes: "newer" }, { ifMatch: saved });
    expect(server.jobs.get("1")!.notes).toBe("newer");
  });

  test("takes the tag of a body, of entityTag(...), and of a header written by hand", async () => {
    const api = make();
    const { data } = await api.get<Job>(one);
    await api.post(`${one}events/`, { text: "x" }, { ifMatch: validated(data) });
    await api.post(`${one}events/`, { text: "y" }, { ifMatch: entityTag("Job", "1", '"1-2"') });
    await api.post(`${one}events/`, { text: "z" }, { headers: { "If-Match": '"1-3"' } });
    expect(server.jobs.get("1")!.version).toBe(4);
  });

  test("without a tag is rejected before anything is sent", async () => {
    const api = make();
    await api.get(one);
    const error = await thrown(api.put(one, { notes: "x" }));
    expect(error).toMatchObject({ name: "UsageError", code: "unconditional" });
    expect(error.message).toContain("load the record first");
    expect(server.sent("PUT")).toEqual([]);
  });

  test.each([
    ["the tag of another record", "other-resource", async (api: AxiosInstance) => api.get(two)],
    ["the tag of another resource", "other-resource", async () => entityTag("PurchaseOrder", "1", '"1-1"')],
    ["a bare tag", "other-resource", async () => '"1-1"' as never],
    ["a response without a tag", "other-resource", async (api: AxiosInstance) => api.get("/plain/")],
  ])("is rejected with %s", async (_, code, read) => {
    const api = make();
    const ifMatch = await read(api);
    expect(await thrown(api.patch(one, { notes: "x" }, { ifMatch }))).toMatchObject({ name: "UsageError", code });
    expect(server.sent("PATCH")).toEqual([]);
  });

  test("takes its key from the body", async () => {
    const api = make();
    const order = await api.get("/api/purchasing/purchase-orders/2/");
    const receipts = "/api/purchasing/delivery-receipts/";
    const other = await thrown(api.post(receipts, { purchase_order_id: "1" }, { ifMatch: order }));
    expect(other).toMatchObject({ code: "other-resource" });
    await api.post(receipts, { purchase_order_id: "2" }, { ifMatch: order });
    expect(server.sent("POST")).toHaveLength(1);
  });

  test("`ifMatch` where the contract has no state change is refused: it would protect nothing", async () => {
    const api = make();
    const job = await api.get(one);
    expect(await thrown(api.put("/plain/", {}, { ifMatch: job }))).toMatchObject({ code: "not-conditional" });
    expect(await thrown(api.get(one, { ifMatch: job }))).toMatchObject({ code: "not-conditional" });
    expect(server.sent("PUT")).toEqual([]);
  });

  test("a chain of saves does not keep every response that it began with", async () => {
    const api = make();
    let read = await api.get<Job>(one);
    for (const notes of ["a", "b", "c"]) read = await api.patch<Job>(one, { notes }, { ifMatch: read });
    expect(Object.keys(read.config.ifMatch!)).toEqual(["etag", "resource"]);
  });
});

describe("where requests go", () => {
  test.each([
    ["a base URL that ends within the document's paths", "/api/job", "/jobs/1/"],
    ["no slash at the end", "/api", "/job/jobs/1"],
    ["percent-encoding", "/api/", "job/jobs/%31/"],
    ["dot segments", "/api/job/x", "../jobs/1/"],
  ])("%s", async (_, base, path) => {
    const api = make({}, { baseURL: server.url + base });
    expect(await thrown(api.delete(path))).toMatchObject({ code: "unconditional" });
    const job = await api.get(path);
    expect(job.resource).toEqual({ name: "Job", key: "1" });
  });

  test("an encoded slash is part of a key", async () => {
    const api = make();
    const job = await api.get("/api/job/jobs/a%2Fb/");
    expect(job).toMatchObject({ etag: '"a/b-1"', resource: { name: "Job", key: "a%2Fb" } });
    await api.patch("/api/job/jobs/a%2Fb/", { notes: "x" }, { ifMatch: job });
    expect(server.jobs.get("a/b")!.notes).toBe("x");
  });

  test("another origin with the same paths is left alone", async () => {
    const api = make({}, { baseURL: "https://api.example" });
    const put = api.patch(server.url + one, { notes: "x" });
    expect(await thrown(put)).toMatchObject({ response: { status: 428 }, name: "AxiosError" });
  });

  test("what the contract does not have goes through untouched", async () => {
    const api = make();
    expect((await api.post("/plain/", { a: 1 })).data).toEqual({ method: "POST", body: '{"a":1}' });
  });

  test("parameters and their serializer", async () => {
    const api = make({}, { paramsSerializer: { serialize: (params: object) => `q=${Object.keys(params).join("+")}` } });
    const { status } = await api.get(one, { params: { a: 1, b: [2] } });
    expect(status).toBe(200);
    expect(server.sent("GET")[0]!.url).toBe(`${one}?q=a+b`);
  });

  test("a request that names its own adapter keeps the contract, as do instances made of the instance", async () => {
    const api = make();
    expect(await thrown(api.put(one, {}, { adapter: "fetch" }))).toMatchObject({ code: "unconditional" });
    const child = api.create();
    expect(await thrown(child.put(one, {}))).toMatchObject({ code: "unconditional" });
    const job = await api.get(one, { adapter: "fetch" });
    await api.patch(one, { notes: "by fetch" }, { ifMatch: job, adapter: "fetch" });
    expect(server.jobs.get("1")!.notes).toBe("by fetch");
  });
});

describe("a read", () => {
  test("is revalidated; a 304 stands for the body, parsed anew", async () => {
    const events: RuntimeEvent[] = [];
    const api = make({ events: onEvent((event) => events.push(event)) });
    const first = await api.get<Job>(one);
    Object.assign(first.data, { notes: "scribbled on" });
    const second = await api.get<Job>(one);
    expect(server.seen[1]!.headers["if-none-match"]).toBe('"1-1"');
    expect(second).toMatchObject({ status: 200, statusText: "OK", etag: '"1-1"' });
    expect(second.data).toEqual({ id: "1", version: 1, name: "Job 1", notes: "" });
    expect(second.headers["content-type"]).toBe("application/json");
    expect(events.filter(({ type }) => type === "revalidated")).toHaveLength(1);
    await api.patch(one, { notes: "x" }, { ifMatch: second });
  });

  test("one user's body is not another's", async () => {
    const api = make();
    const as = (token: string) => api.get(one, { headers: { authorization: `Bearer ${token}` } });
    await as("ada");
    await as("bob");
    await api.get(one, { auth: { username: "ada", password: "1" } });
    await api.get(one, { auth: { username: "bob", password: "1" } });
    expect(server.seen.map(({ headers }) => headers["if-none-match"])).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(server.seen[3]!.headers.authorization).toBe(`Basic ${btoa("bob:1")}`);
    await as("ada");
    expect(server.seen[4]!.headers["if-none-match"]).toBe('"1-1"');
  });

  test("a file is handed on as it arrives", async () => {
    const api = make();
    for (const responseType of ["arraybuffer", "stream"] as const) {
      const { status, data } = await api.get(one, { responseType });
      expect(status).toBe(200);
      expect(typeof data).toBe("object");
    }
    expect(server.seen[1]!.headers["if-none-match"]).toBeUndefined();
  });

  test("the caller's own If-None-Match gets its 304", async () => {
    const api = make();
    const error = await thrown(api.get(one, { headers: { "If-None-Match": '"1-1"' } }));
    expect(error).toMatchObject({ response: { status: 304 }, name: "AxiosError" });
  });
});

describe("a refused precondition", () => {
  test("is an AxiosError with its response, and reloads through the instance", async () => {
    const api = make();
    const statuses: unknown[] = [];
    api.interceptors.response.use(undefined, (error: AxiosError) => {
      statuses.push(error.response?.status);
      return Promise.reject(error);
    });
    api.interceptors.request.use((config) => {
      config.headers.set("x-tenant", "t");
      return config;
    });
    const job = await api.get<Job>(one);
    server.edit("1", "by somebody else");
    const error = await thrown(api.patch(one, { notes: "mine" }, { ifMatch: job }));
    expect(error).toBeInstanceOf(AxiosPreconditionFailedError);
    expect(error).toBeInstanceOf(AxiosError);
    expect(isAxiosError(error)).toBe(true);
    expect(error).toMatchObject({
      code: "ERR_BAD_REQUEST",
      status: 412,
      response: { status: 412, data: { detail: "Somebody was faster." } },
      config: { method: "patch", url: one },
      result: { kind: "precondition-failed", sent: '"1-1"', resource: { name: "Job", key: "1" } },
    });
    expect(error.message).toContain("Somebody was faster.");
    expect(statuses).toEqual([412]);
    const fresh = await error.reload<Job>();
    expect(fresh.data.notes).toBe("by somebody else");
    expect(server.sent("GET")[1]!.headers).toMatchObject({ "x-tenant": "t" });
    expect(server.sent("GET")[1]!.headers["if-none-match"]).toBeUndefined();
    await api.patch(one, { notes: "mine, again" }, { ifMatch: fresh });
    expect(server.jobs.get("1")!.notes).toBe("mine, again");
  });

  test("reloads below a base URL, and by the key in a body", async () => {
    const api = make({}, { baseURL: `${server.url}/api/purchasing` });
    const order = await api.get("/purchase-orders/2/");
    server.edit("2", "x");
    const error = await thrown(api.post("/delivery-receipts/", { purchase_order_id: "2" }, { ifMatch: order }));
    expect((await error.reload()).etag).toBe('"2-2"');
  });

  test("428: the server did not see it", async () => {
    const api = axios.create({ baseURL: server.url });
    const optional = structuredClone(contract);
    optional.operations.job_jobs_update.ifMatch = "optional";
    conditional(api, optional);
    const error = await thrown(api.put(one, {}, { ifMatch: null }));
    expect(error).toBeInstanceOf(AxiosPreconditionRequiredError);
    expect(error.response!.status).toBe(428);
  });

  test("whoever takes every status for an answer is given it", async () => {
    const api = make({}, { validateStatus: () => true });
    const answer = await api.patch(one, { notes: "x" }, { ifMatch: entityTag("Job", "1", '"old"') });
    expect(answer.status).toBe(412);
    expect(answer.data).toEqual({ detail: "Somebody was faster." });
    expect(answer.etag).toBeUndefined();
  });
});

describe("a lost answer", () => {
  test.each(["lost", "cut-before"] as const)("%s: its outcome is unknown", async (fault) => {
    const api = make();
    const job = await api.get(one);
    server.faults = [fault];
    const error = await thrown(api.patch(one, { notes: "x" }, { ifMatch: job }));
    expect(error).toBeInstanceOf(AxiosAmbiguousOutcomeError);
    expect(error).toBeInstanceOf(AxiosError);
    expect(error).toMatchObject({
      code: "ECONNRESET",
      config: { url: one },
      result: { kind: "ambiguous", status: null },
    });
    expect(error.response).toBeUndefined();
    expect((await error.reload()).etag).toBe(fault === "lost" ? '"1-2"' : '"1-1"');
  });

  test("behind a gateway's answer, too; and `validateStatus` still decides", async () => {
    const api = make();
    const job = await api.get(one);
    server.faults = [502];
    const error = await thrown(api.patch(one, { notes: "x" }, { ifMatch: job }));
    expect(error).toBeInstanceOf(AxiosAmbiguousOutcomeError);
    expect(error).toMatchObject({
      status: 502,
      code: "ERR_BAD_RESPONSE",
      response: { data: { detail: "bad gateway" } },
    });
  });

  test("a redirection that was not followed is no success", async () => {
    const api = make();
    const job = await api.get(one);
    server.faults = ["moved"];
    const error = await thrown(api.post(`${one}events/`, {}, { ifMatch: job }));
    expect(error).toBeInstanceOf(AxiosAmbiguousOutcomeError);
    expect(error.message).toContain("redirected (302)");
  });

  describe("and an interceptor that repeats what failed", () => {
    function retrying(api = make()): AxiosInstance {
      // As axios-retry does, for methods that count as idempotent: three attempts more.
      let left = 3;
      api.interceptors.response.use(undefined, (error: AxiosError) => {
        if (error.response && error.response!.status < 500) throw error;
        if (!error.config || left-- === 0) throw error;
        return api(error.config);
      });
      return api;
    }

    test.each(["lost", "cut-before", 502] as const)("%s: sends nothing blindly", async (fault) => {
      const api = retrying();
      const job = await api.get(one);
      server.faults = [fault];
      const error = await thrown(api.put(one, { notes: "x" }, { ifMatch: job }));
      expect(error).toBeInstanceOf(AxiosAmbiguousOutcomeError);
      expect(server.sent("PUT")).toHaveLength(1);
      // A look at the record lifts it.
      const fresh = await error.reload();
      await api.put(one, { notes: "y" }, { ifMatch: fresh });
      expect(server.sent("PUT")).toHaveLength(2);
    });

    test("a read is repeated as ever", async () => {
      const api = make();
      let failures = 1;
      api.interceptors.response.use((response) => {
        if (failures-- > 0) throw Object.assign(new AxiosError("made up"), { config: response.config });
        return response;
      });
      expect((await retrying(api).get(one)).status).toBe(200);
      expect(server.sent("GET")).toHaveLength(2);
    });

    test("another change, or the same under a newer tag, goes out", async () => {
      const api = make();
      const job = await api.get(one);
      server.faults = ["cut-before"];
      await thrown(api.put(one, { notes: "x" }, { ifMatch: job }));
      await thrown(api.put(one, { notes: "x" }, { ifMatch: job }));
      expect(server.sent("PUT")).toHaveLength(1);
      await api.put(one, { notes: "typed on" }, { ifMatch: job });
      expect(server.sent("PUT")).toHaveLength(2);
    });
  });

  test("resendOnce finds out what became of it", async () => {
    const api = make({ recover: resendOnce({ delay: 0 }) });
    const job = await api.get(one);
    server.faults = ["cut-before"];
    const saved = await api.patch<Job>(one, { notes: "x" }, { ifMatch: job });
    expect(saved.data.notes).toBe("x");
    expect(server.sent("PATCH")).toHaveLength(2);
    server.faults = ["lost"];
    const gone = await api.delete(one, { ifMatch: saved });
    expect(gone).toMatchObject({ status: 204, etag: null });
    expect(gone.data).toBeUndefined();
  });

  test("resendOnce says when the record shows the change", async () => {
    const api = make({ recover: resendOnce({ delay: 0 }) });
    const job = await api.get(one);
    server.faults = ["lost"];
    const error = await thrown(api.patch(one, { notes: "x" }, { ifMatch: job }));
    expect(error.result).toMatchObject({ kind: "ambiguous", holdsChange: true });
  });
});

describe("cancelled", () => {
  test("before it is sent, and while it is", async () => {
    const api = make();
    const job = await api.get(one);
    const early = AbortSignal.abort();
    expect(isCancel(await thrown(api.put(one, {}, { ifMatch: job, signal: early })))).toBe(true);
    expect(server.sent("PUT")).toEqual([]);
    server.faults = ["hang"];
    const controller = new AbortController();
    const put = thrown(api.put(one, { notes: "x" }, { ifMatch: job, signal: controller.signal }));
    await expect.poll(() => server.sent("PUT")).toHaveLength(1);
    controller.abort();
    const error = await put;
    expect(isCancel(error)).toBe(true);
    expect(error.config!.url).toBe(one);
    // It may have been made: the same once more is refused, until somebody has looked.
    expect(await thrown(api.put(one, { notes: "x" }, { ifMatch: job }))).toBeInstanceOf(AxiosAmbiguousOutcomeError);
  });

  test("while it waits in its lane", async () => {
    const api = make({ lanes: lanes() });
    const job = await api.get(one);
    server.faults = ["slow"];
    const first = api.put(one, { notes: "a" }, { ifMatch: job });
    const controller = new AbortController();
    const second = thrown(api.put(one, { notes: "b" }, { ifMatch: job, signal: controller.signal }));
    await expect.poll(() => server.sent("PUT")).toHaveLength(1);
    controller.abort();
    expect(isCancel(await second)).toBe(true);
    await first;
    expect(server.sent("PUT")).toHaveLength(1);
  });

  test("by a token of axios's older kind", async () => {
    const api = make();
    const source = axios.CancelToken.source();
    const job = await api.get(one);
    server.faults = ["hang"];
    const put = thrown(api.put(one, {}, { ifMatch: job, cancelToken: source.token }));
    await expect.poll(() => server.sent("PUT")).toHaveLength(1);
    source.cancel("enough");
    expect(await put).toMatchObject({ name: "CanceledError", message: "enough" });
  });
});

describe("lanes and renewed credentials", () => {
  test("a double click is sent once", async () => {
    const api = axios.create({ baseURL: server.url });
    const client = conditional(api, contract, { lanes: lanes() });
    const job = await api.get(one);
    server.faults = ["slow"];
    const clicks = [1, 2].map(() => api.post<Job>(`${one}events/`, { text: "x" }, { ifMatch: job }));
    await expect.poll(() => pending(client, "Job", "1")).toBe(1);
    const [a, b] = await Promise.all(clicks);
    expect(server.sent("POST")).toHaveLength(1);
    expect([a!.status, b!.status]).toEqual([200, 200]);
    expect(b!.data).toEqual(a!.data);
    expect(b!.etag).toBe('"1-2"');
  });

  test("parallel requests share one renewal", async () => {
    let token = "old";
    let renewals = 0;
    server.token = "new";
    const api = make({
      headers: () => ({ authorization: `Bearer ${token}` }),
      refresh: refreshOnce(async () => {
        renewals++;
        token = "new";
      }),
    });
    const [job] = await Promise.all([api.get(one), api.get(two), api.get(one)]);
    await api.patch(one, { notes: "x" }, { ifMatch: job });
    expect(renewals).toBe(1);
  });

  test("a renewal that fails leaves the 401", async () => {
    server.token = "new";
    const api = make({
      headers: { authorization: "Bearer old" },
      refresh: refreshOnce(() => Promise.reject(new Error("no session"))),
    });
    const error = await thrown(api.get(one));
    expect(error).toMatchObject({ name: "AxiosError", status: 401, cause: { name: "UnauthenticatedError" } });
  });

  test("a wrong password renews nothing", async () => {
    const renew = vi.fn<() => Promise<void>>();
    const login = { method: "POST", path: "/login/", role: "none" };
    const api = axios.create({ baseURL: server.url });
    const withLogin = { ...contract, operations: { ...contract.operations, login } };
    conditional(api, withLogin, { headers: () => ({}), refresh: refreshOnce(renew) });
    expect(await thrown(api.post("/login/", {}))).toMatchObject({ status: 401, config: { url: "/login/" } });
    expect(renew).not.toHaveBeenCalled();
  });

  test("an interceptor that renews by itself goes on working", async () => {
    let token = "old";
    server.token = "new";
    const api = make();
    api.interceptors.request.use((config) => {
      config.headers.set("authorization", `Bearer ${token}`);
      return config;
    });
    api.interceptors.response.use(undefined, (error: AxiosError) => {
      if (error.response?.status !== 401 || token === "new") throw error;
      token = "new";
      return api(error.config!);
    });
    const saved = await api.patch(one, { notes: "x" }, { ifMatch: entityTag("Job", "1", '"1-1"') });
    expect(saved.status).toBe(200);
    expect(server.sent("PATCH")).toHaveLength(2);
  });
});

describe("assumeLastRead", () => {
  test("sends the tag of what was read last, and reports it", async () => {
    const events: RuntimeEvent[] = [];
    const api = make({ assumeLastRead: true, events: onEvent((event) => events.push(event)) });
    await api.get(one);
    await api.patch(one, { notes: "a" });
    await api.patch(one, { notes: "b" });
    expect(server.sent("PATCH").map(({ headers }) => headers["if-match"])).toEqual(['"1-1"', '"1-2"']);
    const patches = events.filter(({ operation }) => operation === "job_jobs_partial_update");
    expect(patches.map(({ type, call }) => [type, call - patches[0]!.call])).toEqual([
      ["assumed", 0],
      ["sent", 0],
      ["answered", 0],
      ["assumed", 1],
      ["sent", 1],
      ["answered", 1],
    ]);
  });

  test("knows nothing of what was not read, of another user's reads, and after a 412", async () => {
    const api = make({ assumeLastRead: true });
    expect(await thrown(api.patch(one, {}))).toMatchObject({ code: "unconditional" });
    await api.get(one, { headers: { authorization: "Bearer ada" } });
    const bob = { headers: { authorization: "Bearer bob" } };
    expect(await thrown(api.patch(one, {}, bob))).toMatchObject({ code: "unconditional" });
    await api.get(one, bob);
    server.edit("1", "x");
    expect(await thrown(api.patch(one, { notes: "y" }, bob))).toMatchObject({ status: 412 });
    expect(await thrown(api.patch(one, { notes: "y" }, bob))).toMatchObject({ code: "unconditional" });
  });

  test("is weaker: the person saw another version than the one that was read last", async () => {
    const api = make({ assumeLastRead: true });
    const shown = await api.get<Job>(one);
    server.edit("1", "by somebody else");
    await api.get(one); // another component, or a list that was fetched again
    await api.patch(one, { notes: `${shown.data.notes}mine` });
    expect(server.jobs.get("1")!.notes).toBe("mine");
  });
});

describe("bodies", () => {
  test("FormData goes out as such, with its progress", async () => {
    const api = make();
    const job = await api.get(one);
    const form = new FormData();
    form.append("file", new Blob(["x".repeat(100_000)]), "x.txt");
    const progress: number[] = [];
    await api.postForm(`${one}events/`, form, {
      ifMatch: job,
      onUploadProgress: ({ loaded }) => progress.push(loaded),
    });
    expect(server.sent("POST")[0]!.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
    expect(server.sent("POST")[0]!.body).toContain('filename="x.txt"');
    expect(progress.at(-1)).toBeGreaterThan(100_000);
  });

  test("the key is found in a form, and in an urlencoded text", async () => {
    const api = make();
    const receipts = "/api/purchasing/delivery-receipts/";
    const ifMatch = entityTag("PurchaseOrder", "1", '"1-1"');
    const form = new FormData();
    form.append("purchase_order_id", "2");
    for (const body of [form, new URLSearchParams({ purchase_order_id: "2" })])
      expect(await thrown(api.post(receipts, body, { ifMatch }))).toMatchObject({ code: "other-resource" });
  });
});

test("a client that is cleared forgets tags and bodies", async () => {
  const api = axios.create({ baseURL: server.url });
  const client = conditional(api, contract, { assumeLastRead: true });
  await api.get(one);
  expect(client.tagOf("Job", "1")).toBe('"1-1"');
  await client.clear();
  await api.get(one);
  expect(server.seen[1]!.headers["if-none-match"]).toBeUndefined();
});

test("errors of generated functions are other ones", async () => {
  const api = make();
  server.faults = ["lost"];
  const error = await thrown(api.put(one, {}, { ifMatch: entityTag("Job", "1", '"1-1"') }));
  expect(error).not.toBeInstanceOf(AmbiguousOutcomeError);
});
