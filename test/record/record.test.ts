/** A second run of `ifmatch generate` does nothing where nothing has changed, and everything where anything has. */
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../cli/recording-terminal.js";
import { document, jobsApi, MARKER, operation, read, snapshot, workspace, write } from "../cli/workspace.js";
import { type Edit, generate, project, removes, USED, writes } from "./project.js";

const records = (folder: string): string[] => readdirSync(join(folder, "node_modules/.cache/ifmatch"));

describe("nothing has changed", () => {
  test("the second run uses the record and writes nothing", async () => {
    const folder = project();
    expect((await generate(folder)).record).toBe("not used: there is none of this command line; kept");
    const before = snapshot(folder);
    expect(await generate(folder)).toMatchObject({ code: 0, record: USED });
    expect(snapshot(folder)).toEqual(before);
  });

  test("--check, --dry-run, --verbose and --silent use the record of a plain run", async () => {
    const folder = project();
    await generate(folder);
    expect(await generate(folder, "--check")).toMatchObject({ code: 0, record: USED });
    expect((await generate(folder, "--dry-run")).record).toBe(USED);
    expect((await generate(folder, "--verbose")).record).toBe(USED);
    expect(await run(folder, "generate", "--silent")).toMatchObject({ code: 0, stdout: "", stderr: "" });
  });

  test("a check that passed is a record for the next check, and not for a run that says more", async () => {
    const folder = project();
    await run(folder, "generate");
    await run(folder, "generate", "--check", "--force");
    expect((await generate(folder, "--check")).record).toBe(USED);
    expect((await generate(folder)).record).toBe("not used: the last run did not look for what this one says; kept");
    expect((await generate(folder)).record).toBe(USED);
  });

  test("--force does everything", async () => {
    const folder = project();
    await generate(folder);
    expect((await generate(folder, "--force")).record).toBe("not used: --force; kept");
  });

  test("each command line has a record of its own", async () => {
    const folder = project();
    await generate(folder);
    expect((await generate(folder, "--import-extension", "ts", "--check")).code).toBe(1);
    expect((await generate(folder, "-o", "other")).record).toMatch(/^not used: there is none/);
    expect((await generate(folder)).record).toBe(USED);
    expect((await generate(folder, "-o", "other")).record).toBe(USED);
  });

  test("two clients of a config", async () => {
    const folder = project({
      "ifmatch.config.ts": `import { defineConfig } from "ifmatch";
        export default defineConfig({ clients: {
          a: { input: "openapi.json", output: "src/api" }, b: { input: "other.json", output: "src/api/b", zod: false } } });`,
      "other.json": document({ "/ping": { get: operation("ping") } }),
    });
    const first = await run(folder, "generate", "--json");
    expect((await generate(folder)).record).toBe(USED);
    expect((await generate(folder, "--check")).stdout).toMatch(
      /^src\/api\/ is up to date\.\nsrc\/api\/b\/ is up to date\.$/m,
    );
    const clients = (stdout: string): unknown =>
      JSON.parse(stdout.replaceAll('"added"', '"unchanged"').replaceAll(/("(?:load|model|emit)": )\d+/g, "$10"));
    expect(clients((await run(folder, "generate", "--json")).stdout)).toEqual(clients(first.stdout));
    write(folder, { "src/api/b/models.ts": `${read(folder, "src/api/b/models.ts")}\n` });
    expect(await generate(folder, "--check")).toMatchObject({ code: 1 });
  });

  test("a document that is what it was before is no change, whatever was in between", async () => {
    const folder = project();
    await generate(folder);
    const before = read(folder, "openapi.json");
    write(folder, { "openapi.json": before.replace('"name"', '"title"') });
    write(folder, { "openapi.json": before });
    expect((await generate(folder)).record).toBe(USED);
  });
});

describe("what is printed is the same", () => {
  const marked = document({
    "/jobs/": { post: operation("job_create", { description: MARKER }) },
    "/jobs/{job_id}/": {
      parameters: [{ in: "path", name: "job_id", required: true, schema: { type: "string" } }],
      get: operation("job_retrieve"),
      patch: operation("job_update", {
        parameters: [{ in: "header", name: "If-Match", schema: { type: "string" } }],
      }),
    },
    "/ping": { get: { responses: { 200: { description: "" } } } },
  });
  const config = { input: "openapi.json", output: "generated", optionalIfMatch: "omittable", versionHeaders: ["X-V"] };
  const plain = (text: string): string =>
    text.replace(/ in \d\.\d\d s$/m, " in 0 s").replaceAll(/("(?:load|model|emit)": )\d+/g, "$10");

  test.for([[], ["--verbose"], ["--dry-run"], ["--json"], ["--check"], ["--check", "--json"], ["--silent"]])(
    "with %j",
    async (flags) => {
      const folder = project({ "openapi.json": marked, "ifmatch.config.json": config });
      await run(folder, "generate");
      const full = await run(folder, "generate", "--force", ...flags);
      await run(folder, "generate", "--force");
      const repeated = await run(folder, "generate", ...flags);
      expect({ ...repeated, stdout: plain(repeated.stdout), progressed: [] }).toEqual({
        ...full,
        stdout: plain(full.stdout),
        progressed: [],
      });
      expect((await generate(folder, "--check")).record).toBe(USED);
    },
  );

  test("warnings have their places, and a notice about a config is repeated", async () => {
    const folder = project({ "other.json": marked, "ifmatch.config.json": config });
    const argv = ["other.json", "-o", "generated"];
    const first = await generate(folder, ...argv);
    expect(first.stderr).toContain("other.json is not an input of ifmatch.config.json");
    expect(first.stdout).toMatch(/^other\.json:\d+:\d+ {2}warning .* \[marker-on-create\]$/m);
    const second = await generate(folder, ...argv);
    expect(second).toMatchObject({ record: USED, stderr: first.stderr });
    expect(second.stdout).toContain(first.stdout.match(/^other\.json:\d.*$/m)![0]);
  });

  test("Swagger, an API without contract, and the folder the client is in", async () => {
    const swagger = {
      swagger: "2.0",
      info: { title: "", version: "1" },
      paths: { "/jobs/{id}": { put: { operationId: "put", responses: { 200: { description: "" } } } } },
    };
    const folder = project({ "api.json": swagger });
    await run(folder, "generate", "api.json", "-o", "src");
    const full = await run(folder, "generate", "api.json", "-o", "src", "--force");
    const repeated = await run(folder, "generate", "api.json", "-o", "src");
    expect(plain(repeated.stdout)).toBe(plain(full.stdout));
  });
});

describe("the output has changed", () => {
  const edits: Readonly<Record<string, Edit>> = {
    "a file by hand": (folder) => write(folder, { "src/api/client.ts": `${read(folder, "src/api/client.ts")} ` }),
    "a file that is gone": removes("src/api/operations/jobs.ts"),
    "a stale file of ours": writes({
      "src/api/operations/old.ts": "// Generated by ifmatch from x. Do not edit it.\n",
    }),
    "the manifest": (folder) =>
      write(folder, { "src/api/concurrency.json": read(folder, "src/api/concurrency.json").replace("job", "jab") }),
    "a link in place of a file": (folder) => {
      write(folder, { "copy.ts": read(folder, "src/api/client.ts") });
      removes("src/api/client.ts")(folder);
      symlinkSync(join(folder, "copy.ts"), join(folder, "src/api/client.ts"));
    },
    "a folder in place of a file": (folder) => {
      removes("src/api/client.ts")(folder);
      mkdirSync(join(folder, "src/api/client.ts"));
    },
    "a file in place of the folder": (folder) => {
      removes("src/api")(folder);
      write(folder, { "src/api": "" });
    },
    "no folder at all": removes("src"),
  };

  test.for(Object.keys(edits))("%s", async (name) => {
    const folder = project();
    await generate(folder, "-o", "src/api");
    edits[name]!(folder);
    const { code, record, stdout } = await generate(folder, "-o", "src/api", "--check");
    const full = await run(folder, "generate", "--force", "-o", "src/api", "--check");
    expect({ code, isUsed: record === USED }).toEqual({ code: full.code, isUsed: false });
    expect(full.code).toBeGreaterThan(0);
    expect(stdout.includes("is out of date")).toBe(full.stdout.includes("is out of date"));
  });

  test("a run repairs it, and the next one uses the record again", async () => {
    const folder = project();
    await generate(folder);
    const before = snapshot(join(folder, "generated"));
    write(folder, { "generated/client.ts": "// Generated by ifmatch from openapi.json. Do not edit it.\n" });
    expect((await generate(folder)).record).toBe("not used: generated/client.ts has changed; kept");
    expect(snapshot(join(folder, "generated"))).toEqual(before);
    expect((await generate(folder)).record).toBe(USED);
  });

  test("files of other people in the folder do not matter", async () => {
    const folder = project({ "generated/README.md": "", "generated/own.ts": "export {};\n" });
    await generate(folder);
    write(folder, { "generated/README.md": "changed", "generated/own.ts": "export const a = 1;\n" });
    expect((await generate(folder)).record).toBe(USED);
  });

  test("a manifest that a formatter has laid out otherwise is the same", async () => {
    const folder = project();
    await generate(folder);
    const manifest = JSON.stringify(JSON.parse(read(folder, "generated/concurrency.json")), undefined, 4);
    write(folder, { "generated/concurrency.json": manifest });
    expect(await generate(folder, "--check")).toMatchObject({ code: 0 });
    expect((await generate(folder, "--check")).record).toBe(USED);
    expect(read(folder, "generated/concurrency.json")).toBe(manifest);
  });
});

describe("a record that is no help", () => {
  test("is ignored where it is damaged, of another version or of something else", async () => {
    const folder = project();
    await generate(folder);
    const [name] = records(folder);
    const path = `node_modules/.cache/ifmatch/${name}`;
    const good = read(folder, path);
    for (const bad of [
      "",
      "{}",
      good.slice(0, -20),
      good.replace("ifmatch-record 1", "ifmatch-record 0"),
      good.replace('"facts":[', '"facts":[],"other":['),
    ]) {
      write(folder, { [path]: bad });
      expect((await generate(folder, "--check")).record).toMatch(/^not used: there is none/);
    }
  });

  test("holds neither the document nor the config, but what has to be said again", async () => {
    const folder = project({
      "ifmatch.config.json": { input: "openapi.json", inputHeaders: { Authorization: "Bearer hunter2" } },
      "openapi.json": jobsApi({ info: { title: "A secret title", version: "1" } }),
    });
    await generate(folder);
    const [name] = records(folder);
    const text = read(folder, `node_modules/.cache/ifmatch/${name}`);
    expect(text).toContain("openapi.json");
    for (const secret of ["hunter2", "secret", "job_partial_update"]) expect(text).not.toContain(secret);
  });

  test("is not kept where nothing is installed, and nothing is made for it", async () => {
    const folder = workspace({ "package.json": {}, "openapi.json": jobsApi() });
    const { record } = await generate(folder);
    expect(record).toMatch(/there is no node_modules folder to keep it in$/);
    expect(Object.keys(snapshot(folder)).filter((path) => path.startsWith("node_modules"))).toEqual([]);
  });

  test("is that of the workspace's root, where packages are installed there", async () => {
    const folder = project({ "packages/web/package.json": {}, "packages/web/openapi.json": jobsApi() });
    await generate(join(folder, "packages/web"));
    expect((await generate(join(folder, "packages/web"))).record).toBe(USED);
    expect(records(folder)).toHaveLength(1);
  });

  test("is not kept where a file stands in the way", async () => {
    const folder = project();
    writeFileSync(join(folder, "node_modules/.cache"), "");
    expect(await generate(folder)).toMatchObject({ code: 0, record: expect.stringMatching(/it cannot be written/) });
  });

  test("is not kept of output that is out of date", async () => {
    const folder = project();
    expect(await generate(folder, "--check")).toMatchObject({
      code: 1,
      record: "not used: there is none of this command line; not kept: the output is out of date",
    });
    expect(await generate(folder, "--check")).toMatchObject({ code: 1 });
  });
});
