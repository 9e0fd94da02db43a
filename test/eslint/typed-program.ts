/** Lints files with ESLint, typescript-eslint's parser and the types of one program, which is made once. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import ts from "typescript";
import plugin from "ifmatch/eslint-plugin";
import { repository } from "../corpus/corpus.js";

const options: ts.CompilerOptions = {
  ...ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(repository, "tsconfig.json"), (path) => readFileSync(path, "utf8")).config,
    ts.sys,
    repository,
  ).options,
  allowJs: true,
  noEmit: true,
};

/** A program of files, by absolute path; some of which may exist only here. */
export function programOf(files: ReadonlyMap<string, string>): ts.Program {
  const disk = ts.createCompilerHost(options, true);
  return ts.createProgram([...files.keys()], options, {
    ...disk,
    fileExists: (path) => files.has(path) || disk.fileExists(path),
    readFile: (path) => files.get(path) ?? disk.readFile(path),
    getSourceFile: (path, version) => {
      const text = files.get(path);
      return text === undefined ? disk.getSourceFile(path, version) : ts.createSourceFile(path, text, version, true);
    },
  });
}

/** What ESLint parses with. */
export const languageOptions = (program: ts.Program) => ({
  parser,
  parserOptions: { programs: [program], ecmaFeatures: { jsx: true } },
});

export const settings = { ifmatch: { contract: join(repository, "generated/concurrency.json") } };

/** What one rule says about a file of a program. */
export function lintWith(program: ts.Program, rule: string, file: string, code: string): Linter.LintMessage[] {
  const linter = new Linter({ cwd: repository });
  const config = {
    files: ["**/*.{ts,tsx,js}"],
    plugins: { ifmatch: plugin },
    languageOptions: languageOptions(program),
    settings,
    rules: { [`ifmatch/${rule}`]: "error" },
  } satisfies Linter.Config;
  const messages = linter.verify(code, [config], { filename: file });
  const failed = messages.find(({ ruleId }) => ruleId !== `ifmatch/${rule}`);
  if (failed) throw new Error(failed.message);
  return messages;
}
