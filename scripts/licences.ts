import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Rolldown } from "tsdown";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/** Writes `THIRD-PARTY-LICENSES.txt` into a folder of the output: name, version, licence and its text of each bundled package. */
export const licences = (folder = ""): Rolldown.Plugin => ({
  name: "licences",
  generateBundle(_, bundle) {
    const modules = Object.values(bundle).flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
    const folders = new Set(modules.flatMap((id) => packageFolder(id) ?? []));
    const source = [...folders]
      .map(describe)
      .toSorted()
      .join(`\n${"-".repeat(80)}\n\n`);
    this.emitFile({ type: "asset", fileName: `${folder}THIRD-PARTY-LICENSES.txt`, source });
  },
});

/** `/x/node_modules/@a/b` of `/x/node_modules/@a/b/lib/c.js`. */
const packageFolder = (id: string): string | undefined =>
  /^\0?(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(id)?.[1];

function describe(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  if (license === undefined) throw new Error(`${name} says nothing of its licence; it may not be bundled.`);
  const file = readdirSync(folder).find((one) => /^licen[cs]e(\.|$)/i.test(one));
  const text = file === undefined ? "" : `\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  return `${name} ${version}, ${license}\n${text}`;
}
