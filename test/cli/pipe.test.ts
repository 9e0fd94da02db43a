import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const lint = ["--import", "tsx", `${root}generator/cli/bin.ts`, "lint", "--format=json", "schema/schema.yml"];

test.skipIf(process.platform === "win32")("a reader that closes the pipe ends the program quietly", () => {
  const { stderr } = spawnSync("sh", ["-c", '"$0" "$@" | true', process.execPath, ...lint], {
    cwd: root,
    encoding: "utf8",
  });
  expect(stderr).not.toMatch(/EPIPE|^\s+at /m);
});
