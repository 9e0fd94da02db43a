/**
 * The ESLint plugin, for `eslint.config.js`:
 *
 *     import ifmatch from "ifmatch/eslint-plugin";
 *     export default [ifmatch.configs.recommended];
 */
import type { ESLint, Linter, Rule } from "eslint";
import { packageVersion } from "../package.js";
import type { PluginRule } from "./define-rule.js";
import { eslintRules } from "./rules/index.js";

/** The plugin as ESLint takes it, with its configs for `eslint.config.js`. */
export interface IfmatchPlugin extends ESLint.Plugin {
  readonly rules: Record<string, Rule.RuleModule>;
  readonly configs: {
    /** Every rule that needs no type information. */
    readonly recommended: Linter.Config;
    /** Every rule; files need type information (`parserOptions.projectService`). */
    readonly recommendedTypeChecked: Linter.Config;
  };
}

const rules = Object.fromEntries(eslintRules.map(({ id, rule }) => [id, rule]));
const base = { meta: { name: "ifmatch", namespace: "ifmatch", version: packageVersion() }, rules };

const configOf = (name: string, chosen: readonly PluginRule[]): Linter.Config => ({
  name: `ifmatch/${name}`,
  plugins: { ifmatch: base },
  rules: Object.fromEntries(chosen.map(({ id }) => [`ifmatch/${id}`, "error"])),
});

const plugin: IfmatchPlugin = {
  ...base,
  configs: {
    recommended: configOf(
      "recommended",
      eslintRules.filter(({ needsTypes }) => !needsTypes),
    ),
    recommendedTypeChecked: configOf("recommended-type-checked", eslintRules),
  },
};

export default plugin;
