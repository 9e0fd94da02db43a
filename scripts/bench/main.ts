/**
 * `npm run bench`: sizes and times, the sides of each comparison taking turns, so that a busy machine slows both.
 *
 *     npm run bench                         all of it, beside other generators, which are installed into .tmp/bench
 *     npm run bench -- type-check calls     some of it: generation, lint, type-check, bundle, calls, memory, growth
 *     npm run bench -- --small              one round, the sample only, nothing installed: whether it works
 *     npm run bench -- --write              also writes docs/performance.md and its pictures
 *
 * Needs `npm run build`.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { bundles } from "./bundles.js";
import { calls } from "./calls.js";
import { lineChart } from "./chart.js";
import { generation } from "./generation.js";
import { linting } from "./linting.js";
import { soak, soakChart } from "./memory.js";
import { github, installPeers } from "./peers.js";
import { documents, root } from "./places.js";
import { type Table, toMarkdown } from "./table.js";
import { typeCheck } from "./type-check.js";

const sections = ["generation", "lint", "type-check", "bundle", "calls", "memory"] as const;
type Section = (typeof sections)[number];

const args = process.argv.slice(2);
const isSmall = args.includes("--small");
const named = args.filter((arg) => !arg.startsWith("--"));
const unknown = [
  ...named.filter((name) => !sections.includes(name as Section)),
  ...args.filter((arg) => arg.startsWith("--") && arg !== "--small" && arg !== "--write"),
];
if (unknown.length > 0)
  throw new Error(`No part of the bench: ${unknown.join(", ")}. There are ${sections.join(", ")}.`);
const wanted = named.length > 0 ? (named as Section[]) : sections;
const rounds = isSmall ? 1 : 5;

if (!isSmall && wanted.includes("generation")) installPeers();
const all = isSmall ? documents().slice(0, 1) : documents();
const large =
  isSmall || !wanted.some((one) => one === "generation" || one === "type-check") ? [] : ([["GitHub", github]] as const);

const tables: Table[] = [];
async function measure(section: Section, run: () => readonly Table[] | Promise<readonly Table[]>): Promise<void> {
  if (!wanted.includes(section)) return;
  for (const table of await run()) {
    tables.push(table);
    console.log(`${toMarkdown(table)}\n`);
  }
}

await measure("generation", () => [
  ...all.map(([name, path]) => generation(name, path, rounds, !isSmall)),
  ...large.map(([name, path]) => generation(name, path, Math.min(rounds, 3), true)),
]);
await measure("lint", () => [linting(all, rounds)]);
await measure("type-check", () => [
  ...all.map(([name, path]) => typeCheck(name, path, rounds)),
  ...large.map(([name, path]) => typeCheck(name, path, Math.min(rounds, 3))),
]);
await measure("bundle", bundles);
await measure("calls", async () => [await calls(isSmall ? 2 : 12)]);
await measure("memory", () => {
  const samples = soak(isSmall ? 1000 : 100_000);
  if (args.includes("--write")) writePicture("soak.svg", lineChart(soakChart(samples)));
  const rows = samples.map(({ calls: count, mib }) => [count.toLocaleString("en"), mib.toFixed(1)]);
  return [{ title: "Memory: one client, different records", head: ["records read", "heap, MiB"], rows }];
});
if (args.includes("--write")) writePage();

function writePicture(name: string, svg: string): void {
  mkdirSync(join(root, "docs/pictures"), { recursive: true });
  writeFileSync(join(root, "docs/pictures", name), svg);
}

/** Puts the tables into the page, between what people wrote; a part that was not measured keeps its tables. */
function writePage(): void {
  const page = join(root, "docs/performance.md");
  const { arch, platform, version } = process;
  const machine = `Measured on ${cpus().length} cores, ${platform} ${arch}, Node ${version}, by \`npm run bench\`.`;
  let text = readFileSync(page, "utf8");
  for (const section of wanted) {
    const own = tables.filter(({ title }) => title.toLowerCase().startsWith(section)).map(toMarkdown);
    const marks = [`<!-- bench: ${section} -->`, `<!-- end: ${section} -->`] as const;
    const [start, end] = marks.map((mark) => text.indexOf(mark)) as [number, number];
    if (start < 0 || end < start) throw new Error(`docs/performance.md lacks ${marks.join(" or ")}.`);
    text = `${text.slice(0, start)}${marks[0]}\n\n${machine}\n\n${own.join("\n\n")}\n\n${text.slice(end)}`;
  }
  writeFileSync(page, text);
}
