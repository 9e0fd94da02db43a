/** `ifmatch generate` imports the module of zod that suits the project's, and says whether the project has it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "./recording-terminal.js";
import { type Files, jobsApi, read, workspace, write } from "./workspace.js";

const installed = (version: string, at = ""): Files => ({
  [join(at, "node_modules/zod/package.json")]: { name: "zod", version },
});
const listed = (range: string, kind = "dependencies"): Files => ({ "package.json": { [kind]: { zod: range } } });

/** What is said about zod, as code and message. */
async function said(files: Files, ...options: string[]): Promise<string[]> {
  const folder = workspace({ "schema.yml": jobsApi(), ...files });
  const { code, stdout } = await run(folder, "generate", "--json", ...options);
  expect(code).toBe(0);
  const { clients } = JSON.parse(stdout) as { clients: { diagnostics: { code: string; message: string }[] }[] };
  return clients[0]!.diagnostics.flatMap((one) => (one.code.startsWith("zod") ? `${one.code}: ${one.message}` : []));
}

const needs = "schemas.ts and validation.ts need zod 4.3 or a later 4.x";

describe("the project's zod", () => {
  test("is missing: the warning says where, and what to do", async () => {
    const folder = workspace({
      "schema.yml": jobsApi(),
      "package.json": '{\n  "dependencies": { "react": "^19.0.0" }\n}\n',
    });
    const { code, stdout } = await run(folder, "generate");
    expect(code).toBe(0);
    expect(stdout).toContain(
      `package.json:1:1  warning  ${needs}; zod is neither installed nor listed in package.json.  [zod-missing]`,
    );
    expect(stdout.replace(/\s+/g, " ")).toContain(
      "-> Run `npm install zod@4`, or set `zod: false` in the config to generate without schemas.",
    );
  });

  test("is too old: the warning points at its line in package.json", async () => {
    const folder = workspace({
      "schema.yml": jobsApi(),
      "package.json": '{\n  "dependencies": {\n    "zod": "~3.24.0"\n  }\n}\n',
      ...installed("3.24.4"),
    });
    const { code, stdout } = await run(folder, "generate");
    expect(code).toBe(0);
    expect(stdout).toContain(`package.json:3:5  warning  ${needs}; zod 3.24.4 is installed.  [zod-incompatible]`);
  });

  test("is 4.0 to 4.2: the warning says what it has", async () => {
    const folder = workspace({ "schema.yml": jobsApi(), ...listed("^4.0.0"), ...installed("4.1.0") });
    expect((await run(folder, "generate")).stdout.replace(/\s+/g, " ")).toContain(
      '-> Run `npm install zod@4`; or set, in the config, `zod: "zod/v4"`, which your zod has, or `zod: false` to generate',
    );
    write(folder, { "ifmatch.config.json": { input: "schema.yml", zod: "zod/v4" } });
    expect((await run(folder, "generate")).stdout).not.toContain("zod-incompatible");
  });

  test.for([
    ["3.24.1", false],
    ["3.25.76", true],
    ["4.0.0", false],
    ["4.2.1", false],
    ["4.3.0", true],
    ["4.6.7", true],
    ["4.10.0-canary.1", true],
    ["5.0.0", false],
  ] as const)("%s, installed: fine is %s", async ([version, fine]) => {
    const expected = fine ? [] : [`zod-incompatible: ${needs}; zod ${version} is installed.`];
    expect(await said({ ...listed("*"), ...installed(version) })).toEqual(expected);
  });

  test.for([
    ["^4.0.0", true],
    ["4", true],
    ["4.x", true],
    ["~4.3.1", true],
    ["4.5.0", true],
    [">=3.25 <5", true],
    ["^3.25.0 || ^4.0.0", true],
    ["catalog:", true],
    ["workspace:*", true],
    ["npm:zod@^4.1.0", true],
    ["^3.22.0", true],
    ["3", true],
    ["~3.24.1", false],
    ["3.24", false],
    ["~4.1.0", false],
    ["4.2.1", false],
    ["npm:zod@3.25.76", true],
    ["^5.0.0", false],
  ] as const)("%s, listed but not installed: fine is %s", async ([range, fine]) => {
    const expected = fine ? [] : [`zod-incompatible: ${needs}; package.json asks for ${JSON.stringify(range)}.`];
    expect(await said(listed(range))).toEqual(expected);
  });

  test.for(["dependencies", "devDependencies", "peerDependencies"])("may be listed in %s", async (kind) => {
    expect(await said(listed("^4.3.0", kind))).toEqual([]);
  });

  test("is looked for where the output would find it: first beside it, then above", async () => {
    const files = { ...listed("^4.3.0"), ...installed("4.6.7"), ...installed("3.24.1", "packages/web") };
    expect(await said(files, "-o", "packages/web/src/api")).toHaveLength(1);
    expect(await said(files, "-o", "packages/admin/src/api")).toEqual([]);
  });

  test.for(["", "[]", "null", '{ "dependencies": null }', "{"])("a package.json like %j lists none", async (text) => {
    expect(await said({ "package.json": text })).toEqual([expect.stringMatching(/^zod-missing: /)]);
  });

  test("is not asked for with `zod: false`, nor outside of a project", async () => {
    expect(await said({ ...listed("^3.0.0"), "ifmatch.config.json": { input: "schema.yml", zod: false } })).toEqual([]);
    expect(await said({})).toEqual([]);
  });

  test("has to be one that our package.json names", () => {
    const { peerDependencies } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
      peerDependencies: { zod: string };
    };
    expect(peerDependencies.zod).toBe("^3.25.0 || ^4.0.0");
  });
});

/** The module that the output imports. */
function moduleIn(folder: string): string | undefined {
  return /from "(zod[^"]*)"/.exec(read(folder, "generated/schemas.ts"))?.[1];
}

describe("the module of zod", () => {
  test.for([
    // package.json leaves no choice: what is installed changes nothing.
    ["^3.25.0", undefined, "zod/v4"],
    ["^3.25.0", "3.25.76", "zod/v4"],
    ["^3.25.0", "4.6.7", "zod/v4"],
    ["3.25.76", undefined, "zod/v4"],
    ["~3.25", undefined, "zod/v4"],
    ["^3.22.0", undefined, "zod/v4"],
    ["^3.22.0", "3.22.4", "zod/v4"],
    ["3", undefined, "zod/v4"],
    ["^4.0.0", undefined, "zod"],
    ["^4.3.0", "3.25.76", "zod"],
    ["4", "4.6.7", "zod"],
    ["~3.24.0", "3.24.4", "zod"],
    // It leaves one.
    ["^3.25.0 || ^4.0.0", undefined, "zod"],
    ["^3.25.0 || ^4.0.0", "3.25.76", "zod/v4"],
    ["^3.25.0 || ^4.0.0", "4.6.7", "zod"],
    [">=3.25", "3.25.76", "zod/v4"],
    [">=3.25", undefined, "zod"],
    ["catalog:", "3.25.76", "zod/v4"],
    ["*", "4.6.7", "zod"],
    [undefined, "3.25.76", "zod/v4"],
    [undefined, "4.6.7", "zod"],
    [undefined, undefined, "zod"],
  ] as const)("for %s, with %s installed, is %s, and --check agrees", async ([range, version, module]) => {
    const project = range === undefined ? { "package.json": {} } : listed(range);
    const folder = workspace({ "schema.yml": jobsApi(), ...project, ...(version && installed(version)) });
    await run(folder, "generate", "--silent");
    expect(moduleIn(folder)).toBe(module);
    expect((await run(folder, "generate", "--check")).code).toBe(0);
  });

  test("is the one that the config names, whatever the project has", async () => {
    const folder = workspace({ "schema.yml": jobsApi(), ...listed("^3.25.0"), ...installed("3.25.76") });
    for (const zod of ["zod", "zod/mini", "zod/v4"]) {
      write(folder, { "ifmatch.config.json": { input: "schema.yml", zod } });
      const { stdout } = await run(folder, "generate");
      expect([zod, moduleIn(folder), stdout.includes("zod-incompatible")]).toEqual([zod, zod, zod !== "zod/v4"]);
    }
  });

  test("changes with package.json: --check says that the output is out of date", async () => {
    const folder = workspace({ "schema.yml": jobsApi(), ...listed("^3.25.0") });
    await run(folder, "generate", "--silent");
    write(folder, listed("^4.3.0"));
    expect((await run(folder, "generate", "--check")).code).toBe(1);
  });

  test("outside of a project is zod", async () => {
    const folder = workspace({ "schema.yml": jobsApi(), ...installed("3.25.76") });
    await run(folder, "generate", "--silent");
    expect(moduleIn(folder)).toBe("zod");
  });
});
