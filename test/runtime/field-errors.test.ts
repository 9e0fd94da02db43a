import fc from "fast-check";
import {
  errorsByName,
  type FieldError,
  fieldErrors,
  type FieldErrorOptions,
  NetworkError,
  unwrap,
  UsageError,
  validateBodies,
} from "ifmatch/runtime";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { notesClient, patchNote, readNote, tag } from "./note-operations.js";
import { json, stubFetch } from "./stub-fetch.js";

/* Bodies as the frameworks send them; each title says where that is documented or shown. */

type Expected = readonly [path: FieldError["path"], message: string, code?: string];

const inShort = (errors: readonly FieldError[]): Expected[] =>
  errors.map(({ path, message, code }) => (code === undefined ? [path, message] : [path, message, code]));
const read = (body: unknown, options?: FieldErrorOptions): Expected[] => inShort(fieldErrors(body, options));

type Case = readonly [title: string, body: unknown, expected: readonly Expected[]];

describe("Django", () => {
  it.each<Case>([
    [
      "Django REST framework, Serializers: fields and non_field_errors",
      { name: ["This field is required.", "Too short."], non_field_errors: ["The two dates do not fit."] },
      [
        [["name"], "This field is required."],
        [["name"], "Too short."],
        [[], "The two dates do not fit."],
      ],
    ],
    [
      "nested serializers, one of them with errors of its own",
      { address: { zip: ["Invalid."], non_field_errors: ["Unknown place."] } },
      [
        [["address", "zip"], "Invalid."],
        [["address"], "Unknown place."],
      ],
    ],
    [
      "many=True: a list with an empty object for each valid item",
      { lines: [{}, { qty: ["A valid integer is required."] }] },
      [[["lines", 1, "qty"], "A valid integer is required."]],
    ],
    ["many=True at the top", [{}, { qty: ["Invalid."] }], [[[1, "qty"], "Invalid."]]],
    [
      "encode/django-rest-framework#9837: an object by index",
      { lines: { 2: { qty: ["Invalid."] } } },
      [[["lines", 2, "qty"], "Invalid."]],
    ],
    [
      "ListField, commit 6d6900d of encode/django-rest-framework: texts by index",
      { uuids: { 0: ["'X' is not a valid UUID."] } },
      [[["uuids", 0], "'X' is not a valid UUID."]],
    ],
    [
      "ValidationError with a list",
      ["a", "b"],
      [
        [[], "a"],
        [[], "b"],
      ],
    ],
    ["ValidationError with an object of texts", { name: "Taken." }, [[["name"], "Taken."]]],
    ["exceptions: detail", { detail: "Not found." }, [[[], "Not found."]]],
    [
      "simplejwt: detail with a code",
      { detail: "Token is expired", code: "token_not_valid", messages: [{ token_type: "access" }] },
      [[[], "Token is expired", "token_not_valid"]],
    ],
    [
      "exceptions, get_full_details: messages with codes",
      { name: [{ message: "This field is required.", code: "required" }] },
      [[["name"], "This field is required.", "required"]],
    ],
    [
      "Form.errors.get_json_data",
      { __all__: [{ message: "No.", code: "" }], sender: [{ message: "Enter an email.", code: "invalid" }] },
      [
        [[], "No."],
        [["sender"], "Enter an email.", "invalid"],
      ],
    ],
    [
      "fields with the names of other members",
      { title: ["Required."], code: ["Required."], status: ["Unknown."], type: ["Unknown."], message: ["Long."] },
      [
        [["title"], "Required."],
        [["code"], "Required."],
        [["status"], "Unknown."],
        [["type"], "Unknown."],
        [["message"], "Long."],
      ],
    ],
    [
      "drf-standardized-errors, README: attr",
      {
        type: "validation_error",
        errors: [
          { code: "required", detail: "This field is required.", attr: "name" },
          { code: "invalid", detail: "Invalid.", attr: "lines.0.qty" },
          { code: "invalid", detail: "No.", attr: "non_field_errors" },
          { code: "error", detail: "A server error occurred.", attr: null },
        ],
      },
      [
        [["name"], "This field is required.", "required"],
        [["lines", 0, "qty"], "Invalid.", "invalid"],
        [[], "No.", "invalid"],
        [[], "A server error occurred.", "error"],
      ],
    ],
  ])("%s", (_title, body, expected) => {
    expect(read(body)).toEqual(expected);
  });

  it("NON_FIELD_ERRORS_KEY is an option, at any depth", () => {
    const body = { general: ["a"], lines: [{ general: ["b"] }] };
    expect(read(body)).toEqual([
      [["general"], "a"],
      [["lines", 0, "general"], "b"],
    ]);
    expect(read(body, { nonFieldErrorsKey: "general" })).toEqual([
      [[], "a"],
      [["lines", 0], "b"],
    ]);
    const listed = { errors: [{ detail: "a", attr: "lines.0.general" }] };
    expect(read(listed, { nonFieldErrorsKey: "general" })).toEqual([[["lines", 0], "a"]]);
  });
});

describe("a field that is called as a container is", () => {
  const required = ["This field is required."];
  const names = ["detail", "errors", "formErrors", "globalErrors", "fieldErrors", "field_errors"];
  it.each(names)("%s: told from it by what was sent", (name) => {
    expect(read({ [name]: required })).toEqual([[[], required[0]]]);
    expect(read({ [name]: required }, { sent: { [name]: "" } })).toEqual([[[name], required[0]]]);
    expect(read({ [name]: required, name: required }, { sent: { [name]: "", name: "" } })).toEqual([
      [[name], required[0]],
      [["name"], required[0]],
    ]);
    // A list by position, and a record.
    expect(read({ [name]: { 1: required } }, { sent: { [name]: ["a", ""] } })).toEqual([[[name, 1], required[0]]]);
    expect(read({ [name]: { qty: required } }, { sent: { [name]: { qty: "" } } })).toEqual([
      [[name, "qty"], required[0]],
    ]);
  });

  it("error: a record", () => {
    expect(read({ error: { text: required } }, { sent: { error: { text: "" } } })).toEqual([
      [["error", "text"], required[0]],
    ]);
  });

  it("and what is no field's error is not: its members are elsewhere, or it is a list of errors, or a text", () => {
    const sent = { detail: "", errors: "", name: "" };
    expect(read({ errors: { name: required } }, { sent })).toEqual([[["name"], required[0]]]);
    expect(read({ errors: [{ field: "name", message: "Taken." }] }, { sent })).toEqual([[["name"], "Taken."]]);
    expect(read({ detail: [{ loc: ["body", "name"], msg: "Taken.", type: "t" }] }, { sent })).toEqual([
      [["name"], "Taken.", "t"],
    ]);
    expect(read({ detail: "Not found." }, { sent })).toEqual([[[], "Not found."]]);
  });
});

describe("problem details, JSON:API", () => {
  it.each<Case>([
    [
      "RFC 9457, 3: errors with JSON pointers",
      {
        type: "https://example.net/validation-error",
        title: "Your request is not valid.",
        errors: [
          { detail: "must be a positive integer", pointer: "#/age" },
          { detail: "must be 'green', 'red' or 'blue'", pointer: "#/profile/color" },
        ],
      },
      [
        [["age"], "must be a positive integer"],
        [["profile", "color"], "must be 'green', 'red' or 'blue'"],
      ],
    ],
    [
      "RFC 6901, 4 and 6: escapes of pointers",
      {
        errors: [
          { detail: "a", pointer: "#/a~1b/m~0n/0" },
          { detail: "b", pointer: "#/c%25d/%C3%A9" },
          { detail: "c", pointer: "/c%25d" },
          { detail: "d", pointer: "#/50%" },
          { detail: "e", pointer: "#" },
        ],
      },
      [
        [["a/b", "m~n", 0], "a"],
        [["c%d", "é"], "b"],
        [["c%25d"], "c"],
        [["50%"], "d"],
        [[], "e"],
      ],
    ],
    [
      "RFC 7807, 3: invalid-params",
      {
        title: "Your request parameters didn't validate.",
        "invalid-params": [{ name: "age", reason: "must be positive" }],
      },
      [[["age"], "must be positive"]],
    ],
    ["RFC 9457, 3.1: detail before title", { title: "t", detail: "d", status: 400 }, [[[], "d"]]],
    [
      "JSON:API, Errors: source.pointer",
      {
        errors: [
          {
            status: "422",
            code: "short",
            title: "Invalid",
            detail: "Too short.",
            source: { pointer: "/data/attributes/name" },
          },
          { title: "Missing", source: { pointer: "/data/relationships/author" } },
          { detail: "No data.", source: { pointer: "/data" } },
          { detail: "Unknown.", source: { parameter: "include" } },
          { detail: "Down." },
        ],
      },
      [
        [["name"], "Too short.", "short"],
        [["author"], "Missing"],
        [[], "No data."],
        [["include"], "Unknown."],
        [[], "Down."],
      ],
    ],
  ])("%s", (_title, body, expected) => {
    expect(read(body)).toEqual(expected);
  });

  it("JSON:API: a form that has the document's own shape keeps the whole pointer", () => {
    const body = { errors: [{ detail: "Too short.", source: { pointer: "/data/attributes/name" } }] };
    expect(read(body, { sent: { data: { attributes: { name: "x" } } } })).toEqual([
      [["data", "attributes", "name"], "Too short."],
    ]);
  });
});

describe("other frameworks", () => {
  it.each<Case>([
    [
      "FastAPI, Handling Errors: loc",
      {
        detail: [
          { type: "missing", loc: ["body", "lines", 0, "qty"], msg: "Field required", input: {} },
          { type: "int_parsing", loc: ["query", "page"], msg: "Not an integer", input: "x" },
          { type: "json_invalid", loc: ["body", 12], msg: "JSON decode error" },
          { type: "missing", loc: ["body"], msg: "Field required" },
          { type: "missing", loc: ["body", "body"], msg: "Field required" },
        ],
      },
      [
        [["lines", 0, "qty"], "Field required", "missing"],
        [["page"], "Not an integer", "int_parsing"],
        [[], "JSON decode error", "json_invalid"],
        [[], "Field required", "missing"],
        [["body"], "Field required", "missing"],
      ],
    ],
    ["FastAPI, HTTPException: a text", { detail: "Item not found" }, [[[], "Item not found"]]],
    [
      "FastAPI, HTTPException: an object",
      { detail: { code: "stock", message: "Out of stock" } },
      [[[], "Out of stock", "stock"]],
    ],
    [
      "dotnet/aspnetcore#11513 and #38925: ValidationProblemDetails",
      {
        title: "One or more validation errors occurred.",
        status: 400,
        errors: {
          "Lines[0].Qty": ["The Qty field is required."],
          "$.ages[1]": ["The JSON value could not be converted."],
          $: ["Not JSON."],
          "": ["A non-empty request body is required."],
          "Prices['a.b']": ["Too low."],
        },
        traceId: "00-84",
      },
      [
        [["Lines", 0, "Qty"], "The Qty field is required."],
        [["ages", 1], "The JSON value could not be converted."],
        [[], "Not JSON."],
        [[], "A non-empty request body is required."],
        [["Prices", "a.b"], "Too low."],
      ],
    ],
    [
      "Spring Boot, server.error.include-binding-errors",
      {
        timestamp: "2026-01-01T00:00:00Z",
        status: 400,
        error: "Bad Request",
        message: "Validation failed for object='job'. Error count: 2",
        errors: [
          {
            codes: ["NotBlank.job.name"],
            arguments: [{ defaultMessage: "lines[0].name", code: "lines[0].name" }],
            defaultMessage: "must not be blank",
            objectName: "job",
            field: "lines[0].name",
            rejectedValue: "",
            bindingFailure: false,
            code: "NotBlank",
          },
          { defaultMessage: "dates do not fit", objectName: "job", code: "Dates" },
        ],
        path: "/jobs",
      },
      [
        [["lines", 0, "name"], "must not be blank", "NotBlank"],
        [[], "dates do not fit", "Dates"],
      ],
    ],
    ["Spring Boot without them", { status: 404, error: "Not Found", path: "/x" }, [[[], "Not Found"]]],
    [
      "Spring, a fieldErrors of one's own",
      { fieldErrors: [{ field: "name", message: "must not be blank" }], globalErrors: [{ message: "No." }] },
      [
        [[], "No."],
        [["name"], "must not be blank"],
      ],
    ],
    [
      "quarkusio/quarkus#29047: violations, with the method and its parameter",
      { title: "Constraint Violation", status: 400, violations: [{ field: "add.arg0.name", message: "blank" }] },
      [[["add", "arg0", "name"], "blank"]],
    ],
    [
      "Symfony, ConstraintViolationListNormalizer",
      {
        type: "https://symfony.com/errors/validation",
        title: "Validation Failed",
        detail: "lines[0].qty: This value should be positive.",
        violations: [{ propertyPath: "lines[0].qty", title: "This value should be positive.", type: "urn:uuid:1" }],
      },
      [[["lines", 0, "qty"], "This value should be positive."]],
    ],
    [
      "Rails, ActiveModel::Errors, with index_errors: true",
      { errors: { name: ["can't be blank"], "variants[1].price": ["can't be blank"], base: ["No."] } },
      [
        [["name"], "can't be blank"],
        [["variants", 1, "price"], "can't be blank"],
        [[], "No."],
      ],
    ],
    [
      "Rails, full_messages beside the fields, which they repeat",
      { errors: { name: ["can't be blank"], full_messages: ["Name can't be blank"] } },
      [[["name"], "can't be blank"]],
    ],
    ["Rails, full_messages alone", { errors: ["Name can't be blank"] }, [[[], "Name can't be blank"]]],
    [
      "Laravel, Validation: errors by dotted name",
      {
        message: "The name field is required. (and 1 more error)",
        errors: { name: ["Required."], "lines.0.qty": ["Low."] },
      },
      [
        [["name"], "Required."],
        [["lines", 0, "qty"], "Low."],
      ],
    ],
    [
      "express-validator 7, Migration: path; before it, param",
      {
        errors: [
          { type: "field", msg: "Invalid value", path: "lines[0].qty", location: "body", value: "x" },
          { msg: "Invalid value", param: "name", location: "body" },
        ],
      },
      [
        [["lines", 0, "qty"], "Invalid value"],
        [["name"], "Invalid value"],
      ],
    ],
    [
      "express-validator, mapped()",
      { errors: { name: { type: "field", msg: "Invalid value", path: "name" } } },
      [[["name"], "Invalid value"]],
    ],
    [
      "express-openapi-validator: pointers into the request",
      {
        message: "invalid",
        errors: [{ path: "/body/lines/0/qty", message: "should be number", errorCode: "type.openapi" }],
      },
      [[["lines", 0, "qty"], "should be number", "type.openapi"]],
    ],
    [
      "ajv: instancePath and keyword",
      [{ instancePath: "/lines/0/qty", keyword: "minimum", message: "must be >= 1" }],
      [[["lines", 0, "qty"], "must be >= 1", "minimum"]],
    ],
    [
      "zod.dev/error-formatting: issues, flattenError, formatError",
      {
        issues: [{ code: "invalid_type", path: ["favorites", 1], message: "Expected number" }],
        formErrors: ["Unrecognized key"],
        fieldErrors: { username: ["Expected string"] },
      },
      [
        [[], "Unrecognized key"],
        [["username"], "Expected string"],
        [["favorites", 1], "Expected number", "invalid_type"],
      ],
    ],
    [
      "zod.dev/error-formatting: formatError",
      { _errors: ["Unrecognized key"], username: { _errors: ["Expected string"] } },
      [
        [[], "Unrecognized key"],
        [["username"], "Expected string"],
      ],
    ],
    [
      "zod.dev/error-formatting: treeifyError",
      {
        errors: ["Unrecognized key"],
        properties: { favorites: { errors: [], items: [null, { errors: ["Expected number"] }] } },
      },
      [
        [[], "Unrecognized key"],
        [["favorites", 1], "Expected number"],
      ],
    ],
    [
      "zod 4: the error itself as JSON has its issues in the message, as a text",
      {
        success: false,
        error: JSON.parse(
          JSON.stringify(z.object({ lines: z.array(z.string()) }).safeParse({ lines: [""].fill(5 as never) }).error),
        ) as unknown,
      },
      [[["lines", 0], "Invalid input: expected string, received number", "invalid_type"]],
    ],
    ["a text that merely looks like such a list", { message: "[{ is not JSON" }, [[[], "[{ is not JSON"]]],
    ["or is another list", { message: '[{"a":1}]' }, [[[], '[{"a":1}]']]],
    [
      "fields with the names of treeifyError's members",
      { items: [{}, { qty: ["Low."] }], properties: { color: ["Unknown."] } },
      [
        [["items", 1, "qty"], "Low."],
        [["properties", "color"], "Unknown."],
      ],
    ],
    [
      "GitHub, Client errors: a code without a text, or with one",
      {
        message: "Validation Failed",
        errors: [
          { resource: "Issue", field: "title", code: "missing_field" },
          { resource: "Issue", field: "labels", code: "custom", message: "Too many labels." },
        ],
      },
      [
        [["title"], "missing_field", "missing_field"],
        [["labels"], "Too many labels.", "custom"],
      ],
    ],
    [
      "records with fields of these names",
      {
        errors: [
          { field: ["Unknown."], code: ["Required."] },
          { field: "Unknown.", code: "Not a code." },
        ],
      },
      [
        [[0, "field"], "Unknown."],
        [[0, "code"], "Required."],
        [[1, "field"], "Unknown."],
        [[1, "code"], "Not a code."],
      ],
    ],
    [
      "Standard Schema: steps may be objects with a key",
      { issues: [{ message: "Expected number", path: [{ key: "lines" }, { key: 0 }] }] },
      [[["lines", 0], "Expected number"]],
    ],
    [
      "typestack/class-validator#842: NestJS's texts name a property, but not for certain",
      { statusCode: 400, message: ["title should not be empty"], error: "Bad Request" },
      [[[], "title should not be empty"]],
    ],
    [
      "nestjs/nest#1622: NestJS with the errors of class-validator",
      {
        statusCode: 400,
        error: "Bad Request",
        message: [
          {
            target: {},
            property: "lines",
            children: [
              { property: "0", children: [{ property: "qty", constraints: { isInt: "qty must be an integer" } }] },
            ],
          },
          { target: {}, property: "email", children: [], constraints: { isEmail: "email must be an email" } },
        ],
      },
      [
        [["lines", 0, "qty"], "qty must be an integer", "isInt"],
        [["email"], "email must be an email", "isEmail"],
      ],
    ],
    [
      "Mongoose, ValidationError: an object for each path",
      {
        message: "Job validation failed",
        errors: { name: { message: "Path `name` is required.", kind: "required", path: "name" } },
      },
      [[["name"], "Path `name` is required."]],
    ],
    [
      "Joi: details",
      {
        message: "fails",
        details: [{ message: '"qty" is required', path: ["lines", 0, "qty"], type: "any.required" }],
      },
      [[["lines", 0, "qty"], '"qty" is required']],
    ],
    [
      "google.rpc.BadRequest: fieldViolations",
      {
        error: {
          code: 400,
          message: "Invalid",
          status: "INVALID_ARGUMENT",
          details: [{ "@type": "BadRequest", fieldViolations: [{ field: "lines[0].qty", description: "too low" }] }],
        },
      },
      [[["lines", 0, "qty"], "too low"]],
    ],
    [
      "Stripe: param",
      { error: { type: "card_error", code: "invalid_number", message: "Invalid number.", param: "card[number]" } },
      [[["card", "number"], "Invalid number.", "invalid_number"]],
    ],
    [
      "GraphQL, 7.1.2: `path` is a place in the response",
      { data: null, errors: [{ message: "No such job", path: ["job"], locations: [{ line: 1, column: 1 }] }] },
      [[[], "No such job"]],
    ],
    ["a message with details by field", { error: "bad", details: { name: ["x"] } }, [[["name"], "x"]]],
    ["a message", { message: "m" }, [[[], "m"]]],
    ["a text", "Out of stock", [[[], "Out of stock"]]],
  ])("%s", (_title, body, expected) => {
    expect(read(body)).toEqual(expected);
  });
});

describe("sent: the names are those of the form", () => {
  const sent = { firstName: "", last_name: "", lines: [{ unitPrice: 0 }], address: { zip: "" } };

  it("a name that differs in case, _ and - alone is the form's, at every depth (dotnet/aspnetcore#38925)", () => {
    const body = { errors: { FirstName: ["a"], LastName: ["b"], "Lines[0].UnitPrice": ["c"], "Address.Zip": ["d"] } };
    expect(read(body, { sent })).toEqual([
      [["firstName"], "a"],
      [["last_name"], "b"],
      [["lines", 0, "unitPrice"], "c"],
      [["address", "zip"], "d"],
    ]);
    expect(read({ first_name: ["a"] }, { sent })).toEqual([[["firstName"], "a"]]);
  });

  it("a name that is not there stays as it is, and so does one that could be either of two", () => {
    expect(read({ Phone: ["a"], Zip: ["b"] }, { sent })).toEqual([
      [["Phone"], "a"],
      [["Zip"], "b"],
    ]);
    expect(read({ "a-b": ["a"] }, { sent: { a_b: 1, aB: 2 } })).toEqual([[["a-b"], "a"]]);
    expect(read({ a_b: ["a"] }, { sent: { a_b: 1, aB: 2 } })).toEqual([[["a_b"], "a"]]);
  });

  it("tells a name of digits from an index", () => {
    expect(read({ hours: { 2026: ["a"] } })).toEqual([[["hours", 2026], "a"]]);
    expect(read({ hours: { 2026: ["a"] } }, { sent: { hours: { 2026: 5 } } })).toEqual([[["hours", "2026"], "a"]]);
  });

  it("finds the property in NestJS's texts (typestack/class-validator#842)", () => {
    const body = {
      statusCode: 400,
      message: ["lines.0.unitPrice must be positive", "each value in tags must be a string"],
    };
    expect(read(body, { sent })).toEqual([
      [["lines", 0, "unitPrice"], "lines.0.unitPrice must be positive"],
      [[], "each value in tags must be a string"],
    ]);
  });

  it("leaves out Quarkus's method and parameter (quarkusio/quarkus#29047), and no name of another field", () => {
    const violation = (field: string): object => ({ violations: [{ field, message: "a" }] });
    expect(read(violation("add.arg0.firstName"), { sent })).toEqual([[["firstName"], "a"]]);
    expect(read(violation("address.geo.firstName"), { sent })).toEqual([[["address", "geo", "firstName"], "a"]]);
  });
});

describe("results, and what is thrown", () => {
  const answer = { operation: "job_update", method: "PUT", url: "https://x.example/1" };
  const result = (more: object): object => ({ message: "What is known.", headers: {}, ...answer, ...more });

  it.each(["error", "unexpected"])("%s: what the body says; where it says nothing, the message", (kind) => {
    expect(read(result({ kind, error: { name: ["a"] } }))).toEqual([[["name"], "a"]]);
    for (const error of [undefined, {}, "<html>x</html>", { detail: "<p>x</p>" }, new Blob(["x"])])
      expect(read(result({ kind, error }))).toEqual([[[], "What is known."]]);
  });

  it.each(["precondition-failed", "precondition-required"])("%s: its message too, which says what to do", (kind) => {
    expect(read(result({ kind, error: { name: ["a"], non_field_errors: ["b"] } }))).toEqual([
      [["name"], "a"],
      [[], "What is known."],
    ]);
  });

  it("ambiguous: its message alone, as what it has may be a gateway's", () => {
    expect(read(result({ kind: "ambiguous", cause: { name: ["a"] } }))).toEqual([[[], "What is known."]]);
  });

  it("ok: none", () => {
    expect(read({ kind: "ok", status: 200, data: { name: ["a"] }, headers: {} })).toEqual([]);
  });

  const thrown = (response: Response | Error, options: object = {}): Promise<unknown> =>
    patchNote(notesClient({ fetch: stubFetch(response).fetch, ...options }), tag('"v1"'))
      .then(unwrap)
      .catch((error: unknown) => error);

  it("the error that unwrap throws: what its result gives", async () => {
    expect(read(await thrown(json(400, { text: ["Too long."] })))).toEqual([[["text"], "Too long."]]);
    const [field, whole] = read(await thrown(json(412, { text: ["Too long."] })));
    expect(field).toEqual([["text"], "Too long."]);
    expect(whole).toEqual([[], expect.stringMatching(/^text: Too long\. This request was not carried out/)]);
    expect(read(await thrown(new TypeError("gone")))).toEqual([[[], expect.stringMatching(/^It is unknown/)]]);
  });

  it("what is thrown without a response: its message", async () => {
    const client = notesClient({ fetch: stubFetch(new TypeError("gone")).fetch });
    const error: unknown = await readNote(client).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(NetworkError);
    expect(read(error)).toEqual([[[], expect.stringMatching(/^No response: gone/)]]);
    expect(read(new TypeError(""))).toEqual([[[], "TypeError"]]);
    expect(read(new Error("m", { cause: { issues: "none" } }))).toEqual([[[], "m"]]);
  });

  it("a body that validateBodies rejects before it is sent: the issues of its schema", async () => {
    const body = z.object({ text: z.string().max(3, "Too long.") });
    const error = await thrown(json(200, {}), { validate: validateBodies({ note_patch: { body } }) });
    expect(error).toBeInstanceOf(UsageError);
    expect(read(error)).toEqual([[["text"], "Too long.", "too_big"]]);
  });

  it("each error is an issue of Standard Schema", () => {
    const issues: readonly {
      readonly message: string;
      readonly path?: readonly (PropertyKey | { key: PropertyKey })[];
    }[] = fieldErrors({ name: ["a"] });
    expect(issues).toEqual([{ path: ["name"], message: "a" }]);
  });

  it("a body that merely has a `kind` is a body", () => {
    expect(read({ kind: ["Unknown."] })).toEqual([[["kind"], "Unknown."]]);
    expect(read({ kind: "ok", message: "m" })).toEqual([[[], "m"]]);
  });
});

describe("readers", () => {
  const ours = (body: unknown): FieldError[] | undefined => {
    const { failed } = body as { failed?: Record<string, string> };
    return failed && Object.entries(failed).map(([name, message]) => ({ path: name.split("/"), message }));
  };

  it("are asked first, and only as long as none has answered", () => {
    const none = (): never => {
      throw new Error("It is not asked.");
    };
    const body = { failed: { "address/Zip": "a" }, errors: { name: ["b"] } };
    expect(read(body, { readers: [() => undefined, ours, none], sent: { address: { zip: "" } } })).toEqual([
      [["address", "zip"], "a"],
    ]);
    expect(read({ name: ["b"] }, { readers: [ours] })).toEqual([[["name"], "b"]]);
    expect(read({ name: ["b"] }, { readers: [() => []] })).toEqual([]);
  });
});

describe("errorsByName", () => {
  it("gives the messages of each field under its name, in the notation of the form library", () => {
    const errors = fieldErrors({ non_field_errors: ["a"], lines: [{}, { qty: ["b", "c"] }], 0: ["d"] });
    expect(errorsByName(errors)).toEqual({ "": ["a"], "lines.1.qty": ["b", "c"], "0": ["d"] });
    expect(errorsByName(errors, { brackets: true })).toEqual({ "": ["a"], "lines[1].qty": ["b", "c"], "[0]": ["d"] });
  });

  it("holds names that JavaScript knows as own properties", () => {
    const named = errorsByName(fieldErrors(JSON.parse('{"__proto__":["a"],"constructor":["b"]}')));
    expect(Object.entries(named)).toEqual([
      ["__proto__", ["a"]],
      ["constructor", ["b"]],
    ]);
    expect(Object.getPrototypeOf(named)).toBe(Object.prototype);
  });
});

describe("bodies that mean harm", () => {
  const nested = (open: string, close: string): unknown => JSON.parse(`${open.repeat(1e5)}"x"${close.repeat(1e5)}`);

  it.each<[string, unknown]>([
    ["lists", nested("[", "]")],
    ["lists in errors", { errors: nested("[", "]") }],
    ["fields", nested('{"a":', "}")],
    ["errors", nested('{"errors":', "}")],
    ["details", nested('{"detail":', "}")],
    ["properties", nested('{"errors":[],"properties":{"a":', "}}")],
    ["wrapped errors", nested('{"error":', "}")],
    ["children", { statusCode: 400, message: [nested('{"children":[', "]}")] }],
    ["a place", { errors: [{ msg: "m", loc: nested("[", "]") }] }],
    ["brackets without an end", { errors: { ["[".repeat(1e5)]: ["m"], ["['".repeat(1e5)]: ["m"] } }],
    ["an object that cannot become text", { errors: [{ msg: "m", attr: { toString: 1 }, path: [{ toString: 1 }] }] }],
  ])("a hundred thousand levels of %s", (_what, body) => {
    for (const { message } of fieldErrors(body, { sent: { a: { a: 1 } } })) expect(message).not.toBe("");
  });

  const known = [
    "errors",
    "detail",
    "message",
    "statusCode",
    "error",
    "details",
    "issues",
    "violations",
    "fieldErrors",
  ];
  const placed = [
    "loc",
    "path",
    "attr",
    "pointer",
    "source",
    "field",
    "msg",
    "children",
    "constraints",
    "type",
    "code",
  ];
  const keys = fc.oneof(fc.constantFrom(...known, ...placed), fc.string());
  const { body: anyBody } = fc.letrec<{ body: unknown }>((tie) => ({
    body: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom("", " ", "a", "a.b[0]", "#/a/%", "<p>", null, 0, true),
      fc.array(tie("body"), { maxLength: 3 }),
      fc.dictionary(keys, tie("body"), { maxKeys: 4, noNullPrototype: false }),
    ),
  }));

  it("a constraint without a name is an error without a code", () => {
    expect(fieldErrors([{ property: "a", constraints: { "": "No." } }])).toEqual([{ path: ["a"], message: "No." }]);
  });

  it("any JSON: nothing is thrown, every message is a text, every path names and indices", () => {
    fc.assert(
      fc.property(fc.oneof(anyBody, fc.jsonValue()), anyBody, (body, sent) => {
        const all = fieldErrors(body, { sent });
        for (const { path, message, code } of all) {
          expect(message.trim()).not.toBe("");
          expect(
            path.every((step) => typeof step === "string" || Number.isSafeInteger(step) || Number.isFinite(step)),
          ).toBe(true);
          expect(code).not.toBe("");
        }
        const inNames = Object.values(errorsByName(all)).flat();
        expect(inNames.toSorted()).toEqual(all.map(({ message }) => message).toSorted());
      }),
      { numRuns: 3000 },
    );
  });

  it("Django REST framework: every text comes out exactly once, under its path", () => {
    const name = fc.constantFrom(
      "name",
      "title",
      "code",
      "lines",
      "address",
      "qty",
      "type",
      "a.b",
      "items",
      "properties",
      "__proto__",
    );
    const text = fc.constantFrom("Required.", "Too short.", "message");
    const { fields } = fc.letrec<{ fields: unknown; texts: unknown }>((tie) => ({
      texts: fc.array(text, { minLength: 1, maxLength: 3 }),
      fields: fc.oneof(
        { maxDepth: 4 },
        tie("texts"),
        fc.dictionary(fc.oneof(name, fc.constant("non_field_errors")), fc.oneof(tie("texts"), tie("fields"))),
        fc.array(fc.dictionary(name, tie("texts")), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom("0", "3", "17"), fc.dictionary(name, tie("texts"))),
      ),
    }));
    /** By a walk that knows nothing of frameworks. */
    const leaves = (value: unknown, path: FieldError["path"]): Expected[] => {
      if (typeof value === "string") return [[path, value]];
      if (Array.isArray(value))
        return value.flatMap((item, index) => leaves(item, typeof item === "string" ? path : [...path, index]));
      return Object.entries(value as object).flatMap(([key, part]) =>
        leaves(part, key === "non_field_errors" ? path : [...path, /^\d+$/.test(key) ? Number(key) : key]),
      );
    };
    fc.assert(
      fc.property(fields, (body) => {
        expect(read(body)).toEqual(leaves(body, []));
      }),
      { numRuns: 1000 },
    );
  });
});
