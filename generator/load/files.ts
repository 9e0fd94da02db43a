import { lstat, readFile, realpath } from "node:fs/promises";
import type { Position } from "../diagnostics.js";

/** Where the files of a document come from: the disk, or a revision of a git repository (revision.ts). */
export interface DocumentFiles {
  /** The file or folder behind symbolic links. @throws where there is none. */
  realpath(path: string): Promise<string>;
  /**
   * @param admit Given the size in bytes before the file is read; it may throw.
   * @throws for what is not a file.
   */
  read(real: string, admit: (bytes: number) => void): Promise<Uint8Array>;
  /** What messages call it. */
  nameOf(path: string): string;
  /** A position as it is printed, where the file is not called by its path. */
  display?<P extends Position>(position: P): P;
}

export const diskFiles: DocumentFiles = {
  realpath: (path) => realpath(path),
  async read(real, admit) {
    const entry = await lstat(real);
    if (!entry.isFile()) throw new Error(`${real} is not a file`);
    admit(entry.size);
    return readFile(real);
  },
  nameOf: (path) => path,
};

/** The disk, but for files that are to say something else, by absolute path. */
export const diskFilesBut = (contents: ReadonlyMap<string, Uint8Array>): DocumentFiles => ({
  ...diskFiles,
  async read(real, admit) {
    for (const [file, bytes] of contents) if ((await realpath(file)) === real) return bytes;
    return diskFiles.read(real, admit);
  },
});
