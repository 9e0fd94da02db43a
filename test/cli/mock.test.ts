import { createServer } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createMock } from "ifmatch/mock/browser";
import { exit } from "../../generator/cli/exit.js";
import { main, recordingTerminal, run } from "./recording-terminal.js";
import { jobsApi, read, workspace } from "./workspace.js";

/** Starts the command and stops it when the test is over. */
async function start(folder: string, ...argv: string[]) {
  const stop = new AbortController();
  const terminal = recordingTerminal(folder);
  const ended = main(["mock", "--port", "0", ...argv], terminal, stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await ended;
  });
  const url = await vi.waitFor(
    () => {
      const found = /Listening on (http:\/\/\S+)/.exec(terminal.stdout)?.[1];
      if (found === undefined) throw new Error(`not listening: ${terminal.stdout}${terminal.stderr}`);
      return found;
    },
    { timeout: 60_000 },
  );
  return { url, terminal, stop: () => (stop.abort(), ended) };
}

const post = (url: string, value: unknown) => fetch(url, { method: "POST", body: JSON.stringify(value) });

describe("ifmatch mock --output", () => {
  test("writes what a mock in a browser is made of, and ends", async () => {
    const folder = workspace({ "schema.json": jobsApi() });
    const { code, stdout } = await run(folder, "mock", "schema.json", "-o", "src/mock.json");
    expect([code, stdout]).toEqual([exit.fine, "src/mock.json: written for createMock of ifmatch/mock/browser.\n"]);
    const mock = await createMock({ data: JSON.parse(read(folder, "src/mock.json")) });
    expect((await mock.fetch("http://mock/jobs/")).status).toBe(200);
  });

  test("takes no option that only a server has, and no file of the document", async () => {
    const folder = workspace({ "schema.json": jobsApi() });
    const before = read(folder, "schema.json");
    const served = await run(folder, "mock", "schema.json", "-o", "mock.json", "--state", "state.json");
    expect([served.code, served.stderr]).toEqual([exit.usage, expect.stringContaining("'--state <file>'")]);
    const own = await run(folder, "mock", "schema.json", "-o", "schema.json");
    expect([own.code, own.stderr]).toEqual([exit.usage, expect.stringContaining("a file of the input document")]);
    expect(read(folder, "schema.json")).toBe(before);
  });
});

describe("the request log of ifmatch mock", () => {
  test("has a line for each request, without colours in a pipe; none with --quiet, and none of the control routes", async () => {
    const folder = workspace({ "schema.json": jobsApi() });
    const { url, terminal } = await start(folder, "schema.json");
    const [job] = (await (await fetch(`${url}/jobs/`)).json()) as { id: string }[];
    const headers = { "content-type": "application/json" };
    await fetch(`${url}/jobs/${job!.id}/`, { method: "PATCH", headers, body: '{"name":"x"}' });
    await fetch(`${url}/__mock`);
    const [, , ...lines] = terminal.stdout.trimEnd().split("\n");
    expect(lines.map((line) => line.replace(/\d+ ms/, "1 ms"))).toEqual([
      "200  GET /jobs/  1 ms",
      `428  PATCH /jobs/${job!.id}/  1 ms`,
      "      no If-Match was sent",
    ]);
    const quiet = await start(folder, "schema.json", "--quiet");
    await fetch(`${quiet.url}/jobs/`);
    expect(quiet.terminal.stdout.trimEnd().split("\n")).toHaveLength(2);
  });
});

describe("ifmatch mock --count, --values", () => {
  test("say how many records there are, and what they look like", async () => {
    const folder = workspace({ "schema.json": jobsApi() });
    const { url } = await start(folder, "schema.json", "--count", "25", "--values", "plain");
    const jobs = (await (await fetch(`${url}/jobs/`)).json()) as { name: string }[];
    expect([jobs.length, jobs[0]!.name]).toEqual([25, "string"]);
  });

  test.each([
    ["--count", "-1", "--count -1: must be a whole number from 0 to 10000."],
    ["--count", "many", "--count many: must be a whole number from 0 to 10000."],
    ["--values", "plane", '--values plane: must be realistic or plain. Did you mean "plain"?'],
  ])("%s %s is refused", async (flag, value, message) => {
    const folder = workspace({ "schema.json": jobsApi() });
    const { code, stderr } = await run(folder, "mock", "schema.json", flag, value);
    expect([code, stderr.replaceAll("\n", " ")]).toEqual([exit.usage, expect.stringContaining(message)]);
  });
});

describe("ifmatch mock", () => {
  test("says what it serves and where, serves it, and stops when it is told to", async () => {
    const folder = workspace({ "schema.json": jobsApi() });
    const { url, terminal, stop } = await start(folder, "schema.json");
    expect(terminal.stdout).toContain("Jobs: 6 operations, of which 1 requires If-Match");
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const jobs = (await (await fetch(`${url}/jobs/`)).json()) as { id: string }[];
    const job = await fetch(`${url}/jobs/${jobs[0]!.id}/`);
    expect(job.headers.get("etag")).toMatch(/^"job-/);
    const head = await fetch(`${url}/jobs/${jobs[0]!.id}/`, { method: "HEAD" });
    expect([head.status, head.headers.get("etag")]).toEqual([200, job.headers.get("etag")]);
    expect(await stop()).toBe(exit.fine);
    await expect(fetch(url)).rejects.toThrow(TypeError);
  });

  test("is scripted over HTTP: faults, edits, state, reset", async () => {
    const folder = workspace({ "schema.json": jobsApi() });
    const { url } = await start(folder, "schema.json", "--fault", "no-tag-on-write", "--seed", "s");
    const about = (await (await fetch(`${url}/__mock`)).json()) as { resources: { name: string; keys: string[][] }[] };
    const key = about.resources.find(({ name }) => name === "Job")!.keys[0]!;
    const job = `${url}/jobs/${key[0]!}/`;
    const patch = () =>
      fetch(job, {
        method: "PATCH",
        headers: { "if-match": "*", "content-type": "application/json" },
        body: '{"name":"x"}',
      });
    expect([(await patch()).headers.get("etag"), (await fetch(job)).headers.has("etag")]).toEqual([null, true]);
    expect(await (await post(`${url}/__mock/faults`, { off: "no-tag-on-write", next: "drop-answer" })).json()).toEqual({
      on: [],
      next: ["drop-answer"],
    });
    await expect(patch()).rejects.toThrow(TypeError);
    expect((await patch()).headers.has("etag")).toBe(true);
    expect(
      await (await post(`${url}/__mock/edit`, { resource: "Job", key, change: { name: "theirs" } })).json(),
    ).toMatchObject({
      data: { name: "theirs" },
    });
    const state = await (await fetch(`${url}/__mock/state`)).text();
    expect((await post(`${url}/__mock/reset`, {})).status).toBe(204);
    expect(await (await fetch(job)).json()).not.toMatchObject({ name: "theirs" });
    expect((await fetch(`${url}/__mock/state`, { method: "PUT", body: state })).status).toBe(204);
    expect(await (await fetch(job)).json()).toMatchObject({ name: "theirs" });
    for (const [path, value, message] of [
      ["faults", { next: "nonsense" }, "next"],
      ["edit", { resource: "Jbo", key: 1 }, 'Did you mean "Job"?'],
      ["edit", {}, "resource"],
    ] as const) {
      const refused = await post(`${url}/__mock/${path}`, value);
      expect([refused.status, await refused.text()]).toEqual([
        400,
        expect.stringContaining(JSON.stringify(message).slice(1, -1)),
      ]);
    }
    expect((await fetch(`${url}/__mock/faults`, { method: "POST", body: "{" })).status).toBe(400);
  });

  test("--state keeps what was changed from one run to the next", async () => {
    const folder = workspace({ "schema.json": jobsApi() });
    const first = await start(folder, "schema.json", "--state", "state.json");
    const made = await fetch(`${first.url}/jobs/`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"name":"kept"}',
    });
    expect(made.status).toBe(200);
    await first.stop();
    expect(read(folder, "state.json")).toContain('"kept"');
    const second = await start(folder, "schema.json", "--state", "state.json");
    expect(await (await fetch(second.url + made.headers.get("location")!)).json()).toMatchObject({ name: "kept" });
  });

  test("takes markers and versionHeaders from the config; --no-cors takes CORS away", async () => {
    const folder = workspace({
      "schema.json": jobsApi(),
      "ifmatch.config.json": {
        input: "schema.json",
        versionHeaders: ["X-Version"],
        operations: { job_destroy: { role: "state-change" } },
      },
    });
    const { url, terminal } = await start(folder, "--no-cors", "--profile", "weak-under-gzip", "--delay", "0-2");
    expect(terminal.stdout).toContain("of which 2 require If-Match");
    const [job] = (await (await fetch(`${url}/jobs/`, { headers: { origin: "http://a.test" } })).json()) as {
      id: string;
    }[];
    const response = await fetch(`${url}/jobs/${job!.id}/`, { headers: { origin: "http://a.test" } });
    expect(response.headers.get("access-control-allow-origin")).toBe(null);
    expect(response.headers.get("x-version")).toBe(response.headers.get("x-resource-version"));
  });

  test("a port that is in use is said to be", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as AddressInfo;
    const folder = workspace({ "schema.json": jobsApi() });
    const { code, stderr } = await run(folder, "mock", "schema.json", "--port", String(port));
    expect([code, stderr]).toEqual([exit.usage, expect.stringContaining(`Port ${port} of 127.0.0.1 is in use.`)]);
  });

  test.for([
    [["--port", "x"], "--port x: must be a whole number"],
    [["--port", "70000"], "--port 70000: must be a whole number from 0 to 65535."],
    [["--delay", "9-1"], "--delay 9-1: must be milliseconds"],
    [["--delay", "soon"], "--delay soon: must be milliseconds"],
    [["--fault", "weak-tags"], "--fault weak-tags: unknown fault. Available faults: concurrent-edit"],
    [["--profile", "weak-under-gzp"], 'Did you mean "weak-under-gzip"?'],
    [["--profile", "team-planning"], 'Did you mean "optional-if-match", its new name?'],
    [["--profile", "job-management"], 'Did you mean "weak-under-gzip", its new name?'],
    [["--profile", "claims-analytics"], 'Did you mean "caching-only", its new name?'],
    [["--profile", "toString"], "unknown profile. Available profiles: standard, "],
    [["--state", "broken.json"], "Remove the file to start anew."],
  ] as const)("%s is refused with exit code 2", async ([argv, message]) => {
    const folder = workspace({ "schema.json": jobsApi(), "broken.json": "[]" });
    const { code, stderr } = await run(folder, "mock", join(folder, "schema.json"), ...argv);
    expect([code, stderr]).toEqual([exit.usage, expect.stringContaining(message)]);
  });
});
