/** What `.gitignore` leaves out, as git itself says. */
// @module-tag git
import fc from "fast-check";
import { expect, test } from "vitest";
import { codeFiles } from "../../generator/adopt/files.js";
import { gitIn } from "../cli/repository.js";
import { workspace, write } from "../cli/workspace.js";

/** What git would add, of the code. */
const listed = (folder: string): string[] =>
  gitIn(folder, "ls-files", "--others", "--exclude-standard", "-z")
    .split("\0")
    .filter((path) => /\.(?:ts|vue)$/.test(path))
    .sort();

const found = async (folder: string): Promise<string[]> =>
  (await codeFiles(folder, [])).map(({ path }) => path.slice(folder.length + 1)).sort();

const files = [
  "a.ts",
  "b.ts",
  "a b.ts",
  "src/a.ts",
  "src/b.vue",
  "src/deep/a.ts",
  "src/deep/er/b.ts",
  "build/a.ts",
  "src/build/a.ts",
  "build.ts",
  "[x].ts",
  "#a.ts",
];
const code = Object.fromEntries(files.map((path) => [path, "export {};\n"]));

const pattern = fc.oneof(
  fc.constantFrom(
    "build",
    "build/",
    "/build",
    "*.vue",
    "a*.ts",
    "src/*.ts",
    "src/**",
    "**/a.ts",
    "src/**/b.ts",
    "**/deep/",
    "src/deep/**/*.ts",
    "?.ts",
    "[ab].ts",
    "[!a].ts",
    "\\[x\\].ts",
    "\\#a.ts",
    "# a comment",
    "a b.ts   ",
    "",
    "er",
    "*",
    "src/",
    "/*.ts",
  ),
  fc.constantFrom("a.ts", "build", "src/build/", "*.ts", "deep", "src/*").map((text) => `!${text}`),
);

test("what git leaves out is not read, whatever the patterns are", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(pattern, { maxLength: 5 }),
      fc.array(pattern, { maxLength: 3 }),
      async (root, inSource) => {
        const folder = workspace(code);
        gitIn(folder, "init", "-q");
        write(folder, { ".gitignore": root.join("\n"), "src/.gitignore": inSource.join("\r\n") });
        expect(await found(folder), JSON.stringify([root, inSource])).toEqual(listed(folder));
      },
    ),
    { numRuns: 60 },
  );
});

test("patterns of the repository hold for a folder in it, unless that folder itself is left out", async () => {
  const folder = workspace({ ...code, ".gitignore": "build\nb.vue\n" });
  gitIn(folder, "init", "-q");
  expect((await codeFiles(`${folder}/src`, [])).map(({ path }) => path.slice(folder.length + 1))).toEqual([
    "src/a.ts",
    "src/deep/a.ts",
    "src/deep/er/b.ts",
  ]);
  expect(await codeFiles(`${folder}/build`, [])).toHaveLength(1);
});
