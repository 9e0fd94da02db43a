import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { workspace } from "../cli/workspace.js";
import { bareMachine } from "./bare-machine.js";
import { findPrograms } from "./find-programs.js";
import { locate, type Machine, pathOf, prerequisites, type PrerequisiteTag } from "./prerequisites.js";

const locateOn = (machine: Machine, tag: PrerequisiteTag): string | undefined =>
  prerequisites.find((one) => one.tag === tag)!.locate(machine);

test("each says how it is installed: by packages or by an instruction", () => {
  for (const { name, packages, ...rest } of prerequisites)
    expect([name, packages.length > 0 !== "instruction" in rest]).toEqual([name, true]);
});

test("a folder of ../shared is there, or not", () => {
  const shared = workspace();
  expect(locateOn({ path: "", shared }, "corpus")).toBeUndefined();
  mkdirSync(join(shared, "corpus"));
  expect(locateOn({ path: "", shared }, "corpus")).toBe(join(shared, "corpus"));
  expect(locateOn({ path: "", shared }, "hostile")).toBeUndefined();
});

test("what is located is there", () => {
  for (const { tag } of prerequisites) {
    const path = locate(tag);
    if (path === undefined) expect(() => pathOf(tag)).toThrow(/ is missing: /);
    else expect([tag, existsSync(path), pathOf(tag)]).toEqual([tag, true, path]);
  }
});

describe("a bare machine", { tags: ["sh"] }, () => {
  test("has Node, npm and a shell, and they run", () => {
    const { path, environment } = bareMachine(workspace());
    for (const name of ["node", "npm", "npx"]) {
      const { status, stdout } = spawnSync(join(path, name), ["--version"], { env: environment, encoding: "utf8" });
      expect({ name, status, stdout }).toEqual({
        name,
        status: 0,
        stdout: expect.stringMatching(/^v?\d+\.\d+/) as string,
      });
    }
    const script = spawnSync("sh", ["-c", "node -p process.version"], { env: environment, encoding: "utf8" });
    expect(script.stdout.trim()).toBe(process.version);
  });

  test("has nothing else that tests need", () => {
    const machine = bareMachine(workspace());
    expect(prerequisites.filter(({ locate: find }) => find(machine) !== undefined).map(({ tag }) => tag)).toEqual([
      "sh",
    ]);
  });

  test(
    "has a Python that runs and sees no packages, so that Django's is passed over for one further along",
    { tags: ["django"] },
    () => {
      const machine = bareMachine(workspace());
      const [python] = findPrograms("python3", machine.path);
      expect(spawnSync(python!, ["-c", "print(6 * 7)"], { encoding: "utf8" }).stdout).toBe("42\n");
      expect(spawnSync(python!, ["-c", "import django"]).status).toBe(1);
      expect(locateOn(machine, "django")).toBeUndefined();
      expect(locateOn({ ...machine, path: `${machine.path}:${process.env["PATH"]}` }, "django")).toBe(pathOf("django"));
    },
  );
});
