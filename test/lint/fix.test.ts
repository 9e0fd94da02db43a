/** `--fix`: what it mends, what it leaves, and that a second run has nothing to do. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { diffLines } from "diff";
import { describe, expect, test } from "vitest";
import { RefusedError } from "../../generator/diagnostics.js";
import { fixDocument } from "../../generator/lint/fix.js";
import { MARKER, workspace } from "../cli/workspace.js";
import { corpusFiles, corpusPath, jobFor, STAC } from "../corpus/corpus.js";
import { severalFiles, swagger } from "./documents.js";

const options = { strict: true, today: "2026-11-21" } as const;
const HEAD = 'openapi: 3.0.3\ninfo: { title: Example, version: "1" }\n';
const fix = (file: string, config = {}) => fixDocument(jobFor(file, config), options);

/** Lines that went. */
const lostLines = (before: string, after: string): string[] =>
  diffLines(before, after)
    .filter(({ removed }) => removed)
    .flatMap(({ value }) => value.replace(/\n$/, "").split("\n"));

/** Fixes a text, checks that it was the last time, and answers what it became. */
async function fixText(text: string, config = {}): Promise<string> {
  const file = join(workspace({ "schema.yml": text }), "schema.yml");
  const { files } = await fix(file, config);
  for (const [path, { after }] of files) writeFileSync(path, after);
  const again = await fix(file, config);
  expect([...again.files.keys()]).toEqual([]);
  expect(again.fixed).toEqual([]);
  return readFileSync(file, "utf8");
}

const folder = new URL("fixtures/", import.meta.url);
const fixtures = readdirSync(folder).flatMap((rule) =>
  readdirSync(new URL(rule, folder)).map((name) => `${rule}/${name}`),
);

test.for(fixtures)("%s: a second run changes nothing", async (name) => {
  const text = readFileSync(new URL(name, folder), "utf8");
  const whole = /^(openapi|swagger):/m.test(text) ? text : `${HEAD}${text}`;
  await fixText(whole).catch((error: unknown) => {
    if (!(error instanceof RefusedError)) throw error;
    expect(name).toContain("document-refused/");
  });
});

describe("real documents", { tags: ["corpus"] }, () => {
  const files = corpusFiles.filter((file) => file !== STAC && !file.startsWith("nhs"));
  test.for(files)("%s: nothing but what was mended changes, and only once", async (file) => {
    const text = readFileSync(corpusPath(file), "utf8");
    const copy = join(workspace({ [basename(file)]: text }), basename(file));
    const { files: changed } = await fix(copy);
    const after = changed.get(copy)?.after;
    if (after === undefined) return;
    writeFileSync(copy, after);
    expect([...(await fix(copy)).files.keys()]).toEqual([]);
    // Examples and references to shared answers are replaced, and in flow collections an entry is added to its neighbours' line.
    const lost = lostLines(text, new TextDecoder().decode(after));
    expect(
      lost.filter((line) => !/W\/|^\s*"?example|\$ref: '#\/components\/responses|[{}\]"]\s*$/i.test(line)),
    ).toEqual([]);
  });
});

const operation = (description: string): string => `${HEAD}paths:
  /jobs/{id}/:
    get: { operationId: job_read, responses: { "200": { description: ok } } }
    put:
      operationId: job_update
      description: ${description}
      responses: { "200": { description: ok } }
`;

test.for([
  ["Concurency is controled in this end point (E-tag/If-Match).", `${MARKER}.`],
  [
    '"Update. `Concurrency is controlled in this endpoint (E-tag/If-Match)`. Careful."',
    `"Update. ${MARKER}. Careful."`,
  ],
  ['"\\u0421oncurrency is controlled in this endpoint (E-tag/If-Match)"', `"${MARKER}"`],
  ["Concurrency is controlled in this endpoint &amp;#40;E-tag/If-Match&amp;#41;", MARKER],
  [
    "|\n        Update a job.\n\n        Concurrency is controlled in\n        this endpoint (E-tag/If-Mach).",
    `|\n        Update a job.\n\n        ${MARKER}.`,
  ],
] as const)("%s is the marker then, and the operation conditional in the same run", async ([from, to]) => {
  const result = await fixText(operation(from));
  expect(result).toContain(`description: ${to}\n`);
  expect(result).toContain("IfMatch");
});

test.for([
  '"Concurrency is not controlled in this endpoint (E-tag/If-Match)."',
  '"Example: `Concurrency is controlled in this endpoint (E-tag/If-Match).`"',
  '"<!-- Concurrency is controlled in this endpoint (E-tag/If-Match). -->"',
])("%s is left for people to decide", async (text) => {
  expect(await fixText(operation(text))).toBe(operation(text));
});

test("tags in examples are strong and quoted, suppressions of nothing and bodies of 304 go", async () => {
  const result = await fixText(`${HEAD}paths:
  /jobs/{id}/:
    get:
      operationId: job_read
      x-concurrency-lint-ignore:
        - { rule: no-retrieval, reason: there was none once }
      responses:
        "200": { description: ok, headers: { ETag: { schema: { type: string }, example: 'W/"a"' } } }
        "304":
          description: same
          content: { text/plain: {} }
    put:
      operationId: job_update
      parameters: [{ name: If-Match, in: header, required: true, schema: { type: string }, example: abc }]
      responses:
        "200": { description: ok, headers: { ETag: { schema: { type: string } } } }
        "412": { description: changed }
        "428": { description: say which }
`);
  expect(result).toContain(`example: '"a"'`);
  expect(result).toContain(`example: '"abc"'`);
  expect(result).not.toContain("text/plain");
  expect(result).not.toContain("no-retrieval");
});

test("what is suppressed is not mended", async () => {
  const text = operation(MARKER);
  const suppress = ["if-match-not-declared", "precondition-failed-not-declared", "precondition-required-not-declared"]
    .concat("etag-not-declared", "not-modified-not-declared")
    .map((rule) => ({ rule, reason: "the gateway declares it" }));
  expect(await fixText(text, { lint: { suppress } })).toBe(text);
});

test("each file of a document is mended where it stands, and refers to the root's components", async () => {
  const root = workspace(severalFiles);
  const { files, result } = await fix(join(root, "openapi.yml"));
  for (const [file, { after }] of files) writeFileSync(file, after);
  const job = readFileSync(join(root, "paths/job.yml"), "utf8");
  expect(job).toContain("$ref: ../openapi.yml#/components/responses/PreconditionFailed");
  expect(lostLines(severalFiles["paths/job.yml"], job).length).toBeLessThanOrEqual(3);
  expect(readFileSync(join(root, "openapi.yml"), "utf8")).toContain("PreconditionFailed:");
  expect(result.findings.map(({ rule }) => rule)).not.toContain("precondition-failed-not-declared");
  expect([...(await fix(join(root, "openapi.yml"))).files.keys()]).toEqual([]);
});

test("Swagger 2.0 is left as it is", async () => {
  expect(await fixText(swagger)).toBe(swagger);
});
