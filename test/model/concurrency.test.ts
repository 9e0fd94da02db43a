/** Roles, resources and keys where the scenarios are too small a stage: what outranks what, and what is refused. */
import { describe, expect, test } from "vitest";
import { OverrideError } from "../../generator/model/overrides.js";
import { body, jobParameter, MARKER, operation } from "../cli/workspace.js";
import { modelOf, operationOf, placeOf, refusal, said } from "./model-of.js";

type Json = Record<string, unknown>;

const object: Json = { type: "object", properties: { name: { type: "string" } } };
const listed: Json = { type: "array", items: object };
const marked = { description: MARKER };
const get = (id: string, schema: Json = object): Json => operation(id, {}, schema);
const change = (id: string, more: Json = {}, schema: Json = object): Json =>
  operation(id, { ...body(schema), ...more }, object);
const values = (...names: string[]): object => ({
  kind: "values",
  values: names.map((name) => ({ parameter: name, in: "path", name })),
});
const parameter = (...names: string[]): Json => ({
  parameters: names.map((name) => ({ in: "path", name, required: true, schema: { type: "string" } })),
});

/** A job that is read, and changed under its tag. */
const job: Json = {
  "/jobs/{job_id}/": { ...jobParameter, get: get("job_retrieve"), patch: change("job_update", marked) },
};

describe("a config entry without a role", () => {
  const paths = {
    ...job,
    "/jobs/{job_id}/summary": { ...jobParameter, get: get("summary"), head: get("summary_head") },
    "/jobs/{job_id}/close": { ...jobParameter, post: operation("close", {}, object) },
  };

  test.for([{ resource: "Job" }, { key: "path.job_id" }, { ifMatch: "optional" as const }])(
    "such as %j makes a GET a retrieval and a POST a state change",
    async (entry) => {
      const model = await modelOf({ paths }, { operations: { "summary*": entry, close: entry } });
      for (const id of ["summary", "summary_head"])
        expect(placeOf(model, id)).toEqual({ role: "retrieval", resource: "Job", key: values("job_id") });
      expect(placeOf(model, "close")).toEqual({
        role: "state-change",
        resource: "Job",
        key: values("job_id"),
        ifMatch: entry.ifMatch ?? "required",
      });
      expect(operationOf(model, "close").concurrency.evidence).toEqual([
        { signal: "config", at: 'operations["close"]' },
      ]);
    },
  );

  test("and without a word says nothing", async () => {
    const model = await modelOf({ paths }, { operations: { close: {}, job_update: {} } });
    expect(placeOf(model, "close")).toEqual({ role: "none" });
    expect(placeOf(model, "job_update").role).toBe("state-change");
  });
});

describe("x-concurrency", () => {
  const withExtension = (extension: unknown): Json => ({
    "/jobs/{job_id}/": {
      ...jobParameter,
      "x-concurrency": extension,
      get: get("job_retrieve"),
      put: change("job_update"),
      options: get("job_options"),
    },
  });

  test("on a path item holds for the operations that can have such a role", async () => {
    const model = await modelOf({ paths: withExtension({ ifMatch: "optional" }) });
    expect(model.operations.map(({ concurrency }) => concurrency.role)).toEqual(["retrieval", "state-change", "none"]);
    expect(placeOf(model, "job_update")).toMatchObject({ resource: "Job", ifMatch: "optional" });
  });

  test.for(["none", false])("may be %j", async (extension) => {
    const model = await modelOf({
      paths: {
        "/jobs/{job_id}/": {
          ...jobParameter,
          get: get("g"),
          put: change("p", { ...marked, "x-concurrency": extension }),
        },
      },
    });
    expect(placeOf(model, "p")).toEqual({ role: "none" });
  });

  const at = "#/paths/~1jobs~1{job_id}~1/x-concurrency";
  test.for([
    [
      "optional",
      at,
      "`x-concurrency` is either the word none or an object with role, resource, key, ifMatch and creates.",
    ],
    [true, at, "`x-concurrency` is either the word none or an object with role, resource, key, ifMatch and creates."],
    [
      ["none"],
      at,
      "`x-concurrency` is either the word none or an object with role, resource, key, ifMatch and creates.",
    ],
    [{ role: "update" }, `${at}/role`, "`x-concurrency.role` is one of none, retrieval, state-change, creation."],
    [
      { key: 1 },
      `${at}/key`,
      "`x-concurrency.key` says where the request carries the key: `path.job_id`, or a list of such places.",
    ],
    [
      { key: "path.id" },
      `${at}/key`,
      '`x-concurrency.key` is "path.id", but GET /jobs/{job_id}/ has no such path parameter.',
    ],
    [
      { key: "job_id" },
      `${at}/key`,
      '`x-concurrency.key` is "job_id"; write where the value stands, such as "path.job_id" or "body.purchase_order_id".',
    ],
    [{ key: [] }, `${at}/key`, "`x-concurrency.key` has 0 values, but the key of Job is /jobs/{job_id}/, with 1."],
    [{ ifMatch: true }, `${at}/ifMatch`, "`x-concurrency.ifMatch` is one of required, optional."],
  ] as const)("of %j is refused", async ([extension, place, message]) => {
    expect(await refusal({ paths: withExtension(extension) })).toEqual([
      `error invalid-x-concurrency: ${message} "${place}"`,
    ]);
  });
});

describe("a POST beside a list", () => {
  const beside = (post: Json): Json => ({
    "/jobs/": { get: get("job_list", listed), put: change("job_bulk_update", marked, listed), post },
  });
  const creation = { role: "creation", resource: "Job" };

  test("creates, where only prose marks it", async () => {
    const model = await modelOf({ paths: beside(change("job_create", marked)) });
    expect(placeOf(model, "job_create")).toEqual(creation);
    expect(said(model)).toEqual([
      'warning marker-on-create: POST /jobs/ is marked, but nothing exists yet that it could match: it is generated as a creation. "#/paths/~1jobs~1/post"',
    ]);
  });

  test("changes the list, where the document says so", async () => {
    const ifMatch = { parameters: [{ in: "header", name: "If-Match", schema: { type: "string" } }] };
    const model = await modelOf({ paths: beside(change("job_create", ifMatch)) });
    expect(placeOf(model, "job_create")).toMatchObject({ role: "state-change", resource: "Jobs", ifMatch: "optional" });
    expect(placeOf(model, "job_list")).toMatchObject({ role: "retrieval", resource: "Jobs" });
    expect(said(model)).toEqual([]);
  });

  // What nobody marks may still be said outright.
  const ofTheList = { role: "state-change", resource: "Jobs", key: values(), ifMatch: "required" };

  test.for([{ role: "state-change" }, { ifMatch: "required" }, {}])(
    "changes the list under x-concurrency: %j, and takes nothing from the list's other changes",
    async (extension) => {
      const model = await modelOf({ paths: beside(change("job_merge", { "x-concurrency": extension })) });
      for (const id of ["job_merge", "job_bulk_update"]) expect(placeOf(model, id)).toEqual(ofTheList);
      expect(model.resources).toMatchObject([{ name: "Jobs", retrieval: "job_list" }]);
      expect(said(model)).toEqual([]);
    },
  );

  test.for([{ role: "state-change" as const }, { ifMatch: "required" as const }])(
    "changes the list where the config says %j",
    async (entry) => {
      const model = await modelOf({ paths: beside(change("job_merge")) }, { operations: { job_merge: entry } });
      for (const id of ["job_merge", "job_bulk_update"]) expect(placeOf(model, id)).toEqual(ofTheList);
      expect(model.resources).toMatchObject([{ name: "Jobs", retrieval: "job_list" }]);
    },
  );
});

describe("a marked POST below a job", () => {
  const below = (path: string, answer: Json): Json => ({
    ...job,
    [path]: { ...jobParameter, get: answer, post: change("act", marked) },
  });

  test("takes the job's tag although it has a GET of its own: that is one more view of the job", async () => {
    const model = await modelOf({ paths: below("/jobs/{job_id}/schedule", get("schedule")) });
    expect(placeOf(model, "act")).toEqual({
      role: "state-change",
      resource: "Job",
      key: values("job_id"),
      ifMatch: "required",
    });
    expect(model.resources.map(({ name }) => name)).toEqual(["Job"]);
  });

  test.for([
    ["an array", listed],
    ["an object that wraps an array", { properties: { Results: listed, next: { type: "string" } } }],
    ["one that inherits its rows", { allOf: [{ properties: { items: listed } }, true] }],
  ] as const)("takes the job's tag beside a list that is %s", async ([, schema]) => {
    const model = await modelOf({ paths: below("/jobs/{job_id}/events/", get("events", schema as Json)) });
    expect(placeOf(model, "act")).toMatchObject({ resource: "Job", key: values("job_id") });
  });

  test("takes the tag of what it stands beside, where no job is conditional", async () => {
    const noJob = { "/jobs/{job_id}/schedule": { ...jobParameter, get: get("schedule"), post: change("act", marked) } };
    expect(placeOf(await modelOf({ paths: noJob }), "act")).toMatchObject({ resource: "JobSchedule" });
    // Neither a failure, nor an answer without JSON or properties, makes the GET a list.
    for (const responses of [
      { 404: { description: "no" } },
      { 204: { description: "nothing" } },
      { 200: { description: "ok", content: { "application/json": { schema: { type: "string" } } } } },
    ]) {
      const schedule = { ...noJob["/jobs/{job_id}/schedule"], get: { operationId: "schedule", responses } };
      const model = await modelOf({ paths: { "/jobs/{job_id}/schedule": schedule } });
      expect(placeOf(model, "act")).toMatchObject({ role: "state-change", resource: "JobSchedule" });
    }
  });
});

describe("a body field names the resource", () => {
  const orders: Json = {
    "/orders/{order_id}/": { ...parameter("order_id"), get: get("order"), put: change("order_update", marked) },
  };
  const receipt = (schema: unknown): Json => ({
    "/receipts/": {
      post: { ...operation("receipt", marked, object), requestBody: { content: { "application/json": { schema } } } },
    },
  });
  const named = { role: "state-change", resource: "Order" };
  const inBody = (name: string): object => ({
    ...named,
    key: { kind: "values", values: [{ parameter: "order_id", in: "body", name }] },
    ifMatch: "required",
  });
  const id = { type: "string" };

  test.for([
    ["as its own property", { properties: { order_id: id, lines: true } }],
    ["by what it inherits", { allOf: [{ $ref: "#/components/schemas/Ordered" }, { type: "object" }] }],
    ["by what inherits it in turn", { $ref: "#/components/schemas/Circular" }],
  ] as const)("%s", async ([, schema]) => {
    const model = await modelOf({
      openapi: "3.1.0",
      paths: { ...orders, ...receipt(schema) },
      components: {
        schemas: {
          Ordered: { type: "object", properties: { order_id: id } },
          Circular: { allOf: [{ $ref: "#/components/schemas/Circular" }, { $ref: "#/components/schemas/Ordered" }] },
        },
      },
    });
    expect(placeOf(model, "receipt")).toEqual(inBody("order_id"));
  });

  test.for([
    ["the body has no schema", undefined],
    ["the body takes anything", true],
    ["the field is not an id", { properties: { order_name: id, order: id, id } }],
    ["two fields name two resources", { properties: { order_id: id, lock_key: id } }],
  ] as const)("but not where %s: it creates", async ([, schema]) => {
    const locks = { "/locks/{name}": { ...parameter("name"), get: get("lock"), put: change("lock_update", marked) } };
    const model = await modelOf({ paths: { ...orders, ...locks, ...receipt(schema) } });
    expect(placeOf(model, "receipt")).toEqual({ role: "creation", resource: "Receipt" });
  });

  test("but not where one value is not the whole key", async () => {
    const model = await modelOf({
      paths: {
        "/shops/{shop}/orders/{order}": {
          ...parameter("shop", "order"),
          get: get("order"),
          put: change("order_update", marked),
        },
        ...receipt({ properties: { order_id: id } }),
      },
    });
    expect(placeOf(model, "receipt")).toEqual({ role: "creation", resource: "Receipt" });
  });

  test("and a resource that nobody can read is none that a body could name", async () => {
    const ifMatch = { parameters: [{ in: "header", name: "If-Match", required: true, schema: id }] };
    const model = await modelOf({
      paths: {
        "/orders/{order_id}/": { ...parameter("order_id"), put: change("order_update", ifMatch) },
        ...receipt({ properties: { order_id: id } }),
      },
    });
    expect(placeOf(model, "order_update")).toMatchObject({ resource: "Order", key: { kind: "unresolved" } });
    expect(placeOf(model, "receipt")).toEqual({ role: "creation", resource: "Receipt" });
  });
});

describe("a resource may be named", () => {
  const elsewhere = (more: Json): Json => ({ ...job, "/headers/{job_id}": { ...jobParameter, ...more } });
  const retrieval = { role: "retrieval", resource: "Job", key: values("job_id") };

  test.for(["Job", "/jobs/{job_id}/", "/jobs/{id}"])(
    "for a retrieval, as %s: it reads the same record",
    async (resource) => {
      const configured = await modelOf(
        { paths: elsewhere({ get: get("header") }) },
        { operations: { header: { resource } } },
      );
      expect(placeOf(configured, "header")).toEqual(retrieval);
      const extended = await modelOf({
        paths: elsewhere({ get: { ...get("header"), "x-concurrency": { resource } } }),
      });
      expect(placeOf(extended, "header")).toEqual(retrieval);
    },
  );

  test.for([
    ["Job", "Job"],
    ["/jobs/{job_id}/", "Job"],
    ["parcel", "Parcel"],
    ["", "Submit"],
    ["!", "Resource"],
  ] as const)("for a creation, as %j: its tag is a %s's", async ([resource, name]) => {
    const paths = {
      ...job,
      "/submit": { post: change("submit", { "x-concurrency": { role: "creation", resource } }) },
    };
    expect(placeOf(await modelOf({ paths }), "submit")).toEqual({ role: "creation", resource: name });
  });

  test("for a retrieval, by the name that the config gave it", async () => {
    const options = { operations: { header: { resource: "WorkOrder" } }, resources: { Job: { name: "WorkOrder" } } };
    const model = await modelOf({ paths: elsewhere({ get: get("header") }) }, options);
    expect(placeOf(model, "header")).toEqual({ ...retrieval, resource: "WorkOrder" });
  });

  test("for a retrieval, though no change of it is conditional: both are kept as one", async () => {
    const paths = {
      "/rates/": { get: get("rates") },
      "/rate-table/": { get: { ...get("table"), "x-concurrency": { role: "retrieval", resource: "Rates" } } },
    };
    const model = await modelOf({ paths });
    expect(placeOf(model, "table")).toEqual({ role: "retrieval", resource: "Rates", key: values() });
    expect(model.resources).toMatchObject([{ name: "Rates", key: "/rates/", retrieval: "rates", conditional: false }]);
  });

  test.for([
    ["/jobs/{id}", "Job"],
    ["/parcels/{id}/", "Parcel"],
  ] as const)("for a creation, by a path of its own spelling: %s", async ([resource, name]) => {
    const paths = {
      ...job,
      "/submit": { post: change("submit", { "x-concurrency": { role: "creation", resource } }) },
    };
    expect(placeOf(await modelOf({ paths }), "submit")).toEqual({ role: "creation", resource: name });
  });

  test.for(["job_update", "header"])("but the config must name one that the document reads: %s", async (id) => {
    const options = { operations: { [id]: { resource: "Jobb" } } };
    await expect(modelOf({ paths: elsewhere({ get: get("header") }) }, options)).rejects.toThrow(
      new OverrideError(
        "operations",
        id,
        `operations["${id}"].resource is "Jobb", but the document has no GET of such a resource.`,
      ),
    );
  });

  test.for(["get", "put"])("and so must the document itself, for a %s", async (method) => {
    const paths = elsewhere({ [method]: { ...get("header"), "x-concurrency": { resource: "/jobbs/{id}" } } });
    expect(await refusal({ paths })).toEqual([
      `error invalid-x-concurrency: \`x-concurrency.resource\` is "/jobbs/{id}", but the document has no GET of such a resource. "#/paths/~1headers~1{job_id}/${method}/x-concurrency/resource"`,
    ]);
  });
});

describe("a request that does not say which record it is about", () => {
  const optional = (name: string): Json => ({ name, in: "query", schema: { type: "string" } });
  const help = "Say where the request carries it in ifmatch.config.ts";

  test("is reported: what was read of the record would not be taken", async () => {
    const entry = { resource: "Job" };
    const paths = {
      ...job,
      "/uploads/{upload_id}/merge": {
        ...parameter("upload_id"),
        post: operation("merge", { parameters: [optional("job")] }, object),
      },
    };
    const model = await modelOf({ paths }, { operations: { merge: entry } });
    expect(placeOf(model, "merge")).toMatchObject({
      resource: "Job",
      key: { kind: "unresolved", values: [{ parameter: "upload_id", in: "path", name: "upload_id" }] },
    });
    expect(said(model)).toEqual([
      'warning unresolved-key: POST /uploads/{upload_id}/merge is about Job, but its path does not say which one: {job_id} is missing. "#/paths/~1uploads~1{upload_id}~1merge/post"',
    ]);
    expect(model.diagnostics[0]!.help).toContain(help);
    const told = await modelOf({ paths }, { operations: { merge: { ...entry, key: "query.job" } } });
    expect(told.diagnostics).toEqual([]);
  });

  test("is reported where the document leads to a GET that needs more than the path has", async () => {
    const ifMatch = [{ in: "header", name: "If-Match", required: true, schema: { type: "string" } }];
    const paths = {
      "/shops/{shop}/items/{key}": { ...parameter("shop", "key"), get: get("item") },
      "/locks/{key}": { ...parameter("key"), put: change("lock", { parameters: [...ifMatch, optional("shop")] }) },
    };
    const model = await modelOf({ paths });
    expect(placeOf(model, "lock")).toMatchObject({ resource: "Item", key: { kind: "unresolved" } });
    expect(said(model)).toEqual([
      'warning unresolved-key: PUT /locks/{key} is about Item, but its path does not say which one: {shop} is missing. "#/paths/~1locks~1{key}/put"',
    ]);
    const key = ["query.shop", "path.key"];
    const told = await modelOf({ paths }, { operations: { lock: { key } } });
    expect(placeOf(told, "lock")).toMatchObject({
      resource: "Item",
      key: {
        values: [
          { parameter: "shop", in: "query", name: "shop" },
          { parameter: "key", in: "path", name: "key" },
        ],
      },
    });
    expect(told.diagnostics).toEqual([]);
  });
});
