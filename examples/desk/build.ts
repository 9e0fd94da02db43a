/** `npm run example:build`: builds the desk, into `.tmp/desk` or a folder that is named, and prints what it weighs. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { viteConfig } from "./server/vite.js";

/** What a page without devtools loads at first, and what is loaded when it is asked for: bytes by file, gzipped. */
interface Sizes {
  readonly first: Readonly<Record<string, number>>;
  readonly later: Readonly<Record<string, number>>;
}

function sizesOf(folder: string): Sizes {
  const assets = join(folder, "assets");
  const textOf = (name: string): string => readFileSync(join(assets, name), "utf8");
  const html = readFileSync(join(folder, "index.html"), "utf8");
  const names = readdirSync(assets);
  const first = new Set(names.filter((name) => html.includes(name)));
  // A Set that grows is walked to its end: what is imported by what is loaded is loaded, too.
  for (const name of first)
    for (const [, imported] of textOf(name).matchAll(/(?:from|^import|;import)"\.\/([^"]+)"/g)) first.add(imported!);
  const sizes = (some: Iterable<string>): Record<string, number> =>
    Object.fromEntries(Array.from(some, (name) => [name, gzipSync(textOf(name), { level: 9 }).length]));
  return {
    first: { "index.html": gzipSync(html, { level: 9 }).length, ...sizes(first) },
    later: sizes(names.filter((name) => !first.has(name))),
  };
}

// Before a back end of the same origin: without a mock.
const config = viteConfig("/");
const [outDir = config.build!.outDir!] = process.argv.slice(2);
await build({ ...config, logLevel: "warn", build: { ...config.build, outDir } });
const { first, later } = sizesOf(outDir);
const total = (sizes: Sizes["first"]): number => Object.values(sizes).reduce((sum, size) => sum + size, 0);
console.log(JSON.stringify({ firstLoad: total(first), later: total(later), first, files: later }, undefined, 2));
