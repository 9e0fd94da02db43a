import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile, compilers, remove, writeFiles, writeProject } from "../corpus/compilers.js";

/** Type-checks generated files strictly, in a folder with no package in reach; one message a line, `[]` if all is well. */
export async function typeErrors(files: ReadonlyMap<string, string>): Promise<string[]> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "ifmatch-compile-")));
  try {
    writeFiles(folder, new Map([...files].map(([path, text]) => [`generated/${path}`, text])));
    const options = { target: "ES2022", lib: ["ES2022", "DOM", "DOM.Iterable"], paths: undefined };
    const strictest = { ...options, erasableSyntaxOnly: true, allowImportingTsExtensions: true };
    const { output } = await compile(compilers[1], writeProject(folder, ["generated/**/*.ts"], strictest));
    return output === "" ? [] : output.split("\n");
  } finally {
    remove(folder);
  }
}
