import { join } from "node:path";
import { test } from "vitest";
import { type CorpusFile, corpusFiles, corpusPath, repository, shortName } from "./corpus.js";

export interface RealDocument {
  /** `sample`, or the short name of a document of the corpus. */
  readonly name: string;
  /** Undefined for the sample. */
  readonly file?: CorpusFile;
  /** Its absolute path. */
  readonly path: () => string;
}

/** A test of the sample, which always runs, and one of each of these documents, which need the corpus. `$name` in the title. */
export function testEachDocument(
  title: string,
  run: (document: RealDocument) => void | Promise<void>,
  files: readonly CorpusFile[] = corpusFiles,
): void {
  /* oxlint-disable vitest/expect-expect, vitest/valid-title -- title and assertions are the caller's */
  const documents = files.map((file): RealDocument => ({ name: shortName(file), file, path: () => corpusPath(file) }));
  test.each<RealDocument>([{ name: "sample", path: () => join(repository, "schema/schema.yml") }])(title, run);
  test.each(documents)(title, { tags: ["corpus"] }, run);
}
