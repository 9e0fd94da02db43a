import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { configFileNames } from "../config/load.js";
import type { ResolvedConfig } from "../config/resolved.js";
import { isUrl } from "../load/input.js";
import { ConfigError } from "../diagnostics.js";
import { exit, type ExitCode } from "./exit.js";
import { printText, type Terminal } from "./terminal.js";

export interface InitOptions {
  readonly yes?: boolean;
  readonly schema?: string;
  readonly output?: string;
}

interface Answers {
  readonly input: string;
  readonly output: string;
  readonly zod: ResolvedConfig["zod"];
  readonly runtime: "package" | "inline";
}

const scripts: Readonly<Record<string, string>> = {
  generate: "ifmatch generate",
  "generate:check": "ifmatch generate --check",
  "lint:api": "ifmatch lint",
};

/** `ifmatch init`: writes `ifmatch.config.ts` and the npm scripts; overwrites neither. */
export async function initCommand(terminal: Terminal, options: InitOptions): Promise<ExitCode> {
  const file = resolve(terminal.cwd, "ifmatch.config.ts");
  const existing = configFileNames.find((name) => existsSync(resolve(terminal.cwd, name)));
  if (existing !== undefined) throw new ConfigError(`${existing} already exists. Edit it, or remove it first.`);
  const defaults: Answers = {
    input: options.schema ?? "schema/schema.yml",
    output: options.output ?? "generated",
    zod: true,
    runtime: "package",
  };
  const answers = options.yes ? defaults : await ask(defaults);
  if (!answers) return exit.usage;
  const found = await readPackage(terminal);
  await writeFile(file, configText(answers));
  terminal.print("wrote ifmatch.config.ts");
  await addScripts(terminal, found);
  terminal.print(
    isUrl(answers.input) || existsSync(resolve(terminal.cwd, answers.input))
      ? "\nNext: npm run generate"
      : `\nNext: put your OpenAPI document at ${answers.input}, then run: npm run generate`,
  );
  return exit.fine;
}

/** `undefined` when the user cancels. */
async function ask(defaults: Answers): Promise<Answers | undefined> {
  if (!process.stdin.isTTY)
    throw new ConfigError(
      "init asks questions, but this is not a terminal. Use `ifmatch init --yes`, with --schema and --output as needed.",
    );
  const { isCancel, select, text } = await import("@clack/prompts");
  const input = await text({ message: "Where is the OpenAPI document?", initialValue: defaults.input });
  if (isCancel(input)) return undefined;
  const output = await text({
    message: "Which folder should the client be written to?",
    initialValue: defaults.output,
  });
  if (isCancel(output)) return undefined;
  const zod = await select<ResolvedConfig["zod"]>({
    message: "Generate zod schemas that validate bodies?",
    options: [
      { value: true, label: "yes, for the zod in package.json" },
      { value: "zod/mini", label: "yes, for zod/mini" },
      { value: false, label: "no" },
    ],
    initialValue: defaults.zod,
  });
  if (isCancel(zod)) return undefined;
  const runtime = await select({
    message: "Where should the client import its runtime from?",
    options: [
      { value: "package" as const, label: "a package: @ifmatch/runtime if it is installed, else ifmatch" },
      { value: "inline" as const, label: "a copy in the output folder, without a dependency" },
    ],
    initialValue: defaults.runtime,
  });
  return isCancel(runtime) ? undefined : { input, output, zod, runtime };
}

function configText({ input, output, zod, runtime }: Answers): string {
  const lines = [
    `  input: ${JSON.stringify(input)},`,
    `  output: ${JSON.stringify(output)},`,
    ...(zod === true ? [] : [`  zod: ${JSON.stringify(zod)},`]),
    ...(runtime === "inline" ? ['  runtime: "inline",'] : []),
  ];
  return `import { defineConfig } from "ifmatch";

export default defineConfig({
${lines.join("\n")}
  // Corrections to what the document says, by operationId; \`ifmatch lint\` tells which ones are needed.
  operations: {},
});
`;
}

/** The text of package.json, if there is one; checked before anything is written. */
async function readPackage(terminal: Terminal): Promise<{ file: string; text: string; content: Package } | undefined> {
  const file = resolve(terminal.cwd, "package.json");
  if (!existsSync(file)) return undefined;
  const text = await readFile(file, "utf8");
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new ConfigError(`package.json is not JSON: ${(cause as Error).message}`, { cause });
  }
  if (typeof content !== "object" || content === null || Array.isArray(content))
    throw new ConfigError("package.json must contain an object.");
  return { file, text, content };
}

interface Package {
  scripts?: Record<string, string>;
}

async function addScripts(terminal: Terminal, found: Awaited<ReturnType<typeof readPackage>>): Promise<void> {
  if (!found)
    return printText(
      terminal,
      `There is no package.json here. To run ifmatch with npm, add: ${JSON.stringify({ scripts })}`,
    );
  const { file, text, content } = found;
  const missing = Object.entries(scripts).filter(([name]) => content.scripts?.[name] === undefined);
  if (missing.length === 0) return terminal.print("package.json already has the scripts");
  content.scripts = { ...content.scripts, ...Object.fromEntries(missing) };
  const indentation = /^[ \t]+/m.exec(text)?.[0] ?? "  ";
  await writeFile(file, `${JSON.stringify(content, undefined, indentation)}\n`);
  terminal.print(`added to package.json: ${missing.map(([name]) => name).join(", ")}`);
}
