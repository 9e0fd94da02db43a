import { describe, expect, it } from "vitest";
import { ids } from "./records.js";
import { startRecordsServer } from "./records-server.js";

/* The server that the client is held against must itself keep RFC 9110, 13: bare fetch, no client. */

const person = `/api/people/${ids.person}/`;
const job = `/api/job/jobs/${ids.job}/`;

/** Sends a request with these headers, to a path of a fresh server, and gives its answer. */
async function ask(path: string, headers: Record<string, string>, init: RequestInit = {}): Promise<Response> {
  const server = await startRecordsServer();
  return fetch(server.url + path, { ...init, headers: { "content-type": "application/json", ...headers } });
}

const current = `"person:${ids.person}:1"`;
const past = "Sat, 01 Jun 2002 12:00:00 GMT";
const future = "Sat, 01 Jun 2030 12:00:00 GMT";
const patch: RequestInit = { method: "PATCH", body: '{"location":"Leeds"}' };

describe("the records server", () => {
  it.each([
    [current, 304],
    [`W/${current}`, 304],
    [`"x", ${current}`, 304],
    ["*", 304],
    ['"person:7:0"', 200],
    ['"a,b"', 200],
  ])("RFC item 22: answers a GET with If-None-Match %s by %i", async (tags, status) => {
    const response = await ask(person, { "if-none-match": tags });
    expect(response.status).toBe(status);
    expect(response.headers.get("etag")).toBe(current);
    expect((await response.text()).length > 0).toBe(status === 200);
  });

  it.each([
    [current, 200],
    [`"x", ${current}`, 200],
    ["*", 200],
    [`W/${current}`, 412],
    ['"person:7:0"', 412],
    ["unquoted", 412],
  ])("RFC item 11: answers a PATCH with If-Match %s by %i", async (tags, status) => {
    expect((await ask(person, { "if-match": tags }, patch)).status).toBe(status);
  });

  it.each<[string, Record<string, string>, RequestInit, number]>([
    ["If-Match counts, If-Unmodified-Since does not", { "if-match": current, "if-unmodified-since": past }, patch, 200],
    ["If-Unmodified-Since counts without If-Match", { "if-unmodified-since": past }, patch, 412],
    ["and lets through what was not changed", { "if-unmodified-since": future }, patch, 200],
    ["If-Match comes before If-None-Match", { "if-match": '"x"', "if-none-match": current }, {}, 412],
    ["If-None-Match comes after If-Match", { "if-match": current, "if-none-match": current }, {}, 304],
    ["If-None-Match fails a state change with 412", { "if-none-match": current }, patch, 412],
    [
      "If-None-Match counts, If-Modified-Since does not",
      { "if-none-match": '"x"', "if-modified-since": future },
      {},
      200,
    ],
    ["If-Modified-Since counts without If-None-Match", { "if-modified-since": future }, {}, 304],
    ["and is ignored when it is no date", { "if-modified-since": "yesterday" }, {}, 200],
    ["and is ignored for a state change", { "if-match": current, "if-modified-since": future }, patch, 200],
  ])("RFC item 20: keeps the order of 13.2.2: %s", async (_rule, headers, init, status) => {
    expect((await ask(person, headers, init)).status).toBe(status);
  });

  it("RFC item 17: what would fail without a precondition fails first", async () => {
    expect((await ask("/api/people/99/", { "if-match": '"x"' }, patch)).status).toBe(404);
    expect((await ask(job, {}, { method: "PATCH", body: '{"name":""}' })).status).toBe(400);
    expect((await ask(job, { authorization: "Bearer reader" }, patch)).status).toBe(403);
  });

  it.each([
    ["PATCH", ""],
    ["PUT", ""],
    ["DELETE", ""],
    ["POST", "events/"],
    ["POST", "accept-quote/"],
    ["POST", "undo-change/"],
  ])("demands If-Match for %s %s of a job, with 428, and changes nothing without it", async (method, action) => {
    const server = await startRecordsServer();
    const response = await fetch(server.url + job + action, { method });
    expect(response.status).toBe(428);
    expect(server.records.jobs.get(ids.job)).toMatchObject({ version: 1, events: [] });
  });

  it("compares and writes in one step: of many writers with one tag exactly one wins", async () => {
    const server = await startRecordsServer();
    const write = async (): Promise<number> =>
      (
        await fetch(server.url + job, {
          ...patch,
          headers: { "content-type": "application/json", "if-match": `"job:${ids.job}:1"` },
        })
      ).status;
    const statuses = await Promise.all(Array.from({ length: 30 }, write));
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 412)).toHaveLength(29);
  });

  it("gives one tag to all that represents a job, and a new one when any of it changes", async () => {
    const server = await startRecordsServer();
    const tags = (): Promise<(string | null)[]> =>
      Promise.all(
        ["", "header/", "basic-info/", "events/"].map(async (part) =>
          (await fetch(server.url + job + part)).headers.get("etag"),
        ),
      );
    expect(new Set(await tags())).toEqual(new Set([`"job:${ids.job}:1"`]));
    await fetch(`${server.url}${job}events/`, {
      method: "POST",
      body: '{"description":"x"}',
      headers: { "content-type": "application/json", "if-match": `"job:${ids.job}:1"` },
    });
    expect(new Set(await tags())).toEqual(new Set([`"job:${ids.job}:2"`]));
  });
});
