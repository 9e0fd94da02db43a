import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

test("the type tests hold: every @ts-expect-error beside this file is an error, and nothing else is", () => {
  const { stdout } = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", ".", "--pretty", "false"], {
    cwd: root,
    encoding: "utf8",
  });
  // Other files are the type-checker's own step (npm run typecheck); a broken type test shows here.
  expect(stdout.split("\n").filter((line) => line.startsWith("test/types/"))).toEqual([]);
});
