import { unwrap } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import { jobJobsPartialUpdate, jobJobsRetrieve } from "../../generated/index.js";
import { sampleMock, send } from "./sample.js";

describe("optional-if-match", () => {
  it("A1: the detail sends ETag and Last-Modified, and honours If-None-Match", async () => {
    const { mock, people } = await sampleMock({ profile: "optional-if-match" });
    const path = `/api/people/${people[0]}/`;
    const { headers } = await send(mock, "GET", path);
    expect([headers.get("etag"), headers.get("last-modified")]).toEqual([
      expect.stringMatching(/^"/),
      "Mon, 01 Jan 2024 00:00:00 GMT",
    ]);
    expect((await send(mock, "GET", path, { "If-None-Match": headers.get("etag")! })).status).toBe(304);
  });

  it("A2: an If-Match that does not match gets 412; a missing one is let through", async () => {
    const { mock, people } = await sampleMock({ profile: "optional-if-match" });
    const path = `/api/people/${people[0]}/`;
    const status = async (method: string, headers: Record<string, string>, body?: object): Promise<number> =>
      (await send(mock, method, path, headers, body)).status;
    expect([
      await status("PATCH", { "If-Match": '"stale"' }, { name: "x" }),
      await status("PUT", { "If-Match": '"stale"' }, { name: "x" }),
      await status("DELETE", { "If-Match": '"stale"' }),
      await status("PATCH", {}, { name: "x" }),
      await status("PUT", {}, { name: "x" }),
      await status("DELETE", {}),
      await status("GET", {}),
    ]).toEqual([412, 412, 412, 200, 200, 204, 404]);
  });

  it.each(["/api/people/", "/api/projects/"])(
    "A4: %s sends ETag and the newest Last-Modified, and 304 for both",
    async (path) => {
      const { mock } = await sampleMock({ profile: "optional-if-match" });
      const { headers } = await send(mock, "GET", path);
      const [etag, since] = [headers.get("etag")!, headers.get("last-modified")!];
      expect(since).toBe("Mon, 01 Jan 2024 00:02:00 GMT");
      const again = async (more: Record<string, string>): Promise<number> =>
        (await send(mock, "GET", path, more)).status;
      expect([await again({ "If-None-Match": etag }), await again({ "If-Modified-Since": since })]).toEqual([304, 304]);
      // The eldest goes: the newest date stays, and the list is another one all the same.
      await send(mock, "DELETE", `${path}1/`);
      expect(await again({ "If-None-Match": etag })).toBe(200);
    },
  );
});

describe("weak-under-gzip", () => {
  it("gzip weakens the tag of a full answer, and X-Resource-Version publishes the strong one", async () => {
    const { mock, jobs } = await sampleMock({ profile: "weak-under-gzip" });
    const path = `/api/job/jobs/${jobs[0]}/`;
    const { headers } = await send(mock, "GET", path);
    const [weak, strong] = [headers.get("etag")!, headers.get("x-resource-version")!];
    expect(weak).toBe(`W/${strong}`);
    expect((await send(mock, "PATCH", path, { "If-Match": weak }, {})).status).toBe(412);
    expect((await send(mock, "PATCH", path, { "If-Match": strong }, {})).status).toBe(200);
  });

  it("the generated client takes the strong one", async () => {
    const { client, jobs, seen } = await sampleMock({ profile: "weak-under-gzip" });
    const request = { path: { job_id: jobs[0] } };
    const read = unwrap(await jobJobsRetrieve(client, request));
    expect(unwrap(await jobJobsPartialUpdate(client, { ...request, body: { name: "x" }, ifMatch: read })).status).toBe(
      200,
    );
    expect(seen[1]!.headers.get("if-match")).toBe(seen[0]!.response!.headers.get("x-resource-version"));
    expect(unwrap(await jobJobsRetrieve(client, request)).data.name).toBe("x");
  });

  it("short answers are not compressed: one resource is weak or strong by its size", async () => {
    const { mock, jobs } = await sampleMock({ profile: "weak-under-gzip" });
    const { text, headers } = await send(mock, "GET", `/api/job/jobs/${jobs[0]}/basic-info/`);
    expect([text.length < 200, headers.get("etag")]).toEqual([true, expect.stringMatching(/^"/)]);
  });
});

describe("caching-only", () => {
  const resources = [
    "uploads",
    "claim-records",
    "report-runs",
    "drift-events",
    "payer-mappings",
    "alert-events",
    "operator-judgments",
  ];

  it.each(resources)("C1, C2, C3, C6, C7, C8: %s is tagged by content, and cached for a minute", async (name) => {
    const { mock } = await sampleMock({ profile: "caching-only" });
    const detail = `/api/${name}/${mock.keys(`/api/${name}/{id}/`)[0]![0]!}/`;
    for (const path of [`/api/${name}/`, detail]) {
      const full = await send(mock, "GET", path);
      const etag = full.headers.get("etag")!;
      expect([etag, full.headers.get("cache-control")]).toEqual([
        expect.stringMatching(/^"[0-9a-f]{32}"$/),
        "max-age=60, must-revalidate",
      ]);
      const cached = await send(mock, "GET", path, { "If-None-Match": etag });
      expect([cached.status, cached.text, cached.headers.get("cache-control")]).toEqual([
        304,
        "",
        "max-age=60, must-revalidate",
      ]);
      expect((await send(mock, "GET", path, { "If-None-Match": '"other"' })).text).toBe(full.text);
    }
  });

  it("C5, C9, C10: changes are unconditional and not cached, and change the tag with the content", async () => {
    const { mock } = await sampleMock({ profile: "caching-only" });
    const path = "/api/payer-mappings/1/";
    const before = (await send(mock, "GET", path)).headers.get("etag");
    const patched = await send(mock, "PATCH", path, { "If-Match": '"stale"' }, { normalized_name: "Acme" });
    expect([patched.status, patched.headers.get("etag"), patched.headers.get("cache-control")]).toEqual([
      200,
      null,
      "no-cache, no-store, must-revalidate",
    ]);
    const after = (await send(mock, "GET", path)).headers.get("etag");
    expect(after).not.toBe(before);
    await send(mock, "PATCH", path, {}, { normalized_name: "Acme" });
    expect((await send(mock, "GET", path)).headers.get("etag")).toBe(after);
    const made = await send(mock, "POST", "/api/payer-mappings/", {}, { raw_name: "A", normalized_name: "B" });
    expect([made.status, made.headers.get("cache-control")]).toEqual([201, "no-cache, no-store, must-revalidate"]);
  });
});
