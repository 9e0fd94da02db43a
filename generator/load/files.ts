import { lstat, readFile, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Position } from "../diagnostics.js";
import { fileExists, noteContent, realPath } from "../observed.js";

/** Where the files of a document come from: the disk, or a revision of a git repository (revision.ts). */
export interface DocumentFiles {
  /** The file or folder behind symbolic links. @throws where there is none. */
  realpath(path: string): Promise<string>;
  /**
   * @param admit Given the size in bytes before the file is read; it may throw.
   * @throws for what is not a file.
   */
  read(real: string, admit: (bytes: number) => void): Promise<Uint8Array>;
  /** The folder that references may not leave unless something else is said: the repository's, or the document's own. */
  rootFor(file: string): Promise<string>;
  /** What messages call it. */
  nameOf(path: string): string;
  /** A position as it is printed, where the file is not called by its path. */
  display?<P extends Position>(position: P): P;
}

export const diskFiles: DocumentFiles = {
  async realpath(path) {
    const real = realPath(path);
    // Says why.
    return real ?? realpath(path);
  },
  async read(real, admit) {
    const entry = await lstat(real);
    if (!entry.isFile()) throw new Error(`${real} is not a file`);
    admit(entry.size);
    const bytes = await readFile(real);
    noteContent(real, bytes);
    return bytes;
  },
  async rootFor(file) {
    const folder = realPath(dirname(file)) ?? dirname(file);
    return repositoryAround(folder) ?? folder;
  },
  nameOf: (path) => path,
};

/** The nearest folder that git knows as the top of a working tree; `.git` is a file in a linked one. */
function repositoryAround(folder: string): string | undefined {
  if (fileExists(join(folder, ".git"))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : repositoryAround(parent);
}

/** The disk, but for files that are to say something else, by absolute path. */
export const diskFilesBut = (contents: ReadonlyMap<string, Uint8Array>): DocumentFiles => ({
  ...diskFiles,
  async read(real, admit) {
    for (const [file, bytes] of contents) if ((await realpath(file)) === real) return bytes;
    return diskFiles.read(real, admit);
  },
});
