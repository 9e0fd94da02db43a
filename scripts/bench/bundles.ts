/** What a page bundles: one function with all the runtime it needs, and what each feature adds. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BAR, bundleSize, features, pageOf, programOf, screens } from "../bundle.js";
import { root } from "./places.js";
import type { Table } from "./table.js";

export async function bundles(): Promise<Table[]> {
  const folder = mkdtempSync(join(tmpdir(), "ifmatch-bench-"));
  const sample = join(root, "generated/index.ts");
  const change = "peoplePartialUpdate";
  const size = async (name: string, program: string): Promise<number> =>
    (await bundleSize(`${root}/`, folder, name, program)).gzip;
  try {
    const core = await size("change", programOf(sample, change));
    const rows = [
      ["one retrieval", `${await size("retrieval", programOf(sample, "jobJobsRetrieve"))} (at most ${BAR.retrieval})`],
      ["one state change", `${core} (at most ${BAR.change})`],
    ];
    for (const { name, imports, use } of features)
      rows.push([`with ${name}`, `+${(await size("feature", programOf(sample, change, imports, use))) - core}`]);
    const pages: [string, number][] = [];
    for (const screen of screens) pages.push([screen.name, await size(screen.name, pageOf(sample, screen))]);
    for (const [name, gzip] of pages) rows.push([`a page, ${name}`, `+${gzip - pages[0]![1]} of ${gzip}`]);
    return [{ title: "Bundle", head: ["", "bytes, minified and gzipped"], rows }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
