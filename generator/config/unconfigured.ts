import type { ResolvedConfig } from "./resolved.js";
import { clientSchema } from "./schema.js";

/** Options about the output and the team's habits: they hold for any document, where all clients agree on them. */
const independent = [
  "strict",
  "optionalIfMatch",
  "zod",
  "runtime",
  "importExtension",
  "format",
  "layout",
  "enums",
  "transforms",
  "slowPatterns",
  "command",
] as const;

/** Options about one API, and about whom its document may be fetched from: they hold for the client's own input only. */
const overrides = [
  "names",
  "plugins",
  "markers",
  "operations",
  "resources",
  "versionHeaders",
  "weakTags",
  "statuses",
  "allowRemote",
  "limits",
  "inputHeaders",
  "root",
  "patch",
  "include",
  "exclude",
] as const satisfies readonly (keyof ResolvedConfig)[];

/** An option as text: a function, which JSON leaves out, is one. */
const textOf = (option: unknown): string | undefined =>
  JSON.stringify(option, (_key, value: unknown) => (typeof value === "function" ? "a function" : value));

export interface Unconfigured {
  readonly config: ResolvedConfig;
  /** The options that some client has, and that do not hold here: `operations`, `lint.suppress`. */
  readonly left: readonly string[];
}

/** The options for a document that no client of the config reads. `input` is its path as the output names it. */
export function withoutOverrides(clients: readonly ResolvedConfig[], input: string): Unconfigured {
  const defaults = clientSchema.parse({ input });
  const agreed = <T>(value: (config: ResolvedConfig) => T): T => {
    const values = new Set(clients.map((config) => JSON.stringify(value(config))));
    return value(values.size === 1 ? clients[0]! : defaults);
  };
  const shared = Object.fromEntries(independent.map((option) => [option, agreed((config) => config[option])]));
  const isSet = (value: (config: ResolvedConfig) => unknown): boolean =>
    clients.some((config) => textOf(value(config)) !== textOf(value(defaults)));
  return {
    config: { ...defaults, ...shared, lint: { rules: agreed(({ lint }) => lint.rules), suppress: [] } },
    left: [
      ...overrides.filter((option) => isSet((config) => config[option])),
      ...(isSet(({ lint }) => lint.suppress) ? ["lint.suppress"] : []),
    ],
  };
}
