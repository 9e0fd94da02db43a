import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { pathOf } from "../prerequisites/prerequisites.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const lint = ["--import", "tsx", `${root}generator/cli/bin.ts`, "lint", "--format=json", "schema/schema.yml"];

test("a reader that closes the pipe ends the program quietly", { tags: ["sh"] }, () => {
  const { stderr } = spawnSync(pathOf("sh"), ["-c", '"$0" "$@" | true', process.execPath, ...lint], {
    cwd: root,
    encoding: "utf8",
  });
  expect(stderr).not.toMatch(/EPIPE|^\s+at /m);
});
