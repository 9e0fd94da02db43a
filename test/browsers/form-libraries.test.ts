/** Pages whose form library shows a draft: the story of each, with the hooks and the real inputs. */
import type { Page, Route } from "playwright-core";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { eventually } from "./field.js";
import { mockPage, shows } from "./mock-page.js";

const pages = ["hook-form-page.tsx", "tanstack-form-page.tsx", "vee-validate-page.ts"];

describe.for(pages)("%s, in Chromium", { tags: ["chromium"] }, (entry) => {
  const suite = mockPage(entry);
  beforeEach(() => suite.mock.edit("Job", suite.jobs[0], { name: "first", notes: "none" }));

  async function open(search = ""): Promise<Page> {
    const page = await (await suite.browser.newContext()).newPage();
    onTestFinished(() => page.context().close());
    const errors: unknown[] = [];
    page.on("pageerror", (error) => errors.push(error));
    page.on("console", (message) => {
      // The browser's own report of a 4xx is none of the page's.
      if (message.type() === "error" && !message.text().startsWith("Failed to load")) errors.push(message.text());
    });
    onTestFinished(() => expect(errors).toEqual([]));
    await page.goto(`${suite.origin}/${search}#${suite.jobs.join(",")}`);
    await shows(page, { status: "clean" });
    return page;
  }
  const onPatch = (page: Page, act: (route: Route) => Promise<void>): Promise<unknown> =>
    page.route("**/api/**", (route) => (route.request().method() === "PATCH" ? act(route) : route.continue()));
  /** A server that trims what it is sent. */
  const trimming = (page: Page): Promise<unknown> =>
    onPatch(page, async (route) => {
      const body = JSON.parse(route.request().postData()!) as Record<string, string>;
      const trimmed = Object.fromEntries(Object.entries(body).map(([name, value]) => [name, value.trim()]));
      await route.continue({ postData: JSON.stringify(trimmed) });
    });

  it("is filled from the draft, and what is typed is in the draft and dirty", async () => {
    const page = await open();
    await shows(page, { name: "first", notes: "none", dirty: "false,false,false" });
    await page.locator("#name").fill("typed");
    await shows(page, { typed: "typed", status: "dirty", dirty: "true,true,false" });
    await page.locator("#discard").click();
    await shows(page, { name: "first", status: "clean", dirty: "false,false,false" });
    await eventually(async () => expect(await page.locator("#typed").textContent()).toBe("first"));
  });

  it("saves, and shows what the server made of it", async () => {
    const page = await open();
    await trimming(page);
    await page.locator("#name").fill("  typed  ");
    await page.locator("#name").press("Enter");
    await shows(page, { outcome: "true", success: "true", name: "typed", status: "clean", dirty: "false,false,false" });
    expect((await suite.saved()).name).toBe("typed");
  });

  it("is not saved while the library finds it invalid", async () => {
    const page = await open();
    await page.locator("#name").fill("");
    await page.locator("#save").click();
    await shows(page, { nameError: "Say a name.", outcome: "false", success: "false" });
    expect((await suite.saved()).name).toBe("first");
  });

  it("a conflict is no success, others' changes arrive, and the next submit saves both", async () => {
    const page = await open();
    await page.locator("#name").fill("mine");
    suite.mock.edit("Job", suite.jobs[0], { notes: "theirs" });
    await page.locator("#save").click();
    await shows(page, { outcome: "false", success: "false", status: "conflict", name: "mine", notes: "theirs" });
    await eventually(async () => expect(await page.locator("#formError").textContent()).not.toBe(""));
    await page.locator("#save").click();
    await shows(page, { outcome: "true", success: "true", status: "clean", formError: "" });
    expect(await suite.saved()).toMatchObject({ name: "mine", notes: "theirs" });
  });

  it("another change arrives where the person does not type, and the cursor stays", async () => {
    const page = await open();
    await page.locator("#name").fill("mi");
    await page.locator("#name").press("ArrowLeft");
    suite.mock.edit("Job", suite.jobs[0], { notes: "theirs" });
    await page.evaluate(() => document.querySelector<HTMLButtonElement>("#rebase")!.click());
    await shows(page, { notes: "theirs" });
    await page.keyboard.type("x");
    await shows(page, { name: "mxi", dirty: "true,true,false" });
    await eventually(async () => expect(await page.locator("#typed").textContent()).toBe("mxi"));
  });

  it("the server's errors stand at their fields, and the form can be submitted again", async () => {
    const page = await open();
    await onPatch(page, (route) =>
      route.fulfill({ status: 400, json: { name: ["Taken."], non_field_errors: ["Not today."] } }),
    );
    await page.locator("#name").fill("typed");
    await page.locator("#save").click();
    await shows(page, { nameError: "Taken.", formError: "Not today.", outcome: "false", success: "false" });
    await page.locator("#name").fill("better");
    await shows(page, { nameError: "" });
    await page.unroute("**/api/**");
    await page.locator("#save").click();
    await shows(page, { outcome: "true", success: "true", nameError: "", formError: "" });
    expect((await suite.saved()).name).toBe("better");
  });

  it("autosave trims nothing under the cursor, and the field shows the server's value once it is left", async () => {
    const page = await open("?autosave");
    await trimming(page);
    await page.locator("#name").fill("");
    await page.locator("#name").pressSequentially("two ");
    await shows(page, { typed: "two", status: "clean", name: "two " });
    await page.keyboard.type("words ");
    await shows(page, { typed: "two words", status: "clean", name: "two words " });
    await page.locator("#notes").focus();
    await shows(page, { name: "two words", dirty: "false,false,false" });
    expect((await suite.saved()).name).toBe("two words");
  });

  it("the next record has a form of its own; and what was typed before leaving is saved by autosave", async () => {
    const page = await open("?autosave");
    await page.locator("#name").fill("into the first");
    await page.locator("#next").click();
    await eventually(async () => expect((await suite.saved()).name).toBe("into the first"));
    await shows(page, { status: "clean", name: (await suite.saved(1)).name, dirty: "false,false,false" });
    await page.locator("#notes").fill("into the second");
    await page.locator("#next").click();
    await eventually(async () => expect((await suite.saved(1)).notes).toBe("into the second"));
    expect((await suite.saved()).notes).toBe("none");
  });
});
