/** The mock from plain data, as it runs in a browser: the same server, without Node. */
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { createMock as createFromDocument, type Mock, prepareMock } from "ifmatch/mock";
import { createMock } from "ifmatch/mock/browser";
import config from "../../ifmatch.config.js";
import { checkConfig } from "../../generator/config/load.js";
import { repository } from "../corpus/corpus.js";
import { jobsApi, workspace } from "../cli/workspace.js";
import { send } from "./sample.js";

const [job] = checkConfig(config, `${repository}/ifmatch.config.ts`);
const sample = { schema: join(repository, "schema/schema.yml"), config: job!.config };

/** What every GET of the first members answers, and what a few changes and refusals do. */
async function session(mock: Mock): Promise<unknown[]> {
  const answers: unknown[] = [];
  const ask = async (...request: [method: string, path: string, headers?: Record<string, string>, body?: unknown]) => {
    const { status, headers, text } = await send(mock, ...request);
    answers.push([request, status, [...headers], text]);
  };
  for (const { path, keys } of mock.resources())
    await ask(
      "GET",
      path.replace(/\{[^{}]+\}/g, () => keys[0]?.[0] ?? "x"),
    );
  const path = `/api/job/jobs/${mock.keys("/api/job/jobs/{job_id}/")[0]![0]!}/`;
  await ask("PATCH", path, { "If-Match": "*" }, { name: "Changed" });
  await ask("PATCH", path, { "If-Match": '"old"' }, { name: "Stale" });
  await ask("PATCH", path, {}, { name: "Blind" });
  await ask("PATCH", path, { "If-Match": "*" }, { name: 7 });
  await ask("POST", `${path}events/`, { "If-Match": "*" }, { kind: "note", text: "x" });
  await ask("GET", path);
  return answers;
}

test("data that went through JSON makes the same server as the document", async () => {
  const data: unknown = JSON.parse(JSON.stringify(await prepareMock(sample)));
  const expected = await session(await createFromDocument(sample));
  expect(expected.length).toBeGreaterThan(25);
  expect(await session(await createMock({ data }))).toEqual(expected);
});

test("a module whose default export is the data is the data", async () => {
  const folder = workspace({ "schema.json": jobsApi() });
  const data = await prepareMock({ schema: join(folder, "schema.json") });
  const mock = await createMock({ data: { default: data } });
  expect((await send(mock, "GET", "/jobs/")).status).toBe(200);
});

test("texts for people are left out; properties and examples of that name stay", async () => {
  const described = {
    openapi: "3.1.0",
    info: { title: "T", version: "1", description: "SECRET PROSE" },
    paths: {
      "/things": {
        summary: "SECRET PROSE",
        get: {
          description: "SECRET PROSE",
          responses: {
            200: {
              description: "SECRET PROSE",
              content: {
                "application/json": {
                  example: [{ summary: "an example's summary", description: "an example's text" }],
                  schema: {
                    type: "array",
                    items: {
                      type: "object",
                      description: "SECRET PROSE",
                      required: ["description", "summary"],
                      properties: {
                        description: { type: "string", description: "SECRET PROSE" },
                        summary: { type: "string", minLength: 3 },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  };
  const folder = workspace({ "schema.json": JSON.stringify(described) });
  const data = await prepareMock({ schema: join(folder, "schema.json") });
  expect(JSON.stringify(data)).not.toContain("SECRET PROSE");
  const rows = (await send(await createMock({ data }), "GET", "/things")).json() as object[];
  expect(Object.keys(rows[0]!)).toEqual(["description", "summary"]);
});

test.each([
  [undefined, "data: not what a mock is made of. Write it anew: ifmatch mock schema.yml --output mock.json."],
  [{ openapi: "3.1.0" }, "data: not what a mock is made of."],
  [{ mock: 999 }, "data: written by a version of ifmatch that does not fit this one."],
])("%j is refused", async (data, message) => {
  await expect(createMock({ data })).rejects.toThrow(message);
});

test("serves: the document's paths, those of its servers included, whatever the origin and method", async () => {
  const mock = await createFromDocument(sample);
  expect(mock.serves("https://anywhere.example/api/job/jobs/?page=2")).toBe(true);
  expect(mock.serves("/api/people/1/")).toBe(true);
  expect(mock.serves(new URL("https://anywhere.example/src/main.tsx"))).toBe(false);
});

describe("one-shots by name", () => {
  test("each befalls the next request that it matters to, and no other", async () => {
    const mock = await createFromDocument(sample);
    const path = `/api/job/jobs/${mock.keys("/api/job/jobs/{job_id}/")[0]![0]!}/`;
    const patch = async (): Promise<number> => {
      const { headers } = await send(mock, "GET", path);
      return (await send(mock, "PATCH", path, { "If-Match": headers.get("etag")! }, { name: "Mine" })).status;
    };
    mock.simulateConcurrentEdit();
    expect([await patch(), await patch()]).toEqual([412, 200]);
    mock.dropAnswer();
    await expect(patch()).rejects.toThrow("dropped the answer");
    expect(await patch()).toBe(200);
    mock.weakenTags();
    const tags = [await send(mock, "GET", path), await send(mock, "GET", path)].map(({ headers }) =>
      headers.get("etag"),
    );
    expect(tags).toEqual([expect.stringMatching(/^W\/"/), expect.stringMatching(/^"/)]);
  });
});

test("the entry needs nothing of Node, and evaluates no text", async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(repository, "generator/mock/mock-browser.ts")],
    bundle: true,
    format: "esm",
    platform: "browser",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  expect(Object.values(metafile.outputs)[0]!.imports).toEqual([]);
  expect(outputFiles[0]!.text).not.toMatch(/\bnew Function\(|\beval\(/);
});
