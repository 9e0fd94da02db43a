/** The two packages as npm publishes them, and projects that install them. */
import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

export interface Tarballs {
  readonly folder: string;
  readonly ifmatch: string;
  readonly runtime: string;
}

/** Builds and packs both. The caller removes `folder`. */
export function pack(): Tarballs {
  const folder = mkdtempSync(join(tmpdir(), "ifmatch-packed-"));
  const npm = (args: readonly string[]): void => {
    execFileSync("npm", [...args, "--silent", "--pack-destination", folder], {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
    });
  };
  npm(["pack"]);
  // Built by the line above.
  npm(["pack", "--workspace", "runtime", "--ignore-scripts"]);
  const find = (start: RegExp): string =>
    join(
      folder,
      readdirSync(folder).find((name) => start.test(name))!,
    );
  return { folder, ifmatch: find(/^ifmatch-\d/), runtime: find(/^ifmatch-runtime-/) };
}

/** Path to text, or to what becomes JSON. */
export type ProjectFiles = Readonly<Record<string, unknown>>;

/** A folder with a package.json of its own. */
export class Project {
  readonly folder: string;

  constructor(folder: string, files: ProjectFiles = {}) {
    this.folder = folder;
    this.write(files);
  }

  write(files: ProjectFiles): void {
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content, undefined, 2));
    }
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  /** Standard output. @throws {Error} with both outputs, where the command fails. */
  run(command: string, ...args: readonly string[]): string {
    try {
      return execFileSync(command, args, {
        cwd: this.folder,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
        env: environment(),
        maxBuffer: 64 << 20,
      });
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      throw failure(command, args, stdout, stderr);
    }
  }

  /** Like `run`, and leaves this process free to answer requests meanwhile. */
  async runAside(command: string, ...args: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      execFile(command, args, { cwd: this.folder, env: environment(), maxBuffer: 64 << 20 }, (error, stdout, stderr) =>
        error ? reject(failure(command, args, stdout, stderr)) : resolve(stdout),
      );
    });
  }

  install(...args: readonly string[]): void {
    this.run("npm", "install", "--no-audit", "--no-fund", "--silent", ...args);
  }
}

const environment = (): NodeJS.ProcessEnv => ({ ...process.env, NO_COLOR: "1", NODE_OPTIONS: "" });

const failure = (command: string, args: readonly string[], stdout: string, stderr: string): Error =>
  new Error(`${command} ${args.join(" ")}\n${`${stdout}\n${stderr}`.slice(0, 4000)}`);

/** Names of the packages that are installed in a project. */
export function installedPackages({ folder }: Project): string[] {
  const lock = JSON.parse(readFileSync(join(folder, "node_modules/.package-lock.json"), "utf8")) as {
    packages: Record<string, unknown>;
  };
  return Object.keys(lock.packages).map((path) => path.replace(/^.*node_modules\//, ""));
}
