import * as z from "zod";
import type { OutputPlugin } from "./plugin.js";
import { own } from "../load/pointer.js";
import { DEFAULT_MARKERS } from "../model/marker.js";
import type { NameFunction, NameOptions } from "../model/options.js";
import { defaultLimits, type Limits } from "../load/limits.js";
import type { DocumentPatch, Formatter, ResolvedConfig, TransformOptions, ZodModule } from "./resolved.js";

/** The zod schema of `ifmatch.config.ts`. Every default of the product stands here or in what it imports, once. */

const status = z.int().min(400).max(599);

const operationOverride = z.strictObject({
  role: z.enum(["none", "retrieval", "state-change", "creation"]).optional(),
  resource: z.string().min(1).optional(),
  key: z.union([z.string(), z.array(z.string())]).optional(),
  ifMatch: z.enum(["required", "optional"]).optional(),
  creates: z.union([z.string(), z.literal(false)]).optional(),
});

const resourceOverride = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Z][A-Za-z0-9]*$/, "a resource's name is PascalCase, such as PurchaseOrder")
    .optional(),
  tagProperty: z.string().min(1).optional(),
  wildcard: z.boolean().optional(),
});

/** Severities are checked against the rules when the linter runs: knowing the rules costs nothing to those who generate. */
const ruleSeverity = z.enum(["error", "warn", "off"]);

const suppression = z.strictObject({
  rule: z.string().min(1),
  operation: z.string().min(1).optional(),
  path: z.string().startsWith("/", "a path starts with a slash").optional(),
  tag: z.string().min(1).optional(),
  reason: z.string().optional(),
  until: z.iso.date("a day such as 2026-12-31").optional(),
});

const lint = z.strictObject({
  rules: z.record(z.string(), ruleSeverity).default({}),
  suppress: z.array(suppression).default([]),
});

const patch = z.union([
  z.string().min(1),
  z.custom<DocumentPatch>((value) => typeof value === "function", "neither an Overlay file nor a function"),
]);

const patterns = z.array(z.string().min(1)).min(1).optional();

const selection = z.strictObject({
  tags: patterns,
  paths: patterns,
  methods: z
    .array(
      z
        .string()
        .regex(/^[A-Za-z*-]+$/, "not a method")
        .toUpperCase(),
    )
    .min(1)
    .optional(),
  operations: patterns,
  deprecated: z.boolean().optional(),
});

const names = z.strictObject({
  convention: z
    .union(
      [z.enum(["operationId", "resource", "grouped"]), z.custom<NameFunction>((value) => typeof value === "function")],
      'neither "operationId" nor "resource" nor "grouped" nor a function',
    )
    .optional(),
  operations: z.record(z.string(), z.string()).optional(),
  schemas: z
    .union(
      [
        z.record(z.string(), z.string()),
        z.custom<(name: string) => string | undefined>((value) => typeof value === "function"),
      ],
      "neither an object of names nor a function",
    )
    .optional(),
} satisfies { [Option in keyof NameOptions]: z.ZodType<NameOptions[Option]> });

const transforms = z.strictObject({
  dates: z.enum(["Date", "Temporal", "temporal-polyfill", "@js-temporal/polyfill"]).optional(),
  int64: z.literal("bigint").optional(),
} satisfies { [Option in keyof TransformOptions]-?: z.ZodType<TransformOptions[Option]> });

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

const count = z.int().min(1);

const zodModules = ["zod", "zod/mini", "zod/v4"] as const satisfies readonly ZodModule[];

const formatters = ["prettier", "biome", "oxfmt"] as const satisfies readonly Formatter[];

const quoted = (text: string): string => `"${text}"`;

const limits = z.strictObject({
  files: count.default(defaultLimits.files),
  megabytes: z.number().positive().max(4096).default(defaultLimits.megabytes),
  nodes: count.default(defaultLimits.nodes),
  repeatedNodes: count.default(defaultLimits.repeatedNodes),
  // Documents are read recursively: more than this overflows the stack.
  depth: count.max(2000, "at most 2000").default(defaultLimits.depth),
} satisfies { [Limit in keyof Limits]: z.ZodType<Limits[Limit]> });

/** An option's schema, and what {@link ResolvedConfig} says of it: neither has an option that the other lacks. */
const options = {
  input: z.string().min(1),
  output: z.string().min(1).default("generated"),
  markers: z.array(z.string().min(1)).default([...DEFAULT_MARKERS]),
  operations: z.record(z.string(), operationOverride).default({}),
  resources: z.record(z.string(), resourceOverride).default({}),
  versionHeaders: z.array(z.string().regex(headerName, "not a header name")).min(1).default(["ETag"]),
  weakTags: z.enum(["send", "strip", "reject"]).default("send"),
  statuses: z
    .strictObject({
      preconditionFailed: z.array(status).min(1).default([412]),
      preconditionRequired: z.array(status).min(1).default([428]),
      ambiguous: z.array(z.int().min(400).max(599)).optional(),
    })
    .default({ preconditionFailed: [412], preconditionRequired: [428] }),
  optionalIfMatch: z.enum(["explicit", "omittable"]).default("explicit"),
  zod: z
    .union([z.boolean(), z.enum(zodModules)], `neither true nor false nor one of ${zodModules.map(quoted).join(", ")}`)
    .default(true),
  runtime: z
    .string()
    // A module's name has a slash or a `#`, which tells it from a misspelt keyword; it is no path.
    .regex(
      /^(?:package|inline|(?:@[\w-][\w.-]*|\w[\w.-]*)(?:\/[\w-][\w.-]*)+|#\w[\w.-]*(?:\/[\w-][\w.-]*)*)$/,
      'neither "package" nor "inline" nor the name of a module, such as "ifmatch/runtime" or "@acme/http"',
    )
    .default("package"),
  importExtension: z.enum(["auto", "js", "ts", "none"]).default("auto"),
  format: z
    .union(
      [z.enum(formatters), z.array(z.string().min(1)).min(1)],
      `neither one of ${formatters.map(quoted).join(", ")} nor a command, such as ["dprint", "fmt", "--stdin", "{file}"]`,
    )
    .optional(),
  layout: z.enum(["tags", "single"]).default("tags"),
  names: names.default({}),
  enums: z.enum(["both", "union", "const"]).default("both"),
  transforms: transforms.optional(),
  slowPatterns: z
    .union([z.literal("leave-out"), z.int().min(1)], 'neither "leave-out" nor a number of characters')
    .default("leave-out"),
  allowRemote: z
    .array(
      z
        .url({ protocol: /^https?$/, error: "not an origin such as https://example.com" })
        .transform((url) => new URL(url).origin),
    )
    .default([]),
  inputHeaders: z.record(z.string().regex(headerName, "not a header name"), z.string()).default({}),
  root: z.string().min(1).optional(),
  patch: z.union([z.array(patch), patch.transform((one) => [one])]).default([]),
  include: selection.optional(),
  exclude: selection.optional(),
  plugins: z
    .array(
      z.custom<OutputPlugin>(
        (value) => typeof own(value, "name") === "string" && typeof own(value, "emit") === "function",
        "no plugin: it has a name and a function emit(model, context)",
      ),
    )
    .default([]),
  limits: limits.default(defaultLimits),
  strict: z.boolean().default(false),
  lint: lint.default({ rules: {}, suppress: [] }),
  command: z
    .string()
    .regex(/^[^\r\n\u2028\u2029]+$/, "one line, please")
    .default("npm run generate"),
} satisfies { [Option in keyof ResolvedConfig]: z.ZodType<ResolvedConfig[Option]> };

export const clientSchema = z.strictObject(options);

export const clientsSchema = z.strictObject({ clients: z.record(z.string(), clientSchema) });

/** Keys that may stand anywhere in the config, for suggestions. */
export const knownKeys: readonly string[] = [
  ...Object.keys(clientSchema.shape),
  ...Object.keys(operationOverride.shape),
  ...Object.keys(resourceOverride.shape),
  ...Object.keys(lint.shape),
  ...Object.keys(limits.shape),
  ...Object.keys(names.shape),
  ...Object.keys(selection.shape),
  ...Object.keys(transforms.shape),
  ...Object.keys(suppression.shape),
  "clients",
  "preconditionFailed",
  "preconditionRequired",
];
