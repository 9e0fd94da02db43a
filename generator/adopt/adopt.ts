import { operationsOf } from "../calls/operations.js";
import type { ClientJob } from "../config/load.js";
import { buildManifest } from "../emit/manifest.js";
import { calledAs } from "../model/names.js";
import { openModel } from "../open-model.js";
import { deadCodeOf } from "./dead-code.js";
import { type CodeFile, codeFiles } from "./files.js";
import type { Finding } from "./finding.js";
import { type AdoptedApi, detect, scan } from "./scan.js";
import { parseFiles, type SkippedFile } from "./sources.js";

/** What was found below a folder. */
export interface Adoption {
  /** Absolute. */
  readonly folder: string;
  /** How many files were looked at. */
  readonly files: number;
  readonly findings: readonly Finding[];
  readonly skipped: readonly SkippedFile[];
}

/** A file that can go without some of its code. */
export interface CodeFix {
  readonly before: string;
  readonly after: string;
  /** What was declared there. */
  readonly names: readonly string[];
}

/**
 * What code has to know of the documents of some clients.
 *
 * @throws {RefusedError} where a document is refused.
 */
export async function adoptedApi(jobs: readonly ClientJob[]): Promise<AdoptedApi> {
  const operations = [];
  for (const job of jobs) {
    const model = await (await openModel(job)).model();
    const functions = new Map(
      model.operations.map((one) => [one.id, { name: calledAs(one), hasBody: one.body !== undefined }]),
    );
    operations.push(...operationsOf(buildManifest(model), functions));
  }
  return { operations, versionHeaders: jobs.flatMap(({ config }) => config.versionHeaders) };
}

/** Looks for hand-written plumbing below a folder, except in `except`. */
export async function adopt(
  folder: string,
  api: AdoptedApi,
  except: readonly string[],
  fixes: ReadonlyMap<string, CodeFix> = new Map(),
): Promise<Adoption> {
  const files = (await codeFiles(folder, except)).map((file) => withFix(file, fixes));
  const { sources, skipped } = parseFiles(files, folder);
  return { folder, files: sources.length, findings: scan(sources, api), skipped };
}

const withFix = (file: CodeFile, fixes: ReadonlyMap<string, CodeFix>): CodeFile => ({
  ...file,
  text: fixes.get(file.path)?.after ?? file.text,
});

/** The plumbing below a folder that nothing uses any more, by file. */
export async function findFixes(
  folder: string,
  api: AdoptedApi,
  except: readonly string[],
): Promise<ReadonlyMap<string, CodeFix>> {
  const { sources } = parseFiles(await codeFiles(folder, except), folder);
  const found = new Map<string, CodeFix>();
  for (const [source, detected] of detect(sources, api)) {
    const dead = deadCodeOf(source, detected);
    if (dead) found.set(source.path, { before: source.text, after: dead.text, names: dead.names });
  }
  return found;
}
