/** The page in a real browser: what it shows, how it is used without a mouse, and that it asks for nothing. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AxeResults, RunOptions } from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { reportDocument } from "../../generator/report/report-document.js";
import { type PageDocument, renderHtml } from "../../generator/report/page/page.js";
import { sourceUrl } from "../../generator/report/page/source-url.js";
import { launchChromium } from "../browsers/chromium.js";
import { document, jobParameter, MARKER, operation, workspace } from "../cli/workspace.js";
import { jobFor, repository } from "../corpus/corpus.js";
import { pageDocument } from "./report-of.js";

declare const axe: { run(options: RunOptions): Promise<AxeResults> };

describe("the concurrency map in Chromium", { tags: ["chromium"] }, () => {
  let browser: Browser;
  let sample: PageDocument;
  beforeAll(async () => {
    browser = await launchChromium();
    sample = await reportDocument(jobFor(`${repository}/schema/schema.yml`), { cwd: repository });
  });
  afterAll(() => browser.close());

  interface Opened {
    readonly page: Page;
    /** What it asked for beside itself, and what it complained of. */
    readonly trouble: readonly string[];
  }

  async function open(documents: readonly PageDocument[], options: BrowserContextOptions = {}): Promise<Opened> {
    const folder = workspace({ "report.html": renderHtml(documents, sourceUrl(undefined)) });
    const url = pathToFileURL(join(folder, "report.html")).href;
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const trouble: string[] = [];
    page.on("request", (request) => void (request.url() !== url && trouble.push(`request ${request.url()}`)));
    page.on("console", (message) => void trouble.push(`${message.type()} ${message.text()}`));
    page.on("pageerror", (error) => void trouble.push(String(error)));
    page.on("dialog", (dialog) => {
      trouble.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(url);
    return { page, trouble };
  }

  const focused = (page: Page): Promise<string> =>
    page.evaluate(() => {
      const { activeElement } = globalThis.document;
      return `${activeElement?.localName} ${activeElement?.getAttribute("href") ?? activeElement?.className}`;
    });

  async function tabTo(page: Page, wanted: RegExp, most: number): Promise<void> {
    for (let press = 0; press < most; press++) {
      await page.keyboard.press("Tab");
      if (wanted.test(await focused(page))) return;
    }
    throw new Error(`${most} tabs do not reach ${wanted.source}; the focus is on ${await focused(page)}.`);
  }

  /** Whether the element can be seen without scrolling. */
  const isInView = (page: Page, selector: string): Promise<boolean> =>
    page.locator(selector).evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    });
  /** A browser scrolls some time after the key was pressed. */
  const comesIntoView = (page: Page, selector: string): Promise<void> =>
    vi.waitFor(async () => expect(await isInView(page, selector)).toBe(true), { timeout: 30_000 });

  test("rows, columns and cells are those of the report, and nothing is asked for", async () => {
    const { page, trouble } = await open([sample]);
    const { resources, findings } = sample.report;
    const matrix = page.locator("table.matrix");
    expect(await matrix.locator("thead th").allTextContents()).toEqual(
      ["Resource", "GET, HEAD", "POST", "PUT", "PATCH", "DELETE", "Findings"].map(
        (text) => expect.stringContaining(text) as string,
      ),
    );
    expect(await matrix.locator("tr.resource").count()).toBe(resources.length);
    expect(await matrix.locator("th[scope=row] .name").allTextContents()).toEqual(
      resources.flatMap(({ name }) => name ?? []),
    );
    const operations = resources.flatMap((one) => one.operations);
    for (const standing of ["required", "unprotected", "retrieval", "creation", "outside"]) {
      const wanted = operations.filter((one) => one.standing === standing).length;
      expect(await matrix.locator(`a.chip.${standing}`).count(), standing).toBe(wanted);
    }
    expect(await page.locator(".findings > li").count()).toBe(findings.length);
    expect(await page.locator(".operations details").count()).toBe(operations.length);
    expect(trouble).toEqual([]);
  });

  test("a screen reader hears landmarks, headings, tables by name, and each cell in words", async () => {
    const { page } = await open([sample]);
    await expectRole(page, "main", "navigation", "contentinfo", "banner");
    expect(await page.getByRole("table", { name: /^Operations of each resource/ }).count()).toBe(1);
    expect(await page.getByRole("table", { name: /^State changes that are protected/ }).count()).toBe(1);
    const row = page.getByRole("row", { name: /^Job \/api\/job\/jobs\/\{job_id\}\// });
    expect(await row.getByRole("rowheader").count()).toBe(1);
    expect(await row.getByRole("link", { name: /\/\{job_id\}\/ PATCH, protected, 1 warning$/ }).count()).toBe(1);
    expect(await page.getByRole("link", { name: /\/\{id\}\/ PUT, unprotected, 1 warning$/ }).count()).toBe(6);
    expect(await page.getByRole("heading", { level: 1 }).allTextContents()).toEqual(["Concurrency map"]);
    expect(await page.getByRole("heading", { level: 3 }).count()).toBe(5);
  });

  async function expectRole(page: Page, ...roles: ("main" | "navigation" | "contentinfo" | "banner")[]): Promise<void> {
    for (const role of roles) expect(await page.getByRole(role).count(), role).toBe(1);
  }

  test("by keyboard: the skip link first, then to an operation, its details, its finding and the line", async () => {
    const { page } = await open([sample]);
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("a #d0-map");
    expect(await isInView(page, "a.skip")).toBe(true);
    await page.keyboard.press("Enter");
    await comesIntoView(page, "#d0-map");
    await tabTo(page, /^a #d0-o\d+$/, 10);
    const target = (await focused(page)).slice(2);
    await page.keyboard.press("Enter");
    // The browser moves to the place, and then tells the page's script, which opens it.
    await page.locator(`${target}[open] > summary:focus`).waitFor();
    // Enter closes and opens what has the focus.
    for (const opened of [false, true]) {
      await page.keyboard.press("Enter");
      await page.locator(`${target}${opened ? "[open]" : ":not([open])"}`).waitFor();
    }
    await page
      .locator(".operations details", { has: page.locator("a[href='#d0-f7']") })
      .first()
      .evaluate((details: HTMLDetailsElement) => {
        details.open = true;
        details.querySelector("summary")!.focus();
      });
    await tabTo(page, /^a #d0-f\d+$/, 8);
    await page.keyboard.press("Enter");
    await comesIntoView(page, "li:target");
    await tabTo(page, /^a #d0-f7-line$/, 2);
    await page.keyboard.press("Enter");
    await comesIntoView(page, ".line:target");
  });

  test("what has the focus shows it", async () => {
    const { page } = await open([sample]);
    for (let press = 0; press < 12; press++) {
      await page.keyboard.press("Tab");
      const outline = await page.evaluate(() => getComputedStyle(globalThis.document.activeElement!).outlineStyle);
      expect(outline, await focused(page)).not.toBe("none");
    }
  });

  test("each finding shows the line that its link names", async () => {
    const { page } = await open([sample]);
    const lines = readFileSync(join(repository, "schema/schema.yml"), "utf8").split("\n");
    for (const [index, { at }] of sample.report.findings.entries()) {
      const finding = page.locator(`#d0-f${index + 1}`);
      expect(await finding.locator("h4 a.place").textContent()).toBe(`schema/schema.yml:${at.line}:${at.column}`);
      const hit = await page.locator(`#d0-f${index + 1}-line`).textContent();
      expect(hit!.trimEnd()).toMatch(new RegExp(`^> ${at.line} `));
      expect(hit!.trimEnd().endsWith(lines[at.line - 1]!)).toBe(true);
    }
  });

  test("the filter narrows the rows and says how many are left", async () => {
    const { page } = await open([sample]);
    const status = page.getByRole("status");
    const total = sample.report.resources.length;
    expect(await status.textContent()).toBe(`${total} of ${total} resources`);
    await page.getByRole("searchbox").fill("purchase order");
    expect(await page.locator("tr.resource:visible th").allTextContents()).toEqual([
      expect.stringContaining("PurchaseOrder"),
    ]);
    expect(await page.locator("tr.group:visible").count()).toBe(1);
    expect(await status.textContent()).toBe(`1 of ${total} resources`);
    await page.getByRole("searchbox").fill("");
    await page.getByRole("combobox").selectOption("unprotected");
    const unprotected = sample.report.resources.filter(({ operations }) =>
      operations.some((one) => one.standing === "unprotected"),
    );
    expect(await page.locator("tr.resource:visible").count()).toBe(unprotected.length);
    expect(await status.textContent()).toBe(`${unprotected.length} of ${total} resources`);
  });

  test("without scripts everything is there, and no control that would do nothing", async () => {
    const { page } = await open([sample], { javaScriptEnabled: false });
    expect(await page.locator("form:visible").count()).toBe(0);
    expect(await page.locator("tr.resource:visible").count()).toBe(sample.report.resources.length);
    await page.locator(".operations summary").first().click();
    expect(await page.locator(".operations details").first().getByText("Declared at").isVisible()).toBe(true);
  });

  test("at 400 pixels the page does not scroll sideways, its tables do, and their first column stays", async () => {
    const { page } = await open([sample], { viewport: { width: 400, height: 800 } });
    await page.evaluate(() => {
      for (const details of globalThis.document.querySelectorAll("details")) details.open = true;
    });
    expect(await page.evaluate(() => globalThis.document.documentElement.scrollWidth)).toBe(400);
    const moved = await page
      .locator(".scroll")
      .first()
      .evaluate((element) => {
        element.scrollLeft = 300;
        const head = element.querySelector("th[scope=row]")!.getBoundingClientRect();
        return { by: element.scrollLeft, left: head.left - element.getBoundingClientRect().left };
      });
    expect(moved.by).toBe(300);
    expect(moved.left).toBeLessThan(3);
  });

  test("at 1280 pixels the sample's whole table fits", async () => {
    const { page } = await open([sample]);
    const beyond = await page
      .locator(".scroll")
      .first()
      .evaluate((element) => element.scrollWidth - element.clientWidth);
    expect(beyond).toBe(0);
  });

  /** Every standing, both severities, a deprecated operation, two clients, files of which one line is long. */
  const everything = async (): Promise<PageDocument[]> => {
    const item = {
      ...jobParameter,
      get: operation("read"),
      put: operation("replace", { description: MARKER, deprecated: true }),
      patch: operation("update", { parameters: [{ in: "header", name: "If-Match", schema: { type: "string" } }] }),
      delete: operation("remove"),
    };
    const paths = {
      "/jobs/": { get: operation("list"), post: operation("create", { description: MARKER }) },
      "/jobs/{job_id}/": item,
      "/jobs/{job_id}/pin/": { ...jobParameter, put: operation("pin", { "x-concurrency": "none" }) },
      "/health": { get: operation("health"), options: operation("options") },
    };
    const { report, sources } = await pageDocument(document(paths));
    return [
      { report: { ...report, name: "jobs" }, sources },
      { ...sample, report: { ...sample.report, name: "field" } },
    ];
  };

  test.for(["light", "dark"] as const)(
    "axe finds nothing to object to, contrast included, in %s",
    async (colorScheme) => {
      // The page's policy would refuse the checker, too.
      const { page } = await open(await everything(), { colorScheme, bypassCSP: true });
      await page.evaluate(() => {
        for (const details of globalThis.document.querySelectorAll("details")) details.open = true;
      });
      await page.addScriptTag({ path: createRequire(import.meta.url).resolve("axe-core/axe.min.js") });
      const { violations, passes } = await page.evaluate(() => axe.run({ resultTypes: ["violations"] }));
      expect(
        violations.map(
          ({ id, nodes }) =>
            `${id}: ${nodes
              .map(({ html, failureSummary }) => `${html} ${failureSummary}`)
              .slice(0, 3)
              .join("; ")}`,
        ),
      ).toEqual([]);
      expect(passes.map(({ id }) => id)).toContain("color-contrast");
    },
  );

  test("dark is dark, light is light, and print is light", async () => {
    const paper = async (page: Page): Promise<number> => {
      const color = await page.evaluate(() => getComputedStyle(globalThis.document.documentElement).backgroundColor);
      return Math.max(...color.match(/\d+/g)!.map(Number));
    };
    const { page } = await open([sample], { colorScheme: "dark" });
    expect(await paper(page)).toBeLessThan(40);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await paper(page)).toBeGreaterThan(230);
    expect(await page.locator("nav:visible, form:visible").count()).toBe(0);
    await page.emulateMedia({ media: "screen", colorScheme: "light" });
    expect(await paper(page)).toBeGreaterThan(230);
  });

  test("a hostile document runs nothing and asks for nothing", async () => {
    const nasty = `</script></style><script>alert(1)</script><img src=http://127.0.0.1:9/x onerror=alert(1)>"'><svg onload=alert(1)>`;
    const paths = {
      [`/x${nasty.replaceAll("/", "")}/{job_id}`]: {
        ...jobParameter,
        get: operation(`read${nasty}`, { tags: [nasty], summary: nasty }),
        put: operation(`replace${nasty}`, { description: `${MARKER} ${nasty}` }),
        delete: operation(nasty),
      },
    };
    const { page, trouble } = await open([
      await pageDocument(document(paths, { info: { title: nasty, version: nasty } })),
    ]);
    expect(await page.getByRole("heading", { level: 2 }).textContent()).toContain(nasty);
    expect(await page.locator("img, iframe, object, embed, link, base").count()).toBe(0);
    expect(await page.locator("script").count()).toBe(1);
    expect(trouble).toEqual([]);
  });
});
