/** `lintDocument`: what a finding holds, where it stands, and what decides its severity. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ConfigError, RefusedError } from "../../generator/diagnostics.js";
import { checkConfig } from "../../generator/config/load.js";
import { lintDocument } from "../../generator/lint/lint.js";
import { RuleFailure } from "../../generator/lint/plugin.js";
import { document, jobsApi, MARKER, workspace } from "../cli/workspace.js";
import { lintFile, severalFiles, swagger } from "./documents.js";

const repository = join(import.meta.dirname, "../..");
const sample = join(repository, "schema/schema.yml");
const short = ({ findings }: Awaited<ReturnType<typeof lintFile>>, folder: string): string[] =>
  findings.map(({ file, line, column, rule }) => `${file.slice(folder.length + 1)}:${line}:${column} ${rule}`);

describe("the sample schema", () => {
  test("K5 the real omission is found, as an error, with both places and the text to add", async () => {
    const { findings } = await lintFile(sample);
    const errors = findings.filter(({ severity }) => severity === "error");
    expect(errors).toHaveLength(1);
    expect(errors[0]).toEqual({
      rule: "unmarked-state-change",
      severity: "error",
      message:
        "POST /api/job/jobs/{job_id}/undo-change/ is not protected against lost updates: it answers with the Job that GET /api/job/jobs/{job_id}/ reads, and PUT /api/job/jobs/{job_id}/ is conditional on that tag.",
      help: expect.stringContaining(`add the sentence "${MARKER}." to the view's docstring`),
      file: sample,
      line: 1337,
      column: 5,
      endLine: 1385,
      pointer: "#/paths/~1api~1job~1jobs~1{job_id}~1undo-change~1/post",
      operation: {
        method: "POST",
        path: "/api/job/jobs/{job_id}/undo-change/",
        operationId: "job_jobs_undo_change_create",
      },
      related: [{ file: sample, line: 928, column: 5, message: "PUT /api/job/jobs/{job_id}/ is conditional" }],
    });
    expect(errors[0]!.help).toContain(
      'operations: { "job_jobs_undo_change_create": { role: "state-change", resource: "Job" } }',
    );
  });

  test("A3 the unprotected neighbours of people and projects are said, each of them", async () => {
    const { findings } = await lintFile(sample);
    const said = findings.filter(({ rule }) => rule === "unprotected-resource");
    for (const name of ["assignments", "deliverables", "departments", "skills", "roles"])
      expect(said.map(({ operation: one }) => one?.path)).toContain(`/api/${name}/{id}/`);
    for (const { message, severity } of said) {
      expect(message).toContain("while PUT /api/people/{id}/ is conditional");
      expect(severity).toBe("warning");
    }
  });

  test("K5 what the config decides is not said again", async () => {
    const config = { operations: { job_jobs_undo_change_create: { role: "state-change" as const, resource: "Job" } } };
    const { findings } = await lintFile(sample, config);
    expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  test("findings are plain data, sorted, and the same in every run", async () => {
    const [first, second] = [await lintFile(sample), await lintFile(sample)];
    expect(structuredClone(first.findings)).toEqual(second.findings);
    const lines = first.findings.map(({ line }) => line);
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
  });
});

describe("documents of several files", () => {
  test("K5 findings stand in the file that holds what they speak of", async () => {
    const folder = workspace(severalFiles);
    expect(short(await lintFile(join(folder, "openapi.yml")), folder)).toEqual([
      "openapi.yml:9:5 unprotected-resource",
      "paths/job.yml:12:3 unmarked-state-change",
      "schemas/job.yml:2:1 marker-misplaced",
      "shared.yml:3:3 if-match-optional",
      "shared.yml:3:66 weak-tag-example",
    ]);
  });

  test("related places may be in other files", async () => {
    const folder = workspace(severalFiles);
    const { findings, files } = await lintFile(join(folder, "openapi.yml"));
    const undo = findings.find(({ rule }) => rule === "unmarked-state-change")!;
    expect(undo).toMatchObject({ pointer: "#/undo/post", operation: { method: "POST", path: "/jobs/{id}/undo/" } });
    expect(undo.related).toEqual([
      { file: join(folder, "paths/job.yml"), line: 5, column: 1, message: "PATCH /jobs/{id}/ is conditional" },
    ]);
    expect(files.map((file) => file.slice(folder.length + 1)).toSorted()).toEqual(Object.keys(severalFiles).toSorted());
  });

  test("finds what it finds in the same document in one file", async () => {
    const folder = workspace(severalFiles);
    const { loadDocument } = await import("../../generator/load/load.js");
    const { root } = await loadDocument(join(folder, "openapi.yml"));
    const single = workspace({ "openapi.json": root });
    const rulesOf = ({ findings }: Awaited<ReturnType<typeof lintFile>>): string[] =>
      findings.map(({ rule, message }) => `${rule} ${message}`).toSorted();
    const several = rulesOf(await lintFile(join(folder, "openapi.yml"), {}, { strict: true }));
    expect(several.length).toBeGreaterThan(5);
    expect(rulesOf(await lintFile(join(single, "openapi.json"), {}, { strict: true }))).toEqual(several);
  });
});

test("K5 Swagger 2.0 is linted where it stands, not where its conversion would be", async () => {
  const folder = workspace({ "swagger.yml": swagger });
  expect(short(await lintFile(join(folder, "swagger.yml")), folder)).toEqual([
    "swagger.yml:8:5 if-match-not-declared",
    "swagger.yml:12:5 unmarked-state-change",
    "swagger.yml:14:24 marker-misplaced",
  ]);
});

describe("documents that are refused", () => {
  test.for([
    ["a $ref that leads nowhere", { "schema.yml": document({ "/a": { get: { $ref: "#/nowhere" } } }) }, "#/nowhere"],
    ["a file outside the folder", { "schema.yml": document({ "/a": { $ref: "../../etc/passwd.yml" } }) }, "passwd"],
    ["no OpenAPI", { "schema.yml": "a: 1\n" }, "neither"],
    ["no YAML", { "schema.yml": "a: [\n" }, ""],
  ] as const)("%s", async ([, files, text]) => {
    const error = await lintFile(join(workspace(files), "schema.yml")).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RefusedError);
    const [first] = (error as RefusedError).diagnostics;
    expect(first!.message).toContain(text);
    expect(first!.at).toMatchObject({ line: expect.any(Number) });
  });
});

describe("what decides a severity", () => {
  const files = { "schema.yml": jobsApi() };
  const severitiesIn = async (more: object, lint = {}, strict = false): Promise<Record<string, string>> => {
    const folder = workspace({ ...files, ...more });
    const { findings } = await lintFile(join(folder, "schema.yml"), { lint }, { folder, strict });
    return Object.fromEntries(findings.map(({ rule, severity }) => [rule, severity]));
  };
  const recommended = { "if-match-not-declared": "warning", "unmarked-state-change": "error" };

  test("the recommended preset, with nothing beside it", async () => {
    expect(await severitiesIn({})).toEqual(recommended);
  });

  test("the config by rule", async () => {
    expect(await severitiesIn({}, { rules: { "if-match-not-declared": "off", "etag-not-declared": "warn" } })).toEqual({
      "unmarked-state-change": "error",
      "etag-not-declared": "warning",
    });
  });

  test("a rule that does not exist is an error of the config, with a suggestion", async () => {
    await expect(severitiesIn({}, { rules: { "etag-not-declard": "off" } })).rejects.toThrow(
      new ConfigError('lint.rules of the config: there is no rule etag-not-declard. Did you mean "etag-not-declared"?'),
    );
  });

  test("redocly.yaml: a preset, and single rules", async () => {
    const yaml =
      "extends: [recommended, ifmatch/recommended]\nrules: { ifmatch/unmarked-state-change: warn, tag-x: off }\n";
    expect(await severitiesIn({ "redocly.yaml": yaml })).toEqual({
      ...recommended,
      "unmarked-state-change": "warning",
    });
    const rulesOnly = "rules: { ifmatch/if-match-not-declared: { severity: error } }\n";
    expect(await severitiesIn({ "redocly.yaml": rulesOnly })).toEqual({ "if-match-not-declared": "error" });
    expect(await severitiesIn({ "redocly.yaml": "extends: [minimal]\n" })).toEqual(recommended);
  });

  test("redocly.yaml: the entry of this document, not that of another", async () => {
    const api = (root: string): string =>
      `extends: [ifmatch/recommended]\napis: { a: { root: ${root}, rules: { ifmatch/if-match-not-declared: off } } }\n`;
    expect(await severitiesIn({ "redocly.yaml": api("./schema.yml") })).toEqual({ "unmarked-state-change": "error" });
    expect(await severitiesIn({ "redocly.yaml": api("other.yml") })).toEqual(recommended);
  });

  test.for([
    ["extends: [ifmatch/lenient]\n", "unknown ruleset ifmatch/lenient"],
    ["rules: { ifmatch/no-retrival: off }\n", 'Did you mean "no-retrieval"?'],
    ["rules: { ifmatch/no-retrieval: info }\n", "one of error, warn, off"],
    ["rules: [\n", "redocly.yaml"],
  ])("redocly.yaml that says %j is refused", async ([yaml, text]) => {
    await expect(severitiesIn({ "redocly.yaml": yaml })).rejects.toThrow(text);
    await expect(severitiesIn({ "redocly.yaml": yaml })).rejects.toBeInstanceOf(ConfigError);
  });

  test("--strict asks neither preset nor redocly.yaml, but the config still counts", async () => {
    const found = await severitiesIn(
      { "redocly.yaml": "rules: { ifmatch/unmarked-state-change: off }\n" },
      { rules: { "precondition-failed-not-declared": "off" } },
      true,
    );
    expect(found).toMatchObject({ "if-match-not-declared": "error", "unmarked-state-change": "error" });
    expect(found).not.toHaveProperty("precondition-failed-not-declared");
    expect(found).toHaveProperty("precondition-required-not-declared");
  });

  test("what Redocly's ignore file lists is not found", async () => {
    const yaml = "schema.yml:\n  ifmatch/unmarked-state-change:\n    - '#/paths/~1jobs~1{job_id}~1/delete'\n";
    expect(await severitiesIn({ ".redocly.lint-ignore.yaml": yaml })).toEqual({ "if-match-not-declared": "warning" });
  });
});

test("a rule that fails is a bug of ours, not of the document", async () => {
  const folder = workspace({ "schema.yml": jobsApi() });
  const { noRetrieval } = await import("../../generator/lint/rules/no-retrieval.js");
  const original = noRetrieval.visitor.stateChange!;
  Object.assign(noRetrieval.visitor, {
    stateChange: () => {
      throw new TypeError("oops");
    },
  });
  try {
    await expect(lintFile(join(folder, "schema.yml"))).rejects.toThrow(
      new RuleFailure("the rule no-retrieval failed: oops"),
    );
  } finally {
    Object.assign(noRetrieval.visitor, { stateChange: original });
  }
});

test("each file is read and parsed once", async () => {
  const folder = workspace(severalFiles);
  const [job] = checkConfig({ input: "openapi.yml" }, join(folder, "ifmatch.config.ts"));
  const { ConfinedResolver } = await import("../../generator/load/confined-resolver.js");
  const original = ConfinedResolver.prototype.parseDocument;
  const parsed: string[] = [];
  ConfinedResolver.prototype.parseDocument = function (source) {
    parsed.push(source.absoluteRef);
    return original.call(this, source);
  };
  try {
    await lintDocument(job!);
  } finally {
    ConfinedResolver.prototype.parseDocument = original;
  }
  expect(parsed.toSorted()).toEqual(
    Object.keys(severalFiles)
      .map((name) => join(folder, name))
      .toSorted(),
  );
});
