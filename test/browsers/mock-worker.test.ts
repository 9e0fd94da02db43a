/** The mock in Chromium, behind a service worker of MSW: a page with an API and no server. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { build } from "esbuild";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { prepareMock } from "ifmatch/mock";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { repository } from "../corpus/corpus.js";
import { launchChromium } from "./chromium.js";
import { listen, type Listening } from "./listen.js";

declare const sample: typeof import("./worker-page.js");

// What strict pages send: no `unsafe-eval`.
const POLICY = "default-src 'self'; script-src 'self'; worker-src 'self'; object-src 'none'";

async function startPages(): Promise<Listening> {
  const { outputFiles } = await build({
    entryPoints: [join(repository, "test/browsers/worker-page.ts")],
    bundle: true,
    format: "iife",
    globalName: "sample",
    target: "es2023",
    conditions: ["browser"],
    write: false,
  });
  const files: Readonly<Record<string, readonly [type: string, body: string]>> = {
    "/": ["text/html", '<!doctype html><meta charset="utf-8"><title>Jobs</title><script src="/page.js"></script>'],
    "/page.js": ["text/javascript", outputFiles[0]!.text],
    "/mock.json": [
      "application/json",
      JSON.stringify(await prepareMock({ schema: join(repository, "schema/schema.yml") })),
    ],
    "/mockServiceWorker.js": [
      "text/javascript",
      await readFile(join(repository, "node_modules/msw/lib/mockServiceWorker.js"), "utf8"),
    ],
  };
  return listen(
    createServer((request, response) => {
      const [type, body] = files[request.url!] ?? [];
      if (body === undefined) return void response.writeHead(404).end("Nothing here.");
      response
        .writeHead(200, { "content-type": `${type!}; charset=utf-8`, "content-security-policy": POLICY })
        .end(body);
    }),
  );
}

describe("in Chromium", { tags: ["chromium"] }, () => {
  let pages: Listening;
  let browser: Browser;
  beforeAll(async () => void ([pages, browser] = await Promise.all([startPages(), launchChromium()])));
  afterAll(() => Promise.all([browser?.close(), pages?.stop()]));

  async function context(): Promise<BrowserContext> {
    const made = await browser.newContext();
    onTestFinished(() => made.close());
    return made;
  }
  async function open(within: BrowserContext): Promise<Page> {
    const page = await within.newPage();
    await page.goto(pages.origin);
    return page;
  }

  it("304, 412, a lost answer and a weak tag, without a server and without evaluating text", async () => {
    const page = await open(await context());
    const seen = await page.evaluate(async () => {
      const mock = await sample.start(undefined);
      const client = sample.createClient({ baseUrl: location.origin });
      const job_id = mock.keys("/api/job/jobs/{job_id}/")[0]![0]!;
      const request = { path: { job_id } };
      const statuses: number[] = [];
      const read = async () => {
        const { etag, name } = await fetch(`/api/job/jobs/${job_id}/`).then(async (response) => {
          const { name: value } = (await response.json()) as { name: string };
          return { etag: response.headers.get("etag")!, name: value };
        });
        statuses.push((await fetch(`/api/job/jobs/${job_id}/`, { headers: { "If-None-Match": etag } })).status);
        return { etag, name };
      };
      await read();
      const save = async (name: string): Promise<string> => {
        const job = await sample.jobJobsRetrieve(client, request);
        if (job.kind !== "ok") throw new Error(job.message);
        return (await sample.jobJobsPartialUpdate(client, { ...request, body: { name }, ifMatch: job })).kind;
      };
      const kinds = [await save("First")];
      mock.simulateConcurrentEdit();
      kinds.push(await save("Second"));
      mock.dropAnswer();
      kinds.push(await save("Third"));
      mock.weakenTags();
      const weak = await read();
      const script = (await fetch("/page.js")).status;
      const nothing = (await fetch("/nothing")).status;
      return { statuses, kinds, name: weak.name, weak: weak.etag, script, nothing, violations: sample.violations };
    });
    expect(seen).toEqual({
      statuses: [304, 304],
      kinds: ["ok", "precondition-failed", "ambiguous"],
      name: "Third",
      weak: expect.stringMatching(/^W\/"/) as string,
      script: 200,
      nothing: 404,
      violations: [],
    });
  });

  it("two tabs share one state: of two changes with one tag, one gets 412; each sees what the other did", async () => {
    const within = await context();
    const [one, two] = [await open(within), await open(within)];
    const start = (page: Page) =>
      page.evaluate(async () => {
        const mock = await sample.start("desk");
        const path = `/api/job/jobs/${mock.keys("/api/job/jobs/{job_id}/")[0]![0]!}/`;
        return { path, etag: (await fetch(path)).headers.get("etag")! };
      });
    const [first, second] = [await start(one), await start(two)];
    expect(second).toEqual(first);
    const patch = (page: Page, name: string): Promise<number> =>
      page.evaluate(
        async ([path, etag, value]) => {
          const headers = { "If-Match": etag!, "Content-Type": "application/json" };
          return (await fetch(path!, { method: "PATCH", headers, body: JSON.stringify({ name: value }) })).status;
        },
        [first.path, first.etag, name],
      );
    expect((await Promise.all([patch(one, "One"), patch(two, "Two")])).sort()).toEqual([200, 412]);
    const nameIn = (page: Page): Promise<string> =>
      page.evaluate(async (path) => ((await (await fetch(path)).json()) as { name: string }).name, first.path);
    const name = await nameIn(one);
    expect(["One", "Two"]).toContain(name);
    expect(await nameIn(two)).toBe(name);
  });

  it("a shared state outlives the tabs, and is changed by hand only within exclusively()", async () => {
    const within = await context();
    const page = await open(within);
    const before = await page.evaluate(async () => {
      const mock = await sample.start("kept");
      const key = mock.keys("/api/job/jobs/{job_id}/")[0]!;
      let message = "";
      try {
        mock.edit("Job", key, { name: "Refused" });
      } catch (error) {
        message = (error as Error).message;
      }
      await mock.exclusively(() => mock.edit("Job", key, { name: "By hand" }));
      return { key, message };
    });
    expect(before.message).toBe(
      "The state of this mock is shared. Call it as: await mock.exclusively(() => mock.edit(...)).",
    );
    await page.close();
    const again = await open(within);
    const names = await again.evaluate(async (key) => {
      const mock = await sample.start("kept");
      const nameNow = async (): Promise<string> =>
        ((await (await fetch(`/api/job/jobs/${key}/`)).json()) as { name: string }).name;
      const kept = await nameNow();
      await mock.exclusively(() => mock.reset());
      return [kept, (await nameNow()) === kept];
    }, before.key[0]!);
    expect(names).toEqual(["By hand", false]);
  });

  it("the state of another document or seed is not taken over", async () => {
    const within = await context();
    const page = await open(within);
    await page.evaluate(async () => {
      const mock = await sample.start("seeds");
      await mock.exclusively(() => mock.edit("Person", mock.keys("/api/people/{id}/")[0]!, { name: "Kept" }));
    });
    const other = await open(within);
    const name = await other.evaluate(async () => {
      const mock = await sample.start("seeds", { seed: 2 });
      const [id] = mock.keys("/api/people/{id}/")[0]!;
      return ((await (await fetch(`/api/people/${id}/`)).json()) as { name: string }).name;
    });
    expect(name).not.toBe("Kept");
  });
});
