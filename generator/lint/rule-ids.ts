import { ConfigError } from "../diagnostics.js";
import { suggest } from "../suggest.js";
import { rules } from "./rules/index.js";

/** @throws {ConfigError} for an id that no rule has, naming where it stands. */
export function checkRuleIds(ids: readonly string[], where: string): void {
  const known = rules.map(({ id }) => id);
  for (const id of ids)
    if (!known.includes(id)) throw new ConfigError(`${where}: there is no rule ${id}.${suggest(id, known)}`);
}
