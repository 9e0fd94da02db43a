/** `ifmatch enrich`, `lint --fix` and `lint --fix-overlay`: files, exit codes and what they refuse. */
import { parse } from "yaml";
import { describe, expect, test } from "vitest";
import { MARKER, read, snapshot, workspace } from "./workspace.js";
import { run } from "./recording-terminal.js";

const schema = `openapi: 3.0.3
info: { title: Jobs, version: "1" } # two jobs
paths:
  /jobs/{id}/:
    get: { operationId: job_read, responses: { "200": { description: ok } } }
    put:
      operationId: job_update
      description: ${MARKER}
      responses:
        "200": { description: ok }
`;
const files = { "schema.yml": schema };

describe("enrich", () => {
  test("writes beside the document, and says how much it declared", async () => {
    const folder = workspace(files);
    const { code, stdout } = await run(folder, "enrich", "schema.yml", "-o", "out/enriched.yml");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "out/enriched.yml: 6 actions applied.\n" });
    expect(read(folder, "schema.yml")).toBe(schema);
    expect(read(folder, "out/enriched.yml")).toContain("# two jobs");
    expect(Object.keys(snapshot(folder))).toEqual(["out/enriched.yml", "schema.yml"]);
  });

  test("standard output without -o; JSON by name, and what that costs", async () => {
    const folder = workspace(files);
    expect((await run(folder, "enrich", "schema.yml")).stdout).toContain("x-concurrency:");
    const { stdout } = await run(folder, "enrich", "schema.yml", "-o", "e.json");
    expect(stdout).toContain("comments were lost, because the format changed");
    expect(JSON.parse(read(folder, "e.json"))).toHaveProperty("components.schemas.ProblemDetails");
  });

  test("the document itself is written only when asked, and only once", async () => {
    const folder = workspace(files);
    const refused = await run(folder, "enrich", "schema.yml", "-o", "./schema.yml");
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("--in-place") as unknown });
    expect(read(folder, "schema.yml")).toBe(schema);
    expect((await run(folder, "enrich", "schema.yml", "--in-place")).code).toBe(0);
    const once = read(folder, "schema.yml");
    expect(once).not.toBe(schema);
    await run(folder, "enrich", "schema.yml", "--in-place");
    expect(read(folder, "schema.yml")).toBe(once);
  });

  test("applies a given overlay, and tells which actions found nothing", async () => {
    const overlay = `overlay: 1.0.0
info: { title: mine, version: "1" }
actions:
  - { target: "$.info", update: { x-mine: true } }
  - { target: "$.paths['/gone/']", update: { x-mine: true } }
`;
    const folder = workspace({ ...files, "o.yml": overlay });
    const { stdout, stderr } = await run(folder, "enrich", "schema.yml", "--overlay", "o.yml");
    expect(`${stdout}`).toBe(schema.replace('version: "1" }', 'version: "1", x-mine: true }'));
    expect(stderr).toBe(
      "The overlay's target $.paths['/gone/'] matches nothing in the document, so that action had no effect.\n",
    );
  });

  test.for([
    [["--overlay", "none.yml"], "could not be read"],
    [["--overlay", "schema.yml"], "schema.yml: is not an overlay"],
    [["--in-place", "-o", "x.yml"], "Use either --in-place or --output, not both."],
    [["--client", "jobs"], "the config has no client of that name"],
  ] as const)("%j: exit code 2", async ([flags, message]) => {
    const folder = workspace(files);
    const { code, stderr } = await run(folder, "enrich", "schema.yml", ...flags);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(snapshot(folder)).toEqual(files);
  });

  test("one client of several", async () => {
    const clients = { a: { input: "schema.yml", output: "a" }, b: { input: "schema.yml", output: "b" } };
    const folder = workspace({ ...files, "ifmatch.config.json": { clients } });
    expect(await run(folder, "enrich")).toMatchObject({ code: 2, stderr: expect.stringContaining("a, b") as unknown });
    expect((await run(folder, "enrich", "--client", "b")).code).toBe(0);
  });
});

describe("lint --fix", () => {
  test("mends, says so on standard error, and lints what is left", async () => {
    const folder = workspace(files);
    const { code, stdout, stderr } = await run(folder, "lint", "schema.yml", "--strict", "--fix");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "No findings in schema.yml.\n" });
    expect(stderr).toMatch(/^Fixed \d+ findings in schema\.yml: .*if-match-not-declared 1/);
    expect(read(folder, "schema.yml")).toContain("IfMatch");
    const again = await run(folder, "lint", "schema.yml", "--strict", "--fix");
    expect(again).toMatchObject({ code: 0, stderr: "" });
  });

  test("--dry-run shows the differences, writes nothing and ends with 1", async () => {
    const folder = workspace(files);
    const { code, stdout, stderr } = await run(folder, "lint", "schema.yml", "--fix", "--dry-run");
    expect(code).toBe(1);
    expect(stdout).toContain('+        - $ref: "#/components/parameters/IfMatch"');
    expect(stderr).toContain("Would fix 1 finding in schema.yml");
    expect(snapshot(folder)).toEqual(files);
  });

  test("control characters of a document do not reach the terminal", async () => {
    const folder = workspace({ "schema.yml": schema.replace("# two jobs", "# \u202e") });
    expect((await run(folder, "lint", "schema.yml", "--fix", "--dry-run")).stdout).not.toContain("\u202e");
  });
});

test("lint --fix-overlay writes the overlay, and enriching by it is enriching", async () => {
  const folder = workspace(files);
  const { stderr } = await run(folder, "lint", "schema.yml", "--fix-overlay", "contract.overlay.yml");
  expect(stderr).toBe("Wrote 6 actions to contract.overlay.yml.\n");
  expect(parse(read(folder, "contract.overlay.yml"))).toMatchObject({ overlay: "1.0.0", extends: "schema.yml" });
  const own = await run(folder, "enrich", "schema.yml");
  const given = await run(folder, "enrich", "schema.yml", "--overlay", "contract.overlay.yml");
  expect(given.stdout).toBe(own.stdout);
  await run(folder, "enrich", "schema.yml", "--in-place");
  await run(folder, "lint", "schema.yml", "--fix-overlay", "nothing.json");
  expect(JSON.parse(read(folder, "nothing.json"))).toMatchObject({ actions: [{ target: "$", update: {} }] });
});

test.for([
  [["--dry-run"], "--dry-run only works together with --fix"],
  [["--fix", "--fix-overlay", "o.yml"], "Use either --fix (edit the document) or --fix-overlay"],
  [["--fix-overlay", "schema.yml"], "is the document itself"],
] as const)("lint %j: exit code 2", async ([flags, message]) => {
  const folder = workspace(files);
  const { code, stderr } = await run(folder, "lint", "schema.yml", ...flags);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(snapshot(folder)).toEqual(files);
});
