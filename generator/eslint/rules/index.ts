import type { PluginRule } from "../define-rule.js";
import { checkKind } from "./check-kind.js";
import { noBypass } from "./no-bypass.js";
import { noCachedRead } from "./no-cached-read.js";
import { noUnconditional } from "./no-unconditional.js";

/** In the order of the docs. */
export const eslintRules: readonly PluginRule[] = [noBypass, noUnconditional, noCachedRead, checkKind];
