import type { EntityTag } from "../../runtime/call.js";
import { describe, expect, it, test } from "vitest";
import { evaluatePreconditions } from "../../generator/mock/preconditions.js";
import { sampleMock, send } from "./sample.js";

/* RFC 9110, 13.1 and 13.2.2, row by row. */

const A = '"a"';
const at = Date.parse("2024-06-01T12:00:00Z");
const [before, same, after] = [-1, 0, 1].map((seconds) => new Date(at + 1000 * seconds).toUTCString()) as [
  string,
  string,
  string,
];
const strong = { etag: A as EntityTag, lastModified: at };
const weak = { etag: `W/${A}` as EntityTag, lastModified: undefined };
const bare = { etag: undefined, lastModified: undefined };

type State = typeof strong | typeof weak | typeof bare | undefined;
type Row = readonly [method: string, headers: Record<string, string>, state: State, outcome: 304 | 412 | undefined];

const rows: readonly Row[] = [
  // 13.1.1: If-Match compares strongly, lists and `*` included.
  ["PUT", { "If-Match": A }, strong, undefined],
  ["PUT", { "If-Match": '"b"' }, strong, 412],
  ["PUT", { "If-Match": `W/${A}` }, strong, 412],
  ["PUT", { "If-Match": A }, weak, 412],
  ["PUT", { "If-Match": `W/${A}` }, weak, 412],
  ["PUT", { "If-Match": `"b", ${A}` }, strong, undefined],
  ["PUT", { "If-Match": `"b", W/${A}` }, strong, 412],
  ["PUT", { "If-Match": '"x,y"' }, { ...strong, etag: '"x,y"' as EntityTag }, undefined],
  ["PUT", { "If-Match": "*" }, strong, undefined],
  ["PUT", { "If-Match": "*" }, bare, undefined],
  ["PUT", { "If-Match": "*" }, undefined, 412],
  ["PUT", { "If-Match": A }, undefined, 412],
  ["PUT", { "If-Match": A }, bare, 412],
  // A tag that lost its quotes is no tag: it matches nothing.
  ["PUT", { "If-Match": "a" }, strong, 412],
  ["PUT", { "If-Match": "" }, strong, 412],
  ["GET", { "If-Match": '"b"' }, strong, 412],
  // 13.1.2: If-None-Match compares weakly; 304 for GET and HEAD, else 412.
  ["GET", { "If-None-Match": A }, strong, 304],
  ["HEAD", { "If-None-Match": A }, strong, 304],
  ["GET", { "If-None-Match": `W/${A}` }, strong, 304],
  ["GET", { "If-None-Match": A }, weak, 304],
  ["GET", { "If-None-Match": `"b",${A}` }, strong, 304],
  ["GET", { "If-None-Match": '"b"' }, strong, undefined],
  ["GET", { "If-None-Match": "*" }, strong, 304],
  ["PUT", { "If-None-Match": "*" }, strong, 412],
  ["PUT", { "If-None-Match": "*" }, undefined, undefined],
  ["PATCH", { "If-None-Match": A }, strong, 412],
  // 13.1.3 and 13.1.4: dates, to the second.
  ["GET", { "If-Modified-Since": same }, strong, 304],
  ["GET", { "If-Modified-Since": after }, strong, 304],
  ["GET", { "If-Modified-Since": before }, strong, undefined],
  ["GET", { "If-Modified-Since": "yesterday" }, strong, undefined],
  ["GET", { "If-Modified-Since": same }, bare, undefined],
  ["PUT", { "If-Modified-Since": same }, strong, undefined],
  ["PUT", { "If-Unmodified-Since": same }, strong, undefined],
  ["PUT", { "If-Unmodified-Since": before }, strong, 412],
  ["PUT", { "If-Unmodified-Since": "never" }, strong, undefined],
  // 13.2.2: If-Match before If-Unmodified-Since, then If-None-Match before If-Modified-Since.
  ["PUT", { "If-Match": A, "If-Unmodified-Since": before }, strong, undefined],
  ["PUT", { "If-Match": '"b"', "If-Unmodified-Since": after }, strong, 412],
  ["GET", { "If-None-Match": '"b"', "If-Modified-Since": after }, strong, undefined],
  ["GET", { "If-None-Match": A, "If-Modified-Since": before }, strong, 304],
  ["GET", { "If-Match": '"b"', "If-None-Match": A }, strong, 412],
  ["GET", { "If-Match": A, "If-None-Match": A }, strong, 304],
  ["GET", { "If-Unmodified-Since": before, "If-None-Match": A }, strong, 412],
  ["PUT", { "If-Match": A, "If-None-Match": A }, strong, 412],
];

describe("RFC 9110, 13.2.2", () => {
  test.for(rows)("%s with %o of %o: %s", ([method, headers, state, outcome]) => {
    expect(evaluatePreconditions(method, new Headers(headers), state)).toBe(outcome);
  });
});

describe("over the wire", () => {
  it("304 carries what the 200 says about itself, and no body (15.4.5)", async () => {
    const { mock, jobs } = await sampleMock({ profile: "weak-under-gzip" });
    const path = `/api/job/jobs/${jobs[0]}/`;
    const full = await send(mock, "GET", path, { origin: "https://app.test" });
    const etag = full.headers.get("X-Resource-Version")!;
    const cached = await send(mock, "GET", path, { "If-None-Match": etag, origin: "https://app.test" });
    expect([cached.status, cached.text]).toEqual([304, ""]);
    for (const name of ["Cache-Control", "Content-Location", "Vary", "Last-Modified", "X-Resource-Version"])
      expect([name, cached.headers.get(name)]).toEqual([name, full.headers.get(name)]);
    expect(cached.headers.get("ETag")).toBe(etag);
    expect(cached.headers.get("Content-Location")).toBe(path);
    expect(cached.headers.has("Content-Type")).toBe(false);
  });

  it("HEAD is GET without the body", async () => {
    const { mock, jobs } = await sampleMock();
    const path = `/api/job/jobs/${jobs[0]}/`;
    const [get, head] = [await send(mock, "GET", path), await send(mock, "HEAD", path)];
    expect([head.status, head.text, [...head.headers]]).toEqual([200, "", [...get.headers]]);
    const again = await send(mock, "HEAD", path, { "If-None-Match": get.headers.get("etag")! });
    expect(again.status).toBe(304);
  });

  it("If-Modified-Since is answered with 304 until the record changes", async () => {
    const { mock, jobs } = await sampleMock();
    const path = `/api/job/jobs/${jobs[0]}/`;
    const since = (await send(mock, "GET", path)).headers.get("Last-Modified")!;
    expect((await send(mock, "GET", path, { "If-Modified-Since": since })).status).toBe(304);
    mock.edit("Job", jobs[0]);
    expect((await send(mock, "GET", path, { "If-Modified-Since": since })).status).toBe(200);
  });

  it("what fails without preconditions fails before them: 404, 415, 400, then 428, then 412 (13.2.1)", async () => {
    const { mock, jobs } = await sampleMock();
    const path = `/api/job/jobs/${jobs[0]}/`;
    const stale = { "If-Match": '"stale"' };
    const status = async (to: string, headers: Record<string, string>, body: unknown): Promise<number> =>
      (await send(mock, "PATCH", to, headers, body)).status;
    expect([
      await status("/api/job/jobs/00000000-0000-4000-8000-000000000000/", stale, { name: "" }),
      await status(path, { ...stale, "content-type": "text/csv" }, { name: "x" }),
      await status(path, stale, { priority: "high" }),
      await status(path, {}, { name: "x" }),
      await status(path, stale, { name: "x" }),
    ]).toEqual([404, 415, 400, 428, 412]);
  });

  it("an operation without a role demands nothing, whatever is sent", async () => {
    const { mock } = await sampleMock();
    const patch = await send(mock, "PATCH", "/api/skills/1/", { "If-Match": '"anything"' }, { name: "Welding" });
    expect([patch.status, patch.headers.get("ETag")]).toEqual([200, null]);
    expect((await send(mock, "GET", "/api/skills/1/")).headers.get("ETag")).toBe(null);
  });
});
