import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BundleSize, bundleSize, features, programOf } from "../../scripts/bundle.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const sample = join(root, "generated/index.ts");
const folder = mkdtempSync(join(tmpdir(), "ifmatch-bundle-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("one operation of the sample with the whole runtime it needs", () => {
  it.each(["jobJobsRetrieve", "peopleRetrieve", "peoplePartialUpdate", "peopleDestroy", "skillsList"])(
    "%s stays within 4 kB gzip",
    async (call) => {
      expect((await bundleSize(root, folder, call, programOf(sample, call))).gzip).toBeLessThanOrEqual(4096);
    },
  );

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
