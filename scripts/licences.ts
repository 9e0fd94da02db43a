import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Rolldown } from "tsdown";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/**
 * Writes two lists of the bundled packages into a folder of the output: `THIRD-PARTY-LICENSES.txt`, with the text of each
 * licence, and `sbom.cdx.json`, a software bill of materials (CycloneDX 1.5) without a date, so that builds can be compared.
 */
export const licences = (folder = ""): Rolldown.Plugin => ({
  name: "licences",
  generateBundle(_, bundle) {
    const modules = Object.values(bundle).flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
    const folders = new Set(modules.flatMap((id) => packageFolder(id) ?? []));
    const manifests = [...folders].map(manifestIn).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    this.emitFile({ type: "asset", fileName: `${folder}sbom.cdx.json`, source: billOfMaterials(manifests) });
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

/** @throws {Error} for a package without a licence. */
function manifestIn(folder: string): Required<Manifest> {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  if (license === undefined) throw new Error(`${name} says nothing of its licence; it may not be bundled.`);
  return { name, version, license };
}

function billOfMaterials(manifests: readonly Required<Manifest>[]): string {
  const components = manifests.map(({ name, version, license }) => ({
    type: "library",
    name,
    version,
    purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
    licenses: [{ license: { id: license } }],
  }));
  const bill = { bomFormat: "CycloneDX", specVersion: "1.5", version: 1, components };
  return `${JSON.stringify(bill, undefined, 2)}\n`;
}

function describe(folder: string): string {
  const { name, version, license } = manifestIn(folder);
  const file = readdirSync(folder).find((one) => /^licen[cs]e(\.|$)/i.test(one));
  const text = file === undefined ? "" : `\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  return `${name} ${version}, ${license}\n${text}`;
}
