import { readFileSync } from "node:fs";
import { bold } from "../colours.js";
import { ConfigError } from "../diagnostics.js";
import { rules } from "../lint/rules/index.js";
import { docsUrl, packageFolder } from "../package.js";
import { joined, linesOf, printable, type Printable, printableLines, say } from "../printable.js";
import { suggest } from "../suggest.js";
import { wrapText } from "../wrap.js";
import { exit, type ExitCode } from "./exit.js";
import type { Terminal } from "./terminal.js";

/**
 * `ifmatch lint --explain <rule>`: prints the page of a rule, which is part of the package.
 *
 * @throws {ConfigError} for a rule that does not exist.
 */
export function explainCommand(terminal: Terminal, given: string): ExitCode {
  // Redocly knows the rules by the plugin's name; it is in its messages.
  const id = given.replace(/^ifmatch\//, "");
  const ids = rules.map((rule) => rule.id);
  if (!ids.includes(id))
    throw new ConfigError(`--explain ${given}: unknown rule.${suggest(id, ids)} Available rules: ${ids.join(", ")}.`);
  const path = `docs/rules/${id}.md`;
  const page = readFileSync(new URL(path, packageFolder()), "utf8").trimEnd();
  const text = terminal.columns === undefined ? printableLines(page) : pageFor(page, terminal.columns);
  terminal.print(say`${text}\n\nOn the web: ${printable(docsUrl(path))}`);
  return exit.fine;
}

/** Markdown for a terminal: paragraphs filled to its width, headings bold, code as it is. */
function pageFor(markdown: string, width: number): Printable {
  const parts = markdown
    .split(/^(```[\s\S]*?^```$)/m)
    .map((part, index) => (index % 2 === 1 ? printableLines(part) : paragraphsFor(part, width)));
  return joined(parts, "");
}

const paragraphsFor = (text: string, width: number): Printable =>
  joined(
    text.split(/\n{2,}/).map((paragraph) => paragraphFor(paragraph, width)),
    "\n\n",
  );

function paragraphFor(paragraph: string, width: number): Printable {
  const lines = linesOf(printableLines(paragraph));
  if (/^#+ /m.test(paragraph))
    return joined(
      lines.map((line) => (/^#+ /.test(line) ? bold(line) : line)),
      "\n",
    );
  // Lines of a list or a table stay apart.
  if (/^(?:[-*|]|\d+\.) /m.test(paragraph)) return wrapText(joined(lines, "\n"), width);
  const [, before, text, after] = /^(\n*)([\s\S]*?)(\n*)$/.exec(paragraph)!;
  const filled = linesOf(wrapText(printable(text!.replaceAll("\n", " ")), width));
  const shown = joined(
    filled.map((line) => printable(line.trimStart())),
    "\n",
  );
  return say`${printableLines(before!)}${shown}${printableLines(after!)}`;
}
