/** A page of another origin than Django's: the browser's own cache and CORS stand between the client and the server. */
import { unwrap } from "ifmatch/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jobJobsPartialUpdate, jobJobsRetrieve } from "../../generated/index.js";
import { eventually, type Field, startField } from "./field.js";
import type { ChangeHeaders } from "./relay.js";

declare const sample: typeof import("./page.js");

/** What is read may be kept for a minute, as the claims back end has it for its own resources. */
const keptForAMinute: ChangeHeaders = (headers, method, status) =>
  method === "GET" && status === 200 ? { ...headers, "cache-control": "max-age=60, must-revalidate" } : headers;

/** A proxy, or a middleware, that answers a 412 without what lets the page see it. */
const without412: ChangeHeaders = (headers, _method, status) => {
  const { "access-control-allow-origin": _, ...others } = headers;
  return status === 412 ? others : headers;
};

describe("rule 2, in Chromium", { tags: ["chromium", "django"] }, () => {
  let field: Field;
  beforeAll(async () => void (field = await startField("full", keptForAMinute)));
  afterAll(() => field?.stop());

  /** GET, PATCH and GET in one page; the last one by a part of the page that has a client of its own. */
  async function readAfterWrite(
    cache: "no-cache" | "default",
  ): Promise<{ readonly name: unknown; readonly id: string }> {
    const id = await field.newJob();
    const page = await field.open();
    const name = await page.evaluate(
      async ([access, job_id, mode]) => {
        const path = { job_id };
        const client = sample.createClient(access);
        const read = await sample.jobJobsRetrieve(client, { path });
        if (read.kind !== "ok") throw new Error(read.message);
        if (!read.headers["cache-control"]?.includes("max-age=60")) throw new Error("It may not be cached.");
        const body = { name: "After the change" };
        const saved = await sample.jobJobsPartialUpdate(client, { path, body, ifMatch: read });
        if (saved.kind !== "ok") throw new Error(saved.message);
        // `no-cache` is what retrievals use by themselves.
        const options = mode === "default" ? ({ cache: mode } as const) : {};
        const again = await sample.jobJobsRetrieve(sample.createClient(access), { path }, options);
        return again.kind === "ok" && again.data.name;
      },
      [field.access, id, cache] as const,
    );
    return { name, id };
  }

  it("B5, C2: max-age=60, and GET, PATCH, GET shows the new value", async () => {
    const { name, id } = await readAfterWrite("no-cache");
    expect(name).toBe("After the change");
    const reads = field.relay.passed.filter(({ method, path }) => method === "GET" && path.includes(id));
    expect(reads.map(({ status }) => status)).toEqual([200, 200]);
  });

  it("C2: the control: with fetch's mode `default` Chromium shows the old value, and asks nobody", async () => {
    const { name, id } = await readAfterWrite("default");
    expect(name).toBe("Boiler");
    const reads = field.relay.passed.filter(({ method, path }) => method === "GET" && path.includes(id));
    expect(reads).toHaveLength(1);
    expect(unwrap(await jobJobsRetrieve(field.elsewhere, { path: { job_id: id } })).data.name).toBe("After the change");
  });

  it("B13, B14: the tag is seen across origins; read again it is revalidated: 304, and the same object", async () => {
    const id = await field.newJob();
    const page = await field.open();
    const seen = await page.evaluate(
      async ([access, job_id]) => {
        const client = sample.createClient(access);
        const first = await sample.jobJobsRetrieve(client, { path: { job_id } });
        const second = await sample.jobJobsRetrieve(client, { path: { job_id } });
        if (first.kind !== "ok" || second.kind !== "ok") throw new Error(`${first.kind}, ${second.kind}`);
        return { etag: first.etag, revalidated: second.revalidated, same: first.data === second.data };
      },
      [field.access, id] as const,
    );
    expect(seen).toEqual({ etag: expect.stringMatching(/^"\w+"$/) as unknown, revalidated: true, same: true });
    const last = field.relay.passed.at(-1);
    expect(last).toMatchObject({ method: "GET", status: 304, ifNoneMatch: seen.etag });
  });
});

describe("CORS that is half set up, in Chromium", { tags: ["chromium", "django"] }, () => {
  it("B13: without Access-Control-Expose-Headers a change is refused by name, and nothing is sent", async () => {
    const field = await startField("noexpose");
    try {
      const id = await field.newJob();
      const page = await field.open();
      const seen = await page.evaluate(
        async ([access, job_id]) => {
          const path = { job_id };
          const client = sample.createClient(access);
          const read = await sample.jobJobsRetrieve(client, { path });
          if (read.kind !== "ok") throw new Error(read.message);
          const change = sample.jobJobsPartialUpdate(client, { path, body: { notes: "Hot" }, ifMatch: read });
          const error = await change.catch((thrown: Error & { code?: string }) => thrown);
          if (!(error instanceof Error)) throw new Error(error.kind);
          return { etag: read.etag, code: error.code, message: error.message };
        },
        [field.access, id] as const,
      );
      expect(seen).toMatchObject({ etag: null, code: "no-entity-tag" });
      expect(seen.message).toContain("Access-Control-Expose-Headers: ETag");
      expect(seen.message).toContain("Nothing was sent");
      expect(field.relay.arrived("PATCH")).toBe(0);
    } finally {
      await field.stop();
    }
  });

  it("B12, B13, B15: a 412 that lacks the CORS headers is no answer to a page: the change is ambiguous, and only the console says why", async () => {
    const field = await startField("full", without412);
    try {
      const id = await field.newJob();
      const page = await field.open();
      const read = await page.evaluateHandle(
        async ([access, job_id]) => {
          const client = sample.createClient(access);
          const job = await sample.jobJobsRetrieve(client, { path: { job_id } });
          if (job.kind !== "ok") throw new Error(job.message);
          return { client, job, path: { job_id } };
        },
        [field.access, id] as const,
      );
      const path = { job_id: id };
      const now = unwrap(await jobJobsRetrieve(field.elsewhere, { path }));
      unwrap(await jobJobsPartialUpdate(field.elsewhere, { path, body: { notes: "Theirs" }, ifMatch: now }));
      const complaints: string[] = [];
      page.on("console", (line) => void complaints.push(line.text()));
      const seen = await read.evaluate(async ({ client, job, path: of }) => {
        const mine = { path: of, body: { notes: "Mine" }, ifMatch: job };
        const saved = await sample.jobJobsPartialUpdate(client, mine);
        if (saved.kind !== "ambiguous") throw new Error(saved.kind);
        const settled = await sample.resolve(saved);
        const { kind, status, message, cause } = saved;
        return { kind, status, message, cause: String(cause), settled: settled.kind };
      });
      const changes = field.relay.passed.filter(({ method }) => method === "PATCH");
      expect(changes.map(({ status }) => status)).toEqual([412]);
      expect(seen).toMatchObject({ kind: "ambiguous", status: null, cause: "TypeError: Failed to fetch" });
      expect(seen.message).toContain(
        "It is unknown whether this change was made. No response: Failed to fetch. Reload the record before trying again.",
      );
      // Pages cannot read why; who looks at the console is told.
      await eventually(() => expect(complaints.join()).toContain("'Access-Control-Allow-Origin'"));
      expect(seen.settled).toBe("ambiguous");
      expect(unwrap(await jobJobsRetrieve(field.elsewhere, { path })).data.notes).toBe("Theirs");
    } finally {
      await field.stop();
    }
  });
});
