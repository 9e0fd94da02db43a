import { chmodSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";
import { workspace } from "../cli/workspace.js";
import { findPrograms } from "./find-programs.js";

/** A folder whose files may be executed, but for `plain`. */
function programs(...names: string[]): string {
  const folder = workspace(Object.fromEntries(names.map((name) => [name, "#!/bin/sh\n"])));
  for (const name of names) if (name !== "plain") chmodSync(join(folder, name), 0o755);
  return folder;
}

test("in the order of PATH", () => {
  const [first, second] = [programs("redis-server"), programs("redis-server", "nginx")];
  const path = [first, second].join(delimiter);
  expect(findPrograms("redis-server", path)).toEqual([join(first, "redis-server"), join(second, "redis-server")]);
  expect(findPrograms("nginx", path)).toEqual([join(second, "nginx")]);
});

test("in the sbin beside a bin, as ordinary users have no sbin on their PATH", () => {
  const folder = programs("usr/bin/git", "usr/sbin/nginx", "opt/sbin/nginx");
  expect(findPrograms("nginx", join(folder, "usr/bin"))).toEqual([join(folder, "usr/sbin/nginx")]);
  expect(findPrograms("nginx", join(folder, "opt"))).toEqual([]);
});

test("not a file that may not be executed, a folder, a folder that does not exist, or the current folder", () => {
  const folder = programs("plain", "git/config");
  expect(findPrograms("plain", folder)).toEqual([]);
  expect(findPrograms("git", folder)).toEqual([]);
  expect(findPrograms("git", [join(folder, "nowhere"), ""].join(delimiter))).toEqual([]);
  expect(findPrograms("package.json", delimiter)).toEqual([]);
});
