import { readFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseYaml } from "@redocly/openapi-core";
import { ConfigError } from "../diagnostics.js";
import { isRecord, own } from "../load/pointer.js";
import { list, text } from "../model/reader.js";
import { PLUGIN_ID, severities } from "./plugin.js";
import type { RuleSeverity } from "./rule.js";
import { checkRuleIds } from "./rule-ids.js";

const FILE = "redocly.yaml";
const prefix = `${PLUGIN_ID}/`;

/**
 * What redocly.yaml says about our rules: its `extends: [ifmatch/...]` and `rules`, then those of the `apis` entry
 * whose root is the document. Other plugins and presets are not loaded. `undefined` where it says nothing.
 *
 * @throws {ConfigError} for a file that is no YAML, a preset, rule or severity that does not exist.
 */
export async function readRedoclyRules(
  folder: string,
  document: string,
): Promise<Record<string, RuleSeverity> | undefined> {
  const file = resolve(folder, FILE);
  if (!existsSync(file)) return undefined;
  let parsed: unknown;
  try {
    parsed = parseYaml(await readFile(file, "utf8"));
  } catch (cause) {
    throw new ConfigError(`${FILE}: ${(cause as Error).message.split("\n")[0]}`, { cause });
  }
  const apis = own(parsed, "apis");
  const api = isRecord(apis)
    ? Object.values(apis).find((one) => resolve(folder, text(own(one, "root"))) === document)
    : undefined;
  const layers = [parsed, api].flatMap((owner) => [presets(owner), rulesOf(owner)]);
  const found = layers.flatMap((layer) => Object.entries(layer));
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

function presets(owner: unknown): Record<string, RuleSeverity> {
  const names = list(own(owner, "extends"))
    .map(text)
    .filter((name) => name.startsWith(prefix));
  return Object.assign(
    {},
    ...names.map((name) => {
      const preset = name.slice(prefix.length);
      if (preset !== "recommended" && preset !== "strict")
        throw new ConfigError(
          `${FILE}: extends: unknown ruleset ${name}. Available rulesets: ${prefix}recommended and ${prefix}strict.`,
        );
      return severities(preset);
    }),
  ) as Record<string, RuleSeverity>;
}

function rulesOf(owner: unknown): Record<string, RuleSeverity> {
  const rules = own(owner, "rules");
  const ours = Object.entries(isRecord(rules) ? rules : {}).filter(([id]) => id.startsWith(prefix));
  checkRuleIds(
    ours.map(([id]) => id.slice(prefix.length)),
    `${FILE}: rules`,
  );
  return Object.fromEntries(
    ours.map(([id, value]) => {
      const severity = typeof value === "string" ? value : text(own(value, "severity")) || "error";
      if (severity !== "error" && severity !== "warn" && severity !== "off")
        throw new ConfigError(`${FILE}: rules: ${id} is ${JSON.stringify(value)}; it is one of error, warn, off.`);
      return [id, severity];
    }),
  );
}
