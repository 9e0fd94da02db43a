import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { ConfigError } from "../diagnostics.js";
import type { Mock } from "./options.js";

/** Keeps a mock's state in a file: read once, written after each change and at the end. */
export class StateFile {
  readonly #path: string;
  readonly #mock: Mock;
  #queue: Promise<void> = Promise.resolve();
  #waiting = false;

  private constructor(path: string, mock: Mock) {
    this.#path = path;
    this.#mock = mock;
  }

  /**
   * Loads the state, if there is one, and keeps it from then on.
   *
   * @param onError Told of a write that failed; later ones are tried all the same.
   * @throws {ConfigError} when the file is no state of this document.
   */
  static async open(path: string, mock: Mock, onError: (error: ConfigError) => void): Promise<StateFile> {
    const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw new ConfigError(`The state cannot be read: ${error.message}`, { cause: error });
    });
    if (text !== undefined) {
      try {
        mock.restore(JSON.parse(text));
      } catch (error) {
        throw new ConfigError(`${path}: ${(error as Error).message} Remove the file to start anew.`, { cause: error });
      }
    }
    const file = new StateFile(path, mock);
    mock.onCommit(() => file.#schedule(onError));
    return file;
  }

  /** Writes the present state, after the writes under way. */
  async close(): Promise<void> {
    await this.#queue;
    await this.#write();
  }

  /** Changes during a write are one more write, not many. */
  #schedule(onError: (error: ConfigError) => void): void {
    if (this.#waiting) return;
    this.#waiting = true;
    this.#queue = this.#queue.then(async () => {
      this.#waiting = false;
      await this.#write().catch(onError);
    });
  }

  /** Beside its place first, then one rename: a reader never sees half of it. */
  async #write(): Promise<void> {
    const temporary = `${this.#path}.${randomUUID()}.tmp`;
    try {
      await writeFile(temporary, `${JSON.stringify(this.#mock.snapshot(), undefined, 2)}\n`);
      await rename(temporary, this.#path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw new ConfigError(`The state cannot be written: ${(error as Error).message}`, { cause: error });
    }
  }
}
