/** What the docs take from the rules of the ESLint plugin: the table of docs/eslint.md, and the header of each page. */
import type { PluginRule } from "../generator/eslint/define-rule.js";
import { eslintRules } from "../generator/eslint/rules/index.js";
import { outdated } from "./rule-pages.js";

/** The files below docs/ whose text is not what the rules say, and what it should be. */
export const outdatedEslintPages = (docs: string): ReadonlyMap<string, string> =>
  outdated(docs, {
    table: ["eslint.md", table],
    headers: eslintRules.map((rule) => [`eslint/${rule.id}.md`, header(rule)]),
  });

const table = [
  "| rule | finds | needs types |",
  "|---|---|---|",
  ...eslintRules.map(
    ({ id, summary, needsTypes }) => `| [${id}](eslint/${id}.md) | ${summary} | ${needsTypes ? "yes" : ""} |`,
  ),
  "",
].join("\n");

const header = ({ id, summary, needsTypes }: PluginRule): string =>
  `# ifmatch/${id}\n\n${summary}\n\n${needsTypes ? "Needs type information." : "Needs no type information."}\n\n`;
