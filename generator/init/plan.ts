import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isUrl } from "../load/input.js";
import { advice } from "./advice.js";
import type { Answers } from "./answers.js";
import { type Manifest, scripts, scriptsOf, withScripts } from "./manifest.js";
import type { Project } from "./project.js";

/** One file to write. */
export interface Edit {
  readonly path: string;
  readonly text: string;
  /** `added to package.json: generate`. */
  readonly says: string;
}

export interface Plan {
  readonly edits: readonly Edit[];
  /** What else to say, a paragraph each. */
  readonly notes: readonly string[];
  /** What to type next. */
  readonly next: string;
}

/** Everything that `ifmatch init` is about to do in a folder. */
export function planInit(folder: string, manifest: Manifest | undefined, project: Project, answers: Answers): Plan {
  const command = generateCommand(manifest, project);
  const own = manifest && withScripts(manifest);
  const ignoring = answers.format === undefined ? ignoreEdit(folder, project, answers.output) : undefined;
  const edits: Edit[] = [
    { path: "ifmatch.config.ts", text: configText(answers, command), says: "wrote ifmatch.config.ts" },
    ...(own && own.added.length > 0
      ? [{ path: "package.json", text: own.text, says: `added to package.json: ${own.added.join(", ")}` }]
      : []),
    ...(ignoring ? [ignoring] : []),
  ];
  const notes = [
    ...(manifest === undefined
      ? [`There is no package.json here. To run ifmatch with npm, add: ${JSON.stringify({ scripts })}`]
      : own?.added.length === 0
        ? ["package.json already has the scripts"]
        : []),
    ...advice(project, answers, manifest),
  ];
  return { edits, notes, next: nextLine(folder, manifest, project, answers, command) };
}

/** A script of this name that does something else is not ours to run. */
function generateCommand(manifest: Manifest | undefined, { manager }: Project): string {
  const script = manifest && (scriptsOf(manifest)["generate"] ?? scripts["generate"]);
  return typeof script === "string" && /\bifmatch\s+generate\b/.test(script)
    ? manager.run("generate")
    : manager.execute("ifmatch generate");
}

function nextLine(
  folder: string,
  manifest: Manifest | undefined,
  { manager, hasIfmatch }: Project,
  { input }: Answers,
  command: string,
): string {
  const isThere = isUrl(input) || existsSync(resolve(folder, input));
  const install = manifest === undefined || hasIfmatch ? "" : `${manager.installForDevelopment("ifmatch")} && `;
  return isThere ? `${install}${command}` : `put your OpenAPI document at ${input}, then run: ${install}${command}`;
}

/** The command that the config has where it names none. */
const USUAL_COMMAND = "npm run generate";

function configText({ input, output, zod, runtime, format }: Answers, command: string): string {
  const lines = [
    `  input: ${JSON.stringify(input)},`,
    `  output: ${JSON.stringify(output)},`,
    ...(zod === true ? [] : [`  zod: ${JSON.stringify(zod)},`]),
    ...(runtime === "inline" ? ['  runtime: "inline",'] : []),
    ...(format === undefined ? [] : [`  format: ${JSON.stringify(format)},`]),
    ...(command === USUAL_COMMAND ? [] : [`  command: ${JSON.stringify(command)},`]),
  ];
  return `import { defineConfig } from "ifmatch";

export default defineConfig({
${lines.join("\n")}
  // Corrections to what the document says, by operationId; \`ifmatch lint\` tells which ones are needed.
  operations: {},
});
`;
}

/** The output in .prettierignore, which Prettier and oxfmt read; Biome needs nothing. */
function ignoreEdit(folder: string, { formatter }: Project, output: string): Edit | undefined {
  if (formatter !== "prettier" && formatter !== "oxfmt") return undefined;
  const file = join(folder, ".prettierignore");
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  const entry = `${output.replace(/^\.\//, "").replace(/\/*$/, "")}/`;
  // Outside of the folder of the file, nothing is its subject.
  if (entry.startsWith("../") || before.split(/\r?\n/).some((line) => line.replace(/^\//, "") === entry))
    return undefined;
  const start = before === "" || before.endsWith("\n") ? before : `${before}\n`;
  return { path: ".prettierignore", text: `${start}${entry}\n`, says: `added to .prettierignore: ${entry}` };
}
