import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
let folder: string;

const run = (command: string, args: readonly string[]): string =>
  execFileSync(command, args, {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1" },
  });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ifmatch-package-"));
  execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"))!;
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "empty", private: true, type: "module" }));
  run("npm", ["install", "--no-audit", "--no-fund", "--silent", `./${tarball}`]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const schema = `openapi: 3.0.3
info: { title: Notes, version: "1" }
paths:
  /notes/{id}/:
    parameters: [{ in: path, name: id, required: true, schema: { type: string } }]
    get:
      operationId: note_retrieve
      responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Note" } } } } }
    put:
      operationId: note_update
      description: Concurrency is controlled in this endpoint (E-tag/If-Match).
      requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Note" } } } }
      responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Note" } } } } }
components:
  schemas:
    Note: { type: object, properties: { text: { type: string } }, required: [text] }
`;

const program = `import { unwrap, validateBodies } from "ifmatch/runtime";
import { createClient, noteRetrieve, noteUpdate } from "./generated/index.js";
import { validation } from "./generated/validation.js";

const client = createClient({ baseUrl: process.argv[2]!, validate: validateBodies(validation) });
const read = unwrap(await noteRetrieve(client, { path: { id: "a" } }));
const saved = await noteUpdate(client, { path: { id: "a" }, body: { text: read.data.text + "!" }, ifMatch: read });
const stale = await noteUpdate(client, { path: { id: "a" }, body: { text: "lost" }, ifMatch: read });
console.log(saved.kind, stale.kind);
`;

test("the packed package, alone in an empty project, generates a client that type-checks and runs", async () => {
  writeFileSync(join(folder, "schema.yml"), schema);
  expect(run("npx", ["ifmatch", "generate"])).toContain("1 conditional state change");
  mkdirSync(join(folder, "types"));
  // The only thing the program itself needs of Node.
  writeFileSync(join(folder, "types/node.d.ts"), "declare const process: { argv: string[] };\n");
  writeFileSync(join(folder, "program.ts"), program);
  const options = {
    strict: true,
    target: "ES2023",
    lib: ["ES2023", "DOM", "DOM.Iterable"],
    module: "NodeNext",
    outDir: "out",
    rootDir: ".",
    types: [],
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
  };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions: options, include: ["program.ts", "generated", "types"] }),
  );
  expect(run("npx", ["tsc", "-p", "."])).toBe("");

  let version = 1;
  const server = createServer((request, response) => {
    if (request.method === "PUT" && request.headers["if-match"] !== `"${version}"`)
      return void response.writeHead(412).end();
    if (request.method === "PUT") version += 1;
    response
      .writeHead(200, { "content-type": "application/json", etag: `"${version}"` })
      .end(JSON.stringify({ text: "hello" }));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  try {
    const { port } = server.address() as AddressInfo;
    const output = await new Promise<string>((resolve, reject) => {
      execFile("node", ["out/program.js", `http://127.0.0.1:${port}`], { cwd: folder }, (error, stdout, stderr) =>
        error ? reject(new Error(stderr)) : resolve(stdout),
      );
    });
    expect(output.trim()).toBe("ok precondition-failed");
  } finally {
    server.close();
  }
});

test("the packed package lints, and brings a Redocly plugin", () => {
  writeFileSync(
    join(folder, "open.yml"),
    schema.replace("put:", "delete: { operationId: gone, responses: {} }\n    put:"),
  );
  writeFileSync(
    join(folder, "plugin.js"),
    `import plugin from "ifmatch/redocly-plugin";
const { id, configs, rules } = await plugin({ contentDir: "." });
console.log(id, Object.keys(configs).join(), "no-retrieval" in rules.oas3);
`,
  );
  expect(run("npx", ["ifmatch", "lint", "open.yml", "--fail-on", "never"])).toContain("unmarked-state-change");
  expect(run("node", ["plugin.js"]).trim()).toBe("ifmatch recommended,strict true");
  expect(readdirSync(join(folder, "node_modules/ifmatch/docs/rules"))).toContain("unmarked-state-change.md");
});
