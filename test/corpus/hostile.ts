/** The documents of ../shared/hostile, which mean harm; for tests with the tag `hostile`. */
import { readdirSync } from "node:fs";
import { locate, pathOf } from "../prerequisites/prerequisites.js";

/** Absolute path. */
export const hostileFolder = (): string => pathOf("hostile");

/** Names in that folder; none where it is missing. */
export const hostileFiles: readonly string[] =
  locate("hostile") === undefined
    ? []
    : readdirSync(hostileFolder()).filter((name) => /^\d+-.*\.(yml|json)$/.test(name));
