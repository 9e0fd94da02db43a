import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import ts from "typescript";
import { nodeVersionError } from "../../generator/cli/node-version.js";
import { workspace } from "./workspace.js";

const root = join(import.meta.dirname, "../..");

test("agrees with engines in package.json", () => {
  const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { engines: { node: string } };
  expect(engines.node).toBe("^20.19.0 || ^22.12.0 || >=24.0.0");
  for (const version of ["20.19.0", "20.20.2", "22.12.0", "24.0.0", "24.1.0", "26.0.0"])
    expect(nodeVersionError(version), version).toBeUndefined();
  for (const version of ["12.22.0", "18.20.4", "19.9.0", "20.18.3", "21.7.3", "22.11.0", "23.11.1"])
    expect(nodeVersionError(version), version).toContain(`this is Node.js ${version}.`);
});

test.for(["bin.ts", "node-version.ts"])("%s has no syntax that is newer than ES2015, but for import()", (name) => {
  const source = readFileSync(join(root, "generator/cli", name), "utf8");
  const print = (target: ts.ScriptTarget): string =>
    ts.transpile(source, { target, module: ts.ModuleKind.ESNext, removeComments: true });
  expect(print(ts.ScriptTarget.ES2015)).toBe(print(ts.ScriptTarget.ESNext));
});

test("an old Node is told so before anything else is loaded", () => {
  const folder = workspace({
    "old.mjs": 'Object.defineProperty(process.versions, "node", { value: "18.20.4" });',
  });
  const bin = join(root, "generator/cli/bin.ts");
  const argv = ["--import", "tsx", "--import", join(folder, "old.mjs"), bin, "--version"];
  try {
    execFileSync(process.execPath, argv, { cwd: root, encoding: "utf8", stdio: "pipe" });
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({
      status: 2,
      stdout: "",
      stderr: expect.stringMatching(
        /^error {2}ifmatch needs Node\.js 20\.19 or later, .*18\.20\.4\.\n.*nvm install 24\n$/,
      ),
    });
  }
});
