/** Links lead somewhere: in a checkout, and from the README of the installed package. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { repository } from "../corpus/corpus.js";
import { pages, prose, REPOSITORY } from "./pages.js";

interface Link {
  readonly target: string;
  readonly anchor: string | undefined;
}

const linksOf = (page: string): Link[] =>
  [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, href]) => {
    const [target = "", anchor] = href!.split("#");
    return { target, anchor };
  });
const isAbsolute = ({ target }: Link): boolean => /^[a-z]+:/.test(target);
/** The path of a relative link, from the root of the repository. */
const pathOf = (page: string, { target }: Link): string =>
  target === "" ? page : normalize(join(dirname(page), target)).replaceAll("\\", "/");

/** The anchors of a page, as forges make them of its headings. */
function anchorsOf(page: string): string[] {
  const seen = new Map<string, number>();
  return [...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => {
    const slug = heading!
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-");
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
}

describe.each(pages)("%s", (page) => {
  test("its links lead to files and headings that exist", () => {
    const broken = linksOf(page).filter((link) => {
      if (isAbsolute(link)) return false;
      const path = pathOf(page, link);
      if (!existsSync(join(repository, path))) return true;
      return link.anchor !== undefined && !anchorsOf(path).includes(link.anchor);
    });
    expect(broken).toEqual([]);
  });

  test("its absolute links to the repository name files that exist", () => {
    const paths = linksOf(page).flatMap(
      ({ target }) => new RegExp(`^${REPOSITORY}/(?:blob|tree)/main/(.+)$`).exec(target)?.[1] ?? [],
    );
    expect(paths.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
    const others = linksOf(page).filter(
      ({ target }) => target.includes("example.com/ifmatch") && !target.startsWith(REPOSITORY),
    );
    expect(others).toEqual([]);
  });
});

test("files of the code that pages name exist", () => {
  const folders = ["generated", "generator", "runtime", "scripts", "test"];
  const inFolders = folders.flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" }).map((path) => join(folder, path)),
  );
  const files = [...readdirSync(repository), ...inFolders].map((path) => path.replaceAll("\\", "/"));
  const names = new Set(files.map((path) => basename(path)));
  const missing = pages.flatMap((page) =>
    // The import check reads the table of rooms.
    [
      ...prose(page)
        .replace(/^## Rooms$[^]*?(?=^## )/m, "")
        .matchAll(/`([\w./-]+\.ts)`/g),
    ].flatMap(([, path]) => {
      const exists = path!.includes("/") ? files.some((file) => `/${file}`.endsWith(`/${path}`)) : names.has(path!);
      return exists ? [] : [`${page}: ${path}`];
    }),
  );
  expect(missing).toEqual([]);
});

test("what the README links to is in the package", () => {
  const { files } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as { files: string[] };
  const missing = linksOf("README.md")
    .filter((link) => !isAbsolute(link) && link.target !== "")
    .map((link) => pathOf("README.md", link))
    .filter((path) => !files.some((name) => path === name || path.startsWith(`${name}/`)));
  expect(missing).toEqual([]);
});

test("every page can be reached from the README", () => {
  const reached = new Set(["README.md"]);
  // A set that grows while it is walked: what is added is visited, too.
  for (const page of reached)
    for (const link of linksOf(page)) {
      const path = isAbsolute(link) ? "" : pathOf(page, link);
      if (pages.includes(path)) reached.add(path);
      if (path === "docs/adr") for (const one of pages) if (one.startsWith("docs/adr/")) reached.add(one);
    }
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});
