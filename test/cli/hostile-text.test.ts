/** A document's author writes no line of ours: not in a terminal, not in a CI log, whichever command prints it. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { ConfigError } from "../../generator/diagnostics.js";
import { lockFile, withLock } from "../../generator/output/lock.js";
import { startJobsServer } from "../verify/jobs-server.js";
import { jobsDocument } from "../verify/verifying.js";
import { forgedOutput } from "./forged-output.js";
import { recordingTerminal, run } from "./recording-terminal.js";
import { type Files, MARKER, workspace } from "./workspace.js";

// After the recording terminal, which decides about colours.
const { reportError } = await import("../../generator/cli/errors.js");

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
    "a version with more behind it": { openapi: `3.1.0${HOSTILE}` },
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

  test("stays text in what is said about an overlay that fits nothing", async () => {
    const action = { target: "$.nothing[\n::1]['##[error]x\u202e']", update: {} };
    const overlay = { overlay: "1.0.0", info: { title: "x", version: "1" }, actions: [action] };
    const folder = workspace({ ...files(), "overlay.json": overlay });
    const argv = ["enrich", "schema.json", "--overlay", "overlay.json", "-o", "out.json"];
    const { code: exitCode, stderr } = await run(folder, ...argv);
    expect(exitCode).toBe(0);
    expect(stderr).toContain("matches nothing");
    expect(findings(stderr)).toEqual([]);
  });

  test("stays text in the progress of verify", async () => {
    const server = await startJobsServer();
    const text = JSON.stringify(jobsDocument).replaceAll(
      "job_header",
      JSON.stringify(named("job_header")).slice(1, -1),
    );
    const folder = workspace({ "schema.json": text });
    const { progressed, stdout } = await run(folder, "verify", "schema.json", "--url", server.url);
    expect(progressed.join("\n")).toContain("job_header");
    expect(findings(progressed.join("\n"))).toEqual([]);
    expect(findings(stdout)).toEqual([]);
  });
});

/** A name that a file may have, and a folder. */
const NAME = `a\n${FORGED}\n::error::x\r##[error]x\u001b[2J\u202eolleh`;
const [INPUT, OUTPUT] = [`${NAME}.json`, `out${NAME}`];

const commandsOnNames: Readonly<Record<string, readonly string[]>> = {
  generate: ["generate", INPUT, "-o", OUTPUT, "--verbose"],
  "generate --dry-run": ["generate", INPUT, "-o", OUTPUT, "--dry-run"],
  "generate --check": ["generate", INPUT, "-o", OUTPUT, "--check"],
  "lint --format": ["lint", INPUT, "--format", `json=${OUTPUT}.json`],
  "lint --fix-overlay": ["lint", INPUT, "--fix-overlay", `${OUTPUT}.json`],
  "lint --update-baseline": ["lint", INPUT, `--baseline=${OUTPUT}.json`, "--update-baseline"],
  diff: ["diff", "old.json", INPUT],
  report: ["report", INPUT],
  "report --html": ["report", INPUT, `--html=${OUTPUT}.html`],
  enrich: ["enrich", INPUT, "-o", `${OUTPUT}.json`],
  adopt: ["adopt", OUTPUT, "--schema", INPUT],
  "mock --output": ["mock", INPUT, "-o", `${OUTPUT}.json`],
};

describe("the name of a file", () => {
  const folderOf = (): string =>
    workspace({ [INPUT]: hostileDocument(), "old.json": hostileDocument(), [`${OUTPUT}/${NAME}.ts`]: code["fix.ts"]! });

  test.for(Object.entries(commandsOnNames))("stays text in what %s says", async ([, argv]) => {
    const { code: exitCode, stdout, stderr, progressed } = await run(folderOf(), ...argv);
    expect(exitCode).toBeLessThan(2);
    expect([findings(stdout), findings(stderr), findings(progressed.join("\n"))]).toEqual([[], [], []]);
  });

  test("stays text where the output is up to date", async () => {
    const folder = folderOf();
    await run(folder, "generate", INPUT, "-o", OUTPUT);
    for (const more of [["--check"], ["--check", "--force"]]) {
      const { code: exitCode, stdout } = await run(folder, "generate", INPUT, "-o", OUTPUT, ...more);
      expect([exitCode, findings(stdout)]).toEqual([0, []]);
    }
  });

  test("stays text where the file is refused", async () => {
    const folder = workspace();
    const inside = workspace({ [INPUT]: hostileDocument({ paths: HOSTILE }) });
    const { stdout, stderr } = await run(inside, "generate", INPUT, "-o", join(folder, "out"));
    expect([findings(stdout), findings(stderr)]).toEqual([[], []]);
  });
});

describe("an error", () => {
  const config = { input: "schema.json", output: OUTPUT };
  const overlay = { overlay: `1${HOSTILE}`, info: { title: "x", version: "1" }, actions: [] };
  const errors: Readonly<Record<string, readonly [files: Files, ...argv: string[]]>> = {
    "an overlay": [{ "overlay.json": overlay }, "enrich", "schema.json", "--overlay", "overlay.json"],
    "the name of an overlay": [{}, "enrich", "schema.json", "--overlay", `${NAME}.json`],
    "the name of a config": [{ [INPUT]: "{" }, "generate", "-c", INPUT],
    "a key of a config": [{ [INPUT]: { [HOSTILE]: 1, other: 2 } }, "generate", "-c", INPUT],
    "a schema that is named in the config": [
      { "ifmatch.config.json": { ...config, names: { schemas: { [named("Job")]: "1" } } } },
      "generate",
    ],
    "an operation that is named in the config": [
      { "ifmatch.config.json": { ...config, names: { operations: { [named("update")]: "1" } } } },
      "generate",
    ],
    "a folder of somebody else": [{ [`${OUTPUT}/client.ts`]: "mine" }, "generate", "schema.json", "-o", OUTPUT],
    "a folder that is a file": [{ [OUTPUT]: "mine" }, "generate", "schema.json", "-o", OUTPUT],
    "a baseline": [
      { [INPUT]: { version: 1, findings: [{ [HOSTILE]: 1 }] } },
      "lint",
      "schema.json",
      `--baseline=${INPUT}`,
    ],
    "the state of a mock": [{ [INPUT]: "{" }, "mock", "schema.json", "--port", "0", "--state", INPUT],
    "a file of code": [{ [INPUT]: "x" }, "adopt", INPUT, "--schema", "schema.json"],
  };

  test.for(Object.entries(errors))("quotes text about %s", async ([, [more, ...argv]]) => {
    for (const flags of [[], ["--debug"]]) {
      const { code: exitCode, stderr } = await run(workspace({ ...files(), ...more }), ...flags, ...argv);
      expect(exitCode).toBe(2);
      expect(findings(stderr)).toEqual([]);
    }
  });

  test("quotes text about a folder that another process writes to", async () => {
    const folder = join(workspace(), NAME);
    writeFileSync(lockFile(folder), String(process.ppid));
    onTestFinished(() => rmSync(lockFile(folder), { force: true }));
    const error: unknown = await withLock(folder, async () => {}, { patience: 0 }).catch((cause: unknown) => cause);
    const terminal = recordingTerminal(folder);
    expect(reportError(terminal, error, false)).toBe(2);
    expect(terminal.stderr).toContain("is writing to");
    expect(findings(terminal.stderr)).toEqual([]);
  });

  test.for([new Error(HOSTILE), new ConfigError(HOSTILE, { cause: new Error(HOSTILE) }), HOSTILE])(
    "that nobody expected quotes text as well: %s",
    (error) => {
      const terminal = recordingTerminal("/");
      reportError(terminal, error, true);
      expect(findings(terminal.stderr)).toEqual([]);
    },
  );

  test("has the lines that it was given", () => {
    const terminal = recordingTerminal("/");
    reportError(terminal, new ConfigError(["one", "two\nthree"]), false);
    expect(terminal.stderr).toBe("error  one\ntwo\\nthree\n");
  });
});
