/** Pages with real frameworks: a form whose query refetches behind it, autosave, the next record, leaving the page. */
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Browser, Page } from "playwright-core";
import { unwrap } from "ifmatch/runtime";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { jobJobsRetrieve } from "../../generated/index.js";
import { type SampleMock, sampleMock } from "../mock/sample.js";
import { bundlePage } from "./bundle-page.js";
import { launchChromium } from "./chromium.js";
import { eventually } from "./field.js";
import { listen, type Listening } from "./listen.js";

describe.for(["react-form.tsx", "vue-form.ts"])("%s, in Chromium", { tags: ["chromium"] }, (entry) => {
  let sample: SampleMock;
  let server: Listening;
  let browser: Browser;
  beforeAll(async () => {
    sample = await sampleMock();
    const html = await bundlePage(entry);
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
    // A reset server gives old tags to new records.
    await sample.client.clear();
  });

  async function open(search = "", ids: readonly string[] = sample.jobs): Promise<Page> {
    const page = await (await browser.newContext()).newPage();
    onTestFinished(() => page.context().close());
    const errors: Error[] = [];
    page.on("pageerror", (error) => errors.push(error));
    onTestFinished(() => expect(errors).toEqual([]));
    await page.goto(`${server.origin}/${search}#${ids.join(",")}`);
    return page;
  }
  const text = (page: Page, id: string) => page.locator(`#${id}`).textContent();
  const shows = (page: Page, expected: Readonly<Record<string, string>>) =>
    eventually(async () => {
      const shown = await Promise.all(Object.keys(expected).map(async (id) => [id, await text(page, id)]));
      expect(Object.fromEntries(shown)).toEqual(expected);
    });
  const saved = async (index: 0 | 1 = 0) =>
    unwrap(await jobJobsRetrieve(sample.client, { path: { job_id: sample.jobs[index] } })).data;

  it("what somebody saved while the form was open is not lost, although the query has refetched", async () => {
    const page = await open();
    await shows(page, { status: "clean" });
    await page.locator("#name").fill("what Ada typed");
    sample.mock.edit("Job", sample.jobs[0], { notes: "what Bob typed" });
    await page.locator("#refetch").click();
    await shows(page, { outdated: "true", status: "dirty" });
    await page.locator("#save").click();
    await shows(page, { status: "conflict", notes: "what Bob typed" });
    await page.locator("#save").click();
    await shows(page, { status: "clean", outdated: "false", shown: "what Ada typed" });
    expect(await saved()).toMatchObject({ name: "what Ada typed", notes: "what Bob typed" });
  });

  it("a form without edits follows the query", async () => {
    const page = await open();
    await shows(page, { status: "clean" });
    sample.mock.edit("Job", sample.jobs[0], { notes: "what Bob typed" });
    await page.locator("#refetch").click();
    await shows(page, { notes: "what Bob typed", status: "clean", outdated: "false" });
    expect(await page.locator("#name").inputValue()).toBe((await saved()).name);
  });

  it("autosave saves what is typed, character by character", async () => {
    const page = await open("?autosave");
    await shows(page, { status: "clean" });
    await page.locator("#name").fill("");
    await page.locator("#name").pressSequentially("typed by hand", { delay: 15 });
    await shows(page, { status: "clean", shown: "typed by hand" });
    expect(await page.locator("#name").inputValue()).toBe("typed by hand");
    expect((await saved()).name).toBe("typed by hand");
  });

  it("the next record has a draft of its own, and what was typed into the first one is saved", async () => {
    const page = await open("?autosave");
    await shows(page, { status: "clean" });
    await page.locator("#name").fill("into the first");
    await page.locator("#next").click();
    await eventually(async () => expect((await saved()).name).toBe("into the first"));
    await shows(page, { status: "clean" });
    expect(await page.locator("#name").inputValue()).toBe((await saved(1)).name);
    expect((await saved(1)).name).not.toBe("into the first");
  });

  it("a record that cannot be read says why", async () => {
    const page = await open("", ["00000000-0000-4000-8000-000000000000"]);
    await eventually(async () => expect(await text(page, "status")).toMatch(/404/));
  });

  it("the browser asks before a page with unsaved edits is left, and only then", async () => {
    const page = await open();
    await shows(page, { status: "clean" });
    const asked: string[] = [];
    page.on("dialog", (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    await page.locator("#name").fill("not saved");
    await page.reload();
    expect(asked).toEqual(["beforeunload"]);
    await shows(page, { status: "clean" });
    await page.locator("#name").click();
    await page.reload();
    expect(asked).toHaveLength(1);
  });
});
