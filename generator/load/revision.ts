import { realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, posix, relative, resolve, sep } from "node:path";
import { ConfigError, type Position } from "../diagnostics.js";
import type { DocumentFiles } from "./files.js";
import { git, GitFailure } from "./git.js";

/** What a tree has at a path. */
interface Entry {
  readonly mode: string;
  readonly object: string;
  readonly bytes: number;
}

/** The folder a command runs in, its real path, and that of the working tree around it. */
interface Repository {
  readonly cwd: string;
  readonly here: string;
  readonly top: string;
}

const SYMLINK = "120000";

/**
 * The files of one commit. Paths are those that the files have in the working tree; what is read, and what
 * symbolic links lead to, is what the commit holds.
 */
export class Revision implements DocumentFiles {
  /** As it was asked for: `main`, `HEAD~3`. */
  readonly name: string;
  readonly #cwd: string;
  /** Real path of it. */
  readonly #here: string;
  /** Real path of the working tree. */
  readonly #top: string;
  readonly #commit: string;

  private constructor({ cwd, here, top }: Repository, name: string, commit: string) {
    this.#cwd = cwd;
    this.#here = here;
    this.name = name;
    this.#top = top;
    this.#commit = commit;
  }

  /** @throws {ConfigError} outside a repository, and for a name that means no commit. */
  static async open(cwd: string, name: string): Promise<Revision> {
    const repository = await findRepository(cwd, name);
    return new Revision(repository, name, await commitOf(cwd, name));
  }

  /** The commit where two branches parted. @throws {ConfigError} where they have none in common. */
  static async openMergeBase(cwd: string, a: string, b: string): Promise<Revision> {
    const repository = await findRepository(cwd, a);
    const [one, other] = [await commitOf(cwd, a), await commitOf(cwd, b)];
    try {
      const base = (await git(cwd, "merge-base", one, other)).toString().trim();
      return new Revision(repository, base.slice(0, 12), base);
    } catch (error) {
      if (!(error instanceof GitFailure)) throw error;
      throw new ConfigError(`${a} and ${b} have no commit in common.${shallow}`, { cause: error });
    }
  }

  /** Real path of what git calls `<revision>:<path>`: it counts from the repository, with `./` from here. */
  locate(path: string): Promise<string> {
    return /^\.{1,2}[\\/]/.test(path) ? this.fromHere(path) : this.#inside(join(this.#top, path));
  }

  /** Real path of what is called `path` here. */
  fromHere(path: string): Promise<string> {
    return this.#inside(resolve(this.#cwd, path));
  }

  async has(path: string): Promise<boolean> {
    return (await this.#entry(await this.#inTree(path))) !== undefined;
  }

  async realpath(path: string): Promise<string> {
    let inside = await this.#inTree(path);
    for (let hops = 0; hops < 10; hops++) {
      if (inside === "") return this.#top;
      const entry = await this.#entry(inside);
      if (entry === undefined) throw new Error(`there is no file ${this.nameOf(path)}`);
      if (entry.mode !== SYMLINK) return join(this.#top, inside);
      const target = (await this.#blob(entry)).toString();
      inside = posix.isAbsolute(target) ? await this.#inTree(target) : posix.join(posix.dirname(inside), target);
    }
    throw new Error(`${this.nameOf(path)} is a symbolic link that leads back to itself`);
  }

  async read(real: string, admit: (bytes: number) => void): Promise<Uint8Array> {
    const entry = await this.#entry(await this.#inTree(real));
    if (!entry?.mode.startsWith("100")) throw new Error(`${this.nameOf(real)} is not a file`);
    admit(entry.bytes);
    return this.#blob(entry);
  }

  rootFor(): Promise<string> {
    return Promise.resolve(this.#top);
  }

  /** `main:api/schema.yml`, as git takes it. */
  nameOf(path: string): string {
    return `${this.name}:${relative(this.#top, path).split(sep).join("/")}`;
  }

  /** A position as it is printed: seen from the folder the command runs in, the file is called `main:schema.yml`. */
  display<P extends Position>(position: P): P {
    return { ...position, file: join(this.#cwd, this.nameOf(position.file)) };
  }

  async #inside(path: string): Promise<string> {
    return join(this.#top, await this.#inTree(path));
  }

  /** The path below the repository, with slashes; it begins with `../` outside of it. */
  async #inTree(path: string): Promise<string> {
    // The way here may lead through symbolic links, and the folder may be gone; git knows real paths only.
    const folder = await realpath(dirname(path)).catch(() => dirname(path));
    const ways = [path, resolve(this.#here, relative(this.#cwd, path)), join(folder, basename(path))];
    const below = ways.map((way) => relative(this.#top, way).split(sep).join("/"));
    return below.find((way) => !isOutside(way)) ?? below[0]!;
  }

  async #entry(path: string): Promise<Entry | undefined> {
    if (path === "" || isOutside(path)) return undefined;
    const line = await git(this.#cwd, "ls-tree", "-z", "-l", "--full-tree", this.#commit, "--", path);
    const [, mode, object, bytes] = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t/.exec(line.toString()) ?? [];
    return mode === undefined || object === undefined ? undefined : { mode, object, bytes: Number(bytes) || 0 };
  }

  #blob({ object }: Entry): Promise<Buffer> {
    return git(this.#cwd, "cat-file", "blob", object);
  }
}

const isOutside = (path: string): boolean => path === ".." || path.startsWith("../") || isAbsolute(path);

const shallow = " A shallow clone has few commits: fetch more of them (actions/checkout: fetch-depth: 0).";

async function findRepository(cwd: string, name: string): Promise<Repository> {
  try {
    const top = (await git(cwd, "rev-parse", "--show-toplevel")).toString().replace(/\r?\n$/, "");
    return { cwd, here: await realpath(cwd), top: resolve(top) };
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw new ConfigError(
      /not a git repository/.test(error.message)
        ? `${cwd} is not in a git repository: there is no revision ${JSON.stringify(name)}.`
        : `git cannot read this repository: ${error.message}`,
      { cause: error },
    );
  }
}

/** The id of the commit. Whatever begins like an option is no revision; git is told so as well. */
async function commitOf(cwd: string, name: string): Promise<string> {
  const unknown = `git knows no revision ${JSON.stringify(name)} here.${shallow}`;
  if (name === "" || name.startsWith("-") || /\p{Cc}/u.test(name)) throw new ConfigError(unknown);
  try {
    return (await git(cwd, "rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`))
      .toString()
      .trim();
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw new ConfigError(unknown, { cause: error });
  }
}
