/** `ifmatch report`: the table, the JSON, the page's file, and what it ends with. */
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { main, recordingTerminal, run, STACK } from "./recording-terminal.js";
import { document, jobParameter, jobsApi, listing, operation, read, workspace, write } from "./workspace.js";

const files = { "schema.json": jobsApi() };
const PAGE = "<!doctype html>\n<!-- Concurrency map by ifmatch";

/** What a terminal of that width shows. */
async function shown(folder: string, columns: number): Promise<string> {
  const terminal = { ...recordingTerminal(folder), columns };
  const printed: string[] = [];
  await main(["report", "schema.json"], { ...terminal, print: (text) => void printed.push(text) });
  return printed.join("\n");
}

test("the table: coverage, resources by method in letters, legend, tags, findings", async () => {
  const { code, stdout } = await run(workspace(files), "report", "schema.json");
  expect(code).toBe(0);
  expect(stdout).toBe(`Jobs 1
schema.json, OpenAPI 3.0.3

1 of 2 state changes is protected (50%)
1 unprotected, 4 reads and other calls

resource                 GET  POST  PUT  PATCH  DELETE  findings
Conditional
Job /jobs/{job_id}/      R -  -          P      U       1 error, 1 warning
Names no record
(no record in the path)  -

P protected   O If-Match optional   U unprotected   R yields a tag   C creation
D decided   - no tag

tag               protected     unprotected  creations  decided
jobs              1 of 2 (50%)  1
and 1 tag without any state change

schema.json:88:7  warning  if-match-not-declared
  job_partial_update
schema.json:117:7  error  unmarked-state-change
  job_destroy

1 error, 1 warning; \`ifmatch lint\` shows their lines.
`);
});

test.for([64, 80, 200])(
  "no line of the table is wider than %i columns, and no name is lost that fits",
  async (columns) => {
    const paths = Object.fromEntries(
      [
        "/a/{job_id}",
        "/organisations/{org}/departments/{department}/members/{member}/roles/{job_id}",
        "/\u6ce8\u6587/{job_id}",
      ].map((path, index) => [
        path,
        { ...jobParameter, get: operation(`read${index}`), put: operation(`replace${index}`) },
      ]),
    );
    const table = (await shown(workspace({ "schema.json": document(paths) }), columns)).split("\n");
    const wide = (line: string): number => [...line].length + (line.match(/\p{Script=Han}/gu) ?? []).length;
    expect(table.filter((line) => wide(line) > columns)).toEqual([]);
    expect(table.some((line) => line.startsWith("/\u6ce8\u6587/{job_id} "))).toBe(true);
    expect(table.some((line) => line.includes("/members/{member}/roles/{job_id} "))).toBe(columns === 200);
  },
);

test("json: versioned, with relative files, standings and findings", async () => {
  const { code, stdout } = await run(
    workspace({ "api/schema.json": jobsApi() }),
    "report",
    "api/schema.json",
    "--json",
  );
  expect(code).toBe(0);
  const { version, documents } = JSON.parse(stdout) as { version: number; documents: Record<string, unknown>[] };
  expect(version).toBe(1);
  expect(documents).toHaveLength(1);
  expect(documents[0]).toMatchObject({
    title: "Jobs",
    version: "1",
    file: "api/schema.json",
    openapi: "3.0.3",
    coverage: { stateChanges: 2, protected: 1, optional: 0, unprotected: 1, creations: 0, decided: 0, others: 4 },
    tags: [{ tag: "jobs" }, { tag: "system" }],
    resources: [{ kind: "conditional", name: "Job", key: "/jobs/{job_id}/", source: "job_retrieve" }, { kind: "none" }],
    findings: [{ at: { file: "api/schema.json", line: expect.any(Number) as number } }, {}],
  });
});

describe("--html", () => {
  test("writes one page, says where, and leaves nothing else", async () => {
    const folder = workspace(files);
    const { code, stdout } = await run(folder, "report", "schema.json", "--html");
    expect(code).toBe(0);
    expect(stdout).toBe(
      "wrote concurrency.html\n  schema.json: 1 of 2 state changes is protected (50%); 1 error, 1 warning\n",
    );
    expect(listing(folder)).toEqual(["concurrency.html", "schema.json"]);
    expect(read(folder, "concurrency.html").startsWith(PAGE)).toBe(true);
  });

  test("the file can be named, in a folder that is not there yet; an earlier page is replaced", async () => {
    const folder = workspace({ ...files, "old.html": `${PAGE} 0.0.1 -->` });
    expect((await run(folder, "report", "schema.json", "--html", "out/map.html")).stdout).toContain(
      "wrote out/map.html\n",
    );
    expect((await run(folder, "report", "schema.json", "--html", "old.html")).code).toBe(0);
    expect(read(folder, "old.html")).toBe(read(folder, "out/map.html"));
  });

  test("with --json, standard output is the JSON's", async () => {
    const { stdout, stderr } = await run(workspace(files), "report", "schema.json", "--html", "--json");
    expect(() => JSON.parse(stdout) as unknown).not.toThrow();
    expect(stderr).toContain("wrote concurrency.html");
  });

  test("links lines to a repository", async () => {
    const folder = workspace(files);
    await run(folder, "report", "schema.json", "--html", "--source-url", "https://git.example.com/b/{file}#L{line}");
    expect(read(folder, "concurrency.html")).toMatch(
      /<a href="https:\/\/git\.example\.com\/b\/schema\.json#L\d+" rel="noopener noreferrer">/,
    );
  });

  test.for([
    [
      ["--html", "schema.json"],
      "the name of the page must end in .html. To report on schema.json, write: ifmatch report schema.json --html",
    ],
    [["--html", "mine.html"], "mine.html was not written by ifmatch."],
    [["--html", "folder.html"], "folder.html is a folder"],
    [["--html", "link.html"], "link.html is a symbolic link"],
    [["--html", "mine.html/map.html"], "cannot be written"],
    [["--html", "--source-url", "there"], "--source-url there: write a web address"],
    [["--source-url", "https://example.com/{file}"], "use it together with --html"],
  ] as const)("%j is 2, and nothing is touched", async ([argv, text]) => {
    const folder = workspace({ ...files, "mine.html": "<p>mine</p>", "folder.html/a": "" });
    symlinkSync(join(folder, "mine.html"), join(folder, "link.html"));
    const before = listing(folder);
    const { code, stdout, stderr } = await run(folder, "report", "schema.json", ...argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(text);
    expect(listing(folder)).toEqual(before);
    expect(read(folder, "mine.html")).toBe("<p>mine</p>");
  });

  test("a document that is refused leaves the earlier page as it was", async () => {
    const broken = { "schema.json": document({ "/a": { get: operation("x", { parameters: 42 }) } }) };
    const folder = workspace(files);
    await run(folder, "report", "schema.json", "--html");
    const before = read(folder, "concurrency.html");
    write(folder, broken);
    const { code, stderr } = await run(folder, "report", "schema.json", "--html");
    expect(code).toBe(3);
    expect(stderr).toMatch(/^schema\.json:\d+:\d+ {2}error {2}`parameters` must be an array, but is the number 42\./);
    expect(stderr).not.toMatch(STACK);
    expect(read(folder, "concurrency.html")).toBe(before);
  });
});

test("every client of a config is drawn, by its name", async () => {
  const folder = workspace({
    "a.json": jobsApi(),
    "b.json": jobsApi(),
    "ifmatch.config.json": { clients: { a: { input: "a.json", output: "x" }, b: { input: "b.json", output: "y" } } },
  });
  expect((await run(folder, "report")).stdout).toMatch(/^a: Jobs 1\na\.json[^]*\n\n\nb: Jobs 1\nb\.json/);
  await run(folder, "report", "--html");
  expect(read(folder, "concurrency.html").match(/<section class="document"/g)).toHaveLength(2);
});

test("rows that nothing overwrites are only counted", async () => {
  const api = document({ "/a/{job_id}": { get: operation("a") }, "/b/{job_id}": { get: operation("b") } });
  const { stdout } = await run(workspace({ "schema.json": api }), "report", "schema.json");
  expect(stdout).toContain("\nand 2 more that nothing overwrites\n");
  expect(stdout).not.toContain("/a/{job_id}");
});

test("text of the document cannot reach the terminal as control characters", async () => {
  const api = document({
    "/a\u001b[31m/{job_id}": { ...jobParameter, put: operation("x\u0007", { tags: ["\u202e"] }) },
  });
  const folder = workspace({ "schema.json": { ...api, info: { title: "\u001b[2J", version: "\u0000" } } });
  const { code, stdout } = await run(folder, "report", "schema.json");
  expect(code).toBe(0);
  // oxlint-disable-next-line no-control-regex -- none of them may reach the terminal
  expect(stdout.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u202e]/);
});
