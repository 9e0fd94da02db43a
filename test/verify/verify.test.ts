import { describe, expect, test } from "vitest";
import { allProbes } from "../../generator/verify/probes/index.js";
import type { VerifyReport } from "../../generator/verify/types.js";
import { ids } from "../servers/records.js";
import { startRecordsServer } from "../servers/records-server.js";
import { type Faults, startJobsServer } from "./jobs-server.js";
import { effects } from "./effects.js";
import { check, failing, jobsModel, type Overrides, probesThat, sampleModel, verdictsOf } from "./verifying.js";

const origin = "https://app.example.com";

/** A run against a server with these faults; it tries everything. */
async function findings(faults: Faults, overrides: Partial<Overrides> = {}): Promise<VerifyReport> {
  const { url } = await startJobsServer(faults);
  return check(await jobsModel(), { url, write: true, origin, ...overrides });
}

test("A10-A13, B14-B17, C6-C10: a right server keeps every promise, and nothing is skipped", async () => {
  const report = await findings({ cors: "full" });
  expect(verdictsOf(report, "failed")).toEqual([]);
  expect(verdictsOf(report, "skipped")).toEqual([]);
  expect(report.leftovers).toEqual([]);
  // It compresses nothing; the faults below do.
  expect(allProbes.map(({ id }) => id).filter((id) => !probesThat("passed", report).includes(id))).toEqual([
    "tag-under-gzip",
    "tag-compared",
  ]);
});

describe("one fault, and exactly the probes that speak of it", () => {
  test.for(effects)("%s", async ([, faults, expected]) => {
    expect(failing(await findings({ cors: "full", ...faults }))).toEqual(expected);
  });

  test("C10: the tag does not follow the content", async () => {
    const found = failing(await findings({ cors: "full", stuckTag: true }));
    expect(found).toEqual(expect.arrayContaining(["child-moves-tag", "parallel-writers", "tag-follows-content"]));
    expect(found).not.toContain("tag");
  });

  test("C6: a tag that differs at each GET", async () => {
    const found = await findings({ restlessTag: true }, { write: false });
    expect(verdictsOf(found, "failed")).toContain(
      "job_retrieve not-modified: Each GET sends another tag, so that none ever matches.",
    );
  });

  test("A10: weak tags are told, as no If-Match can carry them; unless clients strip them", async () => {
    expect(failing(await findings({ cors: "full", weakTags: true }, { write: false }))).toEqual(["tag"]);
    const dialect = {
      versionHeaders: ["ETag"],
      weakTags: "strip",
      statuses: { preconditionFailed: [412], preconditionRequired: [428] },
    } as const;
    expect(failing(await findings({ cors: "full", weakTags: true }, { write: false, dialect }))).toEqual([]);
  });

  test("A11: what came of a redirected change is told, and where it was sent", async () => {
    const made = await findings({ cors: "full", redirectsChanges: 303 }, { only: ["job_partial_update"] });
    expect(verdictsOf(made, "failed")).toEqual([
      "job_partial_update not-redirected: It is answered 303 to /jobs/10/, and was carried out: a client that follows mistakes the next answer for the answer to its change.",
    ]);
    const refused = await findings({ cors: "full", redirectsToLogin: true }, { only: ["job_partial_update"] });
    expect(verdictsOf(refused, "failed")).toEqual([
      "job_partial_update not-redirected: It is answered 302 to /login, and nothing was changed: a client that follows mistakes the next answer for the answer to its change.",
    ]);
    expect(verdictsOf(refused, "skipped")).toContain(
      "job_partial_update stale-tag: job_partial_update answers 302, a redirection: see `not-redirected`.",
    );
    const followed = await findings({ cors: "full", redirectsChanges: 307 }, { only: ["job_partial_update"] });
    const { verdict } = followed.results.find(({ probe }) => probe.id === "not-redirected")!;
    expect(verdict).toMatchObject({ notes: [expect.stringContaining("every state change is sent twice")] });
  });

  test("A11: a write without a tag is allowed, and said", async () => {
    const report = await findings({ cors: "full", noTagOnWrite: true });
    expect(failing(report)).toEqual([]);
    const said = report.results.find(
      ({ probe, operation }) => probe.id === "tag-after-write" && operation.method === "PATCH",
    );
    expect(said?.verdict).toMatchObject({
      notes: ["The answer has no tag: clients read again before they write again."],
    });
  });
});

describe("safety", () => {
  test("without --write nothing but GET, HEAD and OPTIONS is ever sent", async () => {
    const server = await startJobsServer({ cors: "full" });
    const report = await check(await jobsModel(), { url: server.url, origin });
    expect([...new Set(server.seen.map((line) => line.split(" ")[0]))].sort()).toEqual(["GET", "HEAD", "OPTIONS"]);
    expect(verdictsOf(report, "skipped")).toContain(
      "job_partial_update stale-tag: It changes state: run with --write.",
    );
  });

  test("with --write only what was created is changed, and it is gone afterwards", async () => {
    const server = await startJobsServer({ cors: "full" });
    const before = structuredClone([...server.jobs]);
    await check(await jobsModel(), { url: server.url, write: true });
    expect([...server.jobs]).toEqual(before);
    expect(server.seen.filter((line) => /^(?:PUT|PATCH|DELETE|POST) \/jobs\/[12]\//.test(line))).toEqual([]);
  });

  test("a fixture is changed and gets its values back; POST and DELETE leave it alone", async () => {
    const server = await startJobsServer({ createsNothing: true });
    const fixtures = [{ parameter: "job_id", value: "2" }];
    const report = await check(await jobsModel(), { url: server.url, write: true, fixtures });
    expect(failing(report)).toEqual([]);
    expect(server.jobs.get("1")).toEqual({ name: "Boiler", notes: "as it was", version: 1, events: 0 });
    expect(server.jobs.get("2")).toMatchObject({ name: "Stairs", notes: "as it was", events: 0 });
    expect(server.jobs.get("2")!.version).toBeGreaterThan(1);
    expect(report.leftovers).toEqual([]);
    expect(verdictsOf(report, "skipped")).toEqual(
      expect.arrayContaining([expect.stringContaining("job_destroy current-tag: job_create answers 400")]),
    );
  });

  test("a POST is tried on a fixture by whoever hands over its body, and that is reported", async () => {
    const server = await startJobsServer({ createsNothing: true });
    const fixtures = [{ parameter: "job_id", value: "2" }];
    const bodies = { job_events_create: { text: "from a test" } };
    const report = await check(await jobsModel(), { url: server.url, write: true, fixtures, bodies });
    expect(server.jobs.get("2")!.events).toBeGreaterThan(0);
    expect(report.leftovers).toEqual([
      {
        resource: "Job",
        subject: "job_id=2",
        reason: "job_events_create was carried out on it, and cannot be undone.",
      },
    ]);
  });

  test("what cannot be removed is reported", async () => {
    const report = await findings({ keepsEverything: true });
    expect(report.leftovers.length).toBeGreaterThan(0);
    expect(report.leftovers[0]!.reason).toBe("DELETE answers 409: remove it by hand.");
  });

  test("a run that is stopped puts everything back", async () => {
    const stop = new AbortController();
    const server = await startJobsServer({ onRequest: ({ method }) => method === "PATCH" && stop.abort() });
    const before = structuredClone([...server.jobs]);
    const report = await check(await jobsModel(), { url: server.url, write: true, signal: stop.signal });
    expect(report.interrupted).toBe(true);
    expect(report.leftovers).toEqual([]);
    expect([...server.jobs]).toEqual(before);
    expect(server.seen.at(-1)).toMatch(/^DELETE /);
  });

  test("a redirection to another origin is not followed, and gets no credentials", async () => {
    const elsewhere = await startJobsServer();
    const server = await startJobsServer({ redirectsTo: `${elsewhere.url}/jobs/1/` });
    const report = await check(await jobsModel(), {
      url: server.url,
      headers: { authorization: "Bearer secret-token" },
    });
    expect(elsewhere.seen).toEqual([]);
    expect(verdictsOf(report, "skipped").join("\n")).toContain("which is another origin and not followed");
  });

  test("credentials are sent, but not with a preflight, and stand in no report", async () => {
    const server = await startJobsServer({ cors: "full" });
    const report = await check(await jobsModel(), {
      url: server.url,
      origin,
      headers: { authorization: "Bearer secret-token" },
    });
    const preflights = server.seen.flatMap((line, index) =>
      line.startsWith("OPTIONS") ? [server.credentials[index]] : [],
    );
    expect(new Set(preflights)).toEqual(new Set([undefined]));
    expect(server.credentials).toContain("Bearer secret-token");
    expect(JSON.stringify(report)).not.toContain("secret-token");
  });

  test("a server that does not answer in time is told as such", async () => {
    const silent = (): Promise<Response> =>
      Promise.reject(new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } }));
    await expect(check(await jobsModel(), { url: "http://127.0.0.1:9", fetch: silent })).rejects.toThrow(
      "The server does not answer. GET http://127.0.0.1:9: ECONNREFUSED. Is it running, and is --url right?",
    );
  });

  test("C7: a 304 with a body is told", async () => {
    const server = await startJobsServer({ cors: "full" });
    const report = await check(await jobsModel(), {
      url: server.url,
      async fetch(url, init) {
        const response = await fetch(url, init);
        if (response.status !== 304) return response;
        const chatty = new Response("body", { headers: response.headers });
        return Object.defineProperty(chatty, "status", { value: 304 });
      },
    });
    expect(failing(report)).toEqual(["not-modified"]);
  });
});

describe("what is looked at", () => {
  test.for<[Partial<Overrides>, string]>([
    [{ only: ["Jop"] }, "--only Jop: no resource and no operation of the document is called so."],
    [
      { fixtures: [{ parameter: "id", value: "1" }] },
      "--fixture id: no operation that is looked at has such a parameter.",
    ],
    [
      { fixtures: [{ resource: "Jobb", parameter: "job_id", value: "1" }] },
      'there is no resource Jobb. Did you mean "Job"?',
    ],
    [{ bodies: { nobody: {} } }, "--body nobody=...: the document has no operation of this id."],
    [{ url: "ftp://x" }, "--url ftp://x: not a URL"],
    [{ url: "http://user:pass@127.0.0.1" }, "credentials go into --token or --header"],
  ])("%j is refused before anything is sent", async ([overrides, message]) => {
    await expect(check(await jobsModel(), { url: "http://127.0.0.1:9", ...overrides })).rejects.toThrow(message);
  });

  test("a fixture that could be meant for several resources is refused", async () => {
    const fixtures = [{ parameter: "id", value: "7" }];
    await expect(check(await sampleModel(), { url: "http://127.0.0.1:9", fixtures })).rejects.toThrow(
      /--fixture id=\.\.\.: AlertEvent, .*Person.* have a key of that name\. Say which: --fixture AlertEvent\.id=\.\.\./,
    );
  });

  test("--only an operation asks about nothing else", async () => {
    const report = await findings({}, { only: ["job_header"], write: false });
    expect(new Set(report.results.map(({ operation }) => operation.id))).toEqual(new Set(["job_header"]));
  });
});

describe("the sample API", () => {
  test("A10-A13, B14-B17: jobs keep every promise, with what was created", async () => {
    const server = await startRecordsServer();
    const jobs = structuredClone([...server.records.jobs]);
    const report = await check(await sampleModel(), { url: server.url, write: true, only: ["Job"] });
    expect(failing(report)).toEqual([]);
    expect(report.leftovers).toEqual([]);
    expect([...server.records.jobs]).toEqual(jobs);
  });

  test("B14: X-Resource-Version is the tag where gzip weakens the other one", async () => {
    const server = await startRecordsServer({ gzip: true });
    const statuses = { preconditionFailed: [412], preconditionRequired: [428] };
    const both = { versionHeaders: ["X-Resource-Version", "ETag"], weakTags: "send", statuses } as const;
    const model = await sampleModel();
    const only = ["job_jobs_retrieve", "job_jobs_partial_update"];
    expect(failing(await check(model, { url: server.url, write: true, only, dialect: both }))).toEqual([]);
    expect(failing(await check(model, { url: server.url, write: true, only }))).toEqual([
      "tag-compared",
      "tag-under-gzip",
    ]);
  });

  test("A2: If-Match that the document requires and the server does not is told; optional is what fits", async () => {
    const server = await startRecordsServer();
    const fixtures = [{ resource: "Person", parameter: "id", value: String(ids.person) }];
    const only = ["people_retrieve", "people_partial_update"];
    const model = await sampleModel();
    const overrides = { url: server.url, write: true, only, fixtures };
    expect(failing(await check(model, overrides))).toEqual(["precondition-required"]);
    const operations = model.operations.map((one) =>
      one.concurrency.role === "state-change"
        ? { ...one, concurrency: { ...one.concurrency, ifMatch: "optional" as const } }
        : one,
    );
    expect(failing(await check({ ...model, operations }, overrides))).toEqual([]);
    expect(server.records.people.get("7")!.data).toMatchObject({ name: "Ada", notes: "" });
  });

  test("C10: the hash of a resource outside the contract follows its content, and the content is put back", async () => {
    const server = await startRecordsServer();
    const fixtures = [{ resource: "PayerMapping", parameter: "id", value: String(ids.payer) }];
    const before = structuredClone(server.records.payers.get("8"));
    const report = await check(await sampleModel(), { url: server.url, write: true, only: ["PayerMapping"], fixtures });
    expect(failing(report)).toEqual([]);
    expect(report.results.find(({ probe }) => probe.id === "tag-follows-content")?.verdict.outcome).toBe("passed");
    expect(server.records.payers.get("8")).toEqual(before);
  });
});
