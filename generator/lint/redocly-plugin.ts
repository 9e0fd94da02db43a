/**
 * The rules as a Redocly plugin. Two lines of redocly.yaml bring them into `redocly lint`:
 *
 *     plugins: [ifmatch/redocly-plugin]
 *     extends: [recommended, ifmatch/recommended]
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Plugin } from "@redocly/openapi-core";
import { configFileNames, loadClients } from "../config/load.js";
import { createPlugin, type LintSettings } from "./plugin.js";
import { defaultSettings, settingsOf } from "./settings.js";

/** Redocly calls this with the folder of redocly.yaml; an `ifmatch.config.*` beside it holds here as well. */
export default async function ifmatchPlugin({ contentDir = "." }: { contentDir?: string } = {}): Promise<Plugin> {
  const folder = resolve(contentDir);
  const hasConfig = configFileNames.some((name) => existsSync(resolve(folder, name)));
  const jobs = hasConfig ? (await loadClients({ cwd: folder })).jobs : [];
  return createPlugin({
    settings: (file): LintSettings => {
      const job = jobs.find(({ input }) => input === file);
      return job ? settingsOf(job.config) : defaultSettings();
    },
  });
}
