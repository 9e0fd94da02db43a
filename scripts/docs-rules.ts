/**
 * Writes what docs/rules/ and docs/eslint/ take from the rules: the tables, and the header of each page.
 * With `--check`, writes nothing and fails where a file is out of date.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rules } from "../generator/lint/rules/index.js";
import { outdatedEslintPages } from "./eslint-pages.js";
import { outdatedPages } from "./rule-pages.js";

const docs = fileURLToPath(new URL("../docs/", import.meta.url));
const outdated = new Map([
  ...[...outdatedPages(join(docs, "rules"), rules)].map(([name, text]) => [join("rules", name), text] as const),
  ...outdatedEslintPages(docs),
]);

if (process.argv.includes("--check")) {
  for (const name of outdated.keys()) console.error(`docs/${name} is out of date.`);
  if (outdated.size > 0) {
    console.error("Run `npm run docs:rules` and commit the result.");
    process.exitCode = 1;
  }
} else {
  for (const [name, text] of outdated) writeFileSync(join(docs, name), text);
  console.log(
    outdated.size === 0 ? "The pages of the rules are up to date." : `wrote ${[...outdated.keys()].join(", ")}`,
  );
}
