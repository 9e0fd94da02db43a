/** The request log in a real page. */
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { eventually } from "./field.js";
import { mockPage } from "./mock-page.js";

declare const axe: { run(options: RunOptions): Promise<AxeResults> };

describe("devtools, in Chromium", { tags: ["chromium"] }, () => {
  const suite = mockPage("./devtools-page.ts", "Devtools");

  async function open(where: "docked" | "parent" = "docked", colorScheme: "light" | "dark" = "light"): Promise<Page> {
    const context = await suite.browser.newContext({ colorScheme });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(`${suite.origin}/#${suite.jobs[0]},${where}`);
    return page;
  }
  const rowsOf = async (page: Page): Promise<string[][]> => {
    const rows = await page.locator("section[aria-label='Request log'] tbody tr").all();
    return Promise.all(rows.map((row) => row.locator("td").allInnerTexts()));
  };

  it("shows each request, the newest first, and what a 304 saved", async () => {
    const page = await open();
    await page.locator("#open").click();
    await page.locator("#read").click();
    await eventually(async () => expect(await rowsOf(page)).toHaveLength(1));
    await page.locator("#read").click();
    await eventually(async () => expect((await rowsOf(page)).map(([, status]) => status)).toEqual(["304", "200"]));
    const [second, first] = await rowsOf(page);
    expect(first![0]).toBe(`GET /api/job/jobs/{job_id}/ Job ${suite.jobs[0]}`);
    expect(first![3]).toMatch(/^[\d.]+ k?B$/);
    expect(second![3]).toBe("");
    expect(second![4]).toBe(first![3]);
    const said = `2 requests, 1 answered by 304, ${first![3]} received, ${first![3]} saved`;
    expect(await page.getByText(said).count()).toBe(1);
  });

  it("shows what recovery decided about an answer that was lost, and neither credentials nor bodies", async () => {
    const page = await open("parent");
    await page.locator("#open").click();
    let isLost = false;
    await page.route("**/api/**", async (route) => {
      if (isLost || route.request().method() !== "PATCH") return route.continue();
      isLost = true;
      // The change is made, and its answer goes astray.
      await route.fetch();
      await route.abort();
    });
    await page.locator("#save").click();
    await eventually(async () => {
      const change = (await rowsOf(page)).find(([request]) => request!.startsWith("PATCH"));
      expect(change?.[5]).toMatch(
        /No response \(\w+\)\.\s+It may or may not have been made\.\s+Sent again: attempt 2\./,
      );
      expect(change?.[5]).toContain("Read back: the record has these values; somebody else may have written them.");
    });
    expect(JSON.stringify(await rowsOf(page))).not.toContain("s3cret");
  });

  it("is closed by its button, by Escape and by the program, and gives the focus back", async () => {
    const page = await open();
    const log = page.getByRole("region", { name: "Request log" });
    await page.locator("#open").focus();
    await page.keyboard.press("Enter");
    await log.getByRole("button", { name: "Close" }).click();
    await page.keyboard.press("Enter");
    await log.getByRole("button", { name: "Clear" }).focus();
    await page.keyboard.press("Escape");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("open");
    await page.locator("#open").click();
    await page.locator("#close").click();
    expect(await log.count()).toBe(0);
    expect(await page.locator("#closed").textContent()).toBe("closed closed closed ");
  });

  it("its list can be reached and emptied by keyboard", async () => {
    const page = await open();
    await page.locator("#open").click();
    await page.locator("#read").click();
    await eventually(async () => expect(await rowsOf(page)).toHaveLength(1));
    await page.getByRole("button", { name: "Clear" }).focus();
    await page.keyboard.press("Enter");
    await eventually(async () => expect(await rowsOf(page)).toEqual([]));
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    const name = () => document.querySelector(".docked")!.shadowRoot!.activeElement?.getAttribute("aria-label");
    expect(await page.evaluate(name)).toBe("Requests, the newest first");
  });

  it.for(["light", "dark"] as const)("axe finds nothing to object to, contrast included, in %s", async (scheme) => {
    const page = await open("docked", scheme);
    await page.evaluate(() => {
      document.documentElement.lang = "en";
      document.documentElement.style.colorScheme = "light dark";
      document.querySelector("#app")!.setAttribute("role", "main");
    });
    await page.locator("#open").click();
    for (let times = 0; times < 2; times++) await page.locator("#save").click();
    await eventually(async () => expect((await rowsOf(page)).length).toBeGreaterThan(2));
    const colour = () =>
      getComputedStyle(document.querySelector(".docked")!.shadowRoot!.querySelector("section")!).backgroundColor;
    expect(await page.evaluate(colour)).toBe(scheme === "dark" ? "rgb(23, 27, 36)" : "rgb(255, 255, 255)");
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve("axe-core/axe.min.js") });
    const { violations, passes } = await page.evaluate(() =>
      axe.run({ resultTypes: ["violations"], rules: { "page-has-heading-one": { enabled: false } } }),
    );
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    expect(passes.map(({ id }) => id)).toContain("color-contrast");
  });
});
