import type { ResolvedConfig } from "../config/resolved.js";
import { clientSchema } from "../config/schema.js";
import type { LintSettings } from "./plugin.js";

/** What the linter takes from a client's config. */
export function settingsOf(config: ResolvedConfig, today = new Date().toISOString().slice(0, 10)): LintSettings {
  return { contract: config, suppress: config.lint.suppress, today };
}

/** For a document that no config speaks of. */
export const defaultSettings = (): LintSettings => settingsOf(clientSchema.parse({ input: "." }));
