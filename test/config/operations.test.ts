/** `operations` in the config: what the document leaves unsaid about an operation is final. */
import { describe, expect, test } from "vitest";
import type { OperationConfig } from "../../generator/config/define.js";
import { clientSchema } from "../../generator/config/schema.js";
import { body, document, jobParameter, jobsApi, operation } from "../cli/workspace.js";
import { generateWith } from "./generate-with.js";

const jobKey = { kind: "values", values: [{ parameter: "job_id", in: "path", name: "job_id" }] };
const covered = new Set<string>();
const option = (name: keyof OperationConfig, tests: () => void): void => {
  covered.add(name);
  describe(`${name}`, () => {
    tests();
  });
};
/** Jobs, and a note that names its job in the body. */
const withNotes = document({
  ...(jobsApi()["paths"] as object),
  "/notes/": { post: operation("note_create", body({ type: "object", properties: { job: { type: "string" } } })) },
  "/jobs/{job_id}/parts/{part_id}": {
    ...jobParameter,
    get: operation("part_retrieve"),
    put: operation("part_update", {
      ...body(),
      parameters: [{ name: "part", in: "query", schema: { type: "string" } }],
    }),
  },
});

option("role", () => {
  test("none takes the precondition away from a marked operation", async () => {
    const { concurrency, file } = await generateWith({ operations: { job_partial_update: { role: "none" } } });
    expect(concurrency("job_partial_update")).toEqual({ role: "none" });
    expect(file("operations/jobs.ts")).not.toContain("ifMatch");
  });

  test("state-change makes an unmarked operation conditional, on the resource of its path", async () => {
    const { concurrency, file } = await generateWith({ operations: { job_destroy: { role: "state-change" } } });
    expect(concurrency("job_destroy")).toEqual({
      role: "state-change",
      resource: "Job",
      key: jobKey,
      ifMatch: "required",
    });
    expect(file("operations/jobs.ts")).toMatch(
      /interface JobDestroyRequest \{\n {2}path: \{ job_id: string \};\n.*\n {2}ifMatch: IfMatch<"Job">;/,
    );
  });

  test("retrieval makes a GET remember its tag, though no state change needs it", async () => {
    const { concurrency } = await generateWith({ operations: { health: { role: "retrieval" } } });
    expect(concurrency("health")).toMatchObject({ role: "retrieval", resource: "Health" });
  });

  test("creation yields the first tag of a resource", async () => {
    const { concurrency, file } = await generateWith({ operations: { job_create: { role: "creation" } } });
    expect(concurrency("job_create")).toEqual({ role: "creation", resource: "Job" });
    expect(file("operations/jobs.ts")).toContain("create(client, jobCreateOperation");
  });

  test("is stronger than x-concurrency in the document", async () => {
    const api = JSON.parse(
      JSON.stringify(jobsApi()).replace(
        '"operationId":"job_destroy"',
        '"operationId":"job_destroy","x-concurrency":{"role":"state-change"}',
      ),
    ) as object;
    expect((await generateWith({}, api)).concurrency("job_destroy").role).toBe("state-change");
    expect(
      (await generateWith({ operations: { job_destroy: { role: "none" } } }, api)).concurrency("job_destroy").role,
    ).toBe("none");
  });
});

option("resource", () => {
  test.for(["Job", "/jobs/{job_id}/", "/jobs/{id}"])("may be a name or a key path: %s", async (resource) => {
    const { concurrency } = await generateWith(
      { operations: { part_update: { resource, key: "path.job_id" } } },
      withNotes,
    );
    expect(concurrency("part_update")).toEqual({
      role: "state-change",
      resource: "Job",
      key: jobKey,
      ifMatch: "required",
    });
  });

  test("may be the name that the config itself gave the resource", async () => {
    const { concurrency } = await generateWith(
      {
        operations: { part_update: { resource: "WorkOrder", key: "path.job_id" } },
        resources: { Job: { name: "WorkOrder" } },
      },
      withNotes,
    );
    expect(concurrency("part_update")).toMatchObject({ resource: "WorkOrder" });
  });

  test("that no GET of the document yields is an error that names the entry", async () => {
    await expect(generateWith({ operations: { job_destroy: { resource: "Jobb" } } })).rejects.toThrow(
      'operations["job_destroy"].resource is "Jobb"',
    );
    await expect(generateWith({ operations: { job_destroy: { resource: "/nope/{id}" } } })).rejects.toThrow(
      'operations["job_destroy"].resource is "/nope/{id}"',
    );
  });
});

option("key", () => {
  test("says where the request carries the resource's key: in the body, say", async () => {
    const { concurrency, file } = await generateWith(
      { operations: { note_create: { resource: "Job", key: "body.job" } } },
      withNotes,
    );
    expect(concurrency("note_create")).toMatchObject({
      role: "state-change",
      resource: "Job",
      key: { kind: "values", values: [{ parameter: "job_id", in: "body", name: "job" }] },
    });
    expect(file("operations/jobs.ts")).toContain('key: [["body", "job"]]');
  });

  test("is a list where the resource's key has several values", async () => {
    const { concurrency } = await generateWith(
      {
        operations: { part_update: { resource: "/jobs/{job_id}/parts/{part_id}", key: ["path.job_id", "query.part"] } },
      },
      withNotes,
    );
    expect(concurrency("part_update")).toMatchObject({
      key: {
        values: [
          { parameter: "job_id", in: "path", name: "job_id" },
          { parameter: "part_id", in: "query", name: "part" },
        ],
      },
    });
  });

  test.for([
    ["with too many values", ["path.a", "path.b"], 'operations["job_destroy"].key has 2 values'],
    ["that names no place", "job_id", 'operations["job_destroy"].key is "job_id"'],
    ["that names a parameter it does not have", "query.job", "DELETE /jobs/{job_id}/ has no such query parameter"],
    ["that names an unknown place", "cookie.job", 'operations["job_destroy"].key is "cookie.job"'],
  ] as const)("%s is an error that names the entry", async ([, key, message]) => {
    await expect(
      generateWith({
        operations: { job_destroy: { role: "state-change", key: typeof key === "string" ? key : [...key] } },
      }),
    ).rejects.toThrow(message);
  });

  test("that names a path parameter the operation does not have is an error", async () => {
    await expect(
      generateWith({ operations: { job_destroy: { role: "state-change", key: "path.jobb_id" } } }),
    ).rejects.toThrow(/operations\["job_destroy"\]\.key/);
  });
});

option("ifMatch", () => {
  test("optional lets the caller pass null where the document demands a tag", async () => {
    const { concurrency, file } = await generateWith({ operations: { job_partial_update: { ifMatch: "optional" } } });
    expect(concurrency("job_partial_update")).toMatchObject({ role: "state-change", ifMatch: "optional" });
    expect(file("operations/jobs.ts")).toContain('ifMatch: IfMatch<"Job"> | null;');
  });

  test("required demands a tag where the document does not", async () => {
    const ifMatch = { in: "header", name: "if-match", schema: { type: "string" } };
    const api = document({
      "/jobs/{job_id}/": {
        ...jobParameter,
        get: operation("job_retrieve"),
        put: operation("job_update", { ...body(), parameters: [ifMatch] }),
      },
    });
    expect((await generateWith({}, api)).concurrency("job_update")).toMatchObject({ ifMatch: "optional" });
    expect(
      (await generateWith({ operations: { job_update: { ifMatch: "required" } } }, api)).concurrency("job_update"),
    ).toMatchObject({ ifMatch: "required" });
  });
});

option("creates", () => {
  const ifMatch = { in: "header", name: "If-Match", required: true, schema: { type: "string" } };
  const tagged = operation("part_retrieve", { "x-concurrency": { role: "retrieval" } });
  const api = document({
    ...(jobsApi()["paths"] as object),
    "/jobs/{job_id}/parts/": {
      ...jobParameter,
      post: { ...operation("part_add", { parameters: [ifMatch] }), responses: { 201: { description: "Added." } } },
    },
    "/jobs/{job_id}/parts/{part_id}": { ...jobParameter, get: tagged },
  });

  test("says whose tag a 201 carries, where the document does not lead there", async () => {
    expect((await generateWith({}, api)).concurrency("part_add")).toMatchObject({ resource: "Job", creates: "Part" });
    const { concurrency } = await generateWith({ operations: { part_add: { creates: false } } }, api);
    expect(concurrency("part_add")).not.toHaveProperty("creates");
  });
});

describe("an entry's key", () => {
  const rolesWith = async (operations: Record<string, OperationConfig>): Promise<string[]> => {
    const { model } = await generateWith({ operations });
    return model.operations.filter(({ concurrency }) => concurrency.role === "state-change").map(({ id }) => id);
  };
  const change: OperationConfig = { role: "state-change" };

  test.for([
    ["job_destroy", ["job_partial_update", "job_destroy"]],
    ["*_destroy", ["job_partial_update", "job_destroy"]],
    ["DELETE /jobs/{job_id}/", ["job_partial_update", "job_destroy"]],
    ["DELETE /jobs/{id}", ["job_partial_update", "job_destroy"]],
    ["DELETE /jobs/*", ["job_partial_update", "job_destroy"]],
    ["D* /jobs/{id}/", ["job_partial_update", "job_destroy"]],
  ] as const)("%s matches what it says", async ([key, ids]) => {
    expect(await rolesWith({ [key]: change })).toEqual(ids);
  });

  test("does not match in the middle of an operationId, nor by a dot that stands for any character", async () => {
    await expect(rolesWith({ destroy: change })).rejects.toThrow("matches no operation");
    await expect(rolesWith({ "job.destroy": change })).rejects.toThrow("matches no operation");
    await expect(rolesWith({ "DELETE jobs": change })).rejects.toThrow("matches no operation");
  });

  test("with fewer wildcards wins, wherever it stands", async () => {
    const none: OperationConfig = { role: "none" };
    for (const operations of [
      { "job_*": none, job_partial_update: change },
      { job_partial_update: change, "job_*": none },
    ]) {
      expect(await rolesWith(operations)).toEqual(["job_partial_update"]);
    }
  });

  test("that is longer wins among those with as many wildcards", async () => {
    expect(await rolesWith({ "job_p*": { role: "state-change" }, "*": { role: "none" } })).toEqual([
      "job_partial_update",
    ]);
    expect(await rolesWith({ "job_p*": { role: "none" }, "*_update": { role: "state-change" } })).toEqual([
      "job_partial_update",
    ]);
  });

  test.for([
    ["job_destory", 'operations["job_destory"] matches no operation of the document. Did you mean "job_destroy"?'],
    [
      "DELETE /job/{job_id}/",
      'operations["DELETE /job/{job_id}/"] matches no operation of the document. Did you mean "DELETE /jobs/{job_id}/"?',
    ],
    ["entirely_different_*", 'operations["entirely_different_*"] matches no operation of the document.'],
  ] as const)("that matches nothing is an error: %s", async ([key, message]) => {
    await expect(generateWith({ operations: { [key]: { role: "none" } } })).rejects.toThrow(message);
  });

  test("matches an operation without an operationId by its route", async () => {
    const api = document({
      "/jobs/{job_id}/": {
        ...jobParameter,
        get: operation("job_retrieve"),
        put: { responses: { 204: { description: "" } } },
      },
    });
    const { model } = await generateWith({ operations: { "PUT /jobs/{job_id}/": change } }, api);
    expect(model.operations.find(({ method }) => method === "PUT")!.concurrency).toMatchObject({
      role: "state-change",
      resource: "Job",
    });
  });
});

test("the entry that decided is evidence in the manifest", async () => {
  const { files } = await generateWith({ operations: { "job_d*": { role: "state-change" } } });
  const manifest = JSON.parse(files.get("concurrency.json")!) as {
    operations: Record<string, { evidence: unknown[] }>;
  };
  expect(manifest.operations["job_destroy"]!.evidence).toEqual([{ signal: "config", at: 'operations["job_d*"]' }]);
});

test("every option of an operation is tested here", () => {
  expect([...covered].sort()).toEqual(Object.keys(clientSchema.shape.operations.unwrap().valueType.shape).sort());
});
