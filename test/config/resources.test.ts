/** `resources` in the config: what the document does not say about a resource. */
import { describe, expect, test } from "vitest";
import type { ResourceConfig } from "../../generator/config/define.js";
import { clientSchema } from "../../generator/config/schema.js";
import { body, document, jobParameter, jobsApi, MARKER, operation } from "../cli/workspace.js";
import { typeErrors } from "./compile.js";
import { generateWith } from "./generate-with.js";

const covered = new Set<string>();
const option = (name: keyof ResourceConfig, tests: () => void): void => {
  covered.add(name);
  describe(`${name}`, () => {
    tests();
  });
};

option("name", () => {
  test("brands the resource's tags", async () => {
    const { file, model } = await generateWith({ resources: { Job: { name: "WorkOrder" } } });
    expect(model.resources.map(({ name, key }) => [name, key])).toEqual([["WorkOrder", "/jobs/{job_id}/"]]);
    expect(file("operations/jobs.ts")).toContain('ifMatch: IfMatch<"WorkOrder">;');
    expect(file("operations/jobs.ts")).not.toContain('"Job"');
    expect(JSON.parse(file("concurrency.json"))).toMatchObject({
      resources: { WorkOrder: { key: "/jobs/{job_id}/" } },
    });
  });

  test("that another resource has is an error", async () => {
    const api = document({
      ...(jobsApi()["paths"] as object),
      "/orders/{order_id}": {
        parameters: [{ in: "path", name: "order_id", required: true, schema: { type: "string" } }],
        get: operation("order_retrieve"),
        put: operation("order_update", { ...body(), description: MARKER }),
      },
    });
    await expect(
      generateWith({ resources: { Order: { name: "Thing" }, Job: { name: "Thing" } } }, api),
    ).rejects.toThrow(/resources: the name Thing/);
  });
});

option("tagProperty", () => {
  test("is the property of the body that carries the tag", async () => {
    const { file } = await generateWith({ resources: { Job: { tagProperty: "version" } } });
    expect(file("operations/jobs.ts").match(/tagProperty: "version"/g)).toHaveLength(2);
    expect((await generateWith({})).file("operations/jobs.ts")).not.toContain("tagProperty");
  });
});

option("wildcard", () => {
  test('allows ifMatch: "*"', async () => {
    const { file } = await generateWith({ resources: { Job: { wildcard: true } } });
    expect(file("operations/jobs.ts")).toContain('ifMatch: IfMatch<"Job"> | "*";');
    expect(file("operations/jobs.ts")).toContain("wildcard: true");
  });

  test("false is the default", async () => {
    expect((await generateWith({ resources: { Job: { wildcard: false } } })).files).toEqual(
      (await generateWith({})).files,
    );
  });
});

describe("an entry's key", () => {
  test.for(["Job", "/jobs/{job_id}/", "/jobs/{anything}"])("is a name or a key path: %s", async (key) => {
    expect((await generateWith({ resources: { [key]: { wildcard: true } } })).model.resources).toMatchObject([
      { name: "Job", wildcard: true },
    ]);
  });

  test.for([
    ["Jbo", 'resources["Jbo"] matches no resource of the document. Did you mean "Job"?'],
    [
      "/jbos/{job_id}/",
      'resources["/jbos/{job_id}/"] matches no resource of the document. Did you mean "/jobs/{job_id}/"?',
    ],
    ["Supercalifragilistic", 'resources["Supercalifragilistic"] matches no resource of the document.'],
  ] as const)("that matches nothing is an error: %s", async ([key, message]) => {
    await expect(generateWith({ resources: { [key]: { wildcard: true } } })).rejects.toThrow(message);
  });

  test("twice for one resource, by name and by path, holds what both say", async () => {
    const { model } = await generateWith({
      resources: { Job: { wildcard: true }, "/jobs/{job_id}/": { tagProperty: "version" } },
    });
    expect(model.resources).toMatchObject([{ name: "Job", wildcard: true, tagProperty: "version" }]);
  });
});

test("what all of them make together compiles", async () => {
  const { files } = await generateWith({
    resources: { Job: { name: "WorkOrder", tagProperty: "version", wildcard: true } },
    optionalIfMatch: "omittable",
    operations: { "job_*": {}, job_destroy: { role: "state-change", ifMatch: "optional" } },
    runtime: "inline",
    zod: false,
  });
  expect(await typeErrors(files)).toEqual([]);
});

test("parameters of the path item belong to every operation's key", async () => {
  const api = document({
    "/a/{a_id}/b/{b_id}": {
      parameters: [
        ...jobParameter.parameters,
        ...["a_id", "b_id"].map((name) => ({ in: "path", name, required: true, schema: { type: "string" } })),
      ],
      get: operation("b_retrieve"),
      patch: operation("b_update", { ...body(), description: MARKER }),
    },
  });
  const { concurrency } = await generateWith({ resources: { "/a/{}/b/{}": { name: "B" } } }, api);
  expect(concurrency("b_update")).toMatchObject({
    resource: "B",
    key: { values: [{ name: "a_id" }, { name: "b_id" }] },
  });
});

test("every option of a resource is tested here", () => {
  expect([...covered].sort()).toEqual(Object.keys(clientSchema.shape.resources.unwrap().valueType.shape).sort());
});
