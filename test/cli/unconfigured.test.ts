/** What a config says about an API holds for the documents that it names, and for no other one of the command line. */
import { existsSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { main, recordingTerminal, run } from "./recording-terminal.js";
import { repository } from "./repository.js";
import { jobsApi, listing, MARKER, read, workspace } from "./workspace.js";

const overrides = {
  operations: { nobody: { role: "none" } },
  resources: { Nothing: { wildcard: true } },
  markers: ["Guarded"],
  versionHeaders: ["X-Version"],
  weakTags: "strip",
  statuses: { preconditionFailed: [409] },
  allowRemote: ["https://example.com"],
  lint: { rules: { "key-guessed": "warn" }, suppress: [{ rule: "unmarked-state-change", reason: "Known." }] },
} as const;
const habits = { zod: false, layout: "single", importExtension: "ts", optionalIfMatch: "omittable", command: "make" };
const config = { input: "a.json", output: "src/a", ...overrides, ...habits };
const files = { "a.json": jobsApi(), "b.json": jobsApi(), "ifmatch.config.json": config };

const NOTICE =
  "b.json is not an input of ifmatch.config.json: the overrides there (markers, operations, resources, versionHeaders, weakTags, statuses, allowRemote, lint.suppress) do not apply to it.\n";

describe("a document that the config does not name", () => {
  test("is generated without the overrides, into a folder of its own, with the habits of the team", async () => {
    const folder = workspace(files);
    const { code, stdout, stderr } = await run(folder, "generate", "b.json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: NOTICE });
    expect(stdout).toContain("jobPartialUpdate");
    expect(listing(folder)).toContain("generated/operations.ts");
    expect(listing(folder)).not.toContain("generated/schemas.ts");
    expect(existsSync(join(folder, "src"))).toBe(false);
    expect(read(folder, "generated/index.ts")).toContain('from "./client.ts"');
    expect(read(folder, "generated/client.ts")).toContain("run `make`");
    expect(read(folder, "generated/client.ts")).not.toContain("X-Version");
    expect(read(folder, "generated/operations.ts")).toContain(`@concurrency ${MARKER}`);
    expect((await run(folder, "generate", "b.json", "--check")).code).toBe(0);
  });

  test("--silent says nothing, as ever", async () => {
    expect(await run(workspace(files), "generate", "b.json", "--silent")).toMatchObject({
      code: 0,
      stdout: "",
      stderr: "",
    });
  });

  test("is linted, reported and enriched without them", async () => {
    const folder = workspace(files);
    const lint = await run(folder, "lint", "b.json", "--format", "json");
    expect(lint).toMatchObject({ code: 1, stderr: NOTICE });
    expect(lint.stdout).toContain('"unmarked-state-change"');
    const report = await run(folder, "report", "b.json", "--json");
    expect(report).toMatchObject({ code: 0, stderr: NOTICE });
    expect(report.stdout).toContain("carries the marker sentence");
    const enrich = await run(folder, "enrich", "b.json");
    expect(enrich).toMatchObject({ code: 0, stderr: NOTICE });
    expect(enrich.stdout).toContain('"412"');
    expect(enrich.stdout).not.toContain('"409"');
  });

  test("is served and verified without them", async () => {
    const folder = workspace(files);
    const stop = new AbortController();
    const terminal = recordingTerminal(folder);
    const ended = main(["mock", "b.json", "--port", "0"], terminal, stop.signal);
    await expect.poll(() => terminal.stdout, { timeout: 30_000 }).toMatch(/listening on/i);
    const [url] = /http:\/\/[\d.:]+/.exec(terminal.stdout)!;
    expect(terminal.stderr).toBe(NOTICE);
    expect(terminal.stdout).toContain("of which 1 requires If-Match");
    const verify = await run(folder, "verify", "b.json", "--url", url);
    expect(verify).toMatchObject({ code: 0, stderr: NOTICE });
    stop.abort();
    expect(await ended).toBe(0);
  });

  test("is compared without them; where the config names the other side, with them", { tags: ["git"] }, async () => {
    const folder = repository({ ...files, "c.json": jobsApi() });
    expect(await run(folder, "diff", "c.json", "b.json")).toMatchObject({ code: 0, stderr: NOTICE });
    expect(await run(folder, "diff", "HEAD", "b.json")).toMatchObject({ code: 0, stderr: NOTICE });
    for (const sides of [
      ["a.json", "b.json"],
      ["b.json", "a.json"],
      ["HEAD:a.json", "b.json"],
    ])
      expect(await run(folder, "diff", ...sides), sides.join()).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^error {2}operations\["nobody"\] matches no operation/),
      });
  });

  test("a config without overrides says that none apply", async () => {
    const folder = workspace({ ...files, "ifmatch.config.json": { input: "a.json" } });
    expect((await run(folder, "lint", "b.json")).stderr).toBe(
      "b.json is not an input of ifmatch.config.json: no overrides apply to it.\n",
    );
  });

  test("of several clients it takes what all of them agree on", async () => {
    const clients = {
      one: { input: "a.json", output: "x", zod: false, layout: "single" },
      two: { input: "a.json", output: "y", zod: false, lint: { rules: { "no-fresh-tag": "off" } } },
    };
    const folder = workspace({ ...files, "ifmatch.config.json": { clients } });
    expect((await run(folder, "generate", "b.json", "-o", "out")).code).toBe(0);
    expect(listing(folder)).toContain("out/operations/jobs.ts");
    expect(listing(folder)).not.toContain("out/schemas.ts");
  });
});

describe("a document that the config names", () => {
  test.for([
    ["by its path", "./a.json"],
    ["through a symbolic link", "link.json"],
  ] as const)("%s is generated as it says", async ([, path]) => {
    const folder = workspace({ ...files, "ifmatch.config.json": { input: "a.json", output: "src/a", zod: false } });
    symlinkSync(join(folder, "a.json"), join(folder, "link.json"));
    expect(await run(folder, "generate", path)).toMatchObject({ code: 0, stderr: "" });
    expect(listing(folder)).toContain("src/a/client.ts");
    expect(read(folder, "src/a/client.ts")).toContain("// Generated by ifmatch from a.json.");
  });

  test("picks its clients out of several", async () => {
    const clients = {
      one: { input: "a.json", output: "x" },
      two: { input: "a.json", output: "y", zod: false },
      three: { input: "b.json", output: "z" },
    };
    const folder = workspace({ ...files, "ifmatch.config.json": { clients } });
    expect((await run(folder, "generate", "a.json")).code).toBe(0);
    expect(["x", "y", "z"].map((name) => existsSync(join(folder, name)))).toEqual([true, true, false]);
    expect((await run(folder, "generate", "b.json", "-o", "w")).code).toBe(0);
    expect(existsSync(join(folder, "w/client.ts"))).toBe(true);
    expect(await run(folder, "generate", "a.json", "-o", "w")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("defines 2 clients of a.json; --output on the command line fits only one."),
    });
  });
});
