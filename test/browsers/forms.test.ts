/** Pages with real frameworks: a form whose query refetches behind it, autosave, the next record, leaving the page. */
import type { Page } from "playwright-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { eventually } from "./field.js";
import { mockPage, shows } from "./mock-page.js";

const entries = ["angular.ts", "react.tsx", "solid.ts", "svelte.ts", "vue.ts"];
describe.for(entries)("forms/%s, in Chromium", { tags: ["chromium"] }, (entry) => {
  const suite = mockPage(`./forms/${entry}`);

  async function open(search = "", ids: readonly string[] = suite.jobs): Promise<Page> {
    const page = await (await suite.browser.newContext()).newPage();
    onTestFinished(() => page.context().close());
    const errors: Error[] = [];
    page.on("pageerror", (error) => errors.push(error));
    onTestFinished(() => expect(errors).toEqual([]));
    await page.goto(`${suite.origin}/${search}#${ids.join(",")}`);
    return page;
  }
  const text = (page: Page, id: string) => page.locator(`#${id}`).textContent();

  it("what somebody saved while the form was open is not lost, although the query has refetched", async () => {
    const page = await open();
    await shows(page, { status: "clean" });
    await page.locator("#name").fill("what Ada typed");
    suite.mock.edit("Job", suite.jobs[0], { notes: "what Bob typed" });
    await page.locator("#refetch").click();
    await shows(page, { outdated: "true", status: "dirty" });
    await page.locator("#save").click();
    await shows(page, { status: "conflict", notes: "what Bob typed" });
    await page.locator("#save").click();
    await shows(page, { status: "clean", outdated: "false", shown: "what Ada typed" });
    expect(await suite.saved()).toMatchObject({ name: "what Ada typed", notes: "what Bob typed" });
  });

  it("a conflict is shown, and saved as it was decided", async () => {
    const page = await open();
    await shows(page, { status: "clean", conflicts: "0" });
    await page.locator("#name").fill("what Ada typed");
    suite.mock.edit("Job", suite.jobs[0], { name: "what Bob typed" });
    await page.locator("#save").click();
    await shows(page, { status: "conflict", conflicts: "1" });
    await shows(page, { name: "what Ada typed" });
    await page.locator("#mine").click();
    await shows(page, { conflicts: "0" });
    await page.locator("#save").click();
    await shows(page, { status: "clean", shown: "what Ada typed" });
    expect((await suite.saved()).name).toBe("what Ada typed");
  });

  it("a form without edits follows the query", async () => {
    const page = await open();
    await shows(page, { status: "clean" });
    suite.mock.edit("Job", suite.jobs[0], { notes: "what Bob typed" });
    await page.locator("#refetch").click();
    await shows(page, { notes: "what Bob typed", status: "clean", outdated: "false" });
    const { name } = await suite.saved();
    await eventually(async () => expect(await page.locator("#name").inputValue()).toBe(name));
  });

  it("autosave saves what is typed, character by character", async () => {
    const page = await open("?autosave");
    await shows(page, { status: "clean" });
    await page.locator("#name").fill("");
    await page.locator("#name").pressSequentially("typed by hand", { delay: 15 });
    await shows(page, { status: "clean", shown: "typed by hand" });
    await shows(page, { name: "typed by hand" });
    expect((await suite.saved()).name).toBe("typed by hand");
  });

  it("the next record has a draft of its own, and what was typed into the first one is saved", async () => {
    const page = await open("?autosave");
    await shows(page, { status: "clean" });
    await page.locator("#name").fill("into the first");
    await page.locator("#next").click();
    await eventually(async () => expect((await suite.saved()).name).toBe("into the first"));
    await shows(page, { status: "clean" });
    const { name } = await suite.saved(1);
    await eventually(async () => expect(await page.locator("#name").inputValue()).toBe(name));
    expect((await suite.saved(1)).name).not.toBe("into the first");
  });

  it("the same record again has the same draft", async () => {
    const page = await open("", [suite.jobs[0], suite.jobs[0], suite.jobs[1]]);
    await shows(page, { status: "clean" });
    await page.locator("#name").fill("not saved");
    await page.locator("#next").click();
    await page.locator("#refetch").click();
    await shows(page, { status: "dirty", left: "" });
    await page.locator("#next").click();
    await shows(page, { status: "clean", left: "not saved" });
    const { name } = await suite.saved(1);
    await eventually(async () => expect(await page.locator("#name").inputValue()).toBe(name));
  });

  it("what was typed is saved by autosave after the form has gone", async () => {
    const page = await open("?autosave", [suite.jobs[0]]);
    await shows(page, { status: "clean" });
    await page.locator("#name").fill("typed last");
    await page.locator("#next").click();
    // A framework may draw later than it is told to.
    await page.locator("#name").waitFor({ state: "detached" });
    await eventually(async () => expect((await suite.saved()).name).toBe("typed last"));
    expect(await text(page, "left")).toBe("");
  });

  it("without autosave, it is handed over", async () => {
    const page = await open("", [suite.jobs[0]]);
    await shows(page, { status: "clean" });
    await page.locator("#name").fill("typed last");
    await page.locator("#next").click();
    await shows(page, { left: "typed last" });
    await page.locator("#name").waitFor({ state: "detached" });
    expect((await suite.saved()).name).not.toBe("typed last");
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
