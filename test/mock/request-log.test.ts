/** What became of each request, in the log and on the terminal. */
import { describe, expect, test, vi } from "vitest";
import type { LoggedRequest, Mock } from "ifmatch/mock";
import { jobsApi, workspace, write } from "../cli/workspace.js";
import { requestLine } from "../../generator/cli/request-line.js";
import { createMock, loadDocument } from "../../generator/mock/mock.js";
import { sampleMock, send } from "./sample.js";

// picocolors decides when it is first imported, and colours what CI prints.
vi.hoisted(() => void (process.env["NO_COLOR"] = "1"));

const reasonsOf = (mock: Mock): unknown[] => mock.requests().map(({ status, reason }) => [status, reason]);

describe("mock.requests()", () => {
  test("what was asked, with which precondition, and what came of it", async () => {
    const { mock, jobs } = await sampleMock();
    const path = `/api/job/jobs/${jobs[0]}/`;
    const etag = (await send(mock, "GET", path)).headers.get("etag")!;
    await send(mock, "GET", path, { "If-None-Match": etag });
    await send(mock, "PATCH", path, { "If-Match": etag }, { name: "x" });
    expect(mock.requests()).toEqual([
      {
        method: "GET",
        path,
        operation: "job_jobs_retrieve",
        status: 200,
        precondition: undefined,
        etag,
        reason: undefined,
        notes: [],
        milliseconds: expect.any(Number) as number,
      },
      expect.objectContaining({ status: 304, precondition: `If-None-Match: ${etag}`, etag }),
      expect.objectContaining({ method: "PATCH", status: 200, precondition: `If-Match: ${etag}` }),
    ]);
    mock.reset();
    expect(mock.requests()).toEqual([]);
  });

  test("why it is 304, 412, 428, 404, 405 and 400", async () => {
    const { mock, jobs } = await sampleMock();
    const path = `/api/job/jobs/${jobs[0]}/`;
    const etag = (await send(mock, "GET", path)).headers.get("etag")!;
    await send(mock, "GET", path, { "If-None-Match": etag });
    await send(mock, "PATCH", path, { "If-Match": '"old"' }, { name: "x" });
    await send(mock, "PATCH", path, { "If-Match": `W/${etag}` }, { name: "x" });
    await send(mock, "PATCH", path, {}, { name: "x" });
    mock.simulateConcurrentEdit();
    await send(mock, "PATCH", path, { "If-Match": etag }, { name: "x" });
    await send(mock, "GET", "/api/people/999/");
    await send(mock, "DELETE", "/api/people/");
    await send(mock, "GET", "/api/nothing/");
    await send(mock, "PATCH", path, { "If-Match": "*" }, { name: 7 });
    expect(reasonsOf(mock).slice(1)).toEqual([
      [304, "If-None-Match names the current tag"],
      [412, `the tag is ${etag} now`],
      [412, `If-Match compares strongly, and W/${etag} is weak`],
      [428, "no If-Match was sent"],
      [412, expect.stringMatching(/^the tag is "job-\w+-2" now: somebody was faster \(fault concurrent-edit\)$/)],
      [404, "Not found."],
      [405, "This method is not allowed here."],
      [404, "The document has no path /api/nothing/."],
      [400, expect.stringMatching(/^name: Invalid input/)],
    ]);
  });

  test("a lost answer has no status", async () => {
    const { mock, jobs } = await sampleMock();
    mock.dropAnswer();
    await expect(send(mock, "PATCH", `/api/job/jobs/${jobs[0]}/`, { "If-Match": "*" }, {})).rejects.toThrow(TypeError);
    expect(reasonsOf(mock)).toEqual([[undefined, "carried out, and the answer was lost (fault drop-answer)"]]);
  });

  test("a parameter that is not understood is named, and one that the document does not have", async () => {
    const { mock } = await sampleMock();
    await send(mock, "GET", "/api/job/jobs/?search=a&ordering=planet&colour=red");
    expect(mock.requests()[0]!.notes).toEqual([
      "colour is no parameter of this operation",
      "the order by planet is not understood: there is no such field",
    ]);
  });

  test("listeners hear of each request, until they stop; of no more than a thousand is kept account", async () => {
    const { mock } = await sampleMock();
    const heard: string[] = [];
    const stop = mock.on("request", ({ path }) => heard.push(path));
    for (let page = 0; page < 1005; page++) await send(mock, "GET", `/api/nothing/?page=${page}`);
    stop();
    await send(mock, "GET", "/api/nothing/");
    expect([heard.length, mock.requests().length, mock.requests()[0]!.path]).toEqual([
      1005,
      1000,
      "/api/nothing/?page=6",
    ]);
  });
});

test("credentials are in no entry: not from headers, nor from bodies, queries and paths", async () => {
  const folder = workspace();
  const token = { name: "token", in: "path", required: true, schema: { type: "string" } };
  write(folder, {
    "schema.json": {
      ...(jobsApi() as object),
      paths: {
        "/invitations/{token}/accept": { parameters: [token], post: { operationId: "accept", responses: { 204: { description: "" } } } },
        "/login": {
          post: {
            operationId: "login",
            requestBody: { content: { "application/json": { schema: { type: "object", properties: { password: { type: "string" } } } } } },
            responses: { 204: { description: "" } },
          },
        },
      },
      components: { securitySchemes: { mine: { type: "apiKey", in: "query", name: "k" } } },
      security: [{ mine: [] }],
    },
  }); // prettier-ignore
  const mock = await createMock({ schema: await loadDocument(`${folder}/schema.json`) });
  const SECRET = "hunter2";
  await send(
    mock,
    "POST",
    `/invitations/${SECRET}/accept?k=${SECRET}&access_token=${SECRET}&api_key=${SECRET}&page=3`,
    {
      authorization: `Bearer ${SECRET}`,
      cookie: `session=${SECRET}`,
    },
  );
  await send(mock, "POST", "/login", {}, { password: SECRET });
  await send(mock, "POST", "/login", {}, { password: [SECRET] });
  await mock.fetch("http://mock/login", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: `${SECRET} is no JSON`,
  });
  expect(mock.requests().map(({ status }) => status)).toEqual([204, 204, 400, 400]);
  const text = JSON.stringify(mock.requests()) + mock.requests().map(requestLine).join("\n");
  expect(text).not.toContain(SECRET);
  expect(mock.requests()[0]!.path).toBe("/invitations/***/accept?k=***&access_token=***&api_key=***&page=3");
});

describe("a line of the terminal", () => {
  const request: LoggedRequest = {
    method: "PATCH",
    path: "/jobs/1/",
    operation: "job_update",
    status: 412,
    precondition: 'If-Match: "a"',
    etag: undefined,
    reason: 'the tag is "b" now',
    notes: ["colour is no parameter of this operation"],
    milliseconds: 3.4,
  };

  test("says the status, the request, the tags and the time; why, and what was ignored, below it", () => {
    expect(requestLine(request)).toBe(
      `412  PATCH /jobs/1/  If-Match: "a"  3 ms
      the tag is "b" now
      colour is no parameter of this operation`,
    );
    expect(requestLine({ ...request, status: undefined, reason: undefined, notes: [], etag: '"c"' })).toBe(
      'lost  PATCH /jobs/1/  If-Match: "a"  ETag: "c"  3 ms',
    );
  });

  test("no text of a request forges one", () => {
    const forged = requestLine({ ...request, reason: "x\n200  GET /jobs/\u001b[2K" });
    expect(forged.split("\n")).toHaveLength(3);
    expect(forged).not.toContain("\u001b[2K");
  });
});
