import { stringLiteral } from "./encode.js";
import type { ImportStructure, Imports } from "./imports.js";

/** A statement laid out as text. */
export type Statement = string;

/**
 * Prints one file: imports, then statements, a blank line between two. Nothing is parsed here: `assertSyntax` does that
 * once for every file, whoever made its text (docs/adr/0022-one-typescript.md).
 */
export function printFile(imports: Imports, statements: readonly Statement[]): string {
  const head = imports.structures().map(importText).join("\n");
  const text = wrapLongLines([head, ...statements].join("\n\n"));
  return `${tidy(text).trim()}\n`;
}

function importText({ moduleSpecifier, isTypeOnly, namedImports }: ImportStructure): string {
  const names = namedImports.map(
    ({ name, isTypeOnly: type, alias }) => `${type ? "type " : ""}${name}${alias === undefined ? "" : ` as ${alias}`}`,
  );
  return `import ${isTypeOnly ? "type " : ""}{ ${names.join(", ")} } from ${stringLiteral(moduleSpecifier)};`;
}

/** Without spaces at the ends of lines, and without two blank lines in a row; most files have neither. */
function tidy(text: string): string {
  const trimmed = /[ \t][\n\r\u2028\u2029]/.test(text) ? text.replace(/[ \t]+$/gm, "") : text;
  return trimmed.includes("\n\n\n") ? trimmed.replace(/\n{3,}/g, "\n\n") : trimmed;
}

const WIDTH = 100;

/** Signatures and import lists were printed on one line: long ones get an item a line. */
function wrapLongLines(text: string): string {
  let wrapped = "";
  let done = 0;
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline;
    if (end - start > WIDTH) {
      const line = text.slice(start, end);
      const better = wrap(line);
      // Nearly all lines stay: they are copied in one piece.
      if (better !== line) {
        wrapped += text.slice(done, start) + better;
        done = end;
      }
    }
    start = end + 1;
  }
  return wrapped + text.slice(done);
}

function wrap(line: string): string {
  const signature = /^(export function [\w$]+\()(.*)(\): .* \{)$/.exec(line);
  if (signature) return `${signature[1]}\n${split(signature[2]!)}\n${signature[3]}`;
  const list = /^((?:import|export)(?: type)? \{)(.*)(\} from .*;)$/.exec(line);
  if (list) return `${list[1]}\n${split(list[2]!)}\n${list[3]}`;
  const union = /^(\s*)([\w"-]+\??:) ([^{}]* \| [^{}]*);$/.exec(line);
  if (!union) return line;
  const members = union[3]!.split(/ \| (?![^<(]*[>)])/).map((member) => `${union[1]}  | ${member}`);
  return `${union[1]}${union[2]}\n${members.join("\n")};`;
}

/** Commas inside braces or angle brackets belong to an item. */
function split(items: string): string {
  return items
    .trim()
    .split(/, (?![^{<]*[}>])/)
    .map((item) => `  ${item.trim()},`)
    .join("\n");
}
