/** What docs/rules/ takes from the rules themselves: the table of the README, and the header of each page. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Rule, RuleSeverity } from "../generator/lint/rule.js";

const words: Readonly<Record<RuleSeverity, string>> = { off: "off", warn: "warning", error: "error" };

export function ruleTable(rules: readonly Rule[]): string {
  const rows = rules.map(
    ({ id, summary, recommended, strict }) =>
      `| [${id}](${id}.md) | ${summary} | ${words[recommended]} | ${words[strict]} |`,
  );
  return ["| rule | finds | recommended | strict |", "|---|---|---|---|", ...rows, ""].join("\n");
}

export const ruleHeader = ({ id, summary, recommended, strict }: Rule): string =>
  `# ${id}\n\n${summary}\n\nRecommended: ${words[recommended]}. Strict: ${words[strict]}.\n\n`;

/** The files of the folder whose text is not what the rules say, and what it should be. */
export function outdatedPages(folder: string, rules: readonly Rule[]): ReadonlyMap<string, string> {
  const outdated = new Map<string, string>();
  const compare = (name: string, toText: (before: string) => string): void => {
    const path = join(folder, name);
    const before = existsSync(path) ? readFileSync(path, "utf8") : "";
    const after = toText(before);
    if (after !== before) outdated.set(name, after);
  };
  compare("README.md", (before) => {
    const [head, table, rest] = split(before, /^\| rule \|/m, /^(?!\|)/m);
    if (table === "") throw new Error(`${join(folder, "README.md")} has no table that begins with "| rule |".`);
    return `${head}${ruleTable(rules)}${rest}`;
  });
  for (const rule of rules) compare(`${rule.id}.md`, (before) => `${ruleHeader(rule)}${split(before, /^## /m)[1]}`);
  return outdated;
}

/** The text before the first match of `start`, from there to the next match of `end`, and the rest. */
function split(text: string, start: RegExp, end?: RegExp): [before: string, part: string, rest: string] {
  const from = text.search(start);
  if (from === -1) return [text, "", ""];
  const part = text.slice(from);
  const length = end ? part.search(end) : part.length;
  const to = length === -1 ? part.length : length;
  return [text.slice(0, from), part.slice(0, to), part.slice(to)];
}
