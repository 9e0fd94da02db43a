/** Configs and command lines: those that make sense, and any. None watches, serves, or leaves the machine. */
import fc from "fast-check";
import { anyValue, hostileName, hostileText, type Json, type JsonObject, map, some } from "./values.js";

const pattern = fc.oneof(fc.constantFrom("*", "/jobs/**", "job_*", "!*", "(a|b", "[", "**"), hostileText);
const selection = some({
  tags: fc.array(pattern, { maxLength: 2 }),
  paths: fc.array(pattern, { maxLength: 2 }),
  methods: fc.array(fc.constantFrom("GET", "patch", "*"), { maxLength: 2 }),
  operations: fc.array(pattern, { maxLength: 2 }),
  deprecated: fc.boolean(),
});
const operationName = fc.oneof(fc.constantFrom("job_read", "job_update", "GET /jobs", "job_*", "*"), hostileText);
const override = some({
  role: fc.constantFrom("none", "retrieval", "state-change", "creation"),
  resource: fc.oneof(fc.constantFrom("Job", "Task"), hostileText),
  key: fc.oneof<fc.Arbitrary<Json>[]>(hostileText, fc.array(hostileText, { maxLength: 2 })),
  ifMatch: fc.constantFrom("required", "optional"),
  creates: fc.oneof<fc.Arbitrary<Json>[]>(hostileText, fc.constant(false)),
});

/** Each key with values that it takes. What is a path stays in the folder. */
const settings = {
  output: fc.constantFrom("out", "out/a", "généré", "schema.json", ".", "src"),
  markers: fc.array(hostileText, { maxLength: 2 }),
  operations: map(operationName, override, 2),
  resources: map(
    fc.oneof(fc.constantFrom("Job", "Task"), hostileText),
    some({
      name: fc.oneof(fc.constantFrom("Order", "Object"), hostileText),
      tagProperty: hostileText,
      wildcard: fc.boolean(),
    }),
    2,
  ),
  versionHeaders: fc.array(fc.oneof(fc.constantFrom("ETag", "X-Version", "__proto__"), hostileText), { maxLength: 2 }),
  weakTags: fc.constantFrom("send", "strip", "reject"),
  statuses: some({
    preconditionFailed: fc.array(fc.integer({ min: 399, max: 600 }), { maxLength: 2 }),
    preconditionRequired: fc.array(fc.integer({ min: 400, max: 599 }), { maxLength: 2 }),
    ambiguous: fc.array(fc.integer({ min: 400, max: 599 }), { maxLength: 2 }),
  }),
  optionalIfMatch: fc.constantFrom("explicit", "omittable"),
  zod: fc.constantFrom<Json>(true, false, "zod", "zod/mini", "zod/v4"),
  runtime: fc.oneof(fc.constantFrom("package", "inline", "@acme/http", "#http"), hostileText),
  importExtension: fc.constantFrom("auto", "js", "ts", "none"),
  format: fc.constantFrom<Json>(["no-such-formatter", "{file}"]),
  layout: fc.constantFrom("tags", "single"),
  names: some({
    convention: fc.constantFrom("operationId", "resource", "grouped"),
    operations: map(operationName, fc.oneof(fc.constantFrom("read", "default", "jobs.read"), hostileText), 2),
    schemas: map(fc.oneof(fc.constantFrom("Job", "Task"), hostileText), fc.oneof(fc.constant("Order"), hostileText), 2),
  }),
  enums: fc.constantFrom("both", "union", "const"),
  root: fc.constantFrom(".", "missing", "schema.json"),
  patch: fc.oneof<fc.Arbitrary<Json>[]>(
    fc.constantFrom("overlay.json", "missing.yml", "schema.json"),
    fc.array(fc.constant("overlay.json"), { maxLength: 2 }),
  ),
  include: selection,
  exclude: selection,
  limits: some({
    files: fc.integer({ min: 0, max: 9 }),
    megabytes: fc.constantFrom(0.001, 1, 1e9),
    nodes: fc.constantFrom(10, 1e6, 1e300),
    repeatedNodes: fc.constantFrom(1, 1e5),
    depth: fc.constantFrom(3, 100, 2000),
  }),
  strict: fc.boolean(),
  lint: some({
    rules: map(
      fc.oneof(fc.constantFrom("unprotected-resource", "marker-misplaced"), hostileText),
      fc.constantFrom("error", "warn", "off"),
      2,
    ),
    suppress: fc.array(
      some({
        rule: hostileText,
        operation: operationName,
        path: hostileText,
        tag: hostileText,
        reason: hostileText,
        until: fc.constantFrom("2026-12-31", "2000-01-01"),
      }),
      { maxLength: 2 },
    ),
  }),
  command: hostileText,
} satisfies Record<string, fc.Arbitrary<Json>>;

/** Names that a value of any type may not have: an array there is run as a command, or read as a path. */
const confined = new Set(["format", "output", "root", "patch", "input", "allowRemote"]);

const brokenSettings = Object.fromEntries(
  Object.entries(settings).map(([key, of]) => [
    key,
    confined.has(key)
      ? of
      : fc.oneof({ weight: 30, arbitrary: of as fc.Arbitrary<Json> }, { weight: 1, arbitrary: anyValue }),
  ]),
);

export const config: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 8, arbitrary: some(brokenSettings) },
  {
    weight: 1,
    arbitrary: some(brokenSettings).map((one) => ({ clients: { a: { input: "schema.json", output: "a", ...one } } })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        some(brokenSettings),
        hostileName.filter((name) => !confined.has(name)),
        anyValue,
      )
      .map(([one, name, value]) => Object.fromEntries([...Object.entries(one), [name, value]])),
  },
);

/** An overlay, and what may stand in its place. */
export const overlay: fc.Arbitrary<Json> = fc.oneof(
  some(
    {
      overlay: fc.constant("1.0.0"),
      info: fc.constant({ title: "x", version: "1" }),
      actions: fc.array(
        some(
          {
            target: fc.oneof(
              fc.constantFrom("$", "$.paths.*.*", "$..schema", "$.info", "$..[?(@.type)]", "$['__proto__']"),
              hostileText,
            ),
            update: anyValue,
            remove: fc.boolean(),
          },
          ["target"],
        ),
        { maxLength: 3 },
      ),
    },
    ["overlay", "info", "actions"],
  ),
  anyValue,
);

const every = [
  ["generate"],
  ["generate", "--verbose", "--timings"],
  ["generate", "--json"],
  ["generate", "--check"],
  ["generate", "--force", "--timings"],
  ["generate", "--dry-run", "--verbose"],
  ["generate", "schema.json", "-o", "out", "--import-extension", "js"],
  ...["stylish", "json", "sarif", "github-actions", "checkstyle", "codeclimate", "junit", "markdown"].map((format) => [
    "lint",
    "schema.json",
    "--format",
    format,
  ]),
  ["lint", "--strict"],
  ["lint", "--fix"],
  ["lint", "--fix", "--dry-run"],
  ["lint", "--fix-overlay", "fix.yml"],
  ["lint", "--update-baseline"],
  ["lint", "--baseline", "other.json"],
  ["report"],
  ["report", "--json"],
  ["report", "--html", "page.html", "--source-url", "https://example.com/{file}#L{line}"],
  ["diff", "schema.json", "schema.json"],
  ["diff", "other.json", "schema.json"],
  ["diff", "schema.json", "other.json", "--format", "markdown", "--fail-on", "any"],
  ["diff", "other.json", "--json"],
  ["enrich"],
  ["enrich", "-o", "enriched.yml"],
  ["enrich", "-o", "enriched.json"],
  ["enrich", "--in-place"],
  ["enrich", "-o", "enriched.json", "--overlay", "overlay.json"],
  ["mock", "-o", "mock.json"],
  ["adopt", "--json"],
  ["adopt", "--fix", "--dry-run"],
  ["init", "--dry-run", "--yes", "--schema", "schema.json"],
  ["init", "--yes"],
];

/** Words of command lines. Of what leaves this machine, watches, serves or asks, there is none. */
const words = `generate lint diff report enrich adopt help schema.json other.json overlay.json out missing.yml . -- -o -c
  ifmatch.config.json --check --dry-run --fix --json --format json sarif=out.sarif sarif= markdown --strict --html --in-place
  --overlay --max-warnings 1 -1 --fail-on never --explain unprotected-resource --baseline --silent --update-baseline
  --allow-growth --fix-overlay --verbose --timings --force --root --debug --version --client --yes --schema --source-url {file}
  --since HEAD HEAD:schema.json --help --allow-remote --input-header A:${"${B}"} --import-extension --format-with prettier none`;

const word = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...words.split(/\s+/)) },
  { weight: 1, arbitrary: hostileName },
);

export const commandLine: fc.Arbitrary<readonly string[]> = fc.oneof(
  { weight: 14, arbitrary: fc.constantFrom(...every) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...every), fc.array(word, { maxLength: 3 }))
      .map(([line, more]) => [...line, ...more]),
  },
  { weight: 1, arbitrary: fc.array(word, { maxLength: 6 }) },
);
