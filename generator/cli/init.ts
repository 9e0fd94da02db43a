import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { configFileNames } from "../config/load.js";
import { ConfigError } from "../diagnostics.js";
import { printable, printableLines, say } from "../printable.js";
import { defaultAnswers } from "../init/answers.js";
import { readManifest } from "../init/manifest.js";
import { planInit } from "../init/plan.js";
import { lookAround } from "../init/project.js";
import { exit, type ExitCode } from "./exit.js";
import { ask } from "./init-questions.js";
import { printText, type Terminal } from "./terminal.js";

export interface InitOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly schema?: string;
  readonly output?: string;
}

/** `ifmatch init`: writes `ifmatch.config.ts`, the npm scripts and what formatters ignore; overwrites nothing. */
export async function initCommand(terminal: Terminal, options: InitOptions): Promise<ExitCode> {
  const folder = terminal.cwd;
  const existing = configFileNames.find((name) => existsSync(resolve(folder, name)));
  if (existing !== undefined) throw new ConfigError(`${existing} already exists. Edit it, or remove it first.`);
  const manifest = readManifest(folder);
  const project = lookAround(folder, manifest?.content, options.output);
  const defaults = defaultAnswers(project, options.schema);
  const answers = options.yes ? defaults : await ask(project, defaults, options.schema === undefined);
  if (!answers) return exit.usage;
  const { edits, notes, next } = planInit(folder, manifest, project, answers);
  for (const { path, text, says } of edits) {
    if (options.dryRun) terminal.print(say`would write ${printable(path)}:\n\n${printableLines(text)}`);
    else {
      await writeFile(resolve(folder, path), text);
      terminal.print(printable(says));
    }
  }
  const [chosen, ...others] = options.yes && options.schema === undefined ? project.documents : [];
  if (chosen !== undefined && others.length > 0)
    printText(
      terminal,
      printable(
        `The config reads ${chosen.input}. There is also ${others.map(({ input }) => input).join(", ")}: use --schema to choose it.`,
      ),
    );
  for (const note of notes) printText(terminal, printable(note));
  printText(terminal, say`\nNext: ${printable(next)}`);
  return exit.fine;
}
