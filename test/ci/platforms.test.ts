/** Every place that names versions of Node and TypeScript names the same ones. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { compilers, oldestCompiler } from "../corpus/compilers.js";
import { repository } from "../corpus/corpus.js";
import { instructions, prerequisites } from "../prerequisites/prerequisites.js";

const read = (path: string): string => readFileSync(join(repository, path), "utf8");

interface Manifest {
  readonly engines: { readonly node: string };
  readonly scripts: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
interface Job {
  readonly container?: string;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> };
  readonly steps: readonly { readonly run?: string }[];
}
const manifest = JSON.parse(read("package.json")) as Manifest;
const { jobs } = parse(read(".github/workflows/ci.yml")) as { jobs: Readonly<Record<string, Job>> };
const matrix = (name: string): readonly string[] =>
  Object.values(jobs).flatMap(({ strategy }) => strategy?.matrix[name] ?? []);
// Its lines may break anywhere.
const readme = read("README.md").replaceAll(/\s+/g, " ");
const list = (names: readonly string[]): string => `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

// `engines` names the first release of each that has what we need, such as 22.12.
const nodes = ["20.19", "22", "24"];
const [oldest, newest] = [nodes[0]!, nodes.at(-1)!];

test.for(["package.json", "runtime/package.json"])("engines of %s", (path) => {
  const { engines } = JSON.parse(read(path)) as Manifest;
  const ranges = engines.node.split(" || ").map((range) => range.replace(/^(?:\^|>=)/, ""));
  expect(ranges.map((version, index) => version.startsWith(`${nodes[index]}.`))).toEqual(nodes.map(() => true));
});

test("what CI runs: the workflow everything everywhere; .ci/run with the newest what meets the platform", () => {
  expect(matrix("node")).toEqual(nodes);
  expect([...read(".ci/run").matchAll(/with-node -- (\d+) /g)].map(([, version]) => version)).toEqual([newest]);
});

test("what is built and type-checked for the oldest, and developed with one of them", () => {
  expect(new Set([...read("tsdown.config.ts").matchAll(/target: "node([\d.]+)"/g)].map(([, node]) => node))).toEqual(
    new Set([oldest]),
  );
  expect(manifest.devDependencies["@types/node"]).toMatch(new RegExp(`^\\^${oldest.split(".")[0]}\\.`));
  expect(nodes).toContain(read(".nvmrc").trim());
  for (const { container } of Object.values(jobs))
    expect(container).toMatch(new RegExp(`^node:(?:\\$\\{\\{ matrix\\.node \\}\\}|${nodes.join("|")})-bookworm$`));
});

test("the README", () => {
  expect(readme).toContain(`Node ${list(nodes)}`);
});

test("TypeScript: what CI compiles the output with is what tests compile it with", () => {
  expect(matrix("typescript").map((version) => `TypeScript ${version}`)).toEqual(
    [oldestCompiler, ...compilers].map(({ name }) => name),
  );
  expect(readme).toContain(`TypeScript ${list(matrix("typescript"))}`);
});

test("scripts that the workflow runs exist", () => {
  const commands = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
  const scripts = commands
    .flatMap((command) => [...command.matchAll(/npm run (?:-s )?([\w:-]+)/g)])
    .map(([, name]) => name!);
  expect(scripts.length).toBeGreaterThan(5);
  for (const name of scripts) expect([name, name in manifest.scripts]).toEqual([name, true]);
});

test("docs/django.md names the packages of Django and nginx", () => {
  const needed = prerequisites.filter(({ tag }) => tag === "django" || tag === "nginx");
  const [command] = /(?<=`)apt-get install [^`]+/.exec(read("docs/django.md")) ?? [];
  expect(command).toBe(instructions(needed)[0]);
});
