/** Which contract holds for a file: what the settings name, or what the generator has written into its project. */
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { contractFor } from "../../generator/eslint/contracts.js";
import { workspace, write } from "../cli/workspace.js";

const operation = { method: "PUT", path: "/notes/{id}", role: "state-change", marked: true, evidence: [] };
const contract = (...ids: string[]): object => ({
  version: 1,
  resources: {},
  operations: Object.fromEntries(ids.map((id) => [id, operation])),
});
const ids = (file: string, cwd = "/", settings = {}): string[] =>
  contractFor(file, cwd, settings)?.operations.map(({ id }) => id) ?? [];

test("every contract below the nearest package.json, but those of packages and of builds", () => {
  const folder = workspace({
    "package.json": {},
    "concurrency.json": contract("outer"),
    "packages/app/package.json": {},
    "packages/app/src/api/concurrency.json": contract("one"),
    "packages/app/src/other/concurrency.json": contract("two"),
    "packages/app/dist/concurrency.json": contract("built"),
    "packages/app/.cache/concurrency.json": contract("hidden"),
    "packages/app/node_modules/x/concurrency.json": contract("package"),
    "packages/app/settings/concurrency.json": { concurrency: 4 },
  });
  expect(ids(join(folder, "packages/app/src/pages/page.ts"))).toEqual(["one", "two"]);
});

test("without one, there is none; without a package.json, the file's folder counts", () => {
  expect(contractFor(join(workspace({ "package.json": {} }), "a.ts"), "/", {})).toBeUndefined();
  const folder = workspace({ "src/concurrency.json": contract("one") });
  expect(ids(join(folder, "src/a.ts"))).toEqual(["one"]);
});

test("the settings name one or several, relative to where ESLint runs", () => {
  const folder = workspace({
    "package.json": {},
    "a.json": contract("a"),
    "b.json": contract("b"),
    "concurrency.json": contract("c"),
  });
  const file = join(folder, "x.ts");
  expect(ids(file, folder, { ifmatch: { contract: "a.json" } })).toEqual(["a"]);
  expect(ids(file, folder, { ifmatch: { contract: ["b.json", "./a.json"] } })).toEqual(["b", "a"]);
});

test.each([["missing.json"], ["package.json"], ["broken.json"]])(
  "that %s is no contract is said where the settings name it",
  (name) => {
    const folder = workspace({ "package.json": {}, "broken.json": '{ "version": 1, "resources": {' });
    expect(() => contractFor(join(folder, "x.ts"), folder, { ifmatch: { contract: name } })).toThrow(
      `settings.ifmatch.contract names ${name}`,
    );
  },
);

test("a contract that was generated anew is read again, and one that has not changed is not", () => {
  const folder = workspace({ "package.json": {}, "concurrency.json": contract("old") });
  const file = join(folder, "x.ts");
  const before = contractFor(file, folder, {});
  expect(contractFor(file, folder, {})).toBe(before);
  write(folder, { "concurrency.json": contract("new") });
  utimesSync(join(folder, "concurrency.json"), 1, 1);
  expect(ids(file)).toEqual(["new"]);
});
