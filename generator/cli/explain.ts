import { readFileSync } from "node:fs";
import pc from "picocolors";
import { ConfigError } from "../diagnostics.js";
import { rules } from "../lint/rules/index.js";
import { docsUrl, packageFolder } from "../package.js";
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
  const text = terminal.columns === undefined ? page : pageFor(page, terminal.columns);
  terminal.print(`${text}\n\nOn the web: ${docsUrl(path)}`);
  return exit.fine;
}

/** Markdown for a terminal: paragraphs filled to its width, headings bold, code as it is. */
function pageFor(markdown: string, width: number): string {
  return markdown
    .split(/^(```[\s\S]*?^```$)/m)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part
            .split(/\n{2,}/)
            .map((paragraph) => paragraphFor(paragraph, width))
            .join("\n\n"),
    )
    .join("");
}

function paragraphFor(paragraph: string, width: number): string {
  if (/^#+ /m.test(paragraph)) return paragraph.replace(/^#+ .*$/gm, (heading) => pc.bold(heading));
  // Lines of a list or a table stay apart.
  if (/^(?:[-*|]|\d+\.) /m.test(paragraph)) return wrapText(paragraph, width);
  const [, before, text, after] = /^(\n*)([\s\S]*?)(\n*)$/.exec(paragraph)!;
  const lines = wrapText(text!.replaceAll("\n", " "), width).split("\n");
  return `${before}${lines.map((line) => line.trimStart()).join("\n")}${after}`;
}
