import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { optimizerFlag } from "../../generator/cli/optimizer.js";

test("this V8 knows the flag that it is given", () => {
  const flag = optimizerFlag(process.versions.v8);
  const { status, stderr } = spawnSync(process.execPath, [...(flag === undefined ? [] : [flag]), "-e", ""], {
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

test("an unknown V8 is given none", () => {
  expect(optimizerFlag("10.2.154.26-node.36")).toBeUndefined();
  expect(optimizerFlag("14.1.1-node.1")).toBeUndefined();
});
