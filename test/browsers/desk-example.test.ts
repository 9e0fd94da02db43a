/** `npm run example` as it is: one command, before each of its back ends. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { unwrap } from "ifmatch/runtime";
import { createClient, jobJobsPartialUpdate, jobJobsRetrieve } from "../../generated/index.js";
import { repository } from "../corpus/corpus.js";
import { startDjango } from "../servers/django.js";
import { freePort } from "../servers/free-port.js";
import { launchChromium } from "./chromium.js";
import { eventually } from "./field.js";

/** Starts it for one test; its origin. */
async function startExample(
  settings: Readonly<Record<string, string>>,
  expected: string,
  ...app: string[]
): Promise<string> {
  const port = await freePort();
  // The command of package.json without npm, which would not pass a signal on.
  const env = { ...process.env, PORT: String(port), NODE_ENV: "development", ...settings };
  const example = spawn(process.execPath, ["--import", "tsx", "examples/desk/start.ts", ...app], {
    cwd: repository,
    env,
  });
  onTestFinished(async () => {
    const ended = once(example, "exit");
    example.kill();
    await ended;
  });
  let said = "";
  for (const stream of [example.stdout, example.stderr]) stream.on("data", (text) => void (said += String(text)));
  const origin = `http://127.0.0.1:${port}`;
  await eventually(() => {
    if (!said.includes(`before ${expected}: ${origin}`)) throw new Error(`It said: ${said}`);
  });
  return origin;
}

const order = (page: Page) => page.getByLabel("Order number");

async function signIn(page: Page, origin: string, name: string, password: string): Promise<void> {
  await page.goto(origin);
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("region", { name: "Jobs" }).getByRole("link").first().click();
  await order(page).waitFor();
}

/** Edits without a network what somebody else edits with one, and takes theirs. */
async function expectMerged(page: Page, who: string, others: () => Promise<void>): Promise<void> {
  await page.getByText("Trouble").click();
  await page.getByLabel("Switch the network off").check();
  await order(page).fill("PO of Ada");
  await others();
  await page.getByLabel("Switch the network off").uncheck();
  await page.getByText(`${who} changed this job while you were typing.`).waitFor();
  await page.getByRole("button", { name: "Decide one conflict" }).click();
  await page.getByRole("button", { name: `Take ${who}'s` }).click();
  await eventually(async () => expect(await order(page).inputValue()).toBe("PO of Grace"));
  await page.getByText("All saved.").waitFor();
}

describe("npm run example, in Chromium", { tags: ["chromium"] }, () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await launchChromium()));
  afterAll(() => browser?.close());

  it("with nothing else: two people in two windows of one browser meet", async () => {
    const begun = Date.now();
    const origin = await startExample({}, "a mock in the page");
    const context = await browser.newContext();
    const [ada, grace] = [await context.newPage(), await context.newPage()];
    await signIn(ada, origin, "Ada", "desk");
    console.log(`npm run example: a page with data after ${((Date.now() - begun) / 1000).toFixed(1)} s`);
    await signIn(grace, origin, "Grace", "desk");
    await expectMerged(ada, "Grace", async () => {
      await order(grace).fill("PO of Grace");
      await grace.getByText("All saved.").waitFor();
    });
    await context.close();
  });

  it("in Vue: the form saves by itself, and a conflict is decided", async () => {
    const origin = await startExample({}, "a mock in the page", "desk-vue");
    const context = await browser.newContext();
    const [ada, grace] = [await context.newPage(), await context.newPage()];
    for (const [page, name] of [
      [ada, "Ada"],
      [grace, "Grace"],
    ] as const) {
      await page.goto(origin);
      await page.getByLabel("Name").fill(name);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("region", { name: "Jobs" }).getByRole("link").first().click();
      await page.getByLabel("Notes").waitFor();
    }
    const notes = await ada.getByLabel("Notes").inputValue();
    await ada.getByLabel("Switch the network off").check();
    await ada.getByLabel("Notes").fill(notes.replace("RAL 7016", "RAL 9005"));
    await grace.getByLabel("Notes").fill(notes.replace("RAL 7016", "RAL 7042"));
    await grace.getByRole("status").getByText("clean").waitFor();
    await ada.getByLabel("Switch the network off").uncheck();
    await ada.getByRole("button", { name: "Decide" }).click();
    await ada.getByText("Mine: Powder coat in RAL 9005.").waitFor();
    await ada.getByRole("button", { name: "Take both" }).click();
    const both = notes.replace("Powder coat in RAL 7016.", "Powder coat in RAL 7042.\nPowder coat in RAL 9005.");
    await eventually(async () => expect(await grace.getByLabel("Notes").inputValue()).toBe(both));
    await context.close();
  });

  it("before Django", { tags: ["django"] }, async () => {
    const django = await startDjango();
    onTestFinished(() => django.stop());
    const origin = await startExample({ DESK_API: django.origin }, django.origin);
    const page = await (await browser.newContext()).newPage();
    await signIn(page, origin, "ada", "analytical");
    const job_id = (await page.evaluate(() => location.hash)).split("/")[2]!;
    const elsewhere = createClient({ baseUrl: django.origin, auth: { jwtAuth: django.token } });
    const request = { path: { job_id } };
    // Both are Ada's: the history names her, and a person is not told of their own name.
    await expectMerged(page, "Somebody else", async () => {
      const seen = unwrap(await jobJobsRetrieve(elsewhere, request));
      unwrap(
        await jobJobsPartialUpdate(elsewhere, { ...request, body: { order_number: "PO of Grace" }, ifMatch: seen }),
      );
    });
    await order(page).fill("PO of both");
    await eventually(async () => {
      const { data } = unwrap(await jobJobsRetrieve(elsewhere, request));
      expect(data.order_number).toBe("PO of both");
    });
  });
});
