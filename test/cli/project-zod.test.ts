/** `ifmatch generate` says whether the project has the zod that the output imports; the output is the same either way. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { neededZod } from "../../generator/config/project-zod.js";
import { run } from "./recording-terminal.js";
import { type Files, jobsApi, snapshot, workspace } from "./workspace.js";

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
      "package.json": '{\n  "dependencies": {\n    "zod": "^3.25.0"\n  }\n}\n',
      ...installed("3.25.76"),
    });
    const { code, stdout } = await run(folder, "generate");
    expect(code).toBe(0);
    expect(stdout).toContain(`package.json:3:5  warning  ${needs}; zod 3.25.76 is installed.  [zod-incompatible]`);
  });

  test.for([
    ["3.24.1", false],
    ["3.25.76", false],
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
    ["^3.22.0", false],
    ["3", false],
    ["~4.1.0", false],
    ["4.2.1", false],
    ["npm:zod@3.25.76", false],
    ["^5.0.0", false],
  ] as const)("%s, listed but not installed: fine is %s", async ([range, fine]) => {
    const expected = fine ? [] : [`zod-incompatible: ${needs}; package.json asks for ${JSON.stringify(range)}.`];
    expect(await said(listed(range))).toEqual(expected);
  });

  test.for(["dependencies", "devDependencies", "peerDependencies"])("may be listed in %s", async (kind) => {
    expect(await said(listed("^4.3.0", kind))).toEqual([]);
  });

  test("is looked for where the output would find it: first beside it, then above", async () => {
    const files = { ...listed("^4.3.0"), ...installed("4.6.7"), ...installed("3.25.76", "packages/web") };
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

  test("changes nothing in the output", async () => {
    const outputs = await Promise.all(
      [{}, listed("^3.25.0"), { ...listed("4.3.0"), ...installed("4.3.0") }].map(async (files) => {
        const folder = workspace({ "schema.yml": jobsApi(), ...files });
        await run(folder, "generate", "--silent");
        return snapshot(join(folder, "generated"));
      }),
    );
    expect(outputs[0]).toHaveProperty("schemas.ts");
    expect(outputs[1]).toEqual(outputs[0]);
    expect(outputs[2]).toEqual(outputs[0]);
  });

  test("has to be the one that our package.json names", () => {
    const { peerDependencies } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
      peerDependencies: { zod: string };
    };
    expect(peerDependencies.zod).toBe(`^${neededZod.major}.${neededZod.minor}.0`);
  });
});
