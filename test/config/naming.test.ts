/** `names`: what functions and types are called. */
import { describe, expect, test } from "vitest";
import type { ClientConfig, NamesConfig } from "../../generator/config/define.js";
import type { Manifest } from "../../generator/emit/manifest.js";
import { document, jobParameter, jobsApi, operation } from "../cli/workspace.js";
import { run } from "../cli/recording-terminal.js";
import { listing, workspace } from "../cli/workspace.js";
import { typeErrors } from "./compile.js";
import { generateWith } from "./generate-with.js";

type Routes = readonly `${string} ${string}`[];

/** A document with these routes; the operationId of each is its place in the list. */
function apiOf(routes: Routes): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [index, route] of routes.entries()) {
    const [method = "", path = ""] = route.split(" ");
    const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      in: "path",
      name,
      required: true,
      schema: { type: "string" },
    }));
    (paths[path] ??= {})[method.toLowerCase()] = operation(`op_${index}`, { parameters });
  }
  return document(paths);
}

/** What compiles with no package in reach. */
const alone = { runtime: "inline", zod: false } as const;

/** What each operation is called, by `METHOD path`. */
async function named(names: NamesConfig, api: object): Promise<Record<string, string>> {
  const { model } = await generateWith({ names }, api);
  return Object.fromEntries(
    model.operations.map(({ method, path, namespace, name }) => [
      `${method} ${path}`,
      namespace === undefined ? name : `${namespace}.${name}`,
    ]),
  );
}

const table: Readonly<Record<`${string} ${string}`, [resource: string, grouped: string]>> = {
  "GET /api/v1/job/jobs/": ["listJobs", "jobs.list"],
  "POST /api/v1/job/jobs/": ["createJob", "jobs.create"],
  "GET /api/v1/job/jobs/{job_id}/": ["getJob", "jobs.get"],
  "HEAD /api/v1/job/jobs/{job_id}/": ["headJob", "jobs.head"],
  "PUT /api/v1/job/jobs/{job_id}/": ["replaceJob", "jobs.replace"],
  "PATCH /api/v1/job/jobs/{job_id}/": ["updateJob", "jobs.update"],
  "DELETE /api/v1/job/jobs/{job_id}/": ["deleteJob", "jobs.remove"],
  "GET /api/v1/job/jobs/{job_id}/header/": ["getJobHeader", "jobs.getHeader"],
  "PATCH /api/v1/job/jobs/{job_id}/header/": ["updateJobHeader", "jobs.updateHeader"],
  "GET /api/v1/job/jobs/{job_id}/events/": ["listJobEvents", "jobs.listEvents"],
  "POST /api/v1/job/jobs/{job_id}/events/": ["createJobEvent", "jobs.createEvent"],
  "DELETE /api/v1/job/jobs/{job_id}/events/{event_id}/": ["deleteJobEvent", "jobs.deleteEvent"],
  "POST /api/v1/job/jobs/{job_id}/accept-quote/": ["acceptQuoteForJob", "jobs.acceptQuote"],
  "POST /api/v1/job/jobs/{job_id}/start/": ["startJob", "jobs.start"],
  "POST /api/v1/job/jobs/{job_id}:cancel": ["cancelJob", "jobs.cancel"],
  "POST /api/v1/job/jobs/{job_id}/import/": ["importJob", "jobs.import_"],
  "POST /api/v1/job/jobs/bulk-delete/": ["bulkDeleteJobs", "jobs.bulkDelete"],
  "GET /api/v1/job/jobs/weekly-metrics/": ["getJobsWeeklyMetrics", "jobs.getWeeklyMetrics"],
  "GET /people/{id}": ["getPerson", "people.get"],
  "PUT /purchase_orders/{order}/lines/{line}/price": [
    "replacePurchaseOrderLinePrice",
    "purchaseOrders.replaceLinePrice",
  ],
  "POST /token/": ["createToken", "token.create"],
  "POST /token/refresh/": ["refreshToken", "token.refresh"],
  "GET /settings": ["getSettings", "getSettings"],
  "PUT /settings": ["replaceSettings", "replaceSettings"],
  "POST /auth/login": ["login", "auth.login"],
};

describe("a convention", () => {
  test.for(["resource", "grouped"] as const)("names by method and path: %s", async (convention) => {
    const routes = Object.keys(table) as `${string} ${string}`[];
    expect(await named({ convention }, apiOf(routes))).toEqual(
      Object.fromEntries(
        Object.entries(table).map(([route, [flat, grouped]]) => [route, convention === "grouped" ? grouped : flat]),
      ),
    );
  });

  test("does not depend on the order of the document", async () => {
    const routes = Object.keys(table) as `${string} ${string}`[];
    for (const convention of ["resource", "grouped"] as const)
      expect(await named({ convention }, apiOf(routes.toReversed()))).toEqual(
        await named({ convention }, apiOf(routes)),
      );
  });

  test("a name that two would have goes to the shorter path; the other says how to choose one", async () => {
    const routes: Routes = ["GET /v2/export/cve/executions/{id}", "GET /v2/executions/{id}", "GET /v2/executions"];
    const { model } = await generateWith({ names: { convention: "resource" } }, apiOf(routes));
    expect(model.operations.map(({ name }) => name)).toEqual(["op0", "getExecution", "listExecutions"]);
    expect(model.diagnostics).toMatchObject([
      {
        code: "name-clash",
        severity: "info",
        message: "op_0 would be called getExecution, as is op_1; its function has the name of its operationId.",
        help: 'For a better name, say in ifmatch.config.ts: names: { operations: { "op_0": "..." } }.',
      },
    ]);
  });

  test("what has no word in its path keeps the name of its operationId", async () => {
    expect(await named({ convention: "grouped" }, apiOf(["GET /", "GET /{id}"]))).toEqual({
      "GET /": "op0",
      "GET /{id}": "op1",
    });
  });
});

describe("chosen names", () => {
  test("a function sees what an operation is, and the conventions", async () => {
    const seen: object[] = [];
    const names: NamesConfig = {
      convention(one) {
        seen.push(one);
        return one.role === "state-change" ? `change${one.conventional!.resource}` : undefined;
      },
    };
    const { model } = await generateWith({ names });
    expect(model.operations.find(({ id }) => id === "job_partial_update")!.name).toBe("changeupdateJob");
    expect(model.operations.find(({ id }) => id === "job_retrieve")!.name).toBe("jobRetrieve");
    expect(seen).toContainEqual({
      id: "job_partial_update",
      method: "PATCH",
      path: "/jobs/{job_id}/",
      tags: ["jobs"],
      deprecated: false,
      role: "state-change",
      resource: "Job",
      conventional: { resource: "updateJob", grouped: "jobs.update" },
    });
  });

  test("the config's entry beats the convention, and takes its name from whoever had it", async () => {
    const routes: Routes = ["GET /jobs/{id}", "GET /archive/jobs/{id}"];
    const names: NamesConfig = { convention: "resource", operations: { op_1: "getJob", "GET /jobs/{id}": "live.get" } };
    expect(await named(names, apiOf(routes))).toEqual({
      "GET /jobs/{id}": "live.get",
      "GET /archive/jobs/{id}": "getJob",
    });
  });

  test("a name that is taken from another function is told so, and where to choose", async () => {
    const { model } = await generateWith({ names: { operations: { op_1: "op0" } } }, apiOf(["GET /a", "GET /b"]));
    expect(model.operations.map(({ name }) => name)).toEqual(["op0_2", "op0"]);
    expect(model.diagnostics).toMatchObject([
      { help: "That name was chosen in ifmatch.config.ts: choose another one there, or one for op_0." },
    ]);
  });

  test("schemas are named, by entry or by function; every file follows", async () => {
    const names = (schemas: NonNullable<NamesConfig["schemas"]>): Partial<ClientConfig> => ({ names: { schemas } });
    for (const schemas of [{ Job: "Ticket" }, (name: string) => (name === "Job" ? "Ticket" : undefined)]) {
      const { file, files } = await generateWith({ ...alone, ...names(schemas) });
      expect(file("models.ts")).toContain("export type Ticket =");
      expect([...files.values()].join("\n")).not.toMatch(/\bmodels\.Job\b/);
      expect(await typeErrors(files)).toEqual([]);
    }
  });

  const api = apiOf(["GET /jobs/{id}", "PUT /jobs/{id}", "GET /people/{id}"]);
  test.for<[NamesConfig, string]>([
    [{ operations: { op_0: "get job" } }, 'names: "get job" cannot be the name of op_0: a name has letters'],
    [{ operations: { op_0: "delete" } }, "neither a word of TypeScript"],
    [{ operations: { op_0: "jobs.import" } }, "neither a word of TypeScript"],
    [{ operations: { op_0: "Promise" } }, "neither a word of TypeScript"],
    [{ operations: { op_0: "a.b.c" } }, "one namespace is enough, as in jobs.update"],
    [{ operations: { op_0: "a." } }, 'names: "a." cannot be the name of op_0'],
    [{ operations: { op_0: "same", op_1: "same" } }, "op_1 cannot be called same: it is the name of op_0, too"],
    [{ operations: { op_0: "createClient" } }, "op_0 cannot be called createClient: it is taken by the client"],
    [{ operations: { "op_*": "same" } }, 'names.operations["op_*"] matches 3 operations, and a name fits one'],
    [
      { operations: { op_9: "x" } },
      'names.operations["op_9"] matches no operation of the document. Did you mean "op_0"',
    ],
    [{ convention: () => "same" }, "cannot be called same: it is the name of"],
    [
      {
        convention: () => {
          throw new Error("boo");
        },
      },
      "names.convention failed for op_0: boo",
    ],
    [{ convention: (async () => "x") as never }, "names.convention returned a promise; it has to return a name"],
    [
      {
        schemas: () => {
          throw new Error("boo");
        },
      },
      "names.schemas failed for Job: boo",
    ],
    [{ convention: () => 5 as never }, "names: 5 cannot be the name of op_0: it is no text"],
    [{ schemas: { Jobb: "X" } }, 'names.schemas: "Jobb" is no schema of the document. Did you mean "Job"?'],
    [{ schemas: { Job: "a b" } }, 'names.schemas: "a b" cannot be the name of Job'],
    [{ schemas: { Job: "op0" } }, "names.schemas: Job cannot be called op0: it is the name of op_0, too"],
    [
      { convention: "tags" as never },
      'names.convention: neither "operationId" nor "resource" nor "grouped" nor a function',
    ],
  ])("refused: %o", async ([names, message]) => {
    await expect(generateWith({ names }, api)).rejects.toThrow(message);
  });
});

describe("namespaces", () => {
  test("a file for each, which the index exports under its name; the client compiles with all its files", async () => {
    const { files, file } = await generateWith({ ...alone, names: { convention: "grouped" } });
    expect([...files.keys()].filter((path) => path.startsWith("operations/"))).toContain("operations/jobs.ts");
    expect(file("index.ts")).toContain('export * as jobs from "./operations/jobs.js";');
    expect(file("operations/jobs.ts")).toContain("export const update = ");
    expect(file("operations/jobs.ts")).toContain("export interface UpdateRequest");
    const use = `import { createClient, jobs, type Job } from "./index.js";
export async function rename(id: string, name: string): Promise<Job | undefined> {
  const client = createClient();
  const read = await jobs.get(client, { path: { job_id: id } });
  if (read.kind !== "ok") return undefined;
  const saved: jobs.UpdateResult = await jobs.update(client, { path: { job_id: id }, body: { name }, ifMatch: read });
  // @ts-expect-error it takes what was read
  void jobs.update(client, { path: { job_id: id }, body: { name } });
  return saved.kind === "ok" ? saved.data : undefined;
}
`;
    expect(await typeErrors(new Map([...files, ["use.ts", use]]))).toEqual([]);
  });

  test("schemas of bodies have names of their own", async () => {
    const names: NamesConfig = { convention: "grouped", operations: { job_retrieve: "jobsUpdate" } };
    const { file } = await generateWith({ names });
    expect(file("validation.ts")).toContain("export const jobsUpdateSchemas = ");
    expect(file("validation.ts")).toContain("export const jobsUpdateSchemas_2 = ");
  });

  test("equal names in two of them, and reloads across their files, are told apart", async () => {
    const names: NamesConfig = {
      convention: ({ role, conventional }) =>
        conventional && `${role === "retrieval" ? "reads" : "writes"}.${conventional.resource}`,
      operations: { job_partial_update: "writes.getJob" },
    };
    const { files, file } = await generateWith({ ...alone, names, layout: "single" });
    expect(file("operations/writes.ts")).toContain("getJobOperation as readsGetJobOperation");
    expect(await typeErrors(files)).toEqual([]);
  });

  test("one that is called like a tag's file, or differs from another in case alone, has a file of its own", async () => {
    const routes: Routes = ["GET /a", "GET /b", "GET /c"];
    const names: NamesConfig = { operations: { op_0: "jobs.one", op_1: "Jobs.one" } };
    const { files, file } = await generateWith({ ...alone, names }, apiOf(routes));
    expect([...files.keys()].filter((path) => path.startsWith("operations/"))).toEqual([
      "operations/jobs-2.ts",
      "operations/jobs-3.ts",
      "operations/jobs.ts",
    ]);
    expect(file("index.ts")).toContain('export * from "./operations/jobs-3.js";');
    expect(await typeErrors(files)).toEqual([]);
  });

  test("what ifmatch prints calls functions as code does", async () => {
    const config = { input: "schema.json", output: "out", names: { convention: "grouped" } };
    const folder = workspace({ "schema.json": jobsApi(), "ifmatch.config.json": config });
    const { code, stdout } = await run(folder, "generate");
    expect(code).toBe(0);
    expect(stdout).toContain("jobs.update");
    expect(stdout).toContain('import { createClient, jobs } from "./out/index.js";');
    expect(listing(folder)).toContain("out/operations/jobs.ts");
  });

  test("concurrency.json has them beside the operationIds, where they do not follow from these", async () => {
    const names: NamesConfig = { operations: { job_partial_update: "jobs.update", job_list: "jobList" } };
    const manifest = JSON.parse((await generateWith({ names })).file("concurrency.json")) as Manifest;
    expect(
      Object.entries(manifest.operations).flatMap(([id, one]) => (one.function ? [[id, one.function]] : [])),
    ).toEqual([["job_partial_update", "jobs.update"]]);
  });

  test("parameters of paths are no part of a name", async () => {
    const paths = { "/jobs/{job_id}": { ...jobParameter, get: operation("a") } };
    expect(await named({ convention: "grouped" }, document(paths))).toEqual({ "GET /jobs/{job_id}": "jobs.get" });
  });
});
