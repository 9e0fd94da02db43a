/** A run that finds nothing changed loads none of the libraries, and says so; traces; the plugin for Vite. */
import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { runClients } from "../../generator/vite/run.js";
import { describe, expect, test } from "vitest";
import { repository } from "../corpus/corpus.js";
import { run } from "../cli/recording-terminal.js";
import { jobsApi, read, snapshot, write } from "../cli/workspace.js";
import { generate, project, USED } from "./project.js";

/** Prints, at the end of a process, everything that it has loaded, by `import` and by `require`. */
const hook = `
  import { Module, register } from "node:module";
  import { MessageChannel } from "node:worker_threads";
  const loaded = [];
  const { port1, port2 } = new MessageChannel();
  port1.on("message", (url) => loaded.push(url));
  port1.unref();
  register("data:text/javascript," + encodeURIComponent(\`
    let port;
    export const initialize = (data) => { port = data; };
    export const load = (url, context, next) => { port.postMessage(url); return next(url, context); };
  \`), { data: port2, transferList: [port2] });
  const own = Module._load;
  Module._load = function (request, ...rest) { loaded.push(request); return own.call(this, request, ...rest); };
  process.on("exit", () => process.stderr.write(loaded.join("\\n")));
`;

/** What has no place in a run that does nothing. */
const libraries = ["ts-morph", "typescript", "openapi-typescript", "openapi-core", "zod", "yaml", "jiti", "pluralize"];

function loadedBy(folder: string, ...argv: string[]): { stdout: string; found: string[] } {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      "--import",
      import.meta.resolve("tsx"),
      "--import",
      `data:text/javascript,${encodeURIComponent(hook)}`,
      join(repository, "generator/cli/bin.ts"),
      ...argv,
    ],
    { cwd: folder, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } },
  );
  const urls = stderr.split("\n");
  return {
    stdout,
    found: libraries.filter((name) =>
      urls.some((url) => url === name || new RegExp(`/node_modules/(@[\\w-]+/)?${name}/`).test(url)),
    ),
  };
}

describe("what is loaded", () => {
  test("all of them by the first run, and none by the second, a config in TypeScript or not", () => {
    const folder = project({
      "ifmatch.config.ts":
        'import { defineConfig } from "ifmatch";\nexport default defineConfig({ input: "openapi.json" });',
    });
    expect(loadedBy(folder, "generate").found).toEqual(
      expect.arrayContaining(["openapi-typescript", "openapi-core", "zod", "jiti"]),
    );
    expect(loadedBy(folder, "generate").found).toEqual([]);
    const checked = loadedBy(folder, "generate", "--check");
    expect(checked).toEqual({ stdout: "generated/ is up to date.\n", found: [] });
    expect(loadedBy(folder, "generate", "--json").found).toEqual([]);
  });
});

describe("--timings and --trace", () => {
  test("say what was loaded, and why", async () => {
    const folder = project();
    expect((await generate(folder)).stdout).toMatch(
      /^ {2}loaded .*openapi-core, YAML \d+\.\d\d s.*TypeScript, openapi-typescript \d+\.\d\d s$/m,
    );
    expect((await generate(folder)).stdout).toMatch(/^ {2}loaded none$/m);
    expect((await run(folder, "generate", "--timings", "--silent")).stdout).toBe("");
  });

  interface Trace {
    readonly traceEvents: readonly {
      readonly name: string;
      readonly ph: string;
      readonly ts: number;
      readonly dur: number;
    }[];
  }
  const traceOf = (folder: string): Trace => JSON.parse(read(folder, "trace.json")) as Trace;

  test("a trace has the stages, each within the time of the run", async () => {
    const folder = project();
    expect(await run(folder, "generate", "--trace", "trace.json")).toMatchObject({ code: 0, stderr: "" });
    const { traceEvents } = traceOf(folder);
    const names = traceEvents.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        "config",
        "load",
        "bundle",
        "model",
        "emit",
        "print types.ts",
        "compare",
        "write",
        "record",
      ]),
    );
    expect(traceEvents.every(({ ph, ts, dur }) => ph === "X" && ts > 0 && dur >= 0)).toBe(true);
    // Its own file may be written again.
    await run(folder, "generate", "--trace", "trace.json");
    expect(traceOf(folder).traceEvents.map(({ name }) => name)).toEqual(["record"]);
  });

  test("a trace is written of a run that fails, too, and the error is that of the run", async () => {
    const folder = project({ "openapi.json": "[]" });
    expect((await run(folder, "generate", "--trace", "trace.json")).code).toBe(3);
    expect(traceOf(folder).traceEvents.map(({ name }) => name)).toContain("load");
  });

  test("a trace overwrites nothing of anybody else, and is no trace of a watch", async () => {
    const folder = project();
    const { code, stderr } = await run(folder, "generate", "--trace", "openapi.json");
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining("was not written by ifmatch") });
    expect(read(folder, "openapi.json")).toContain('"openapi"');
    expect(Object.keys(snapshot(folder)).filter((path) => path.startsWith("generated"))).toEqual([]);
    expect(await run(folder, "generate", "--watch", "--trace", "a.json")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--trace is of one run"),
    });
  });
});

describe("the plugin for Vite", () => {
  const config = { input: "openapi.json", output: "src/api" };

  test("shares the record with the command line, and knows what to watch", async () => {
    const folder = project({ "ifmatch.config.json": config });
    await run(folder, "generate");
    const line = { cwd: folder, config: undefined };
    const before = snapshot(folder);
    expect(await runClients(line, true)).toEqual({
      files: [join(folder, "ifmatch.config.json"), join(folder, "openapi.json")],
    });
    expect(snapshot(folder)).toEqual(before);
    write(folder, { "src/api/client.ts": "// Generated by ifmatch from openapi.json. Do not edit it.\n" });
    expect((await runClients(line, false)).stale).toContain("src/api/ is out of date: client.ts changed");
    expect((await runClients(line, true)).wrote).toBe("src/api/: client.ts changed");
    // What it says is the command line's to find out.
    expect((await generate(folder, "--check")).record).toBe(USED);
    expect((await generate(folder)).record).toMatch(/^not used: the last run did not look/);
  });

  test("a change of the document is one, with a record or without", async () => {
    const folder = project({ "ifmatch.config.json": config });
    const line = { cwd: folder, config: undefined };
    await runClients(line, true);
    write(folder, { "openapi.json": jobsApi({ paths: {} }) });
    expect((await runClients(line, true)).wrote).toContain("operations/jobs.ts removed");
    expect(await runClients(line, true)).not.toHaveProperty("wrote");
  });
});

test("only files whose bytes change are written", async () => {
  const folder = project();
  await run(folder, "generate");
  const stamps = (): Record<string, number> =>
    Object.fromEntries(
      Object.keys(snapshot(join(folder, "generated"))).map((path) => [
        path,
        statSync(join(folder, "generated", path)).ino,
      ]),
    );
  const before = stamps();
  const text = readFileSync(join(folder, "openapi.json"), "utf8");
  write(folder, { "openapi.json": text.replace('"health"', '"wellness"') });
  await run(folder, "generate");
  const after = stamps();
  expect(Object.keys(after).filter((path) => after[path] !== before[path])).toEqual([
    "concurrency.json",
    "operations/system.ts",
    "types.ts",
    "validation.ts",
  ]);
});
