/** What the example looks like: nothing that axe objects to, and with RECORD=true the pictures of README.md. */
import { createRequire } from "node:module";
import { join } from "node:path";
import type { AxeResults, RunOptions } from "axe-core";
import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { repository } from "../corpus/corpus.js";
import { desk } from "./desk.js";

declare const axe: { run(options: RunOptions): Promise<AxeResults> };

const script = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** What axe finds on a page as it is now, contrast and landmarks included. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.addScriptTag({ path: script });
  const { violations, passes } = await page.evaluate(() => axe.run({ resultTypes: ["violations"] }));
  expect(passes.map(({ id }) => id)).toContain("color-contrast");
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

const desktop = { viewport: { width: 1120, height: 680 } };
const phone = { viewport: { width: 390, height: 680 }, hasTouch: true, isMobile: true };
const looks: readonly [string, number, BrowserContextOptions][] = [
  ["desktop, light", 0, { ...desktop, colorScheme: "light" }],
  ["phone, dark", 1, { ...phone, colorScheme: "dark" }],
];

describe("the job desk, to look at, in Chromium", { tags: ["chromium"] }, () => {
  const suite = desk();

  const picture = async (page: Page, name: string): Promise<void> => {
    if (process.env["RECORD"] !== "true") return;
    await page.screenshot({ path: join(repository, `docs/pictures/${name}.png`), scale: "css" });
  };

  it.for(looks)("axe finds nothing: %s", async ([look, index, options]) => {
    const id = suite.job(index);
    const ada = await suite.person("Ada", "#/jobs/", options);
    await ada.getByRole("region", { name: "Jobs" }).getByRole("link").first().waitFor();
    expect(await findings(ada), "the list").toEqual([]);
    await ada.evaluate((hash) => void (location.hash = hash), `#/jobs/${id}`);
    await ada.getByLabel("Notes").waitFor();
    expect(await findings(ada), "a job").toEqual([]);
    if (look === "phone, dark") await picture(ada, "desk-phone");

    // A conflict: somebody else's notes came first.
    await ada.getByText("Trouble").click();
    await ada.getByLabel("Switch the network off").check();
    await ada.getByLabel("Notes").fill("Measured on site.\nPowder coat in RAL 9005.\nAccess from the lane.");
    const notes = "Measured on site.\nPowder coat in RAL 7042, matt.\nAccess from the lane.";
    await suite.patch("Grace", id, { notes });
    await ada.getByLabel("Switch the network off").uncheck();
    await ada.getByText("Trouble").click();
    await ada.getByRole("button", { name: "Decide one conflict" }).click();
    await ada.getByRole("dialog").getByText("Mine:").waitFor();
    expect(await findings(ada), "the dialog").toEqual([]);
    if (look === "desktop, light") await picture(ada, "desk-conflict");
    await ada.getByRole("button", { name: "Later" }).click();
    await ada.getByRole("button", { name: "Drop my edits" }).click();

    await ada.getByRole("button", { name: "Requests" }).click();
    const log = ada.getByRole("region", { name: "Request log" });
    await ada.getByText("Trouble").click();
    await ada.getByRole("button", { name: "Lose the answer to the next change" }).click();
    await ada.getByText("Trouble").click();
    await ada.getByLabel("Order number").fill("PO-7788");
    await log.getByText(/^Read back: /).waitFor();
    await log.getByText("304", { exact: true }).first().waitFor();
    expect(await findings(ada), "the request log").toEqual([]);
    if (look === "desktop, light") await picture(ada, "desk-requests");
    await ada.getByRole("button", { name: "Requests" }).click();

    await ada.evaluate((hash) => void (location.hash = hash), `#/orders/${suite.order(0)}`);
    await ada.getByRole("button", { name: "Receive a delivery" }).click();
    expect(await findings(ada), "a delivery").toEqual([]);
    await ada.getByRole("button", { name: "Sign out Ada" }).click();
    await ada.getByRole("button", { name: "Sign in" }).waitFor();
    expect(await findings(ada), "the login").toEqual([]);
  });
});
