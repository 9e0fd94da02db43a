import { entityTag, InvalidResponseError, type Schema, send, UsageError, validateBodies } from "ifmatch/runtime";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  createClient,
  jobJobsEventsCreate,
  jobJobsPartialUpdate,
  jobJobsRetrieve,
  peoplePartialUpdate,
  peopleRetrieve,
  uploadsCreate,
} from "../../generated/index.js";
import { validation } from "../../generated/validation.js";
import { notesClient } from "./note-operations.js";
import { empty, json, type StubAnswer, stubFetch } from "./stub-fetch.js";

const person = {
  id: 7,
  name: "Ada",
  department_name: null,
  photo: null,
  skills: [],
  created_at: "2024-06-01T12:00:00Z",
  updated_at: "2024-06-01T12:00:00.000001+00:00",
};
const ofPerson = { path: { id: 7 }, ifMatch: entityTag("Person", 7, '"p1"') };

function validating(
  options: Parameters<typeof validateBodies>[1],
  ...answers: StubAnswer[]
): { client: ReturnType<typeof createClient>; requests: Request[] } {
  const { fetch, requests } = stubFetch(...answers);
  return { client: createClient({ fetch, validate: validateBodies(validation, options) }), requests };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("request bodies held against the document", () => {
  it("an invalid one is refused before anything is sent, and the cause tells the field", async () => {
    const { client, requests } = validating({});
    const error = await peoplePartialUpdate(client, { ...ofPerson, body: { weekly_capacity: 99 } }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({
      code: "invalid-body",
      message: expect.stringMatching(/^people_partial_update: /) as unknown,
    });
    expect((error as { cause: { issues: unknown } }).cause.issues).toMatchObject([{ path: ["weekly_capacity"] }]);
    expect(requests).toHaveLength(0);
  });

  it("a valid one is sent as it is", async () => {
    const { client, requests } = validating({}, json(200, person));
    await peoplePartialUpdate(client, { ...ofPerson, body: { email: null, location: "Leeds" } });
    expect(await requests[0]!.json()).toEqual({ email: null, location: "Leeds" });
  });

  it("fields that are undefined are not sent, so they are not looked at", async () => {
    const { client, requests } = validating({}, json(200, person));
    await peoplePartialUpdate(client, { ...ofPerson, body: { name: undefined, location: "Leeds" } as never });
    expect(await requests[0]!.json()).toEqual({ location: "Leeds" });
  });

  it("dates count as the text that they become", async () => {
    const { client, requests } = validating({}, empty(404));
    const body = { description: "Visited", occurred_at: new Date(0) as never };
    await jobJobsEventsCreate(client, { path: { job_id: "j" }, body, ifMatch: entityTag("Job", "j", '"j1"') });
    expect(requests).toHaveLength(1);
  });

  it("forms are looked at as well, files included", async () => {
    const { client, requests } = validating({}, empty(500));
    await uploadsCreate(client, { body: { file: new File(["payer"], "c.csv"), dry_run: true } });
    expect(requests).toHaveLength(1);
    await expect(uploadsCreate(client, { body: { file: "payer" as never } })).rejects.toMatchObject({
      code: "invalid-body",
    });
    const form = {
      path: { job_id: "j" },
      body: { name: 5 as never },
      contentType: "multipart/form-data",
      ifMatch: entityTag("Job", "j", '"j1"'),
    } as const;
    await expect(jobJobsPartialUpdate(client, form)).rejects.toMatchObject({ code: "invalid-body" });
  });

  it("of an operation that says nothing about encoding is held against its schema all the same", async () => {
    const seen: unknown[] = [];
    const schema: Schema = { safeParse: (value) => ({ success: seen.push(value) > 1 }) };
    const operation = { id: "op", method: "POST", path: "/", responses: [204] } as const;
    const { fetch, requests } = stubFetch(empty(204));
    const client = notesClient({ fetch, validate: validateBodies({ op: { body: schema } }) });
    const request = { body: { text: "first", note: undefined } };
    await expect(send(client, operation, request)).rejects.toMatchObject({ code: "invalid-body" });
    expect(requests).toHaveLength(0);
    expect(await send(client, operation, request)).toMatchObject({ kind: "ok", status: 204 });
    expect(seen).toEqual([{ text: "first" }, { text: "first" }]);
  });

  it("an absent one is not looked at, nor is one of an operation without schemas", async () => {
    const refusing: Schema = { safeParse: () => ({ success: false }) };
    const operation = { id: "op", method: "POST", path: "/", responses: [204] } as const;
    const { fetch, requests } = stubFetch(empty(204), empty(204), json(200, {}));
    const client = notesClient({ fetch, validate: validateBodies({ op: { body: refusing } }) });
    expect(await send(client, operation, {})).toMatchObject({ kind: "ok" });
    expect(await send(client, { ...operation, id: "other" }, { body: { text: "x" } })).toMatchObject({ kind: "ok" });
    expect(await send(client, { ...operation, id: "other", responses: [200] }, {})).toMatchObject({ kind: "ok" });
    expect(requests).toHaveLength(3);
  });

  it("`requests: false` lets everything through", async () => {
    const { client, requests } = validating({ requests: false }, empty(400));
    await peoplePartialUpdate(client, { ...ofPerson, body: { weekly_capacity: 99 } });
    expect(requests).toHaveLength(1);
  });
});

describe("response bodies held against the document", () => {
  const invalid = { ...person, name: 5 };

  it("an invalid one throws, with status, body and tag, and neither is kept", async () => {
    const { client } = validating({}, json(200, invalid, { etag: '"p2"' }));
    const error = await peopleRetrieve(client, { path: { id: 7 } }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidResponseError);
    expect(error).toMatchObject({
      status: 200,
      data: invalid,
      etag: '"p2"',
      message: expect.stringMatching(/^people_retrieve: /) as unknown,
    });
    expect((error as { cause: { issues: unknown } }).cause.issues).toMatchObject([{ path: ["name"] }]);
    expect(client.tagOf("Person", 7)).toBeUndefined();
  });

  it("a state change that happened is not hidden by the answer's body: its new tag is remembered", async () => {
    const { client } = validating({}, json(200, invalid, { etag: '"p2"' }));
    const call = peoplePartialUpdate(client, { ...ofPerson, body: {} });
    await expect(call).rejects.toMatchObject({ name: "InvalidResponseError", etag: '"p2"' });
    expect(client.tagOf("Person", 7)).toBe('"p2"');
  });

  it("an invalid one is not stored, so a later 304 cannot bring it back", async () => {
    const { client, requests } = validating(
      {},
      json(200, invalid, { etag: '"p2"' }),
      json(200, person, { etag: '"p2"' }),
    );
    await peopleRetrieve(client, { path: { id: 7 } }).catch(() => undefined);
    expect(await peopleRetrieve(client, { path: { id: 7 } })).toMatchObject({ kind: "ok", data: person });
    expect(requests[1]!.headers.has("if-none-match")).toBe(false);
  });

  it("`warn` says so on the console and gives the result", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const { client } = validating({ responses: "warn" }, json(200, invalid, { etag: '"p2"' }));
    expect(await peopleRetrieve(client, { path: { id: 7 } })).toMatchObject({
      kind: "ok",
      data: invalid,
      etag: '"p2"',
    });
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringContaining("people_retrieve"),
      expect.objectContaining({ issues: expect.anything() as unknown }),
    );
  });

  it("`false`, or no `validate` at all, looks at nothing", async () => {
    const warn = vi.spyOn(console, "warn");
    const { client } = validating({ responses: false }, json(200, invalid));
    expect(await peopleRetrieve(client, { path: { id: 7 } })).toMatchObject({ kind: "ok", data: invalid });
    expect(
      await peopleRetrieve(createClient({ fetch: stubFetch(json(200, invalid)).fetch }), { path: { id: 7 } }),
    ).toMatchObject({ kind: "ok" });
    expect(warn).not.toHaveBeenCalled();
  });

  it("a valid one is given as it arrived, unknown fields included", async () => {
    const more = { ...person, nickname: "Countess" };
    const { client } = validating({}, json(200, more));
    expect(await peopleRetrieve(client, { path: { id: 7 } })).toMatchObject({ kind: "ok", data: more });
  });

  it("errors are not looked at: their status is what counts", async () => {
    const { client } = validating({}, json(404, { unlike: "the document" }), json(412, "neither"));
    expect(await jobJobsRetrieve(client, { path: { job_id: "j" } })).toMatchObject({ kind: "error", status: 404 });
    const change = { path: { job_id: "j" }, body: {}, ifMatch: entityTag("Job", "j", '"j1"') };
    expect(await jobJobsPartialUpdate(client, change)).toMatchObject({ kind: "precondition-failed" });
  });

  it("a schema for a range holds for its statuses", async () => {
    const never: Schema = { safeParse: () => ({ success: false, error: "no" }) };
    const operation = { id: "op", method: "GET", path: "/", responses: ["2XX"] } as const;
    const client = notesClient({
      fetch: stubFetch(json(203, 1)).fetch,
      validate: validateBodies({ op: { responses: { "2XX": never } } }),
    });
    await expect(send(client, operation, {})).rejects.toMatchObject({
      name: "InvalidResponseError",
      status: 203,
      cause: "no",
    });
  });
});
