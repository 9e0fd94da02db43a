import { lstat, readFile, realpath } from "node:fs/promises";
import type { Position } from "../diagnostics.js";

/** Where the files of a document come from: the disk, or a revision of a git repository (revision.ts). */
export interface DocumentFiles {
  /** The file or folder behind symbolic links. @throws where there is none. */
  realpath(path: string): Promise<string>;
  /** @throws for what is not a file. */
  read(real: string): Promise<Uint8Array>;
  /** What messages call it. */
  nameOf(path: string): string;
  /** A position as it is printed, where the file is not called by its path. */
  display?<P extends Position>(position: P): P;
}

export const diskFiles: DocumentFiles = {
  realpath: (path) => realpath(path),
  async read(real) {
    if (!(await lstat(real)).isFile()) throw new Error(`${real} is not a file`);
    return readFile(real);
  },
  nameOf: (path) => path,
};

/** The disk, but for files that are to say something else, by absolute path. */
export const diskFilesBut = (contents: ReadonlyMap<string, Uint8Array>): DocumentFiles => ({
  ...diskFiles,
  async read(real) {
    for (const [file, bytes] of contents) if ((await realpath(file)) === real) return bytes;
    return diskFiles.read(real);
  },
});
