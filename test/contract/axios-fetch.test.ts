/** Generated functions over an axios instance, against a real server. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import axios, { type AxiosAdapter, type AxiosError, type AxiosInstance } from "axios";
import { axiosFetch } from "ifmatch/axios";
import { onEvent, type RuntimeEvent, unwrap } from "ifmatch/runtime";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createClient, jobJobsPartialUpdate, jobJobsRetrieve } from "../../generated/index.js";
import { JobsServer } from "./jobs-server.js";

const jobs = new JobsServer();
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let raw: Server;
let url: string;
beforeAll(async () => {
  await jobs.start();
  raw = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => raw.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(raw.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  await jobs.stop();
  raw.closeAllConnections();
  raw.close();
});
beforeEach(() => jobs.reset());

const adapters = ["http", "fetch"] as const;

describe.each(adapters)("generated functions over axios's %s adapter", (adapter) => {
  const make = (api: AxiosInstance = axios.create({ adapter })) => {
    const events: RuntimeEvent[] = [];
    const client = createClient({
      baseUrl: jobs.url,
      fetch: axiosFetch(api),
      events: onEvent((one) => events.push(one)),
    });
    return { client, events, api };
  };
  const request = { path: { job_id: "1" } };

  test("read, revalidate, save and meet a conflict", async () => {
    const { client, events } = make();
    const job = unwrap(await jobJobsRetrieve(client, request));
    expect(job.etag).toBe('"1-1"');
    expect(unwrap(await jobJobsRetrieve(client, request)).revalidated).toBe(true);
    expect(events.map(({ type }) => type)).toContain("revalidated");
    unwrap(await jobJobsPartialUpdate(client, { ...request, body: { notes: "x" }, ifMatch: job }));
    const late = await jobJobsPartialUpdate(client, { ...request, body: { notes: "y" }, ifMatch: job });
    expect(late.kind).toBe("precondition-failed");
    const { headers, body } = jobs.sent("PATCH")[0]!;
    expect(headers).toMatchObject({
      "content-type": "application/json",
      accept: "application/json",
      "if-match": '"1-1"',
    });
    expect(body).toBe('{"notes":"x"}');
  });

  test("keep the instance's defaults, and its interceptors: those for errors answer, too", async () => {
    const api = axios.create({ adapter, headers: { "X-Tenant": "t" }, params: { region: "eu" } });
    jobs.token = "new";
    let token = "old";
    const errors: unknown[] = [];
    api.interceptors.request.use((config) => {
      config.headers.set("authorization", `Bearer ${token}`);
      return config;
    });
    api.interceptors.response.use(
      (response) => response.data as never,
      (error: AxiosError) => {
        errors.push(error.response?.status);
        if (error.response?.status !== 401) throw error;
        token = "new";
        return api(error.config!);
      },
    );
    const { client } = make(api);
    const job = unwrap(await jobJobsRetrieve(client, request));
    expect(job.etag).toBe('"1-1"');
    unwrap(await jobJobsRetrieve(client, request));
    expect(jobs.seen.map(({ headers }) => headers["x-tenant"])).toEqual(["t", "t", "t"]);
    expect(jobs.seen[0]!.url).toContain("region=eu");
    expect((await jobJobsRetrieve(client, { path: { job_id: "none" } })).status).toBe(404);
    expect(errors).toEqual([401, 404]);
  });

  test("find a lost answer ambiguous, and an abort", async () => {
    const { client } = make();
    const job = unwrap(await jobJobsRetrieve(client, request));
    jobs.faults = ["lost"];
    const lost = await jobJobsPartialUpdate(client, { ...request, body: { notes: "x" }, ifMatch: job });
    expect(lost).toMatchObject({ kind: "ambiguous", status: null });
    jobs.faults = ["hang"];
    const controller = new AbortController();
    const hanging = jobJobsPartialUpdate(
      client,
      { ...request, body: { notes: "x" }, ifMatch: job },
      { signal: controller.signal },
    );
    await expect.poll(() => jobs.sent("PATCH")).toHaveLength(2);
    controller.abort(new Error("enough"));
    expect(await hanging).toMatchObject({ kind: "ambiguous", cause: new Error("enough") });
  });

  test("see where a change was redirected to", async () => {
    const { client } = make();
    const job = unwrap(await jobJobsRetrieve(client, request));
    jobs.faults = ["moved"];
    const moved = await jobJobsPartialUpdate(client, { ...request, body: { notes: "x" }, ifMatch: job });
    expect(moved).toMatchObject({ kind: "ambiguous", status: 302 });
    expect(jobs.seen.map(({ url: path }) => path)).not.toContain("/plain/");
  });
});

describe.each(adapters)("axiosFetch over %s", (adapter) => {
  const send = (init?: RequestInit, config = {}) => axiosFetch(axios.create({ adapter }), config)(url, init);
  /** Echoes what arrived. */
  const echo = (): void => {
    answer = (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = Buffer.concat(chunks).toString("latin1");
        response.end(JSON.stringify({ type: request.headers["content-type"] ?? null, body, method: request.method }));
      });
    };
  };
  afterEach(() => (answer = (_, response) => response.end()));

  test.each([200, 204, 304, 404, 412, 500])("a %i resolves", async (status) => {
    answer = (_, response) => response.writeHead(status, { etag: '"a"' }).end();
    const response = await send();
    expect(response).toMatchObject({ status, ok: status < 300 });
    expect(response.headers.get("etag")).toBe('"a"');
    expect(await response.text()).toBe("");
    if (status === 204 || status === 304) expect(response.body).toBeNull();
  });

  test.each<[string, () => BodyInit, unknown, string]>([
    ["text", () => "x", "text/plain;charset=UTF-8", "x"],
    ["fields", () => new URLSearchParams({ a: "1" }), "application/x-www-form-urlencoded;charset=UTF-8", "a=1"],
    ["a file", () => new Blob(["x"], { type: "image/png" }), "image/png", "x"],
    ["bytes", () => new Uint8Array([0, 255]), null, "\0\xff"],
    ["a stream", () => new Blob(["x"]).stream(), null, "x"],
    [
      "a form",
      () => formOf("x"),
      expect.stringMatching(/^multipart\/form-data; ?boundary=/),
      expect.stringContaining("x"),
    ],
  ])("%s leaves with the Content-Type that fetch gives it", async (_, make, type, body) => {
    echo();
    const init = { method: "PUT", body: make(), duplex: "half" } as RequestInit;
    expect(await (await send(init)).json()).toEqual({ type, body, method: "PUT" });
  });

  test("JSON is not encoded twice, and headers are not doubled", async () => {
    echo();
    const body = JSON.stringify({ a: 1 });
    const response = await send({
      method: "POST",
      body,
      headers: { "content-type": "application/json", accept: "x/y" },
    });
    expect(await response.json()).toEqual({ type: "application/json", body, method: "POST" });
  });

  test("a Request is what it says", async () => {
    echo();
    const request = new Request(url, { method: "PATCH", body: "x", headers: { "content-type": "a/b" } });
    const response = await axiosFetch(axios.create({ adapter }))(request);
    expect(await response.json()).toEqual({ type: "a/b", body: "x", method: "PATCH" });
  });

  test("bytes arrive as they were sent, also where they say that they are JSON", async () => {
    const bytes = Buffer.from([0x7b, 0xff, 0x00]);
    answer = (_, response) => response.setHeader("content-type", "application/json").end(bytes);
    expect(Buffer.from(await (await send()).arrayBuffer())).toEqual(bytes);
  });

  test("a body can be read while it arrives, and cut short", async () => {
    let proceed = (): void => {};
    answer = (_, response) => {
      response.writeHead(200, { "content-type": "application/x-ndjson" }).write('{"a":1}\n');
      proceed = () => void response.destroy();
    };
    const reader = (await send()).body!.getReader();
    const first = await reader.read();
    expect(Buffer.from(first.value!).toString()).toBe('{"a":1}\n');
    proceed();
    await expect(reader.read()).rejects.toThrow(/.+/);
  });

  test("aborts as fetch does, before and after", async () => {
    const reason = new Error("enough");
    await expect(send({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    answer = () => controller.abort(reason);
    await expect(send({ signal: controller.signal })).rejects.toBe(reason);
  });

  test("no response is a TypeError, with axios's own error as its cause", async () => {
    answer = (request) => request.socket.destroy();
    const error: unknown = await send().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).cause).toMatchObject({ isAxiosError: true });
  });

  test("redirections are followed, handed out, or errors, as asked for", async () => {
    answer = (request, response) =>
      request.url === "/end" ? response.end("end") : response.writeHead(302, { location: "/end" }).end();
    const followed = await send();
    expect(await followed.text()).toBe("end");
    expect((await send({ redirect: "manual" })).status).toBe(302);
    await expect(send({ redirect: "error" })).rejects.toThrow(TypeError);
  });

  test("tells of what has left", async () => {
    echo();
    const loaded: number[] = [];
    const onUploadProgress = (event: { loaded: number }): void => void loaded.push(event.loaded);
    await (await send({ method: "PUT", body: "x".repeat(100_000) }, { onUploadProgress })).text();
    expect(loaded.at(-1)).toBe(100_000);
  });
});

test("what an adapter of one's own answers arrives", async () => {
  const adapter: AxiosAdapter = (config) =>
    Promise.resolve({ status: 200, statusText: "", headers: {}, data: { a: 1 }, config });
  const response = await axiosFetch(axios.create({ adapter }))("https://api.example/");
  expect(await response.json()).toEqual({ a: 1 });
});

test("an interceptor's own error is no response", async () => {
  const api = axios.create();
  api.interceptors.request.use(() => Promise.reject(new Error("signed out")));
  await expect(axiosFetch(api)(url)).rejects.toThrow(new TypeError("signed out"));
});

function formOf(text: string): FormData {
  const form = new FormData();
  form.append("file", new Blob([text]), "x.txt");
  return form;
}
