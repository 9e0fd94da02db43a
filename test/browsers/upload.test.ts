/** Uploads that tell how far they are, over real connections. */
import type { Page } from "playwright-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { mockPage } from "./mock-page.js";
import type { Told } from "./upload-page.js";

declare const upload: (kilobytes: number, abortAt?: number) => Promise<Told>;

describe("uploadFetch, in Chromium", { tags: ["chromium"] }, () => {
  const suite = mockPage("./upload-page.ts", "Upload");

  async function open(): Promise<Page> {
    const context = await suite.browser.newContext();
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(`${suite.origin}/#${suite.jobs[0]}`);
    return page;
  }

  it("tells how much has left, up to all of it, and gives the typed result, whatever the listener throws", async () => {
    const page = await open();
    const told = await page.evaluate(() => upload(3000));
    expect(told.outcome).toBe("ok 201");
    expect(told.filename).toBeTypeOf("string");
    expect(told.progress.length).toBeGreaterThan(0);
    expect(told.progress.at(-1)).toBe(1);
    expect(told.progress).toEqual([...told.progress].sort((a, b) => a - b));
  });

  it("sends credentials and a boundary, as fetch does", async () => {
    const page = await open();
    const sent = page.waitForRequest("**/files/");
    await page.evaluate(() => upload(1));
    const headers = await (await sent).allHeaders();
    expect(headers).toMatchObject({ authorization: "Bearer token", accept: "application/json" });
    expect(headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
  });

  it("is ended by the caller's signal, with its reason", async () => {
    const page = await open();
    const { outcome } = await page.evaluate(() => upload(20_000, 0.01));
    expect(outcome).toBe("Error: left the page");
  });

  it("rejects as fetch does where nothing is answered", async () => {
    const page = await open();
    await page.route("**/files/", (route) => route.abort());
    const { outcome } = await page.evaluate(() => upload(1));
    expect(outcome).toMatch(/^NetworkError: No response: Failed to fetch/);
  });

  it.for([
    [413, "unexpected 413"],
    [400, "error 400"],
  ] as const)("a refusal with %i is a result", async ([status, expected]) => {
    const page = await open();
    await page.route("**/files/", (route) => route.fulfill({ status, json: { error: "no" } }));
    expect((await page.evaluate(() => upload(1))).outcome).toBe(expected);
  });

  it("what a redirection led to is not taken for the answer", async () => {
    const page = await open();
    await page.route("**/login", (route) => route.fulfill({ status: 200, json: { id: "not a file" } }));
    await page.route("**/files/", (route) => route.fulfill({ status: 302, headers: { location: "/login" } }));
    const [through, fetched] = [
      await page.evaluate(() => upload(1)),
      await page.evaluate(async () => {
        const response = await fetch("/api/job/jobs/x/files/", { method: "POST" });
        return response.redirected;
      }),
    ];
    expect(fetched).toBe(true);
    expect(through.outcome).not.toMatch(/^ok/);
  });
});
