/** `ifmatch/vite` as who develops sees it: the application in Chromium, and what lies over it. */
import { ifmatch } from "ifmatch/vite";
import type { Browser } from "playwright-core";
import { createServer } from "vite";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { jobsApi, workspace, write } from "../cli/workspace.js";
import { launchChromium } from "./chromium.js";

const BROKEN = '{\n  "openapi": "3.0.3",\n  "paths": oops\n}';

describe("the page of the development server", { tags: ["chromium"] }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  it("is covered by what is wrong with the document, also when it is opened later, until that is repaired", async () => {
    const root = workspace({
      "openapi.json": jobsApi(),
      "index.html": '<body><script type="module" src="/main.ts"></script></body>',
      "main.ts": 'import { jobRetrieve } from "./api/index.js";\ndocument.title = typeof jobRetrieve;\n',
      "ifmatch.config.json": { input: "openapi.json", output: "api", runtime: "inline", zod: false },
    });
    const server = await createServer({
      root,
      configFile: false,
      mode: "development",
      logLevel: "silent",
      plugins: [ifmatch()],
      server: { host: "127.0.0.1", port: 0 },
    });
    onTestFinished(() => server.close());
    await server.listen();
    const url = server.resolvedUrls!.local[0]!;
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    await page.goto(url);
    await page.waitForFunction("document.title === 'function'");
    const overlay = page.locator("vite-error-overlay");
    expect(await overlay.count()).toBe(0);
    write(root, { "openapi.json": BROKEN });
    await overlay.waitFor();
    const shown = `${await overlay.locator(".message-body").textContent()}${await overlay.locator(".frame").textContent()}`;
    expect(shown).toContain("openapi.json:3:");
    expect(shown).toContain('3 |   "paths": oops');
    const later = await browser.newPage();
    onTestFinished(() => later.close());
    await later.goto(url);
    await later.locator("vite-error-overlay").waitFor();
    write(root, { "openapi.json": jobsApi() });
    for (const one of [page, later]) await one.locator("vite-error-overlay").waitFor({ state: "detached" });
  });
});
