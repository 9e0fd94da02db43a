import fc from "fast-check";
import { ResultError, type Result, send, unwrap } from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import { notesClient, patchNote, tag } from "./note-operations.js";
import { empty, json, stubFetch } from "./stub-fetch.js";

/* Every failed result has a message that a person can read, whatever the server sent. */

type Told = Exclude<Result<{ 200: unknown; 400: unknown }>, { kind: "ok" }>;

/** The result of a GET that is answered with `response`; 400 is documented, no other error is. */
async function failed(response: Response): Promise<Told> {
  const operation = {
    id: "report",
    method: "GET",
    path: "/",
    accept: "application/json",
    responses: [200, 400],
  } as const;
  const client = notesClient({ fetch: stubFetch(response).fetch });
  const result = await send<Result<{ 200: unknown; 400: unknown }>>(client, operation, {});
  if (result.kind === "ok") throw new Error("It should have failed.");
  return result;
}
const messageOf = async (body: unknown): Promise<string> => (await failed(json(400, body))).message;

const text = (status: number, body: string, type: string, statusText = ""): Response =>
  new Response(body, { status, statusText, headers: { "content-type": type } });

describe("a body that says something", () => {
  it.each([
    ["Django REST framework", { name: ["This field is required."] }, "name: This field is required."],
    [
      "Django REST framework, two fields",
      { name: ["This field is required."], age: ["A valid integer is required."] },
      "name: This field is required. age: A valid integer is required.",
    ],
    [
      "Django REST framework, non_field_errors",
      { non_field_errors: ["The two dates do not fit."] },
      "The two dates do not fit.",
    ],
    [
      "Django REST framework, a list of records",
      { lines: [{}, { quantity: ["A valid integer is required."] }] },
      "quantity: A valid integer is required.",
    ],
    [
      "Django REST framework, a field whose name is `title`",
      { title: ["This field is required."] },
      "title: This field is required.",
    ],
    ["Django REST framework, detail", { detail: "Not found." }, "Not found."],
    [
      "drf-standardized-errors",
      { type: "validation_error", errors: [{ code: "required", detail: "This field is required.", attr: "name" }] },
      "name: This field is required.",
    ],
    [
      "FastAPI",
      { detail: [{ type: "missing", loc: ["body", "name"], msg: "Field required", input: {} }] },
      "name: Field required.",
    ],
    [
      "FastAPI, an item of a list",
      { detail: [{ loc: ["body", "lines", 0], msg: "Input should be a valid dictionary" }] },
      "lines: Input should be a valid dictionary.",
    ],
    ["problem details (RFC 9457)", { type: "about:blank", title: "Bad Request", detail: "why" }, "why"],
    [
      "problem details (RFC 9457, 3), whose errors say more than the title",
      { title: "Your request is not valid.", errors: [{ detail: "must be a positive integer", pointer: "#/age" }] },
      "must be a positive integer.",
    ],
    [
      "ASP.NET Core",
      {
        title: "One or more validation errors occurred.",
        status: 400,
        errors: { Name: ["The Name field is required."] },
        traceId: "00-8-0",
      },
      "Name: The Name field is required.",
    ],
    [
      "Laravel",
      { message: "The given data was invalid.", errors: { "lines.0.qty": ["The qty field is required."] } },
      "lines.0.qty: The qty field is required.",
    ],
    [
      "NestJS",
      { statusCode: 400, message: ["name should not be empty", "age must be an integer"], error: "Bad Request" },
      "name should not be empty. age must be an integer.",
    ],
    ["Spring Boot", { timestamp: "2026-01-01", status: 404, error: "Not Found", path: "/x" }, "Not Found"],
    ["JSON:API", { errors: [{ status: "422", title: "Invalid", detail: "is too short" }] }, "is too short."],
    ["GraphQL", { errors: [{ message: "No such note", locations: [] }] }, "No such note."],
    ["Google", { error: { code: 400, message: "Bad date", status: "INVALID_ARGUMENT" } }, "Bad date"],
    ["others", { error: "bad", details: { name: ["x"] } }, "bad"],
    ["others", { message: "m" }, "m"],
    ["others", ["a", "b"], "a. b."],
    ["others", "No such note", "No such note"],
    ["a number among the texts", { name: [5, "Too short."] }, "name: Too short."],
  ])("%s: %j", async (_framework, body, message) => {
    expect(await messageOf(body)).toBe(message);
  });

  it("text is a message, too", async () => {
    expect(await failed(text(503, " no healthy upstream\n", "text/plain"))).toMatchObject({
      message: "no healthy upstream",
    });
  });

  it("what many fields say is cut after three of them, and a long text after 500 characters", async () => {
    const said = await messageOf({ a: ["A."], b: ["B."], c: ["C."], d: ["D."] });
    expect(said).toBe("a: A. b: B. c: C.");
    expect(await messageOf({ detail: "x".repeat(9999) })).toHaveLength(500);
  });

  it("412 and 428 give the server's reason first, and end in what is known", async () => {
    const body = { lines: ["At most ten."] };
    for (const [status, rest] of [
      [412, /^lines: At most ten\. This request was not carried out: /],
      [428, /^lines: At most ten\. The server requires If-Match/],
    ] as const) {
      const result = await patchNote(notesClient({ fetch: stubFetch(json(status, body)).fetch }), tag('"v1"'));
      expect(result).toMatchObject({ message: expect.stringMatching(rest) as unknown });
    }
  });
});

describe("a body that says nothing", () => {
  it.for<unknown>([{}, [], "", " ", null, true, 5, [[]], { name: [] }, { detail: "" }, { a: { b: { c: 5 } } }])(
    "%j: the status speaks, also where there is no reason phrase (HTTP/2; RFC 9113, 8.3.1)",
    async (body) => {
      expect(await messageOf(body)).toBe("The server answered 400.");
    },
  );

  it("the reason phrase is given where there is one", async () => {
    const documented = await failed(text(400, "", "application/json", "Bad Request"));
    expect(documented).toMatchObject({ kind: "error", message: "The server answered 400 (Bad Request)." });
    const other = await failed(text(503, "", "application/json", "Service Unavailable"));
    expect(other).toMatchObject({
      kind: "unexpected",
      message: "The server answered 503 (Service Unavailable), which is undocumented.",
    });
  });

  it.each([
    "<!doctype html><title>502 Bad Gateway</title>",
    "\n<html>x</html>",
    "<?xml version='1.0'?><error/>",
    "Oops: <b>Fatal error</b>",
  ])("markup is no message: %j", async (page) => {
    for (const type of ["text/html", "text/plain", "application/json"])
      expect(await failed(text(500, page, type))).toMatchObject({
        error: page,
        message: "The server answered 500, which is undocumented.",
      });
    expect(await messageOf({ detail: page })).toBe("The server answered 400.");
  });

  it("412, 428 and a gateway's answer have sentences of their own", async () => {
    for (const [status, start] of [
      [412, /^This request was not carried out/],
      [428, /^The server requires If-Match/],
      [502, /A gateway may have answered 502 in the server's place\./],
    ] as const) {
      const result = await patchNote(notesClient({ fetch: stubFetch(empty(status)).fetch }), tag('"v1"'));
      expect(result).toMatchObject({ message: expect.stringMatching(start) as unknown });
    }
  });
});

describe("a body that means harm", () => {
  it.each([
    ["an object that cannot become text", '{"toString":1,"valueOf":2}'],
    ["such an object as the name of a field", '{"errors":[{"msg":"m","attr":{"toString":1}}]}'],
    ["such an object in a list", '{"errors":[{"msg":"m","loc":[{"toString":1}]}]}'],
    ["a name that JavaScript knows", '{"__proto__":["p"],"constructor":["c"]}'],
    ["a hundred thousand levels", `${"[".repeat(1e5)}"x"${"]".repeat(1e5)}`],
    ["a hundred thousand levels of errors", `${'{"errors":'.repeat(1e5)}"x"${"}".repeat(1e5)}`],
    ["a million items", `[${"[],".repeat(1e6)}5]`],
  ])("%s gives a message", async (_what, body) => {
    const { message } = await failed(text(400, body, "application/json"));
    expect(message).toMatch(/\S/);
    expect(message.length).toBeLessThan(2000);
  });

  it("any JSON gives a message that is not empty, and so does the error that unwrap throws", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), async (body) => {
        const result = await failed(json(400, body));
        expect(result.message.trim()).not.toBe("");
        expect(() => unwrap(result as Told & { kind: "error" })).toThrow(ResultError);
      }),
      { numRuns: 300 },
    );
  });

  it("of fields with texts, the message begins with one of them after its name", async () => {
    const name = fc.constantFrom("name", "lines", "title", "notes");
    const sentence = fc.constantFrom("Too short.", "Required", "Is it a date?");
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, fc.array(sentence, { minLength: 1 }), { minKeys: 1 }), async (body) => {
        const message = await messageOf(body);
        const starts = Object.entries(body).map(([field, said]) => `${field}: ${said[0]}`);
        expect(starts.some((start) => message.startsWith(start))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
