/** Every option that takes a value: without one, an empty one, and another option in its place. */
import { describe, expect, test } from "vitest";
import type { AddCommand } from "../../generator/cli/command-lines/command-line.js";
import { addDiff } from "../../generator/cli/command-lines/diff.js";
import { addEnrich } from "../../generator/cli/command-lines/enrich.js";
import { addGenerate } from "../../generator/cli/command-lines/generate.js";
import { addInit } from "../../generator/cli/command-lines/init.js";
import { addLint } from "../../generator/cli/command-lines/lint.js";
import { addMock } from "../../generator/cli/command-lines/mock.js";
import { addReport } from "../../generator/cli/command-lines/report.js";
import { StrictCommand } from "../../generator/cli/command-lines/strict-command.js";
import { addVerify } from "../../generator/cli/command-lines/verify.js";
import { run } from "./recording-terminal.js";
import { jobsApi, listing, workspace } from "./workspace.js";

const adders: readonly AddCommand[] = [
  addDiff,
  addEnrich,
  addGenerate,
  addInit,
  addLint,
  addMock,
  addReport,
  addVerify,
];
const program = new StrictCommand();
for (const add of adders) add(program, () => Promise.resolve());

/** `["generate", "-o", "--output"]`: each flag of each option that needs a value, and the option's long name. */
const flags = program.commands.flatMap((command) =>
  command.options
    .filter(({ required }) => required)
    .flatMap(({ short, long }) =>
      [short, long].flatMap((flag) => (flag ? [[command.name(), flag, long!] as const] : [])),
    ),
);

test("there are some in every command", () => {
  expect(new Set(flags.map(([command]) => command)).size).toBe(adders.length);
});

test.for(flags)("%s %s", async ([command, flag, long]) => {
  const folder = workspace({ "schema.yml": jobsApi() });
  const refused = async (text: string, ...argv: string[]): Promise<void> => {
    const { code, stdout, stderr } = await run(folder, command, ...argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(text);
  };
  await refused(`${flag} needs a value; write it as: ${long} <`, flag);
  await refused(`${flag} needs a value, but it is empty`, flag, "");
  await refused(`${long} needs a value, but it is empty`, `${long}=`);
  await refused(`${flag} needs a value, but is followed by --dry-run`, flag, "--dry-run");
  await refused(`${flag} needs a value, but is followed by -x`, "schema.yml", flag, "-x");
  expect(listing(folder)).toEqual(["schema.yml"]);
});

describe("a value that begins with a dash", () => {
  test("can be attached, long and short", async () => {
    const folder = workspace({ "schema.yml": jobsApi() });
    expect((await run(folder, "generate", "--output=-out")).code).toBe(0);
    expect(listing(folder)).toContain("-out/client.ts");
    expect((await run(folder, "generate", "-o-short")).code).toBe(0);
    expect(listing(folder)).toContain("-short/client.ts");
  });

  test("is a number, where it is one", async () => {
    const { stderr } = await run(workspace({ "schema.yml": jobsApi() }), "mock", "--port", "-1");
    expect(stderr).toContain("--port -1: must be a whole number from 0 to 65535.");
  });

  test("behind --, nothing is an option", async () => {
    expect((await run(workspace(), "lint", "--", "-o")).stderr).toContain("-o");
  });
});

test("of -yo, the last letter needs the value", async () => {
  expect((await run(workspace(), "init", "-yo", "--schema")).stderr).toContain("-o needs a value, but is followed by");
});
