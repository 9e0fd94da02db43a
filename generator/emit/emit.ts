import { posix } from "node:path";
import { ConfigError } from "../diagnostics.js";
import type { ApiModel } from "../model/model.js";
import { traced } from "../trace.js";
import { banner } from "./banner.js";
import { commentLines, jsDoc, stringLiteral } from "./encode.js";
import { filesOf, groupOperations, type Groups } from "./groups.js";
import { render } from "./layout.js";
import type { EmitOptions } from "./options.js";
import { ownOutputs } from "./outputs.js";
import type { OutputContext, OutputFile, OutputPlugin } from "../config/plugin.js";
import { SchemaTypes } from "./schema-types.js";
import { assertSyntax, syntaxError } from "./syntax.js";

/** Relative path to text: everything that generation writes. */
export type OutputFiles = ReadonlyMap<string, string>;

/**
 * Emits all files of a client, in memory: what ifmatch writes, and what the plugins of the config make.
 *
 * @throws {ConfigError} for a plugin that fails, or whose files are none.
 */
export async function emitFiles(
  model: ApiModel,
  options: EmitOptions,
  plugins: readonly OutputPlugin[] = [],
): Promise<OutputFiles> {
  const groups = groupOperations(model.operations, options.layout);
  const context = contextOf(model, options, groups);
  const head = banner(options);
  const emitted: OutputFile[] = [];
  for (const plugin of ownOutputs(options, groups))
    emitted.push(...(await traced(`print ${plugin.name}`, () => plugin.emit(model, context))));
  // Ours is checked apart: what is wrong with it is a bug of ours.
  await traced("parse what was printed", () => assertSyntax(new Map(emitted.map(({ path, text }) => [path, text]))));
  for (const plugin of plugins)
    emitted.push(...(await traced(plugin.name, () => filesOfPlugin(plugin, model, context, emitted))));
  emitted.push({ path: "index.ts", text: indexOf(emitted, options.importExtension) });
  const files = emitted.map(({ path, text }): [string, string] => [
    path,
    // A lone surrogate is no character that a file can hold.
    (path.endsWith(".json") ? text : `${head}\n\n${text}`).replace(/\p{Surrogate}/gu, "\ufffd"),
  ]);
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function contextOf(model: ApiModel, options: EmitOptions, groups: Groups): OutputContext {
  const fileOf = filesOf(groups);
  const types = new SchemaTypes(model, (name) => `models.${name}`);
  const { importExtension: extension, runtime } = options;
  const relative = (target: string, from: string): string => {
    const path = posix.relative(posix.dirname(from), target);
    return `${path.startsWith(".") ? "" : "./"}${path}${extension}`;
  };
  return {
    moduleOf(wanted, from) {
      if (typeof wanted !== "string") return relative(fileOf.get(wanted.id)!.replace(/\.ts$/, ""), from);
      if (wanted !== "runtime") return relative(wanted, from);
      if (runtime === "inline") return relative("runtime/index", from);
      return runtime === "package" ? "ifmatch/runtime" : runtime;
    },
    literal: stringLiteral,
    comment: (text) => jsDoc(commentLines(text)),
    typeOf: (schema, mode) => render(types.print(schema, mode)),
  };
}

/** What a plugin of the config makes, once it has been found fit to be written. */
async function filesOfPlugin(
  plugin: OutputPlugin,
  model: ApiModel,
  context: OutputContext,
  others: readonly OutputFile[],
): Promise<readonly OutputFile[]> {
  const refuse = (why: string, cause?: unknown): ConfigError =>
    new ConfigError(`The plugin ${JSON.stringify(plugin.name)} ${why}`, { cause });
  let files: readonly OutputFile[];
  try {
    // A copy: whatever a plugin does to it, the client and the other plugins are of the document.
    files = await plugin.emit(structuredClone(model), context);
  } catch (error) {
    throw refuse(`failed: ${error instanceof Error ? error.message : String(error)}`, error);
  }
  if (!Array.isArray(files)) throw refuse("must return a list of files, each { path, text }.");
  const names = new Set(others.flatMap((file) => (file.exported ? exportsOf(file) : [])));
  const taken = new Set([...others.map(({ path }) => path.toLowerCase()), "index.ts"]);
  for (const file of files) {
    const { path, text, exported } = (Object(file) as Partial<OutputFile>) ?? {};
    if (typeof path !== "string" || typeof text !== "string")
      throw refuse("returns something that is no { path, text }.");
    const shown = JSON.stringify(path);
    // Only what begins with a comment of ours is known again, and may be replaced or removed by the next run.
    if (!/^(?:[\w@-][\w.@-]*\/)*[\w@-][\w.@-]*\.tsx?$/.test(path))
      throw refuse(`writes ${shown}: the path must end in .ts or .tsx, and stay inside the output folder.`);
    if (taken.has(path.toLowerCase())) throw refuse(`writes ${shown}, which is written already.`);
    taken.add(path.toLowerCase());
    const wrong = syntaxError(path, text);
    if (wrong !== undefined) throw refuse(`writes ${shown}, which does not parse: ${wrong}`);
    if (typeof exported === "string" && !/^[A-Za-z_$][\w$]*$/.test(exported))
      throw refuse(`exports ${shown} as ${JSON.stringify(exported)}, which is no name.`);
    for (const name of exported ? exportsOf(file) : []) {
      // An export of the index would hide the other one, or be hidden by it.
      if (names.has(name)) throw refuse(`exports ${name} from ${shown}, and index.ts has that name already.`);
      names.add(name);
    }
  }
  return files;
}

/** The names that the index exports of a file. */
function exportsOf({ text, exported }: OutputFile): string[] {
  if (typeof exported === "string") return [exported];
  // `export const a`, `export declare abstract class A`, `export async function* a`.
  const declared = /^export (?:[a-z]+\*? ){1,4}([\w$]+)/gm;
  // `export *` leaves the default out.
  const named = [...text.matchAll(declared)].filter(([start]) => !start.startsWith("export default "));
  return [...new Set(named.map(([, name]) => name!))];
}

function indexOf(files: readonly OutputFile[], extension: string): string {
  const lines = files
    .filter(({ exported }) => exported)
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, exported }) => {
      const module = stringLiteral(`./${path.replace(/\.tsx?$/, "")}${extension}`);
      return `export *${exported === true ? "" : ` as ${String(exported)}`} from ${module};`;
    });
  return `${lines.join("\n")}\n`;
}
