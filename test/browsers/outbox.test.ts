/** What is typed while the network is cut, in pages that are closed and opened again. */
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { unwrap } from "ifmatch/runtime";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { jobJobsRetrieve } from "../../generated/index.js";
import { type SampleMock, sampleMock } from "../mock/sample.js";
import { launchChromium } from "./chromium.js";
import { eventually } from "./field.js";
import { listen, type Listening } from "./listen.js";
import { pageOf } from "./page-bundle.js";

describe.for(["indexed-db", "web"])("an outbox on a shelf of %s, in Chromium", { tags: ["chromium"] }, (shelf) => {
  let sample: SampleMock;
  let server: Listening;
  let browser: Browser;
  beforeAll(async () => {
    sample = await sampleMock();
    const html = await pageOf("./outbox-page.ts", "Outbox");
    const api = getRequestListener((request) => sample.mock.respond(request));
    server = await listen(
      createServer((request, response) => {
        if (request.url!.startsWith("/api/")) return void api(request, response);
        response.setHeader("content-type", "text/html; charset=utf-8").end(html);
      }),
    );
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });
  beforeEach(async () => {
    sample.mock.reset();
    await sample.client.clear();
  });

  async function newContext(): Promise<BrowserContext> {
    const context = await browser.newContext();
    onTestFinished(() => context.close());
    return context;
  }
  async function open(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${server.origin}/#${sample.jobs[0]},${shelf}`);
    return page;
  }
  const shows = (page: Page, expected: Readonly<Record<string, string>>) =>
    eventually(async () => {
      const shown = await Promise.all(
        Object.keys(expected).map(async (id) => [id, await page.locator(`#${id}`).textContent()]),
      );
      expect(Object.fromEntries(shown)).toEqual(expected);
    });
  const saved = async () => unwrap(await jobJobsRetrieve(sample.client, { path: { job_id: sample.jobs[0] } })).data;
  const isSaved = (fields: object) => eventually(async () => expect(await saved()).toMatchObject(fields));

  it("typed offline, saved when the network is back", async () => {
    const context = await newContext();
    const page = await open(context);
    await shows(page, { status: "clean", waiting: "" });
    await context.setOffline(true);
    await page.locator("#name").fill("typed in a tunnel");
    await shows(page, { waiting: "job unknown" });
    await context.setOffline(false);
    await isSaved({ name: "typed in a tunnel" });
    await shows(page, { status: "clean", waiting: "", errors: "" });
    expect((await saved()).name).toBe("typed in a tunnel");
  });

  it("typed offline, the page closed and opened again: saved, with what others changed meanwhile", async () => {
    const context = await newContext();
    const page = await open(context);
    await shows(page, { status: "clean" });
    await context.setOffline(true);
    await page.locator("#name").fill("typed in a tunnel");
    await shows(page, { waiting: "job unknown" });
    await page.close();
    sample.mock.edit("Job", sample.jobs[0], { notes: "somebody else's" });
    await context.setOffline(false);
    const again = await open(context);
    await isSaved({ name: "typed in a tunnel", notes: "somebody else's" });
    await shows(again, { waiting: "", status: "clean", errors: "" });
    expect(await again.locator("#name").inputValue()).toBe("typed in a tunnel");
  });

  it("what clashes comes back as a conflict, and is saved once it is decided", async () => {
    const context = await newContext();
    const page = await open(context);
    await shows(page, { status: "clean" });
    await context.setOffline(true);
    await page.locator("#name").fill("mine");
    await shows(page, { waiting: "job unknown" });
    await page.close();
    sample.mock.edit("Job", sample.jobs[0], { name: "theirs" });
    await context.setOffline(false);
    const again = await open(context);
    await shows(again, { waiting: "job conflict", status: "conflict" });
    expect((await saved()).name).toBe("theirs");
    await again.locator("#mine").click();
    await isSaved({ name: "mine" });
    await shows(again, { waiting: "", status: "clean", errors: "" });
  });

  it("a record that was created offline is created once the network is back, by the next page", async () => {
    const jobs = () => sample.mock.keys("/api/job/jobs/{job_id}/").length;
    const before = jobs();
    const context = await newContext();
    const page = await open(context);
    await shows(page, { status: "clean" });
    await context.setOffline(true);
    await page.locator("#create").click();
    await shows(page, { waiting: "newJob waiting", errors: "" });
    await page.close();
    await context.setOffline(false);
    const again = await open(context);
    await shows(again, { waiting: "", status: "clean", errors: "" });
    expect(jobs()).toBe(before + 1);
  });

  it("what one tab leaves is taken over by the other one", async () => {
    const context = await newContext();
    const first = await open(context);
    const second = await open(context);
    await shows(first, { status: "clean" });
    await shows(second, { status: "clean" });
    await context.setOffline(true);
    await first.locator("#name").fill("first tab");
    await shows(first, { waiting: "job unknown" });
    // What the other tab has is listed there.
    await shows(second, { waiting: "" });
    await second.locator("#create").click();
    await shows(second, { waiting: "newJob waiting" });
    await second.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await first.close();
    await shows(second, { waiting: "job unknown, newJob waiting" });
    await context.setOffline(false);
    await shows(second, { waiting: "", errors: "" });
    expect((await saved()).name).toBe("first tab");
  });
});
