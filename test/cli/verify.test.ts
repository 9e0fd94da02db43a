import { describe, expect, test, vi } from "vitest";
import { type Faults, startJobsServer } from "../verify/jobs-server.js";
import { jobsDocument } from "../verify/verifying.js";
import { run } from "./recording-terminal.js";
import { workspace } from "./workspace.js";

async function against(faults: Faults, ...argv: string[]) {
  const server = await startJobsServer(faults);
  const folder = workspace({ "schema.json": jobsDocument, "event.json": { text: "hello" } });
  const outcome = await run(folder, "verify", "schema.json", "--url", server.url, ...argv);
  return { ...outcome, stdout: outcome.stdout.replaceAll(server.url, "http://server"), server };
}

test("table: a table a resource, each broken promise with what was seen, what it means and what to do", async () => {
  const { code, stdout } = await against({ plainCompare: true }, "--only", "job_header", "--fixture", "job_id=1");
  expect(code).toBe(1);
  expect(stdout).toContain(
    "Job  /jobs/{job_id}/\n  GET /jobs/{job_id}/header/  job_header, job_id=1\n    failed          not-modified-weak ",
  );
  // What passed is one line with a count, below what did not.
  expect(stdout).toMatch(/^ {4}passed {10}7 probes, 1 not applicable\n\nbroken/m);
  expect(stdout).toMatch(/failed {10}not-modified-list {8}If-None-Match: .* is answered 200, not 304\./);
  expect(stdout).toContain(`broken  not-modified-any  GET /jobs/{job_id}/header/  RFC 9110, 13.1.2
  \`If-None-Match: *\` matches whatever there is.
  If-None-Match: * is answered 200, not 304.
    > GET http://server/jobs/1/header/
    < 200 cache-control: max-age=0; etag: "job-1-1"; last-modified: Sat, 01 Jun 2024 12:00:00 GMT (57 bytes)
    > GET http://server/jobs/1/header/ if-none-match: *
    < 200 cache-control`);
  expect(stdout).toMatch(/-> A client cannot ask .*\n {5}Django: .*\n {5}Express: .*\n {5}Spring: .*\n {5}ASP\.NET: /);
  expect(stdout).toMatch(
    /\n\d+ passed, 3 failed, \d+ skipped, \d+ not applicable at http:\/\/server\n--verbose lists .*\nOnly reads were checked\./,
  );
});

test("--verbose lists what passed and what does not apply", async () => {
  const { stdout } = await against({ cors: "full" }, "--only", "job_header", "--fixture", "job_id=1", "--verbose");
  expect(stdout).toMatch(/^ {4}passed {10}tag( .*)?$/m);
  expect(stdout).toMatch(/^ {4}passed {10}not-modified( .*)?$/m);
  expect(stdout).toMatch(/^ {4}not-applicable {2}tag-under-gzip .*The server does not compress this answer\.$/m);
  expect(stdout).not.toContain("--verbose");
});

test("a promise that several operations break is explained once, with each of them", async () => {
  const { stdout } = await against({ plainCompare: true });
  expect(stdout.match(/^broken {2}not-modified-any/gm)).toHaveLength(1);
  expect(stdout).toContain(
    "  The same promise is broken by:\n    GET /jobs/{job_id}/header/: If-None-Match: * is answered 200, not 304.\n",
  );
});

test("json: versioned, with every result and the advice of the broken ones", async () => {
  const { code, stdout } = await against({ demandsNothing: true, cors: "full" }, "--write", "--format", "json");
  expect(code).toBe(1);
  const report = JSON.parse(stdout) as { results: { outcome: string }[] };
  expect(report).toMatchObject({ version: 2, url: "http://server", write: true, interrupted: false, leftovers: [] });
  expect(report.results.find(({ outcome }) => outcome === "failed")).toMatchObject({
    probe: "precondition-required",
    section: "RFC 6585, 3",
    reason: expect.stringContaining("Without If-Match it is carried out: 20"),
    means: expect.stringContaining("loses the work"),
    fixes: {
      django: expect.any(String),
      express: expect.any(String),
      spring: expect.any(String),
      aspnet: expect.any(String),
    },
  });
});

test("markdown: what a server says cannot become markup", async () => {
  const { stdout } = await against({ bareTag: true }, "--format", "markdown");
  expect(stdout).toContain("| operation | probe | outcome | |\n|---|---|---|---|\n");
  expect(stdout).toContain("**failed**");
  expect(stdout).toContain("which is no entity\\-tag");
  const { text } = await import("../../generator/verify/formats/markdown.js");
  expect(text("<b>[x](http://a)\n| `@me`")).toBe("&lt;b&gt;\\[x\\]\\(http&#58;//a\\) \\| \\`&#64;me\\`");
});

describe("exit codes", () => {
  test("0 where every promise is kept, reads only or with --write", async () => {
    expect((await against({ cors: "full" })).code).toBe(0);
    expect(
      (await against({ cors: "full" }, "--write", "--writers", "3", "--origin", "https://app.example.com")).code,
    ).toBe(0);
  });

  test("1 where something could not be put back", async () => {
    const { code, stdout } = await against(
      { keepsEverything: true, cors: "full" },
      "--write",
      "--only",
      "job_partial_update",
    );
    expect(stdout).toContain("not restored\n  Job job_id=10, created: DELETE answers 409: remove it by hand.");
    expect(code).toBe(1);
  });

  test("2 where nothing could be checked", async () => {
    const { code, stdout, stderr } = await against({}, "--fixture", "job_id=404");
    expect(code).toBe(2);
    expect(stdout).toContain("GET answers 404.");
    expect(stderr).toContain("Nothing could be checked");
  });

  test("2, and a clear message, where no server answers", async () => {
    const folder = workspace({ "schema.json": jobsDocument });
    const { code, stdout, stderr } = await run(folder, "verify", "schema.json", "--url", "http://127.0.0.1:1");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("The server does not answer. GET http://127.0.0.1:1");
  });

  test.for([
    [["--format", "tabel"], 'Did you mean "table"?'],
    [["--fixture", "job_id"], "--fixture job_id: write it as job_id=7 or Job.job_id=7."],
    [["--header", "no colon"], "--header: write it as 'Name: value'."],
    [["--header", "If-Match: *"], "verify sends its own preconditions"],
    [["--token", "a\nb"], "The value of the header authorization contains characters"],
    [["--origin", "app.example.com"], "not an origin"],
    [["--writers", "1"], "--writers 1: must be a whole number from 2 to 100."],
    [["--timeout", "soon"], "--timeout soon: must be a number greater than 0."],
    [["--body", "job_events_create"], "write it as operationId=file.json"],
    [["--body", "job_events_create=missing.json"], "ENOENT"],
  ] as const)("%j is 2", async ([argv, message]) => {
    const { code, stderr, server } = await against({}, ...argv);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(server.seen).toEqual([]);
  });
});

test("--header and IFMATCH_TOKEN reach the server, and are printed nowhere", async () => {
  vi.stubEnv("IFMATCH_TOKEN", "token-of-the-environment");
  const { stdout, server } = await against(
    { never304: true },
    "--header",
    "X-Tenant: tenant-in-a-header",
    "--format",
    "json",
  );
  vi.unstubAllEnvs();
  expect(server.credentials).toContain("Bearer token-of-the-environment");
  expect(stdout).toContain("[redacted]");
  expect(stdout).not.toMatch(/token-of-the-environment|tenant-in-a-header/);
});

test("--body is what is sent", async () => {
  const { code, stdout } = await against(
    { cors: "full" },
    "--write",
    "--only",
    "job_events_create",
    "--body",
    "job_events_create=event.json",
    "--format",
    "json",
  );
  expect(code).toBe(0);
  const { results } = JSON.parse(stdout) as { results: { probe: string; evidence: { requestBody?: string }[] }[] };
  const sent = results
    .find(({ probe }) => probe === "current-tag")
    ?.evidence.flatMap(({ requestBody }) => requestBody ?? []);
  expect(sent).toContain('{"text":"hello"}');
});
