/** docs/dependencies.md against what is imported and bundled. */
import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repository } from "../corpus/corpus.js";

const text = (path: string): string => readFileSync(join(repository, path), "utf8");
const page = text("docs/dependencies.md");
const [runtimePart, toolPart] = page.split("## The command line") as [string, string];
/** The first column of a part's tables. */
const rows = (part: string): string[] =>
  [...part.matchAll(/^\| (`[^|]+) \|.*\|$/gm)].flatMap(([, cell]) =>
    [...cell!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
  );

/** The packages that the sources below a folder import, at run time or as types. */
function importedBelow(folder: string): string[] {
  const files = readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !/^(?:dist|node_modules)\//.test(file),
  );
  const modules = files.flatMap((file) =>
    [
      ...text(join(folder, file)).matchAll(/^(?:import|export)[^"]*? from "([^."#][^"]*)"|import\("([^."#][^"]*)"\)/gm),
    ].map(([, from, loaded]) => (from ?? loaded)!),
  );
  const names = modules.map((module) => /^(?:@[^/]+\/)?[^/]+/.exec(module)![0]);
  return [...new Set(names)].filter((name) => !name.startsWith("node:") && !builtinModules.includes(name));
}

describe("the page names", () => {
  test("what the runtime bundles, and what it takes from the application", () => {
    const { peerDependencies } = JSON.parse(text("runtime/package.json")) as { peerDependencies: object };
    const imported = importedBelow("runtime");
    expect(rows(runtimePart)).toEqual(imported.filter((name) => !(name in peerDependencies)));
    for (const name of imported) expect(runtimePart).toContain(`\`${name}\``);
  });

  test("what the command line imports, and nothing else", () => {
    // Types of the project's own MSW, ESLint and its parser, and the package itself in messages and generated text.
    const notBundled = new Set(["msw", "eslint", "@typescript-eslint/utils", "ifmatch"]);
    const imported = importedBelow("generator").filter((name) => !notBundled.has(name));
    expect(rows(toolPart).toSorted()).toEqual(imported.toSorted());
  });

  test("the licence of each", () => {
    for (const [, cell, licence] of page.matchAll(/^\| (`[^|]+) \|[^|]*\|[^|]*\|[^|]*\| ([\w.-]+) \|/gm))
      for (const [, name] of cell!.matchAll(/`([^`]+)`/g)) {
        const { license } = JSON.parse(text(`node_modules/${name}/package.json`)) as { license: string };
        expect([name, licence]).toEqual([name, license]);
      }
  });
});

test("no package that we install needs a script to run when it is installed", () => {
  const lock = JSON.parse(text("package-lock.json")) as {
    packages: Record<string, { hasInstallScript?: boolean; dev?: boolean }>;
  };
  const scripts = Object.entries(lock.packages).filter(([, { hasInstallScript, dev }]) => hasInstallScript && !dev);
  expect(scripts.map(([path]) => path)).toEqual([]);
});
