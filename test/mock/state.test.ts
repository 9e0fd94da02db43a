import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, RefusedError } from "../../generator/diagnostics.js";
import { createMock, loadDocument, type Mock } from "ifmatch/mock";
import { describe, expect, it, vi } from "vitest";
import { StateFile } from "../../generator/mock/state-file.js";
import { jobsApi, workspace, write } from "../cli/workspace.js";
import { sampleMock, send } from "./sample.js";

/** Everything that the GETs without parameters and the first members answer. */
async function everything(mock: Mock): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const { path, keys } of mock.resources()) {
    const url = path.replace(/\{[^{}]+\}/g, () => keys[0]?.[0] ?? "x");
    const { status, headers, text } = await send(mock, "GET", url);
    answers.push([url, keys, status, headers.get("etag"), headers.get("last-modified"), text]);
  }
  return answers;
}

async function jobsMock(): Promise<{ mock: Mock; folder: string }> {
  const folder = workspace();
  write(folder, { "schema.json": jobsApi() });
  return { mock: await createMock({ schema: join(folder, "schema.json") }), folder };
}

const create = (mock: Mock, name: string) => send(mock, "POST", "/jobs/", {}, { name });

describe("determinism", () => {
  it("the same document and seed: the same data, tags and keys, in whatever order they are asked for", async () => {
    const [one, other] = [(await sampleMock()).mock, (await sampleMock()).mock];
    await send(other, "GET", "/api/projects/");
    const first = await everything(one);
    expect(first.length).toBeGreaterThan(20);
    expect(await everything(other)).toEqual(first);
  });

  it("another seed generates different keys and tags", async () => {
    const [one, other] = [await sampleMock(), await sampleMock({ seed: 7 })];
    expect(other.jobs).not.toEqual(one.jobs);
    const tags = await Promise.all(
      [one, other].map(async ({ mock }) => (await send(mock, "GET", "/api/people/1/")).headers.get("etag")),
    );
    expect(tags[0]).not.toBe(tags[1]);
  });

  it("dates come from the clock that was passed in", async () => {
    const { mock, people } = await sampleMock({ now: () => Date.parse("2030-02-03T04:05:06Z") });
    const patched = await send(mock, "PATCH", `/api/people/${people[0]}/`, { "If-Match": "*" }, { name: "x" });
    expect([patched.json(), patched.headers.get("last-modified")]).toMatchObject([
      { updated_at: "2030-02-03T04:05:06.000Z" },
      "Sun, 03 Feb 2030 04:05:06 GMT",
    ]);
  });
});

describe("snapshot, restore, reset", () => {
  it("restore brings everything back, tags included; reset starts anew", async () => {
    const { mock } = await jobsMock();
    const start = await everything(mock);
    await create(mock, "one");
    const snapshot = JSON.parse(JSON.stringify(mock.snapshot())) as unknown;
    const saved = await everything(mock);
    await create(mock, "two");
    mock.edit("Job", mock.keys("/jobs/{job_id}/")[0]!, (data) => ({ ...(data as object), name: "by a function" }));
    expect(await everything(mock)).not.toEqual(saved);
    mock.restore(snapshot);
    expect(await everything(mock)).toEqual(saved);
    mock.faults.on("hide-tags");
    mock.reset();
    expect(mock.faults.active.on).toEqual([]);
    expect(await everything(mock)).toEqual(start);
  });

  it("what is no snapshot, or another document's, is refused", async () => {
    const { mock } = await jobsMock();
    const other = (await sampleMock()).mock;
    expect(() => mock.restore({ version: 2 })).toThrow(ConfigError);
    expect(() => mock.restore(other.snapshot())).toThrow("The state belongs to Field Operations API");
    expect(() => mock.edit("Jobs", "1")).toThrow('There is no resource Jobs. Did you mean "Job"?');
    expect(() => mock.edit("Job", "nobody")).toThrow("There is no Job with the key nobody.");
  });
});

describe("the state file", () => {
  const fail = (error: Error): void => {
    throw error;
  };

  it("is written after changes and at the end, whole, and read at the start", async () => {
    const { mock, folder } = await jobsMock();
    const path = join(folder, "state.json");
    const file = await StateFile.open(path, mock, fail);
    expect(existsSync(path)).toBe(false);
    await Promise.all(Array.from({ length: 10 }, (_, index) => create(mock, `job ${index}`)));
    await vi.waitFor(() =>
      expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(JSON.parse(JSON.stringify(mock.snapshot()))),
    );
    await file.close();
    expect(readdirSync(folder).sort()).toEqual(["schema.json", "state.json"]);
    const again = await createMock({ schema: join(folder, "schema.json") });
    await StateFile.open(path, again, fail);
    expect(await everything(again)).toEqual(await everything(mock));
  });

  it("that is broken is refused and left as it is; one that cannot be written is reported", async () => {
    const { mock, folder } = await jobsMock();
    const path = join(folder, "state.json");
    writeFileSync(path, "{");
    await expect(StateFile.open(path, mock, fail)).rejects.toThrow("Remove the file to start anew.");
    expect(readFileSync(path, "utf8")).toBe("{");
    const reported: Error[] = [];
    await StateFile.open(join(folder, "nowhere/state.json"), mock, (error) => reported.push(error));
    await create(mock, "x");
    await vi.waitFor(() => expect(reported).toMatchObject([{ name: "ConfigError" }]));
  });
});

it("a document that is refused is refused at its line", async () => {
  const folder = workspace({
    "schema.yml": "openapi: 3.0.3\ninfo: { title: a, version: '1' }\npaths:\n  /a:\n    get: {}\n",
  });
  const refusal = await createMock({ schema: join(folder, "schema.yml") }).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(RefusedError);
  expect((refusal as RefusedError).diagnostics[0]).toMatchObject({ at: { line: 5 } });
  expect(await loadDocument(join(folder, "schema.yml"))).toMatchObject({ version: "3.0.3" });
});
