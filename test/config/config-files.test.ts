/** The file itself: its formats, what is wrong with it, and several clients in one. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkConfig, loadClients } from "../../generator/config/load.js";
import { ConfigError } from "../../generator/diagnostics.js";
import { run, STACK } from "../cli/recording-terminal.js";
import { jobsApi, listing, workspace } from "../cli/workspace.js";

/** What checking a config says, a line a problem. */
function problems(config: unknown): string[] {
  try {
    checkConfig(config, "/app/ifmatch.config.ts");
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split("\n");
    throw error;
  }
  return [];
}

describe("a config file", () => {
  const define =
    'import { defineConfig } from "ifmatch";\nexport default defineConfig({ input: "schema.yml", zod: false });\n';

  test.for([
    ["ifmatch.config.ts", define],
    [
      "ifmatch.config.ts",
      'import type { ClientConfig } from "ifmatch";\nconst config: ClientConfig = { input: "schema.yml", zod: false };\nexport default config satisfies ClientConfig;\n',
    ],
    ["ifmatch.config.mts", define],
    ["ifmatch.config.mjs", define],
    ["ifmatch.config.js", define],
    ["ifmatch.config.js", 'module.exports = { input: "schema.yml", zod: false };\n'],
    ["ifmatch.config.json", '{ "input": "schema.yml", "zod": false }\n'],
  ] as const)("%s is read, in a folder where the package is not installed", async ([name, text]) => {
    const folder = workspace({ [name]: text, "schema.yml": jobsApi() });
    const { file, jobs } = await loadClients({ cwd: folder });
    expect(file).toBe(join(folder, name));
    expect(jobs).toMatchObject([
      { name: undefined, input: join(folder, "schema.yml"), output: join(folder, "generated"), config: { zod: false } },
    ]);
    expect((await run(folder, "generate")).code).toBe(0);
    expect(listing(folder)).toContain("generated/client.ts");
  });

  test("may import other files beside it", async () => {
    const folder = workspace({
      "ifmatch.config.ts": 'import { input } from "./shared";\nexport default { input };\n',
      "shared.ts": 'export const input: string = "api.yml";\n',
    });
    expect((await loadClients({ cwd: folder })).jobs).toMatchObject([{ input: join(folder, "api.yml") }]);
  });

  test.for([
    ["throws", 'throw new Error("no DATABASE_URL");', "ifmatch.config.ts could not be loaded: no DATABASE_URL"],
    [
      "throws something else than an Error",
      'throw "no DATABASE_URL";',
      "ifmatch.config.ts could not be loaded: no DATABASE_URL",
    ],
    ["does not parse", "export default {{;", "ifmatch.config.ts:1:17  error"],
    ["imports what is not there", 'import "./nope.js";\nexport default {};', "ifmatch.config.ts could not be loaded:"],
    ["exports nothing", "export const config = 1;", "ifmatch.config.ts: input:"],
    ["exports a list", "export default [];", "ifmatch.config.ts: the config:"],
  ] as const)("that %s is a problem of the config: exit code 2, no stack", async ([, text, message]) => {
    const { code, stderr } = await run(workspace({ "ifmatch.config.ts": text, "schema.yml": jobsApi() }), "generate");
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
    expect(stderr).not.toMatch(STACK);
  });
});

describe("an unknown key", () => {
  test.for([
    [{ input: "a", ouput: "b" }, 'ouput: unknown key. Did you mean "output"?'],
    [{ input: "a", versionHeader: ["ETag"] }, 'versionHeader: unknown key. Did you mean "versionHeaders"?'],
    [{ input: "a", somethingElseEntirely: 1 }, "somethingElseEntirely: unknown key."],
    [
      { input: "a", operations: { "GET /x": { rolle: "none" } } },
      'operations["GET /x"].rolle: unknown key. Did you mean "role"?',
    ],
    [
      { input: "a", operations: { job_list: { iffMatch: "required" } } },
      'operations.job_list.iffMatch: unknown key. Did you mean "ifMatch"?',
    ],
    [
      { input: "a", resources: { Job: { wildcart: true } } },
      'resources.Job.wildcart: unknown key. Did you mean "wildcard"?',
    ],
    [
      { input: "a", statuses: { preconditionfailed: [409] } },
      'statuses.preconditionfailed: unknown key. Did you mean "preconditionFailed"?',
    ],
    [{ clients: { web: { input: "a", layuot: "single" } } }, 'clients.web.layuot: unknown key. Did you mean "layout"?'],
    [{ client: { web: { input: "a" } } }, 'client: unknown key. Did you mean "clients"?'],
  ] as const)("%j is named, with a suggestion", ([config, message]) => {
    expect(problems(config)).toContain(`ifmatch.config.ts: ${message}`);
  });

  test.for([[{ input: "a", role: "none" }], [{ clients: { a: { input: "a" } }, input: "b" }]] as const)(
    "in the wrong place (%j) is not told that it may have meant itself",
    ([config]) => {
      expect(problems(config)).toHaveLength(1);
      expect(problems(config)[0]).toMatch(/^ifmatch\.config\.ts: (role|input): unknown key/);
      expect(problems(config)[0]).not.toMatch(/Did you mean "(role|input)"/);
    },
  );

  test("is reported along with every other problem", () => {
    expect(problems({ inptu: "a", zod: "yes" })).toHaveLength(3);
  });
});

describe("a value of the wrong type", () => {
  test.for([
    [{}, "input"],
    [{ input: "" }, "input"],
    [{ input: 1 }, "input"],
    [{ input: "a", output: "" }, "output"],
    [{ input: "a", markers: "Guarded" }, "markers"],
    [{ input: "a", markers: [""] }, "markers[0]"],
    [{ input: "a", operations: [] }, "operations"],
    [{ input: "a", operations: { x: "none" } }, "operations.x"],
    [{ input: "a", operations: { x: { role: "mutation" } } }, "operations.x.role"],
    [{ input: "a", operations: { "GET /x": { resource: "" } } }, 'operations["GET /x"].resource'],
    [{ input: "a", operations: { x: { key: 1 } } }, "operations.x.key"],
    [{ input: "a", operations: { x: { ifMatch: true } } }, "operations.x.ifMatch"],
    [{ input: "a", resources: { Job: { name: "work order" } } }, "resources.Job.name"],
    [{ input: "a", resources: { Job: { tagProperty: 1 } } }, "resources.Job.tagProperty"],
    [{ input: "a", resources: { Job: { wildcard: "*" } } }, "resources.Job.wildcard"],
    [{ input: "a", versionHeaders: [] }, "versionHeaders"],
    [{ input: "a", versionHeaders: ["X Version"] }, "versionHeaders[0]"],
    [{ input: "a", weakTags: "ignore" }, "weakTags"],
    [{ input: "a", statuses: { preconditionFailed: [200] } }, "statuses.preconditionFailed[0]"],
    [{ input: "a", statuses: { preconditionRequired: 428 } }, "statuses.preconditionRequired"],
    [{ input: "a", optionalIfMatch: true }, "optionalIfMatch"],
    [{ input: "a", zod: "yes" }, "zod"],
    [{ input: "a", zod: "zod/v3" }, "zod"],
    [{ input: "a", runtime: "copy" }, "runtime"],
    [{ input: "a", importExtension: ".js" }, "importExtension"],
    [{ input: "a", layout: "folders" }, "layout"],
    [{ input: "a", allowRemote: ["example.com"] }, "allowRemote[0]"],
    [{ input: "a", command: "npm run a\nrm -rf /" }, "command"],
    [{ clients: { web: { input: "a", zod: 1 } } }, "clients.web.zod"],
    [{ clients: {} }, "clients"],
    [{ clients: [] }, "clients"],
  ] as const)("%j names its key", ([config, key]) => {
    const [first, ...rest] = problems(config);
    expect(rest).toEqual([]);
    expect(first).toContain(`ifmatch.config.ts: ${key}: `);
  });

  test("is no config at all when it is not an object", () => {
    for (const value of [undefined, null, 1, "text", []])
      expect(problems(value)[0]).toMatch(/^ifmatch\.config\.ts: the config: /);
  });
});

describe("clients", () => {
  test("are one job each, with defaults of their own", () => {
    const jobs = checkConfig(
      {
        clients: {
          web: { input: "web.yml", output: "src/web", zod: false },
          "admin-api": { input: "../admin.yml", output: "src/admin" },
        },
      },
      "/app/ifmatch.config.ts",
    );
    expect(jobs.map(({ name, input, output, config }) => [name, input, output, config.zod])).toEqual([
      ["web", "/app/web.yml", "/app/src/web", false],
      ["admin-api", "/admin.yml", "/app/src/admin", true],
    ]);
  });

  test.for([
    ["out", "out"],
    ["out", "./out/"],
    ["out", "src/../out"],
    ["generated", undefined],
  ] as const)("that write to the same folder (%s and %s) are refused by name", ([first, second]) => {
    const web = { input: "b.yml", ...(second !== undefined && { output: second }) };
    expect(problems({ clients: { admin: { input: "a.yml", output: first }, web } })).toEqual([
      expect.stringContaining("clients.web.output: another client writes to"),
    ]);
  });
});

test("an entry that matches nothing is an error with a suggestion on the command line, too", async () => {
  const folder = workspace({
    "ifmatch.config.json": { input: "schema.yml", operations: { job_destory: { role: "none" } } },
    "schema.yml": jobsApi(),
  });
  expect(await run(folder, "generate")).toMatchObject({
    code: 2,
    stdout: "",
    stderr: 'error  operations["job_destory"] matches no operation of the document. Did you mean "job_destroy"?\n',
  });
  expect(listing(folder)).toEqual(["ifmatch.config.json", "schema.yml"]);
});
