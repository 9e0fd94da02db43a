import { createRequire } from "node:module";
import type * as tsMorph from "ts-morph";
import type { Imports } from "./imports.js";

// `require` loads TypeScript's nine megabytes twice as fast as `import` does.
const require = createRequire(import.meta.url);
let loaded: typeof tsMorph | undefined;
const morph = (): typeof tsMorph => (loaded ??= require("ts-morph") as typeof tsMorph);

let project: tsMorph.Project | undefined;

/** A statement laid out as text, or a function as ts-morph's structure (without its kind: ts-morph is not loaded yet). */
export type Statement = string | { readonly function: tsMorph.OptionalKind<tsMorph.FunctionDeclarationStructure> };

/** Prints one file: imports, statements; a whole file's structure at once. */
export function printFile(imports: Imports, statements: readonly Statement[]): string {
  const { Project, IndentationText, NewLineKind, QuoteKind, StructureKind } = morph();
  project ??= new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    manipulationSettings: {
      indentationText: IndentationText.TwoSpaces,
      quoteKind: QuoteKind.Double,
      newLineKind: NewLineKind.LineFeed,
      useTrailingCommas: true,
    },
  });
  const structures = statements.map((statement): string | tsMorph.StatementStructures => {
    if (typeof statement === "string") return `\n${statement}`;
    return { kind: StructureKind.Function, ...statement.function };
  });
  const importStructures = imports
    .structures()
    .map((structure): tsMorph.StatementStructures => ({ kind: StructureKind.ImportDeclaration, ...structure }));
  const file = project.createSourceFile(
    "file.ts",
    { statements: [...importStructures, ...structures] },
    { overwrite: true },
  );
  const text = wrapLongLines(file.getFullText());
  project.removeSourceFile(file);
  return `${text
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim()}\n`;
}

const WIDTH = 100;

/** ts-morph prints signatures and import lists on one line: long ones get an item a line. */
function wrapLongLines(text: string): string {
  return text
    .split("\n")
    .map((line) => {
      if (line.length <= WIDTH) return line;
      const signature = /^(export function [\w$]+\()(.*)(\): .* \{)$/.exec(line);
      if (signature) return `${signature[1]}\n${split(signature[2]!)}\n${signature[3]}`;
      const list = /^((?:import|export)(?: type)? \{)(.*)(\} from .*;)$/.exec(line);
      if (list) return `${list[1]}\n${split(list[2]!)}\n${list[3]}`;
      const union = /^(\s*)([\w"-]+\??:) ([^{}]* \| [^{}]*);$/.exec(line);
      return union
        ? `${union[1]}${union[2]}\n${union[3]!
            .split(/ \| (?![^<(]*[>)])/)
            .map((member) => `${union[1]}  | ${member}`)
            .join("\n")};`
        : line;
    })
    .join("\n");
}

/** Commas inside braces or angle brackets belong to an item. */
function split(items: string): string {
  return items
    .trim()
    .split(/, (?![^{<]*[}>])/)
    .map((item) => `  ${item.trim()},`)
    .join("\n");
}
