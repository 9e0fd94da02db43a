/**
 * `npm run release -- patch` (or minor, major, 1.2.3): checks, version, changelog, commit, tag, and both packages
 * published. With `--dry-run` nothing is changed: it prints what it would do, and what would stop it.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

const CHECKS = ["lint", "typecheck", "test", "build", "check-package"] as const;
/** In the order in which they are published: what generated files may import is there before what generates them. */
const FOLDERS = ["runtime", "."] as const;
const PLACEHOLDER = "example.com/ifmatch/PLACEHOLDER";

interface Manifest {
  version: string;
  readonly name: string;
}

/** @throws {Error} for anything but `patch`, `minor`, `major` or a version that is higher. */
export function nextVersion(current: string, step: string): string {
  const parse = (version: string): number[] => {
    const match = /^(\d+)\.(\d+)\.(\d+)$/.exec(version);
    if (!match) throw new Error(`"${version}" is not a release: give patch, minor, major, or a version such as 1.2.3.`);
    return match.slice(1).map(Number);
  };
  const [major, minor, patch] = parse(current) as [number, number, number];
  if (step === "patch") return `${major}.${minor}.${patch + 1}`;
  if (step === "minor") return `${major}.${minor + 1}.0`;
  if (step === "major") return `${major + 1}.0.0`;
  const [a, b, c] = parse(step) as [number, number, number];
  const difference = a - major || b - minor || c - patch;
  if (difference < 0) throw new Error(`${step} is lower than ${current}.`);
  return step;
}

/**
 * The changelog with its unreleased section given this version and day.
 *
 * @throws {Error} without such a section, or with nothing in it.
 */
export function releaseChangelog(changelog: string, version: string, day: string): string {
  const heading = /^## (?:\d+\.\d+\.\d+ \(unreleased\)|Unreleased)$/m;
  const section = changelog.split(heading)[1]?.split(/^## /m)[0];
  if (section === undefined) throw new Error("CHANGELOG.md: there is no section `## Unreleased`.");
  if (section.trim() === "") throw new Error("CHANGELOG.md: the unreleased section is empty.");
  return changelog.replace(heading, `## ${version} (${day})`);
}

/** A manifest, or a lock file and the packages of this repository in it, with the new version. */
export function withVersion(text: string, version: string): string {
  const data = JSON.parse(text) as Manifest & { readonly packages?: Record<string, Manifest> };
  const { "": root, runtime } = data.packages ?? {};
  for (const manifest of [data, root, runtime]) if (manifest) manifest.version = version;
  return `${JSON.stringify(data, undefined, 2)}\n`;
}

/** One step of a release: what it is, in words or as a command, and how it is done. */
class Release {
  readonly #dry: boolean;
  readonly #root = process.cwd();

  constructor(dry: boolean) {
    this.#dry = dry;
  }

  read(path: string): string {
    return readFileSync(join(this.#root, path), "utf8");
  }

  /** Stops the release; a dry run goes on and tells. */
  require(holds: boolean, otherwise: string): void {
    if (holds) return;
    if (!this.#dry) throw new Error(otherwise);
    console.log(`would stop: ${otherwise}`);
  }

  write(path: string, change: (text: string) => string): void {
    let text: string;
    try {
      text = change(this.read(path));
    } catch (error) {
      return this.require(false, (error as Error).message);
    }
    console.log(`${this.#dry ? "would write" : "writes"} ${path}`);
    if (!this.#dry) writeFileSync(join(this.#root, path), text);
  }

  run(command: string, ...args: readonly string[]): void {
    console.log(`${this.#dry ? "would run" : "runs"}: ${[command, ...args].join(" ")}`);
    if (!this.#dry) execFileSync(command, args, { cwd: this.#root, stdio: "inherit" });
  }

  /** What a command that changes nothing prints; undefined where it fails. */
  ask(command: string, ...args: readonly string[]): string | undefined {
    try {
      return execFileSync(command, args, { cwd: this.#root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    } catch {
      return undefined;
    }
  }

  publish(folder: string, version: string): void {
    const { name } = JSON.parse(this.read(join(folder, "package.json"))) as Manifest;
    // A release that stopped half-way goes on where it was.
    if (!this.#dry && this.ask("npm", "view", `${name}@${version}`, "version")?.trim() === version)
      return console.log(`${name} ${version} is published already`);
    this.run("npm", "publish", `./${folder}`, "--provenance", "--access", "public", "--ignore-scripts");
    if (!this.#dry) return;
    const [packed] = JSON.parse(
      this.ask("npm", "pack", `./${folder}`, "--dry-run", "--json", "--ignore-scripts") ?? "[]",
    ) as { readonly entryCount: number; readonly unpackedSize: number }[];
    const built = packed !== undefined && packed.entryCount > 10;
    this.require(built, `${name}: dist is not built; \`npm run build\` is part of a release.`);
    if (built) console.log(`  ${name}: ${packed.entryCount} files, ${packed.unpackedSize} bytes unpacked`);
  }
}

function main(): void {
  const { values, positionals } = parseArgs({
    options: { "dry-run": { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const release = new Release(values["dry-run"]);
  const current = (JSON.parse(release.read("package.json")) as Manifest).version;
  // Without a step the version in package.json is released: the first release, or one that stopped half-way.
  const version = nextVersion(current, positionals[0] ?? current);
  const tag = `v${version}`;
  const tagged = release.ask("git", "tag", "--list", tag)?.trim() === tag;
  console.log(`release ${version} (package.json has ${current})`);

  release.require(
    release.ask("git", "status", "--porcelain") === "",
    "the working tree has changes; commit them first.",
  );
  for (const folder of FOLDERS)
    release.require(
      !release.read(join(folder, "package.json")).includes(PLACEHOLDER),
      `${join(folder, "package.json")}: repository, homepage and bugs are still placeholders (${PLACEHOLDER}).`,
    );
  if (!tagged) {
    for (const path of ["package.json", "runtime/package.json", "package-lock.json"])
      release.write(path, (text) => withVersion(text, version));
    const day = new Date().toISOString().slice(0, 10);
    release.write("CHANGELOG.md", (text) => releaseChangelog(text, version, day));
  }
  for (const check of CHECKS) release.run("npm", "run", "-s", check);
  if (!tagged) {
    release.run("git", "commit", "--all", "--message", `Release ${version}`);
    release.run("git", "tag", "--annotate", tag, "--message", `Release ${version}`);
  }
  for (const folder of FOLDERS) release.publish(folder, version);
  console.log(`then: git push --follow-tags`);
}

if (process.argv[1]?.endsWith("release.ts")) {
  try {
    main();
  } catch (error) {
    console.error(`release: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}
