/** `npm run example` as it is: one command, a mock in the page, two windows of one browser. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repository } from "../corpus/corpus.js";
import { freePort } from "../servers/free-port.js";
import { launchChromium } from "./chromium.js";
import { eventually } from "./field.js";

describe("npm run example, in Chromium", { tags: ["chromium"] }, () => {
  let browser: Browser;
  let example: ChildProcess;
  let origin: string;
  beforeAll(async () => {
    const port = await freePort();
    origin = `http://127.0.0.1:${port}`;
    browser = await launchChromium();
    // The command of package.json without npm, which would not pass a signal on.
    const env = { ...process.env, PORT: String(port), NODE_ENV: "development" };
    example = spawn(process.execPath, ["--import", "tsx", "examples/desk/start.ts"], { cwd: repository, env });
    let said = "";
    for (const stream of [example.stdout!, example.stderr!]) stream.on("data", (text) => void (said += String(text)));
    await eventually(() => {
      if (!said.includes(`before a mock in the page: ${origin}`)) throw new Error(`It said: ${said}`);
    });
  });
  afterAll(async () => {
    await browser?.close();
    const ended = once(example, "exit");
    example.kill();
    await ended;
  });

  it("shows data, and lets two people in two windows of one browser meet", async () => {
    const context = await browser.newContext();
    const signIn = async (name: string): Promise<Page> => {
      const page = await context.newPage();
      await page.goto(origin);
      await page.getByLabel("Name").fill(name);
      await page.getByRole("button", { name: "Sign in" }).click();
      return page;
    };
    const begun = Date.now();
    const ada = await signIn("Ada");
    const first = ada.getByRole("region", { name: "Jobs" }).getByRole("link").first();
    await first.click();
    await ada.getByLabel("Notes").waitFor();
    console.log(`npm run example: a page with data after ${((Date.now() - begun) / 1000).toFixed(1)} s`);
    const grace = await signIn("Grace");
    await grace.getByRole("region", { name: "Jobs" }).getByRole("link").first().click();
    await ada.getByText("Trouble").click();
    await ada.getByLabel("Switch the network off").check();
    await ada.getByLabel("Order number").fill("PO of Ada");
    await grace.getByLabel("Order number").fill("PO of Grace");
    await grace.getByText("All saved.").waitFor();
    await ada.getByLabel("Switch the network off").uncheck();
    await ada.getByText("Grace changed this job while you were typing.").waitFor();
    await ada.getByRole("button", { name: "Decide one conflict" }).click();
    await ada.getByRole("button", { name: "Take Grace's" }).click();
    await eventually(async () => expect(await ada.getByLabel("Order number").inputValue()).toBe("PO of Grace"));
    await ada.getByText("All saved.").waitFor();
    await context.close();
  });
});
