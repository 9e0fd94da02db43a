import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile, compilers, remove, writeFiles } from "../corpus/compilers.js";

const compilerOptions = {
  noEmit: true,
  skipLibCheck: true,
  target: "ES2022",
  module: "ESNext",
  moduleResolution: "Bundler",
  lib: ["ES2022", "DOM", "DOM.Iterable"],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  erasableSyntaxOnly: true,
  allowImportingTsExtensions: true,
};

/** Type-checks generated files strictly, in a folder with no package in reach; one message a line, `[]` if all is well. */
export async function typeErrors(files: ReadonlyMap<string, string>): Promise<string[]> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "ifmatch-compile-")));
  try {
    writeFiles(folder, new Map([...files].map(([path, text]) => [`generated/${path}`, text])));
    const project = JSON.stringify({ compilerOptions, include: ["generated/**/*.ts"] });
    writeFiles(folder, new Map([["tsconfig.json", project]]));
    const { output } = await compile(compilers[1], join(folder, "tsconfig.json"));
    return output === "" ? [] : output.split("\n");
  } finally {
    remove(folder);
  }
}
