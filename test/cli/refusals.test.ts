/**
 * Every command refuses the same document in the same words, and says where: they all open it through one door.
 *
 * @module-tag git
 */
import { expect, test } from "vitest";
import { repository } from "./repository.js";
import { run } from "./recording-terminal.js";
import { type Files, document, jobParameter, jobsApi, listing, operation, write } from "./workspace.js";

/** Each command, with what it needs beside the document. */
const commands = {
  generate: ["generate"],
  "generate --check": ["generate", "--check"],
  lint: ["lint"],
  "lint --strict": ["lint", "--strict"],
  "lint --fix": ["lint", "--fix"],
  "lint --fix-overlay": ["lint", "--fix-overlay", "out.overlay.json"],
  report: ["report"],
  enrich: ["enrich"],
  "enrich --overlay": ["enrich", "--overlay", "own.overlay.json"],
  mock: ["mock", "--port", "0"],
  verify: ["verify", "--url", "http://127.0.0.1:9"],
  diff: ["diff", "HEAD"],
} as const;

const twice = document({ "/a": { get: operation("x") }, "/b": { get: operation("x") } });
const strict = { "ifmatch.config.json": { input: "schema.json", strict: true } };
const withParts = (parts: object): Files => ({
  "schema.json": document({ "/jobs/{job_id}/": { $ref: "parts.json#/job" } }),
  "parts.json": parts,
});

/** What the committed file is replaced by, and what is said of it. */
const refused: Readonly<Record<string, { readonly files: Files; readonly says: RegExp; readonly code: number }>> = {
  "a duplicate operationId": {
    files: { "schema.json": twice, ...strict },
    says: /^schema\.json:\d+:\d+ {2}error {2}The operationId x is used by both GET \/a and GET \/b\. {2}\[duplicate-operation-id\]\n {4}-> Give each operation an operationId of its own\..*\n\n1 error; nothing was written\.\n$/,
    code: 3,
  },
  "a duplicate operationId in another file": {
    files: {
      ...withParts({ job: { ...jobParameter, get: operation("x", {}, {}), put: operation("x", {}, {}) } }),
      ...strict,
    },
    says: /^parts\.json:\d+:\d+ {2}error {2}The operationId x is used by both GET \/jobs\/\{job_id\}\/ and PUT/,
    code: 3,
  },
  "a $ref that leads nowhere": {
    files: { "schema.json": document({ "/a": { get: operation("a", {}, { $ref: "#/components/schemas/None" }) } }) },
    says: /^schema\.json:\d+:\d+ {2}error {2}.*#\/components\/schemas\/None.* {2}\[unresolved-reference\]\n {4}-> .*\n\n1 error/,
    code: 3,
  },
  "a $ref to a file that is not there": {
    files: { "schema.json": document({ "/a": { get: operation("a", {}, { $ref: "none.json" }) } }) },
    says: /^schema\.json:\d+:\d+ {2}error {2}.*none\.json.* {2}\[unresolved-reference\]\n\n1 error/,
    code: 3,
  },
  "a $ref outside of the document's folder": {
    files: { "schema.json": document({ "/a": { get: operation("a", {}, { $ref: "../../out.json" }) } }) },
    says: /^schema\.json:\d+:\d+ {2}error {2}.*out\.json.* {2}\[unresolved-reference\]\n\n1 error/,
    code: 3,
  },
  "a syntax error": {
    files: { "schema.json": '{\n  "openapi": "3.0.3",\n  "paths": {\n    "/a": [\n}\n' },
    says: /^schema\.json:[2-9]:\d+ {2}error {2}.* {2}\[syntax\]\n {4}-> .*\n\n1 error/,
    code: 3,
  },
  "a file that is no OpenAPI": {
    files: { "schema.json": { hello: "world" } },
    says: /^schema\.json:1:1 {2}error {2}The document has neither `openapi` nor `swagger`\. {2}\[not-openapi\]\n/,
    code: 3,
  },
  "an x-concurrency that says nothing": {
    files: {
      "schema.json": document({
        "/jobs/{job_id}/": { ...jobParameter, get: operation("a"), put: operation("b", { "x-concurrency": 3 }) },
      }),
    },
    says: /^schema\.json:\d+:\d+ {2}error {2}`x-concurrency` is either the word none .* {2}\[invalid-x-concurrency\]\n/,
    code: 3,
  },
  "an x-concurrency of a resource that is not there, in another file": {
    files: withParts({
      job: {
        ...jobParameter,
        get: operation("a", {}, {}),
        put: operation("b", { "x-concurrency": { resource: "/none" } }, {}),
      },
    }),
    says: /^parts\.json:\d+:\d+ {2}error {2}`x-concurrency\.resource` is "\/none", but the document has no GET/,
    code: 3,
  },
  "a request body that is no object": {
    files: { "schema.json": document({ "/a": { put: operation("a", { requestBody: 7 }) } }) },
    says: /^schema\.json:\d+:\d+ {2}error {2}`requestBody` must be an object, but is the number 7\. {2}\[wrong-type\]\n/,
    code: 3,
  },
  "a media type of a response that is no object": {
    files: {
      "schema.json": document({
        "/a": { get: { operationId: "a", responses: { 200: { description: "ok", content: { "text/plain": null } } } } },
      }),
    },
    says: /^schema\.json:\d+:\d+ {2}error {2}Expected an object here, found null\. {2}\[not-an-object\]\n/,
    code: 3,
  },
  "a security scheme that is no object": {
    files: {
      "schema.json": document(
        { "/a": { get: operation("a", {}, {}) } },
        { components: { securitySchemes: { token: "bearer" } } },
      ),
    },
    says: /^schema\.json:\d+:\d+ {2}error {2}`token` must be an object, but is the string "bearer"\. {2}\[wrong-type\]\n/,
    code: 3,
  },
  "values of wrong types, each at its place": {
    files: {
      "schema.json": document({
        "/a": { get: operation("a", { parameters: 42, description: [1, 2], tags: "x", responses: ["b"] }) },
      }),
    },
    says: /^(?:schema\.json:\d+:\d+ {2}error {2}`(?:tags|parameters|description|responses)` must be (?:an? \w+), but is (?:an array|the (?:number|string) .*)\. {2}\[wrong-type\]\n){4}\n4 errors/,
    code: 3,
  },
  "a value of a wrong type in another file": {
    files: withParts({ job: { ...jobParameter, get: operation("a", {}, { type: "object", properties: ["a"] }) } }),
    says: /^parts\.json:\d+:\d+ {2}error {2}`properties` must be an object, but is an array\. {2}\[wrong-type\]\n/,
    code: 3,
  },
  "values of wrong types in Swagger 2.0": {
    files: { "schema.json": { swagger: "2.0", info: {}, paths: { "/a": { get: { parameters: 42, responses: {} } } } } },
    says: /^schema\.json:\d+:\d+ {2}error {2}`parameters` must be an array, but is the number 42\. {2}\[wrong-type\]\n/,
    code: 3,
  },
  "components that are no object": {
    files: { "schema.json": document({ "/a": { get: operation("a", {}, {}) } }, { components: 42 }) },
    says: /^schema\.json:\d+:\d+ {2}error {2}`components` must be an object, but is the number 42\. {2}\[wrong-type\]\n/,
    code: 3,
  },
  "a key twice in JSON": {
    files: {
      "schema.json": '{\n  "openapi": "3.0.3",\n  "info": { "title": "t" },\n  "paths": {},\n  "paths": {}\n}\n',
    },
    says: /^schema\.json:5:3 {2}error {2}the key paths is there twice in one object {2}\[syntax\]\n {4}-> .*\n\n1 error/,
    code: 3,
  },
  "text that is not UTF-8": {
    files: { "schema.json": Buffer.from('{\n  "openapi": "3.0.3",\n  "x": "\u00e9"\n}', "latin1") },
    says: /^schema\.json:3:9 {2}error {2}the file is not UTF-8 text; save it as UTF-8 {2}\[syntax\]\n\n1 error/,
    code: 3,
  },
  "references that lead back to themselves": {
    files: {
      "schema.json": document(
        { "/a": { get: operation("a", {}, {}) } },
        {
          components: {
            schemas: { A: { $ref: "#/components/schemas/B" }, B: { $ref: "#/components/schemas/A" }, C: {} },
            parameters: { P: { $ref: "#/components/parameters/P" } },
          },
        },
      ),
    },
    says: /^schema\.json:\d+:\d+ {2}error {2}These references lead back to where they start: .* -> .*\n.*\nschema\.json:\d+:\d+ {2}error {2}The \$ref #\/components\/parameters\/P refers to itself\.[^]*\n\n2 errors/,
    code: 3,
  },
  "more than the document may cost": {
    files: {
      "schema.json": document({ "/a": { get: operation("a", {}, { $ref: "a.json" }) } }),
      "a.json": { type: "object", enum: Array(500).fill(1) },
      "ifmatch.config.json": { input: "schema.json", limits: { nodes: 300 } },
    },
    says: /^schema\.json:\d+:\d+ {2}error {2}the document has more than 300 nodes; if it is trusted, raise limits\.nodes in ifmatch\.config\.ts {2}\[limit\]\n\n1 error/,
    code: 3,
  },
  "paths that are the same, where that is strict": {
    files: {
      "schema.json": document({ "/a/{b}": { get: operation("a", {}, {}) }, "/a/{c}": { put: operation("b", {}, {}) } }),
      ...strict,
    },
    says: /^schema\.json:\d+:\d+ {2}error {2}The paths \/a\/\{b\} and \/a\/\{c\} are the same: .* {2}\[equivalent-paths\]\n/,
    code: 3,
  },
  "an operation without responses": {
    files: { "schema.json": document({ "/a": { get: { operationId: "a" } } }) },
    says: /^schema\.json:\d+:\d+ {2}error {2}GET \/a has no `responses`\. {2}\[no-responses\]\n/,
    code: 3,
  },
  "an override that matches no operation": {
    files: { "ifmatch.config.json": { input: "schema.json", operations: { job_destory: { role: "none" } } } },
    says: /^error {2}operations\["job_destory"\] matches no operation of the document\. Did you mean "job_destroy"\?\n$/,
    code: 2,
  },
  "an override of a resource that is not there": {
    files: { "ifmatch.config.json": { input: "schema.json", resources: { Jobb: { wildcard: true } } } },
    says: /^error {2}resources\["Jobb"\] matches no resource of the document\. Did you mean "Job"\?\n$/,
    code: 2,
  },
  "an override with a key that is not there": {
    files: {
      "ifmatch.config.json": { input: "schema.json", operations: { job_partial_update: { key: "path.nothing" } } },
    },
    says: /^error {2}operations\["job_partial_update"\]\.key is "path\.nothing", but PATCH .* has no such path parameter\.\n$/,
    code: 2,
  },
};

test.for(Object.entries(refused))(
  "%s is refused in the same words by every command",
  async ([, { files, says, code }]) => {
    const overlay = { overlay: "1.0.0", info: { title: "t", version: "1" }, actions: [{ target: "$", update: {} }] };
    const config = { input: "schema.json" };
    const folder = repository({ "schema.json": jobsApi(), "ifmatch.config.json": config, "own.overlay.json": overlay });
    write(folder, files);
    const before = listing(folder);
    const messages: Record<string, string> = {};
    for (const [name, argv] of Object.entries(commands)) {
      const outcome = await run(folder, ...argv);
      expect({ code: outcome.code, stdout: outcome.stdout }, name).toEqual({ code, stdout: "" });
      messages[name] = outcome.stderr;
    }
    expect(messages["generate"]).toMatch(says);
    expect(messages).toEqual(Object.fromEntries(Object.keys(commands).map((name) => [name, messages["generate"]])));
    expect(listing(folder)).toEqual(before);
  },
);
