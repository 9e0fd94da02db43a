import { relative } from "node:path";
import { expect } from "vitest";
import { type Diagnostic, type Position, RefusedError } from "../../generator/diagnostics.js";
import { type LoadedDocument, loadDocument, type LoadOptions } from "../../generator/load/load.js";
import { run, STACK } from "../cli/recording-terminal.js";
import { type Files, listing, workspace } from "../cli/workspace.js";

/** Loads one of these files, the first by default. */
export async function load(
  files: Files,
  input = Object.keys(files)[0]!,
  options: LoadOptions = {},
): Promise<LoadedDocument> {
  return loadDocument(`${workspace(files)}/${input}`, options);
}

/** `file:line:column code: message` of each diagnostic of a refusal; files relative to the root file's folder. */
export async function refusals(
  files: Files,
  input = Object.keys(files)[0]!,
  options: LoadOptions = {},
): Promise<string[]> {
  const folder = workspace(files);
  const error = await loadDocument(`${folder}/${input}`, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RefusedError);
  return (error as RefusedError).diagnostics.map(({ at, code, message }: Diagnostic) => {
    const { file, line, column } = at as Position;
    return `${relative(folder, file)}:${line}:${column} ${code}: ${message}`;
  });
}

/** The command line refuses a document: exit code 3, a place, no stack, nothing written. Returns what it said. */
export async function expectRefused(files: Files, input = Object.keys(files)[0]!): Promise<string> {
  const folder = workspace(files);
  const before = listing(folder);
  const { code, stdout, stderr } = await run(folder, "generate", input);
  expect({ code, stdout, stderr }).toEqual({ code: 3, stdout: "", stderr });
  expect(stderr).toMatch(/^[^\s:]+:\d+:\d+ {2}error {2}\S/m);
  expect(stderr).not.toMatch(STACK);
  expect(listing(folder)).toEqual(before);
  return stderr;
}
