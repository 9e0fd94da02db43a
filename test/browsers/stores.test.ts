/** What is kept where a reload finds it again: the browser's own storage. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Field, startField } from "./field.js";

declare const sample: typeof import("./page.js");

const stores = ["sessionStorage", "localStorage", "IndexedDB"] as const;

describe("stores that outlive the page, in Chromium", { tags: ["chromium", "django"] }, () => {
  let field: Field;
  beforeAll(async () => void (field = await startField()));
  afterAll(() => field?.stop());

  /** Reads the job with a client whose store is of this kind; then signs out, if asked. */
  const read = (page: Page, kind: (typeof stores)[number], id: string, namespace = "user-1", signOut = false) =>
    page.evaluate(
      async ([access, store, job_id, user, clears]) => {
        const errors: string[] = [];
        const options = { namespace: user, onError: (error: unknown) => errors.push(String(error)) };
        const client = sample.createClient({
          ...access,
          store:
            store === "IndexedDB"
              ? sample.indexedDbStore(options)
              : sample.webStorageStore({ ...options, storage: () => window[store] }),
        });
        const job = await sample.jobJobsRetrieve(client, { path: { job_id } });
        if (job.kind !== "ok") throw new Error(job.message);
        if (clears) await client.clear();
        return { name: job.data.name, revalidated: job.revalidated, etag: job.etag, errors };
      },
      [field.access, kind, id, namespace, signOut] as const,
    );

  /** The answers to the retrievals of this job. */
  const statuses = (id: string): number[] =>
    field.relay.passed.filter(({ method, path }) => method === "GET" && path.includes(id)).map(({ status }) => status);

  it.each(stores)("C4: %s: the body survives a reload of the page, and is revalidated with 304", async (kind) => {
    const id = await field.newJob();
    const page = await field.open();
    const first = await read(page, kind, id);
    expect(first).toMatchObject({ name: "Boiler", revalidated: false, errors: [] });
    await page.reload();
    expect(await read(page, kind, id)).toEqual({ ...first, revalidated: true });
    expect(statuses(id)).toEqual([200, 304]);
    expect(field.relay.passed.at(-1)!.ifNoneMatch).toBe(first.etag);
  });

  it.each(stores)(
    "%s: after a reload another user finds nothing, nor does the same one after clear()",
    async (kind) => {
      const id = await field.newJob();
      const page = await field.open();
      await read(page, kind, id);
      await page.reload();
      expect(await read(page, kind, id, "user-2")).toMatchObject({ revalidated: false, errors: [] });
      expect(await read(page, kind, id, "user-1", true)).toMatchObject({ revalidated: true, errors: [] });
      await page.reload();
      expect(await read(page, kind, id)).toMatchObject({ revalidated: false, errors: [] });
      expect(await read(page, kind, id, "user-2")).toMatchObject({ revalidated: true, errors: [] });
    },
  );
});
