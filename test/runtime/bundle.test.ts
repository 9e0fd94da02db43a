import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rolldown } from "rolldown";
import {
  BAR,
  type BundleSize,
  bundleSize,
  bundleText,
  features,
  pageOf,
  programOf,
  screens,
} from "../../scripts/bundle.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const sample = join(root, "generated/index.ts");
const folder = mkdtempSync(join(tmpdir(), "ifmatch-bundle-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("one operation of the sample with the whole runtime it needs", () => {
  it.each([
    ["jobJobsRetrieve", BAR.retrieval],
    ["peopleRetrieve", BAR.retrieval],
    ["skillsList", BAR.retrieval],
    ["peoplePartialUpdate", BAR.change],
    ["peopleDestroy", BAR.change],
  ])("%s stays within %i bytes gzip", async (call, bar) => {
    expect((await bundleSize(root, folder, call, programOf(sample, call))).gzip).toBeLessThanOrEqual(bar);
  });

  it(`a draft, a query and a mutation add at most ${BAR.screen} bytes gzip to their functions`, async () => {
    const sizes = [screens[0]!, screens.at(-1)!].map((screen) =>
      bundleSize(root, folder, "page", pageOf(sample, screen)),
    );
    const [functions, page] = await Promise.all(sizes);
    expect(page!.gzip - functions!.gzip).toBeLessThanOrEqual(BAR.screen);
  });

  it("a retrieval does not bundle what follows the redirections of changes", async () => {
    const location = /headers\.get\("location"\)/;
    expect(await bundleText(root, folder, "retrieval", programOf(sample, "peopleRetrieve"))).not.toMatch(location);
    expect(await bundleText(root, folder, "change", programOf(sample, "peoplePartialUpdate"))).toMatch(location);
  });

  const ids = (text: string): string[] => [...text.matchAll(/id:\s*["`](\w+)["`]/g)].map(([, id]) => id!);
  const retrieval = { call: "peopleRetrieve", ids: ["people_retrieve"] };
  // A change carries its retrieval, too: `reload` calls it.
  const change = { call: "peoplePartialUpdate", ids: ["people_partial_update", "people_retrieve"] };

  it.each([retrieval, change])("$call brings no other function's operation into a bundle of esbuild", async (used) => {
    const text = await bundleText(root, folder, "operations", programOf(sample, used.call));
    expect(ids(text).toSorted()).toEqual(used.ids);
  });

  it.each([retrieval, change])("$call brings none into a bundle of rolldown", async (used) => {
    const entry = join(folder, "rolldown.ts");
    writeFileSync(entry, programOf(sample, used.call));
    const alias = { "ifmatch/runtime": join(root, "runtime/index.ts") };
    const bundle = await rolldown({ input: entry, resolve: { alias }, logLevel: "silent", tsconfig: false });
    const { output } = await bundle.generate({ minify: true });
    expect(ids(output[0].code).toSorted()).toEqual(used.ids);
  });

  describe("what is passed in", () => {
    let core: BundleSize;
    beforeAll(async () => {
      core = await bundleSize(root, folder, "core", programOf(sample, "peoplePartialUpdate"));
    });

    it.each(features)("$name", async ({ name, imports, use }) => {
      const program = programOf(sample, "peoplePartialUpdate", imports, use);
      const added = (await bundleSize(root, folder, "feature", program)).minified - core.minified;
      // A feature that adds nothing where it is used would show that the measure is broken.
      if (use === "") expect(added, name).toBe(0);
      else expect(added, name).toBeGreaterThan(0);
    });
  });
});
