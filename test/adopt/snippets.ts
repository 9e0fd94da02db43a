/** What is found in pieces of code, held against the contract of the sample. */
import type { FindingKind } from "../../generator/adopt/finding.js";
import { type AdoptedApi, detect, scan } from "../../generator/adopt/scan.js";
import { parseFiles, type Source } from "../../generator/adopt/sources.js";
import { deadCodeOf } from "../../generator/adopt/dead-code.js";
import { operationsOf } from "../../generator/calls/operations.js";
import type { Manifest } from "../../generator/emit/manifest.js";
import manifest from "../../generated/concurrency.json" with { type: "json" };
import { repository } from "../corpus/corpus.js";

export const sampleApi: AdoptedApi = {
  operations: operationsOf(manifest as Manifest),
  versionHeaders: ["X-Resource-Version", "ETag"],
};

export function sourcesOf(files: Readonly<Record<string, string>>): readonly Source[] {
  const texts = Object.entries(files).map(([path, text]) => ({ path: `/code/${path}`, text }));
  const { sources, skipped } = parseFiles(texts, repository);
  if (skipped.length > 0) throw new Error(JSON.stringify(skipped));
  return sources;
}

/** Findings as `file:line kind`. */
export const foundIn = (files: Readonly<Record<string, string>>): string[] =>
  scan(sourcesOf(files), sampleApi).map(({ file, line, kind }) => `${file.slice(6)}:${line} ${kind}`);

/** The kinds of what is found in one file, which deals with preconditions if `linked`. */
export function kindsIn(code: string, linked = false): FindingKind[] {
  const evidence = "\nexport const sent = (headers: Headers, tag: string) => headers.set('If-Match', tag);\n";
  const found = scan(sourcesOf({ "a.ts": linked ? code + evidence : code }), sampleApi).map(({ kind }) => kind);
  return linked ? found.slice(0, -1) : found;
}

/** A file after `--fix`. */
export function fixed(path: string, text: string): string {
  const [found] = detect(sourcesOf({ [path]: text }), sampleApi);
  return deadCodeOf(...found!)?.text ?? text;
}
