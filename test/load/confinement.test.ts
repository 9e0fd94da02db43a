/** References reach nothing outside the document's folder, and no network, unless somebody says so. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { run, STACK } from "../cli/recording-terminal.js";
import { type Files, jobsApi, listing, read, workspace, write } from "../cli/workspace.js";

const SECRET = "OUTSIDE_ROOT_SECRET";
const secret = { type: "object", properties: { [SECRET]: { type: "string" } } };

interface Canary {
  readonly origin: string;
  readonly hits: IncomingMessage[];
  readonly server: Server;
}
const canaries: Canary[] = [];
let allowed: Canary;
let other: Canary;
/** Where /redirect sends people. */
let redirectTo = "";

async function listen(): Promise<Canary> {
  const hits: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    hits.push(request);
    if (request.url === "/redirect") response.writeHead(302, { location: redirectTo }).end();
    else if (request.url === "/loop") response.writeHead(302, { location: "/loop" }).end();
    else if (request.url === "/missing") response.writeHead(404).end();
    else
      response
        .writeHead(200, { "content-type": "application/json", "set-cookie": "session=1" })
        .end(JSON.stringify({ type: "object", properties: { fromAfar: { type: "string" } } }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const canary = { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, hits, server };
  canaries.push(canary);
  return canary;
}

beforeAll(async () => {
  allowed = await listen();
  other = await listen();
});
beforeEach(() => {
  for (const { hits } of canaries) hits.length = 0;
});
afterAll(async () => {
  await Promise.all(canaries.map(({ server }) => new Promise((done) => server.close(done))));
});

const referring = ($ref: string): object => jobsApi({ components: { schemas: { Job: { $ref } } } });

/** Exit code 3 at the reference's line; nothing written; what was refused is not told. Returns the message. */
async function expectRefusedAt(folder: string, input: string, ...argv: string[]): Promise<string> {
  const before = listing(folder);
  const { code, stdout, stderr } = await run(folder, "generate", input, ...argv);
  expect({ code, stdout, stderr }).toEqual({ code: 3, stdout: "", stderr });
  expect(stderr).toMatch(/^[^\s:]+:\d+:\d+ {2}error {2}Can't resolve \$ref/m);
  expect(stderr).not.toContain(SECRET);
  expect(stderr).not.toMatch(STACK);
  expect(listing(folder)).toEqual(before);
  return stderr;
}

describe("without --allow-remote, no request leaves for a reference", () => {
  const places = ($ref: string): Record<string, object> => ({
    "a schema": referring($ref),
    "a path item": jobsApi({ paths: { "/a": { $ref } } }),
    "a parameter": jobsApi({ paths: { "/a": { get: { operationId: "a", parameters: [{ $ref }], responses: {} } } } }),
    "a response": jobsApi({ paths: { "/a": { get: { operationId: "a", responses: { 200: { $ref } } } } } }),
    "a request body": jobsApi({ paths: { "/a": { put: { operationId: "a", requestBody: { $ref }, responses: {} } } } }),
    "an example": jobsApi({
      paths: {
        "/a": {
          get: {
            operationId: "a",
            responses: { 200: { description: "", content: { "application/json": { examples: { one: { $ref } } } } } },
          },
        },
      },
    }),
    "a discriminator's mapping": jobsApi({
      components: {
        schemas: { Job: { oneOf: [{ $ref }], discriminator: { propertyName: "kind", mapping: { a: $ref } } } },
      },
    }),
  });

  test.for(Object.keys(places("")))("of %s", async (place) => {
    const folder = workspace({ "schema.yml": places(`${allowed.origin}/job.json`)[place]! });
    expect(await expectRefusedAt(folder, "schema.yml")).toContain(`--allow-remote ${allowed.origin}`);
    expect(allowed.hits).toEqual([]);
  });

  test.for([
    "HTTP://127.0.0.1:PORT/job.json",
    "http:\\\\127.0.0.1:PORT\\job.json",
    "//127.0.0.1:PORT/job.json",
    "ftp://127.0.0.1:PORT/job.json",
    "data:application/json,{}",
    "javascript:PWNED()",
  ])("to %s", async (target) => {
    const folder = workspace({ "schema.yml": referring(target.replace("PORT", new URL(allowed.origin).port)) });
    await expectRefusedAt(folder, "schema.yml");
    expect(allowed.hits).toEqual([]);
  });

  test("of a file that a local file refers to", async () => {
    const folder = workspace({
      "schema.yml": referring("job.yml"),
      "job.yml": { properties: { a: { $ref: `${allowed.origin}/job.json` } } },
    });
    expect(await expectRefusedAt(folder, "schema.yml")).toMatch(/^job\.yml:/m);
    expect(allowed.hits).toEqual([]);
  });

  test("even if the document's text names the origin in servers, externalDocs and $id", async () => {
    const folder = workspace({
      "schema.yml": jobsApi({
        openapi: "3.1.0",
        servers: [{ url: allowed.origin }],
        externalDocs: { url: `${allowed.origin}/docs` },
        jsonSchemaDialect: `${allowed.origin}/dialect`,
        components: {
          schemas: { Job: { $id: `${allowed.origin}/job.json`, $schema: `${allowed.origin}/schema`, type: "object" } },
        },
      }),
    });
    expect((await run(folder, "generate")).code).toBe(0);
    expect(allowed.hits).toEqual([]);
  });
});

describe("with --allow-remote", () => {
  const allow = (): string[] => ["--allow-remote", allowed.origin];

  test("the origin is asked, and gets no credentials, no cookies and nothing of ours", async () => {
    const folder = workspace({ "schema.yml": referring(`${allowed.origin}/job.json`) });
    expect((await run(folder, "generate", ...allow())).code).toBe(0);
    expect(read(folder, "generated/models.ts")).toContain("fromAfar?: string");
    expect(allowed.hits.map(({ method, url }) => `${method} ${url}`)).toEqual(["GET /job.json"]);
    const { headers } = allowed.hits[0]!;
    for (const name of ["authorization", "cookie", "referer", "proxy-authorization"])
      expect(headers).not.toHaveProperty(name);
  });

  test("another port of the same host is another origin", async () => {
    await expectRefusedAt(workspace({ "schema.yml": referring(`${other.origin}/job.json`) }), "schema.yml", ...allow());
    expect(other.hits).toEqual([]);
  });

  test("a redirect within the origin is followed", async () => {
    redirectTo = "/job.json";
    const folder = workspace({ "schema.yml": referring(`${allowed.origin}/redirect`) });
    expect((await run(folder, "generate", ...allow())).code).toBe(0);
    expect(allowed.hits.map(({ url }) => url)).toEqual(["/redirect", "/job.json"]);
  });

  test("a redirect to an origin that is not allowed is refused before it is asked", async () => {
    redirectTo = `${other.origin}/job.json`;
    const stderr = await expectRefusedAt(
      workspace({ "schema.yml": referring(`${allowed.origin}/redirect`) }),
      "schema.yml",
      ...allow(),
    );
    expect(stderr).toContain(`--allow-remote ${other.origin}`);
    expect(allowed.hits).toHaveLength(1);
    expect(other.hits).toEqual([]);
  });

  test.for(["file:///etc/passwd", "ftp://127.0.0.1/x"])("a redirect to %s is refused", async (target) => {
    redirectTo = target;
    expect(
      await expectRefusedAt(
        workspace({ "schema.yml": referring(`${allowed.origin}/redirect`) }),
        "schema.yml",
        ...allow(),
      ),
    ).not.toContain("root:");
  });

  test("a redirect that never ends is refused after a few hops", async () => {
    expect(
      await expectRefusedAt(workspace({ "schema.yml": referring(`${allowed.origin}/loop`) }), "schema.yml", ...allow()),
    ).toContain("redirects too often");
    expect(allowed.hits.length).toBeLessThan(10);
  });

  test("an answer that is no success is refused with its status", async () => {
    expect(
      await expectRefusedAt(
        workspace({ "schema.yml": referring(`${allowed.origin}/missing`) }),
        "schema.yml",
        ...allow(),
      ),
    ).toContain("answered 404");
  });

  test("may be repeated", async () => {
    redirectTo = `${other.origin}/job.json`;
    const folder = workspace({ "schema.yml": referring(`${allowed.origin}/redirect`) });
    expect((await run(folder, "generate", ...allow(), "--allow-remote", other.origin)).code).toBe(0);
  });

  test.for(["example.com", "not a url", "file:///"])(
    "%s, which is no origin, is an error of the command line",
    async (origin) => {
      const { code, stderr } = await run(workspace({ "schema.yml": jobsApi() }), "generate", "--allow-remote", origin);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(origin) });
    },
  );
});

describe("a file outside the document's folder is refused", () => {
  /** `outside/secret.yml` beside `root/schema.yml`. */
  const beside = (files: Files): string =>
    workspace({
      "outside/secret.yml": secret,
      ...Object.fromEntries(Object.entries(files).map(([path, content]) => [`root/${path}`, content])),
    });

  test.for([
    "../outside/secret.yml",
    "../outside/secret.yml#/properties",
    "./sub/../../outside/secret.yml",
    "..%2Foutside%2Fsecret.yml",
    "%2e%2e/outside/secret.yml",
    "%2e%2e%2foutside%2fsecret.yml",
    "..\\outside\\secret.yml",
    "../../../../../../../../../../etc/passwd",
    "/etc/passwd",
    "file:///etc/passwd",
    "file:../outside/secret.yml",
  ])("when it is reached by %s", async ($ref) => {
    const folder = beside({ "schema.yml": referring($ref), "sub/x.yml": "" });
    expect(await expectRefusedAt(folder, "root/schema.yml")).not.toContain("root:x");
  });

  test("when it is reached by its absolute path", async () => {
    const folder = beside({});
    write(folder, { "root/schema.yml": referring(join(folder, "outside/secret.yml")) });
    expect(await expectRefusedAt(folder, "root/schema.yml")).toContain(
      "which references may not leave; allow another folder with --root",
    );
  });

  test("when it is reached through a symbolic link to the file", async () => {
    const folder = beside({ "schema.yml": referring("link.yml") });
    symlinkSync(join(folder, "outside/secret.yml"), join(folder, "root/link.yml"));
    expect(await expectRefusedAt(folder, "root/schema.yml")).toContain(
      "which references may not leave; allow another folder with --root",
    );
  });

  test("when it is reached through a symbolic link to its folder", async () => {
    const folder = beside({ "schema.yml": referring("sub/secret.yml") });
    symlinkSync(join(folder, "outside"), join(folder, "root/sub"));
    await expectRefusedAt(folder, "root/schema.yml");
  });

  test("when a file inside refers to it", async () => {
    const folder = beside({
      "schema.yml": referring("sub/job.yml"),
      "sub/job.yml": { $ref: "../../outside/secret.yml" },
    });
    await expectRefusedAt(folder, "root/schema.yml");
  });

  test("when its folder's name begins like the document's", async () => {
    const folder = workspace({ "root-too/secret.yml": secret, "root/schema.yml": referring("../root-too/secret.yml") });
    await expectRefusedAt(folder, "root/schema.yml");
  });
});

describe("a file inside the document's folder is read", () => {
  test.for([
    "./schemas/job.yml",
    "schemas/job.yml#",
    "sub/../schemas/job.yml",
    "schemas/job.yml#/",
    "schemas/..job.yml",
  ])("when it is reached by %s", async ($ref) => {
    const job = { type: "object", properties: { inside: { type: "string" } } };
    const folder = workspace({
      "schema.yml": referring($ref),
      "schemas/job.yml": job,
      "schemas/..job.yml": job,
      "sub/x.yml": "",
    });
    const { code, stderr } = await run(folder, "generate");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(read(folder, "generated/models.ts")).toContain("inside?: string");
  });

  test("when the document's folder is itself reached through a symbolic link", async () => {
    const folder = workspace({ "real/schema.yml": referring("job.yml"), "real/job.yml": { type: "object" } });
    symlinkSync(join(folder, "real"), join(folder, "link"));
    expect((await run(folder, "generate", "link/schema.yml", "-o", "out")).code).toBe(0);
  });

  test("when a symbolic link inside leads to it", async () => {
    const folder = workspace({ "schema.yml": referring("link.yml"), "job.yml": { type: "object" } });
    renameSync(join(folder, "job.yml"), join(folder, "target.yml"));
    symlinkSync("target.yml", join(folder, "link.yml"));
    expect((await run(folder, "generate")).code).toBe(0);
  });
});

describe("the folder that references may not leave", () => {
  const repository = (files: Files): string => workspace({ ".git/HEAD": "ref: refs/heads/main\n", ...files });
  const job = { type: "object", properties: { inside: { type: "string" } } };

  test("is the git repository around the document", async () => {
    const folder = repository({ "apps/web/schema.yml": referring("../../shared/job.yml"), "shared/job.yml": job });
    expect((await run(folder, "generate", "apps/web/schema.yml")).code).toBe(0);
    expect((await run(join(folder, "apps/web"), "lint", "schema.yml", "--fail-on", "never")).code).toBe(0);
  });

  test("is the nearest one, such as that of a submodule or a linked working tree", async () => {
    const folder = repository({
      "vendor/api/.git": "gitdir: ../../.git/modules/api\n",
      "vendor/api/schema.yml": referring("../job.yml"),
      "vendor/job.yml": job,
    });
    await expectRefusedAt(folder, "vendor/api/schema.yml");
  });

  test("does not have what git keeps for itself", async () => {
    const folder = repository({ ".git/config": "url: SECRET\n", "schema.yml": referring(".git/config") });
    await expectRefusedAt(folder, "schema.yml");
  });

  test("is what --root says, or the config, from each one's own place", async () => {
    const files = {
      "a/b/schema.yml": referring("../job.yml"),
      "a/job.yml": job,
      "a/b/ifmatch.config.json": { input: "schema.yml", root: ".." },
    };
    const folder = workspace(files);
    await expectRefusedAt(folder, "a/b/schema.yml");
    expect((await run(folder, "generate", "a/b/schema.yml", "--root", "a")).code).toBe(0);
    expect((await run(folder, "generate", "-c", "a/b/ifmatch.config.json")).code).toBe(0);
    const narrow = repository(files);
    await expectRefusedAt(narrow, "a/b/schema.yml", "--root", "a/b");
  });

  test("has symbolic links, of the document, of its parts and of folders, that stay inside", async () => {
    const folder = repository({
      "real/schema.yml": referring("parts/job.yml"),
      "real/parts/job.yml": { ...job, properties: { ...job.properties, other: { $ref: "other.yml" } } },
      "elsewhere/other.yml": { type: "string" },
      "linked/readme.md": "",
    });
    symlinkSync("../real/schema.yml", join(folder, "linked/openapi.yml"));
    symlinkSync("../../elsewhere/other.yml", join(folder, "real/parts/other.yml"));
    for (const command of ["generate", "enrich", "report"]) {
      const { code, stderr } = await run(folder, command, "linked/openapi.yml");
      expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: "" });
    }
    symlinkSync("real", join(folder, "folder"));
    expect((await run(folder, "generate", "folder/schema.yml")).code).toBe(0);
  });

  test("has a link whose neighbours are linked as well: those beside the link come first", async () => {
    const folder = repository({
      "real/schema.yml": referring("job.yml"),
      "real/job.yml": { type: "string" },
      "linked/job.yml": job,
    });
    symlinkSync("../real/schema.yml", join(folder, "linked/schema.yml"));
    expect((await run(folder, "generate", "linked/schema.yml")).code).toBe(0);
    expect(read(folder, "generated/models.ts")).toContain("inside?: string");
  });

  test("does not have what a link inside leads to outside", async () => {
    const outside = workspace({ "secret.yml": secret, "schema.yml": jobsApi() });
    const folder = repository({ "schema.yml": referring("link.yml") });
    symlinkSync(join(outside, "secret.yml"), join(folder, "link.yml"));
    await expectRefusedAt(folder, "schema.yml");
    symlinkSync(join(outside, "schema.yml"), join(folder, "document.yml"));
    const { code, stderr } = await run(folder, "generate", "document.yml");
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining("which references may not leave") });
  });
});

test("a description may be a Markdown file, for every command", async () => {
  const folder = workspace({
    "schema.yml": jobsApi({
      info: { title: "t", version: "1", description: { $ref: "intro.md" } },
      paths: {
        "/jobs/{id}": {
          parameters: [{ in: "path", name: "id", required: true, schema: { type: "string" } }],
          get: { operationId: "a", responses: { 200: { description: "ok" } } },
          put: { operationId: "b", description: { $ref: "docs/put.md" }, responses: { 204: { description: "ok" } } },
        },
      },
    }),
    "intro.md": "# Jobs\n\nkey: value: [ {\n",
    "docs/put.md": "Changes it. Concurrency is controlled in this endpoint (E-tag/If-Match).\n",
  });
  expect((await run(folder, "generate")).code).toBe(0);
  expect(read(folder, "generated/operations/default.ts")).toContain("Changes it.");
  expect(read(folder, "generated/concurrency.json")).toContain('"state-change"');
  const { code, stdout } = await run(folder, "lint", "--json", "--fail-on", "never");
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("if-match-not-declared") });
});
