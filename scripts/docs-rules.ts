/**
 * Writes what docs/rules/ takes from the rules: the table of the README and the header of each page.
 * With `--check`, writes nothing and fails where a file is out of date.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rules } from "../generator/lint/rules/index.js";
import { outdatedPages } from "./rule-pages.js";

const folder = fileURLToPath(new URL("../docs/rules/", import.meta.url));
const outdated = outdatedPages(folder, rules);

if (process.argv.includes("--check")) {
  for (const name of outdated.keys()) console.error(`docs/rules/${name} is out of date.`);
  if (outdated.size > 0) {
    console.error("Run `npm run docs:rules` and commit the result.");
    process.exitCode = 1;
  }
} else {
  for (const [name, text] of outdated) writeFileSync(join(folder, name), text);
  console.log(outdated.size === 0 ? "docs/rules/ is up to date." : `wrote ${[...outdated.keys()].join(", ")}`);
}
