/** `redocly lint` with the plugin and `ifmatch lint` find the same, in the same places, with the same severities. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { build } from "esbuild";
import { beforeAll, describe, expect, test } from "vitest";
import type { ClientConfig } from "../../generator/config/define.js";
import { type Files, jobsApi, workspace } from "../cli/workspace.js";
import { lintFile, severalFiles, swagger } from "./documents.js";

const repository = join(import.meta.dirname, "../..");
const redocly = join(dirname(createRequire(import.meta.url).resolve("@redocly/cli/package.json")), "bin/cli.js");
let plugin: string;

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [join(repository, "generator/lint/redocly-plugin.ts")],
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    // It is only bundled with us, so the test's folder has none.
    alias: { "recheck/lib/browser.js": `${repository}/node_modules/recheck/lib/browser.js` },
    write: false,
  });
  plugin = outputFiles[0]!.text;
});

/** What a tool found, as one line a finding, sorted. */
type Lines = string[];

function byRedocly(folder: string, file: string): { lines: Lines; errors: number } {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [redocly, "lint", file, "--format=json", "--max-problems=1000"],
    {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 1 << 26,
      env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true", NO_COLOR: "1" },
    },
  );
  const start = stdout.indexOf("{");
  if (start === -1) throw new Error(`redocly lint printed no JSON: ${stderr}`);
  const { problems, totals } = JSON.parse(stdout.slice(start)) as {
    problems: {
      ruleId: string;
      severity: string;
      message: string;
      location: { source: { ref: string }; pointer: string; start: { line: number; col: number } }[];
    }[];
    totals: { errors: number };
  };
  const lines = problems.map(({ ruleId, severity, message, location: [place] }) =>
    [place!.source.ref, place!.start.line, place!.start.col, place!.pointer, severity, ruleId, message].join(" "),
  );
  return { lines: lines.toSorted(), errors: totals.errors };
}

async function byIfmatch(folder: string, file: string, config: Omit<ClientConfig, "input">): Promise<Lines> {
  // The plugin knows no other day than this one.
  const today = new Date().toISOString().slice(0, 10);
  const { findings } = await lintFile(join(folder, file), config, { folder, today });
  return findings
    .map(({ rule, severity, message, help, file: name, line, column, pointer }) =>
      [
        relative(folder, name),
        line,
        column,
        pointer,
        severity === "warning" ? "warn" : severity,
        `ifmatch/${rule}`,
        `${message} ${help}`,
      ].join(" "),
    )
    .toSorted();
}

async function compare(
  files: Files,
  file: string,
  preset: string,
  config: Omit<ClientConfig, "input"> = {},
): Promise<Lines> {
  const folder = workspace({
    ...files,
    "ifmatch.config.json": { input: file, ...config },
    "ifmatch-plugin.mjs": plugin,
    "redocly.yaml": `plugins: [./ifmatch-plugin.mjs]\nextends: [ifmatch/${preset}]\n`,
  });
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  for (const name of ["@redocly", "@scalar", "c12", "fastest-levenshtein", "pluralize", "yaml", "zod"])
    symlinkSync(join(repository, "node_modules", name), join(folder, "node_modules", name));
  const theirs = byRedocly(folder, file);
  expect(theirs.lines).toEqual(await byIfmatch(folder, file, config));
  expect(theirs.errors).toBe(theirs.lines.filter((line) => line.includes(" error ifmatch/")).length);
  return theirs.lines;
}

describe("redocly lint and ifmatch lint agree on", () => {
  const sample = { "schema.yml": readFileSync(join(repository, "schema/schema.yml"), "utf8") };

  test.for([
    ["recommended", 10],
    ["strict", 30],
  ] as const)("K5 the sample schema, %s", async ([preset, least]) => {
    const found = await compare(sample, "schema.yml", preset);
    expect(found.length).toBeGreaterThan(least);
    expect(found.filter((line) => line.includes("unmarked-state-change"))).toHaveLength(1);
  });

  test("K5 the sample schema with what its config decides", async () => {
    const config = {
      operations: { job_jobs_undo_change_create: { role: "state-change" as const, resource: "Job" } },
      lint: {
        suppress: [{ rule: "unprotected-resource", path: "/api/*/{id}/", reason: "the last write may win here" }],
      },
    };
    const found = (await compare(sample, "schema.yml", "recommended", config)).join("\n");
    expect(found).not.toContain("unmarked-state-change");
    expect(found).not.toContain("unprotected-resource");
    expect(found).toContain("marker-on-create");
  });

  test.for(["recommended", "strict"])("K5 a document of several files, %s", async (preset) => {
    const found = await compare(severalFiles, "openapi.yml", preset);
    expect(new Set(found.map((line) => line.split(" ")[0]))).toEqual(
      new Set(["openapi.yml", "paths/job.yml", "schemas/job.yml", "shared.yml"]),
    );
  });

  test("a slow pattern in a file that only a reference leads to, and one that only looks slow", async () => {
    const properties = 'a: { type: string, pattern: "^(b+)*$" }, c: { type: string, pattern: "^([.][a-z]+)*$" }';
    const files = {
      ...severalFiles,
      "schemas/person.yml": `type: object\nproperties: { name: { type: string }, ${properties} }\n`,
    };
    const found = await compare(files, "openapi.yml", "recommended");
    expect(found.filter((line) => line.includes("slow-pattern"))).toEqual([
      expect.stringMatching(/^schemas\/person\.yml.*"\^\(b\+\)\*\$" can take time/),
    ]);
  });

  test("K5 Swagger 2.0", async () => {
    expect(await compare({ "swagger.yml": swagger }, "swagger.yml", "strict")).not.toHaveLength(0);
  });

  test("suppressions of the document, used and not", async () => {
    const ignore = (rule: string, reason: string): object => ({ "x-concurrency-lint-ignore": [{ rule, reason }] });
    const api = {
      ...jobsApi(),
      ...ignore("unmarked-state-change", "only admins delete jobs"),
    };
    expect((await compare({ "a.json": api }, "a.json", "recommended")).join("\n")).not.toContain(
      "unmarked-state-change",
    );
    const unused = { ...jobsApi(), ...ignore("no-retrieval", "") };
    expect((await compare({ "a.json": unused }, "a.json", "recommended")).join("\n")).toMatch(
      /suppression-unused[^]*suppression-without-reason|suppression-without-reason[^]*suppression-unused/,
    );
  });

  test("a document without any contract: nothing", async () => {
    const health = { "/health": { get: { operationId: "h", responses: { 200: { description: "ok" } } } } };
    expect(await compare({ "a.json": { ...jobsApi(), paths: health } }, "a.json", "strict")).toEqual([]);
  });
});
