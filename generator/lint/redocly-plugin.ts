/**
 * The rules as a Redocly plugin. Two lines of redocly.yaml bring them into `redocly lint`:
 *
 *     plugins: [ifmatch/redocly-plugin]
 *     extends: [recommended, ifmatch/recommended]
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { configFileNames, loadClients } from "../config/load.js";
import { loadDetectorAnyway } from "../model/pattern-growth.js";
import { createPlugin, type LintSettings } from "./plugin.js";
import { defaultSettings, settingsOf } from "./settings.js";

/** As Redocly takes it. Its own type would come with its whole package. */
export interface RedoclyPlugin {
  readonly id: string;
  /** By version of OpenAPI, a visitor a rule. */
  readonly rules?: Readonly<Record<string, unknown>>;
  /** Presets: severities by rule. */
  readonly configs?: Readonly<Record<string, unknown>>;
}

/** Redocly calls this with the folder of redocly.yaml; an `ifmatch.config.*` beside it holds here as well. */
export default async function ifmatchPlugin({
  contentDir = ".",
}: { contentDir?: string } = {}): Promise<RedoclyPlugin> {
  const folder = resolve(contentDir);
  const hasConfig = configFileNames.some((name) => existsSync(resolve(folder, name)));
  // Redocly reads the documents later, and waits for no rule.
  await loadDetectorAnyway();
  const jobs = hasConfig ? (await loadClients({ cwd: folder })).jobs : [];
  const { id, rules, configs } = createPlugin({
    settings: (file): LintSettings => {
      const job = jobs.find(({ input }) => input === file);
      return job ? settingsOf(job.config) : defaultSettings();
    },
  });
  return { id, rules: { ...rules }, configs: { ...configs } };
}
