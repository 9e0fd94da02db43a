/** A document's author writes no line of ours: not in a terminal, not in a CI log, whichever command prints it. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { forgedOutput } from "./forged-output.js";
import { run } from "./recording-terminal.js";
import { type Files, MARKER, workspace } from "./workspace.js";

const FORGED = "FORGED: 0 errors, nothing to see";
/** Line breaks, commands of GitHub, GitLab and Azure, escape sequences, and what reorders text. */
const HOSTILE = [
  `\n::add-mask::x\n  ::error::x\r\n##[error]x\n##vso[task.complete]x\n${FORGED}\n`,
  "\u001b]0;title\u0007\u001b[2J\u001b[0Ksection_start:1:x\r\u001b[0K",
  "\u202eolleh\u2066\u2028\u0085\ufeff",
].join("");
const named = (name: string): string => `${name}${HOSTILE}`;

const schemaOf = (ref: string): object => ({ "application/json": { schema: { $ref: ref } } });
/** A pointer that leads to a name with anything in it. */
const refTo = (name: string): string =>
  `#/components/schemas/${encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"))}`;

/** A document with hostile text wherever text may stand; `broken` adds what is refused or complained about. */
function hostileDocument(broken: object = {}): object {
  const job = refTo(named("Job"));
  const operation = (name: string, more: object = {}): object => ({
    operationId: named(name),
    summary: HOSTILE,
    description: `${MARKER}. ${HOSTILE}`,
    tags: [named("jobs")],
    parameters: [{ name: named("q"), in: "query", description: HOSTILE, schema: { type: "string", enum: [HOSTILE] } }],
    responses: {
      200: {
        description: HOSTILE,
        content: schemaOf(job),
        headers: { [`X${HOSTILE.replace(/[^A-Z]/g, "")}`]: { schema: { type: "string" }, description: HOSTILE } },
      },
      412: { description: HOSTILE },
    },
    ...more,
  });
  const path = `/jobs${HOSTILE.replaceAll("/", "")}/{id}`;
  return {
    openapi: "3.1.0",
    info: { title: HOSTILE, version: HOSTILE, description: HOSTILE, license: { name: HOSTILE, identifier: HOSTILE } },
    servers: [{ url: `https://example.com/${encodeURIComponent(HOSTILE)}`, description: HOSTILE }],
    tags: [{ name: named("jobs"), description: HOSTILE }],
    paths: {
      [path]: {
        parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
        get: operation("read"),
        patch: operation("update", { requestBody: { content: schemaOf(job) } }),
        delete: operation("remove"),
        post: operation("act"),
      },
    },
    components: {
      schemas: {
        [named("Job")]: {
          type: "object",
          title: HOSTILE,
          description: HOSTILE,
          required: [named("name")],
          properties: {
            [named("name")]: {
              type: "string",
              default: HOSTILE,
              example: HOSTILE,
              pattern: "(a+)+$",
              enum: [HOSTILE, "b"],
            },
            etag: { type: "string", description: HOSTILE },
          },
        },
      },
      securitySchemes: { [named("key")]: { type: "apiKey", in: "header", name: "X-Key", description: HOSTILE } },
    },
    security: [{ [named("key")]: [] }],
    [`x-${HOSTILE}`]: HOSTILE,
    ...broken,
  };
}

function findings(output: string): string[] {
  const forged = output.split("\n").filter((line) => line.trimStart().startsWith(FORGED));
  return [...forged.map(() => "a forged line"), ...forgedOutput(output)];
}

const commands: Readonly<Record<string, readonly string[]>> = {
  generate: ["generate", "schema.json", "-o", "out", "--verbose"],
  "generate --json": ["generate", "schema.json", "-o", "out", "--json"],
  "generate --check": ["generate", "schema.json", "-o", "out", "--check"],
  "generate --dry-run": ["generate", "schema.json", "-o", "out", "--dry-run", "--verbose"],
  ...Object.fromEntries(
    ["stylish", "json", "sarif", "github-actions", "checkstyle", "codeclimate", "junit", "markdown"].map((format) => [
      `lint --format ${format}`,
      ["lint", "schema.json", "--strict", "--format", format],
    ]),
  ),
  "lint --fix --dry-run": ["lint", "schema.json", "--fix", "--dry-run"],
  diff: ["diff", "old.json", "schema.json"],
  "diff --json": ["diff", "old.json", "schema.json", "--json"],
  report: ["report", "schema.json"],
  "report --json": ["report", "schema.json", "--json"],
  "enrich --dry-run": ["enrich", "schema.json", "--dry-run"],
  adopt: ["adopt", ".", "--schema", "schema.json"],
  "adopt --json": ["adopt", ".", "--schema", "schema.json", "--json"],
  "adopt --fix --dry-run": ["adopt", ".", "--schema", "schema.json", "--fix", "--dry-run"],
};

/** Code that calls an operation by its name, has something to fix, and does not parse; in files of any name. */
const code: Files = {
  [`${HOSTILE.replaceAll("/", "").slice(0, 60)}.ts`]: `export const call = (api) => api[${JSON.stringify(named("update"))}](1);\n`,
  "dead.ts": `/* ${HOSTILE} */\n\nconst OLD = /updated by another user/; // ${HOSTILE.replace(/[^ -~]/g, "")}\nexport {};\n`,
  "fix.ts": `const OLD = /updated by another user/;\nexport const text = ${JSON.stringify(HOSTILE)};\n`,
  "broken.ts": `const a = ${HOSTILE}`,
};

const files = (broken?: object): Files => {
  const old = JSON.parse(JSON.stringify(hostileDocument()).replaceAll(MARKER, "It changes")) as object;
  return { "schema.json": hostileDocument(broken), "old.json": old, ...code };
};

describe("text of a document", () => {
  test.for(Object.entries(commands))("stays text in the output of %s", async ([, argv]) => {
    const { stdout, stderr } = await run(workspace(files()), ...argv);
    expect(`${stdout}${stderr}`.length).toBeGreaterThan(20);
    expect(findings(stdout)).toEqual([]);
    expect(findings(stderr)).toEqual([]);
  });

  const broken: Readonly<Record<string, object>> = {
    "a reference to nothing": { components: { schemas: { A: { $ref: `#/components/schemas/${HOSTILE}` } } } },
    "a reference to a file": { components: { schemas: { A: { $ref: `${HOSTILE}.yml` } } } },
    "a wrong type": { paths: { [named("/x")]: { get: HOSTILE } } },
    "a schema of a wrong type": { components: { schemas: { [named("A")]: { type: HOSTILE } } } },
    "a path without its slash": { paths: { [HOSTILE]: { get: { operationId: "a", responses: {} } } } },
    "a version that is none": { openapi: HOSTILE },
  };
  test.for(Object.entries(broken))("stays text in what is said about %s", async ([, change]) => {
    for (const command of ["generate", "lint", "report", "diff", "enrich"]) {
      const argv = command === "diff" ? ["diff", "old.json", "schema.json"] : [command, "schema.json"];
      const { stdout, stderr } = await run(workspace(files(change)), ...argv);
      // What `enrich` prints is the document itself.
      const shown = command === "enrich" ? "" : stdout;
      expect([command, findings(shown), findings(stderr)]).toEqual([command, [], []]);
    }
  });

  test("stays text where it is the name of a file", async () => {
    const folder = workspace();
    const name = `a${HOSTILE.replaceAll("/", "").slice(0, 60)}.json`;
    const inside = workspace({ [name]: hostileDocument({ paths: HOSTILE }) });
    const { stdout, stderr } = await run(inside, "generate", name, "-o", join(folder, "out"));
    expect([findings(stdout), findings(stderr)]).toEqual([[], []]);
  });
});
