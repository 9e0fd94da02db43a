import { checkstyle } from "./checkstyle.js";
import { codeclimate } from "./codeclimate.js";
import type { Format } from "./format.js";
import { githubActions } from "./github-actions.js";
import { json } from "./json.js";
import { junit } from "./junit.js";
import { markdown } from "./markdown.js";
import { sarif } from "./sarif.js";
import { stylish } from "./stylish.js";

/** By the name that `--format` takes. */
export const formats: ReadonlyMap<string, Format> = new Map([
  ["stylish", stylish],
  ["json", json],
  ["sarif", sarif],
  ["github-actions", githubActions],
  ["checkstyle", checkstyle],
  ["codeclimate", codeclimate],
  ["gitlab", codeclimate],
  ["junit", junit],
  ["markdown", markdown],
]);
