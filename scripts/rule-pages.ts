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
  return outdated(folder, {
    table: ["README.md", ruleTable(rules)],
    headers: rules.map((rule) => [`${rule.id}.md`, ruleHeader(rule)]),
  });
}

/** What pages take from rules: a table in one of them, and the header of each of the others, by file name. */
export interface RulePages {
  readonly table: readonly [name: string, text: string];
  readonly headers: readonly (readonly [name: string, text: string])[];
}

/** The files whose text is not that, and what it should be. */
export function outdated(folder: string, { table: [page, table], headers }: RulePages): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const compare = (name: string, toText: (before: string) => string): void => {
    const path = join(folder, name);
    const before = existsSync(path) ? readFileSync(path, "utf8") : "";
    const after = toText(before);
    if (after !== before) found.set(name, after);
  };
  compare(page, (before) => {
    const [head, old, rest] = split(before, /^\| rule \|/m, /^(?!\|)/m);
    if (old === "") throw new Error(`${join(folder, page)} has no table that begins with "| rule |".`);
    return `${head}${table}${rest}`;
  });
  for (const [name, header] of headers) compare(name, (before) => `${header}${split(before, /^## /m)[1]}`);
  return found;
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
