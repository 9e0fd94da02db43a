import { spawn } from "node:child_process";
import { relative, sep } from "node:path";
import type { Formatter } from "../config/resolved.js";
import { ConfigError } from "../diagnostics.js";
import type { FormatText } from "./format-text.js";
import { binary, inModules } from "./installed.js";

/** How long one file may take, in milliseconds. */
const TIMEOUT = 60_000;
const SHOWN_CHARACTERS = 1000;

type Command = readonly [program: string, ...parameters: string[]];

/** A formatter that reads a text from standard input and prints it formatted; one process a file. */
export function commandFormatter(
  formatter: Exclude<Formatter, "prettier">,
  folder: string,
  project: string,
): FormatText {
  const command = commandOf(formatter, folder);
  const name = typeof formatter === "string" ? formatter : formatter[0]!;
  return (text, file) => {
    // Slashes, and relative to the project, which is how configurations name files.
    const path = relative(project, file).split(sep).join("/");
    const [program, ...parameters] = command.map((part) => part.replaceAll("{file}", () => path)) as unknown as Command;
    return run(program, parameters, { text, project, name, path });
  };
}

function commandOf(formatter: Exclude<Formatter, "prettier">, folder: string): Command {
  const node = process.execPath;
  if (formatter === "biome")
    return [node, binary("@biomejs/biome", "biome", folder), "format", "--stdin-file-path={file}"];
  if (formatter === "oxfmt") return [node, binary("oxfmt", "oxfmt", folder), "--stdin-filepath={file}"];
  const [program = "", ...parameters] = formatter;
  // As in a script of package.json: commands of installed packages come before those of the system.
  const own = /[\\/]/.test(program) ? undefined : inModules(`.bin/${program}`, folder);
  return [own ?? program, ...parameters];
}

interface Task {
  readonly text: string;
  readonly project: string;
  readonly name: string;
  readonly path: string;
}

function run(program: string, parameters: readonly string[], { text, project, name, path }: Task): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string, cause?: unknown, said: readonly string[] = []): void =>
      reject(new ConfigError([`format: ${name} failed for ${path}: ${why}`, ...said], { cause }));
    const child = spawn(program, parameters, { cwd: project, timeout: TIMEOUT, stdio: "pipe" });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", (error: NodeJS.ErrnoException) =>
      fail(error.code === "ENOENT" ? `there is no command ${program}` : error.message, error),
    );
    child.on("close", (code, signal) => {
      if (code === 0) return resolve(Buffer.concat(out).toString("utf8"));
      const said = Buffer.concat(err).toString("utf8").trim().slice(0, SHOWN_CHARACTERS);
      fail(
        signal === null ? `exit code ${code}` : "it did not end within a minute",
        undefined,
        said === "" ? [] : said.split("\n"),
      );
    });
    // A formatter that refuses its input closes the pipe: its exit code says so.
    child.stdin.on("error", () => {});
    child.stdin.end(text);
  });
}
