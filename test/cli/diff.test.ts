/** `ifmatch diff`: which documents it compares, what it prints, and what it ends with. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { run, STACK } from "./recording-terminal.js";
import { commitAll, gitIn, repository } from "./repository.js";
import { document, jobsApi, listing, MARKER, operation, workspace } from "./workspace.js";

const api = (patch: string, more = ""): string => `openapi: 3.0.3
info: { title: Jobs, version: "1" }
paths:
${more}  /jobs/{id}/:
    get:
      operationId: job_read
      responses: { "200": { description: ok, headers: { ETag: { schema: { type: string } } } } }
    patch:
      operationId: job_update
      description: ${patch}
      responses: { "200": { description: ok } }
`;
const protectedApi = api(MARKER);
const unprotected = api("Changes a job.", '  /health: { get: { responses: { "200": { description: ok } } } }\n');

describe("two files", () => {
  test("K5 text: both places, the evidence that is gone, what to do; exit code 1", async () => {
    const folder = workspace({ "old.yml": protectedApi, "new.yml": unprotected });
    const { code, stdout, stderr } = await run(folder, "diff", "old.yml", "new.yml");
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stripVTControlCharacters(stdout)).toBe(`old.yml -> new.yml

new.yml:9:5  protection lost
  PATCH /jobs/{id}/ was conditional on the tag of Job, If-Match required; now it is not conditional: a change that somebody else made in between is overwritten without a word.
  it was at old.yml:8:5
  gone: the marker in the description (old.yml:10:7)
  -> If the server still checks If-Match here, put back the marker in the description; \`ifmatch lint\` finds one that is misspelt. If the last write may win from now on, say so with \`x-concurrency: none\` on the operation.

1 operation lost protection
`);
    expect(listing(folder)).toEqual(["new.yml", "old.yml"]);
  });

  test("K5 gained protection breaks clients, which is not what the exit code is for by default", async () => {
    const folder = workspace({ "old.yml": unprotected, "new.yml": protectedApi });
    const { code, stdout } = await run(folder, "diff", "old.yml", "new.yml");
    expect(code).toBe(0);
    expect(stdout).toContain("1 change breaks clients");
  });

  test.for([
    ["text", "No change in the concurrency contract.\n"],
    ["markdown", "<!-- ifmatch diff -->\nNo change in the concurrency contract.\n"],
    [
      "json",
      `${JSON.stringify({ version: 1, lost: 0, breaking: 0, info: 0, comparisons: [{ old: "a.yml", new: "b.yml", changes: [] }] }, undefined, 2)}\n`,
    ],
  ] as const)("no change, as %s", async ([format, expected]) => {
    const folder = workspace({ "a.yml": protectedApi, "b.yml": protectedApi });
    expect(await run(folder, "diff", "a.yml", "b.yml", "--format", format, "--fail-on", "any")).toMatchObject({
      code: 0,
      stdout: expected,
    });
  });

  test("K5 json: every field of a change, with relative files", async () => {
    const folder = workspace({ "a.yml": protectedApi, "b.yml": unprotected });
    const { stdout } = await run(folder, "diff", "a.yml", "b.yml", "--format", "json");
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      lost: 1,
      breaking: 0,
      info: 0,
      comparisons: [
        {
          old: "a.yml",
          new: "b.yml",
          changes: [
            {
              kind: "protection-lost",
              severity: "lost",
              operation: { method: "PATCH", path: "/jobs/{id}/", operationId: "job_update" },
              was: "conditional on the tag of Job, If-Match required",
              is: "not conditional",
              message: expect.stringContaining("PATCH /jobs/{id}/ was conditional"),
              help: expect.stringContaining("put back the marker"),
              old: { file: "a.yml", line: 8, column: 5 },
              new: { file: "b.yml", line: 9, column: 5 },
              gone: [
                {
                  signal: "marker",
                  what: "the marker in the description",
                  at: { file: "a.yml", line: 10, column: 7 },
                },
              ],
              found: [],
            },
          ],
        },
      ],
    });
  });

  test.for([
    ["lost", unprotected, protectedApi, 0],
    ["breaking", unprotected, protectedApi, 1],
    ["breaking", protectedApi, unprotected, 1],
    ["any", api(`${MARKER}\n      summary: Job`), api("x\n      x-concurrency: { role: state-change }"), 1],
    ["breaking", api(MARKER), api("x\n      x-concurrency: { role: state-change }"), 0],
    ["never", protectedApi, unprotected, 0],
  ] as const)("--fail-on %s", async ([failOn, before, after, expected]) => {
    const folder = workspace({ "a.yml": before, "b.yml": after });
    const { code, stdout } = await run(folder, "diff", "a.yml", "b.yml", "--fail-on", failOn);
    expect(stdout).not.toContain("No change");
    expect(code).toBe(expected);
  });
});

describe("git revisions", { tags: ["git"] }, () => {
  test.for([
    [["main", "api/schema.yml"]],
    [["main:api/schema.yml", "api/schema.yml"]],
    [["main:./api/schema.yml", "api/schema.yml"]],
    [["HEAD^{/fir}:api/schema.yml", "api/schema.yml"]],
  ] as const)("K5 %j compares with the working tree", async ([argv]) => {
    const folder = repository({ "api/schema.yml": protectedApi });
    writeFileSync(join(folder, "api/schema.yml"), unprotected);
    const { code, stdout } = await run(folder, "diff", ...argv);
    expect(code).toBe(1);
    const name = argv[0].split(":")[0]!;
    expect(stdout).toContain(`${name}:api/schema.yml -> api/schema.yml`);
    expect(stdout).toContain("api/schema.yml:9:5  protection lost");
    expect(stdout).toContain(`it was at ${name}:api/schema.yml:8:5`);
    expect(stdout).toContain(`gone: the marker in the description (${name}:api/schema.yml:10:7)`);
  });

  test("K5 two revisions of one file; the working tree does not count", async () => {
    const folder = repository({ "schema.yml": protectedApi });
    gitIn(folder, "tag", "v1");
    commitAll(folder, "second", { "schema.yml": unprotected });
    writeFileSync(join(folder, "schema.yml"), "not even a document");
    for (const argv of [
      ["v1..main", "schema.yml"],
      ["v1..", "schema.yml"],
      ["v1:schema.yml", "main:schema.yml"],
    ])
      expect(await run(folder, "diff", ...argv)).toMatchObject({
        code: 1,
        stdout: expect.stringContaining("it was at v1:schema.yml:8:5") as string,
      });
  });

  test("three dots: since the branches parted, so what main did meanwhile is not held against the branch", async () => {
    const folder = repository({ "schema.yml": unprotected });
    gitIn(folder, "checkout", "-q", "-b", "feature");
    commitAll(folder, "on the branch", { "note.txt": "x" });
    gitIn(folder, "checkout", "-q", "main");
    commitAll(folder, "meanwhile", { "schema.yml": protectedApi });
    expect(await run(folder, "diff", "main..feature", "schema.yml")).toMatchObject({ code: 1 });
    expect(await run(folder, "diff", "main...feature", "schema.yml")).toMatchObject({
      code: 0,
      stdout: "No change in the concurrency contract.\n",
    });
  });

  test("from a folder of the repository, through a symbolic link, and to a file whose folder is gone", async () => {
    const folder = repository({ "api/v1/schema.yml": protectedApi });
    const link = join(workspace(), "link");
    symlinkSync(join(folder, "api"), link);
    writeFileSync(join(folder, "api/v1/schema.yml"), unprotected);
    for (const cwd of [join(folder, "api"), link])
      expect(await run(cwd, "diff", "main", "v1/schema.yml")).toMatchObject({
        code: 1,
        stdout: expect.stringContaining("it was at main:api/v1/schema.yml:8:5") as string,
      });
    rmSync(join(folder, "api/v1"), { recursive: true });
    writeFileSync(join(folder, "api/new.yml"), unprotected);
    for (const cwd of [join(folder, "api"), link])
      expect(await run(cwd, "diff", "main:./v1/schema.yml", "new.yml")).toMatchObject({ code: 1 });
  });

  test("a document of several files is read from the revision, each file of it", async () => {
    const folder = repository({
      "api/schema.yml":
        'openapi: 3.0.3\ninfo: { title: Jobs, version: "1" }\npaths:\n  /jobs/{id}/: { $ref: paths/job.yml }\n',
      "api/paths/job.yml": protectedApi.split("/jobs/{id}/:\n")[1]!.replace(/^ {4}/gm, ""),
    });
    writeFileSync(join(folder, "api/schema.yml"), unprotected);
    rmSync(join(folder, "api/paths"), { recursive: true });
    const { code, stdout } = await run(folder, "diff", "main", "api/schema.yml");
    expect(stdout).toContain("it was at main:api/paths/job.yml:4:1");
    expect(stdout).toContain("gone: the marker in the description (main:api/paths/job.yml:6:3)");
    expect(code).toBe(1);
  });

  test("references stay confined to the repository at a revision, and so do symbolic links", async () => {
    const job = { type: "object" };
    const folder = repository({
      "beside.json": job,
      "api/schema.yml": `${protectedApi}components: { schemas: { Beside: { $ref: ../beside.json } } }\n`,
    });
    mkdirSync(join(folder, "linked"));
    symlinkSync("../beside.json", join(folder, "linked/inside.json"));
    symlinkSync("real.yml", join(folder, "linked/schema.yml"));
    symlinkSync("../../outside.json", join(folder, "linked/outside.json"));
    commitAll(folder, "links", {
      "linked/real.yml": `${protectedApi}components: { schemas: { Inside: { $ref: inside.json } } }\n`,
      "up/schema.yml": `${protectedApi}components: { schemas: { Outside: { $ref: ../../outside.json } } }\n`,
      "through/schema.yml": `${protectedApi}components: { schemas: { Outside: { $ref: ../linked/outside.json } } }\n`,
    });
    writeFileSync(join(folder, "new.yml"), unprotected);
    for (const path of ["api/schema.yml", "linked/schema.yml"])
      expect(await run(folder, "diff", `main:${path}`, "new.yml")).toMatchObject({ code: 1 });
    for (const path of ["up/schema.yml", "through/schema.yml"]) {
      const { code, stdout, stderr } = await run(folder, "diff", `main:${path}`, "new.yml");
      expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
      expect(stderr).toMatch(/^main:(up|through)\/schema\.yml:\d+:\d+ {2}error {2}Can't resolve \$ref /);
    }
    // The working tree's `--root` is that of the revision, too.
    const confined = await run(folder, "diff", "main:api/schema.yml", "new.yml", "--root", "api");
    expect(confined).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/main:beside\.json is outside of main:api, /),
    });
  });

  test("every client of the config, with its settings, then and now", async () => {
    const config = (operations: object) =>
      `export default { clients: {
        jobs: { input: "jobs.json", output: "out/jobs", operations: ${JSON.stringify(operations)} },
        claims: { input: "claims.yml", output: "out/claims" } } };`;
    const folder = repository({
      "jobs.json": jobsApi(),
      "claims.yml": protectedApi,
      // The second one is newer than what it speaks of.
      "ifmatch.config.ts": config({ job_destroy: { role: "state-change" }, job_restore: { role: "state-change" } }),
    });
    commitAll(folder, "now", { "claims.yml": unprotected });
    const now = jobsApi() as { paths: Record<string, object> };
    now.paths["/jobs/{job_id}/restore/"] = { post: operation("job_restore") };
    writeFileSync(join(folder, "jobs.json"), JSON.stringify(now));
    const { code, stdout } = await run(folder, "diff", "HEAD~1");
    expect(code).toBe(1);
    expect(stdout).toContain("jobs: HEAD~1:jobs.json -> jobs.json");
    expect(stdout).toContain("POST /jobs/{job_id}/restore/ is new: conditional on the tag of Job, If-Match required");
    expect(stdout).not.toContain("DELETE");
    expect(stdout).toContain("claims: HEAD~1:claims.yml -> claims.yml");

    writeFileSync(join(folder, "ifmatch.config.ts"), config({ job_restroy: { role: "none" } }));
    expect(await run(folder, "diff", "HEAD~1")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('operations["job_restroy"] matches no operation of the document.') as string,
    });
  });
});

describe("errors say what to do", () => {
  const cases: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    [
      "an unknown revision",
      ["nope:schema.yml", "schema.yml"],
      2,
      /git knows no revision "nope" here\..*fetch-depth: 0/,
    ],
    [
      "neither a file nor a revision",
      ["old.yml", "schema.yml"],
      2,
      /old\.yml is neither a file nor a git revision: git knows/,
    ],
    [
      "a file that the revision does not have",
      ["main:nope.yml", "schema.yml"],
      3,
      /main:nope\.yml:1:1 .*there is no file main:nope\.yml/,
    ],
    ["a folder", ["main:api", "schema.yml"], 3, /main:api is not a file/],
    ["a path outside of the repository", ["main:../x.yml", "schema.yml"], 3, /there is no file/],
    [
      "an option where a revision belongs",
      ["--", "--output=x:schema.yml", "schema.yml"],
      2,
      /git knows no revision "--output=x"/,
    ],
    ["an option as the revision of a file", ["--", "-h", "schema.yml"], 2, /git knows no revision "-h"/],
    ["a tree that is no commit", ["main^{tree}:schema.yml", "schema.yml"], 2, /git knows no revision/],
    ["one document only", ["schema.yml"], 2, /schema\.yml is only one document\. Name a second one/],
    ["a revision of a revision", ["main", "main:schema.yml"], 2, /both arguments name a revision/],
    [
      "histories without a common commit",
      ["main...lonely", "schema.yml"],
      2,
      /main and lonely have no commit in common/,
    ],
    [
      "a document of the revision that is refused",
      ["main:api/broken.yml", "schema.yml"],
      3,
      /main:api\/broken\.yml:4:\d+ /,
    ],
    ["a format nobody knows", ["main", "schema.yml", "--format", "markdwon"], 2, /Did you mean "markdown"\?/],
    ["a class nobody knows", ["main", "schema.yml", "--fail-on", "most"], 2, /lost, breaking, any, never/],
    ["a drive that is not there", ["C:\\nope\\old.yml", "schema.yml"], 3, /there is no file .*C:\\nope\\old\.yml/],
  ];
  test.for(cases)("%s", { tags: ["git"] }, async ([, argv, expected, message]) => {
    const folder = repository({
      "schema.yml": protectedApi,
      "api/broken.yml": "openapi: 3.0.3\npaths:\n  a: [\n",
    });
    gitIn(folder, "checkout", "-q", "--orphan", "lonely");
    commitAll(folder, "alone");
    gitIn(folder, "checkout", "-q", "main");
    const { code, stdout, stderr } = await run(folder, "diff", ...argv);
    expect({ code, stdout }).toEqual({ code: expected, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(STACK);
    expect(listing(folder).filter((path) => !path.startsWith(".git"))).toEqual(["api", "api/broken.yml", "schema.yml"]);
  });

  test("no repository", { tags: ["git"] }, async () => {
    const folder = workspace({ "schema.yml": protectedApi });
    expect(await run(folder, "diff", "main", "schema.yml")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/is not in a git repository: there is no revision "main"/) as string,
    });
  });

  test("no git; two files need none", async () => {
    const folder = workspace({ "schema.yml": protectedApi, "other.yml": protectedApi });
    const { PATH } = process.env;
    process.env["PATH"] = folder;
    try {
      expect(await run(folder, "diff", "main", "schema.yml")).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("git is not installed, or not on the PATH") as string,
      });
      expect(await run(folder, "diff", "other.yml", "schema.yml")).toMatchObject({ code: 0 });
    } finally {
      process.env["PATH"] = PATH;
    }
  });
});

test(
  "a file is taken before a revision of the same name, and a colon may be part of its name",
  { tags: ["git"] },
  async () => {
    const folder = repository({
      "schema.yml": protectedApi,
      main: document({ "/health": { get: operation("health") } }),
      "a:b.yml": protectedApi,
    });
    expect(await run(folder, "diff", "a:b.yml", "schema.yml")).toMatchObject({ code: 0 });
    expect(await run(folder, "diff", "main", "schema.yml")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("main -> schema.yml") as string,
    });
  },
);
