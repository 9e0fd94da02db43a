/** A page of these tests in Chromium, in front of the mock of the sample. */
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Browser, Page } from "playwright-core";
import { unwrap } from "ifmatch/runtime";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { jobJobsRetrieve } from "../../generated/index.js";
import { type SampleMock, sampleMock } from "../mock/sample.js";
import { launchChromium } from "./chromium.js";
import { eventually } from "./field.js";
import { listen, type Listening } from "./listen.js";
import { pageOf } from "./page-bundle.js";

// One for all suites of a file: each test has a context of its own, and a mock that was reset.
let shared: { readonly sample: SampleMock; readonly browser: Browser } | undefined;
afterAll(() => shared?.browser.close());

/** Serves the page whose script is `entry` to the tests of a suite. What is returned can be read once they run. */
export function mockPage(entry: string, title = "Job") {
  let sample: SampleMock;
  let server: Listening;
  let browser: Browser;
  beforeAll(async () => {
    ({ sample, browser } = shared ??= { sample: await sampleMock(), browser: await launchChromium() });
    const html = await pageOf(entry, title);
    const api = getRequestListener((request) => sample.mock.respond(request));
    server = await listen(
      createServer((request, response) => {
        if (request.url!.startsWith("/api/")) return void api(request, response);
        response.setHeader("content-type", "text/html; charset=utf-8").end(html);
      }),
    );
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    sample.mock.reset();
    // A reset server gives old tags to new records.
    await sample.client.clear();
  });
  return {
    get mock() {
      return sample.mock;
    },
    get jobs() {
      return sample.jobs;
    },
    get browser() {
      return browser;
    },
    get origin() {
      return server.origin;
    },
    /** The job as the server has it. */
    saved: async (index: 0 | 1 = 0) =>
      unwrap(await jobJobsRetrieve(sample.client, { path: { job_id: sample.jobs[index] } })).data,
  };
}

/** Waits until elements, by their ids, have these texts; inputs, these values. */
export const shows = (page: Page, expected: Readonly<Record<string, unknown>>): Promise<void> =>
  eventually(async () => {
    const textOf = (id: string): Promise<string | null> =>
      page.locator(`#${id}`).evaluate((element) => ("value" in element ? String(element.value) : element.textContent));
    const shown = await Promise.all(Object.keys(expected).map(async (id) => [id, await textOf(id)]));
    expect(Object.fromEntries(shown)).toEqual(expected);
  });
