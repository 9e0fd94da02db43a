import type { OutputPlugin } from "./plugin.js";
import type { Limits } from "../load/limits.js";
import type { NameOptions, OperationOverride, ResourceOverride } from "../model/options.js";

/** A module of zod that generated files may import. */
export type ZodModule = "zod" | "zod/mini" | "zod/v4";

/** What `transforms.ts` converts. */
export interface TransformOptions {
  /** `date-time` as Date; or as Instant, and `date` as PlainDate, of the platform's Temporal or of a package that is imported. */
  readonly dates?: "Date" | "Temporal" | "temporal-polyfill" | "@js-temporal/polyfill" | undefined;
  readonly int64?: "bigint" | undefined;
}

/** A formatter by its name; or a command that reads a file's text from standard input and prints it formatted. */
export type Formatter = "prettier" | "biome" | "oxfmt" | readonly string[];

/**
 * One client with every option decided: what {@link ClientConfig} means once its defaults are filled in. Written out,
 * so that the published declarations name no type of the library that checks it; schema.ts is held to it.
 */
export interface ResolvedConfig {
  readonly input: string;
  readonly output: string;
  readonly markers: readonly string[];
  readonly operations: Readonly<Record<string, OperationOverride>>;
  readonly resources: Readonly<Record<string, ResourceOverride>>;
  readonly versionHeaders: readonly string[];
  readonly weakTags: "send" | "strip" | "reject";
  readonly statuses: {
    readonly preconditionFailed: readonly number[];
    readonly preconditionRequired: readonly number[];
    readonly ambiguous?: readonly number[] | undefined;
  };
  readonly optionalIfMatch: "explicit" | "omittable";
  /** `true` for the module that suits the project's zod. */
  readonly zod: boolean | ZodModule;
  /** `package`, `inline`, or the name of the module that generated files import. */
  readonly runtime: string;
  /** `auto` for the one that suits the project. */
  readonly importExtension: "auto" | "js" | "ts" | "none";
  /** The project's own formatter, through which the output goes before it is compared or written. */
  readonly format?: Formatter | undefined;
  readonly layout: "tags" | "single";
  readonly names: NameOptions;
  readonly enums: "both" | "union" | "const";
  /** Without it, there is no `transforms.ts`. */
  readonly transforms?: TransformOptions | undefined;
  readonly slowPatterns: "leave-out" | number;
  /** What makes files besides ifmatch, in order. */
  readonly plugins: readonly OutputPlugin[];
  /** Origins. */
  readonly allowRemote: readonly string[];
  /** Sent when the document is fetched, `${NAME}` to be filled in from the environment. */
  readonly inputHeaders: Readonly<Record<string, string>>;
  /** The folder that references may not leave, absolute once loaded; the repository where it is left out. */
  readonly root?: string | undefined;
  /** Overlay files by their absolute paths once loaded, or functions; in order. */
  readonly patch: readonly (string | DocumentPatch)[];
  readonly include?: ResolvedSelection | undefined;
  readonly exclude?: ResolvedSelection | undefined;
  readonly limits: Limits;
  readonly strict: boolean;
  readonly lint: ResolvedLintConfig;
  readonly command: string;
}

/** Changes a document, in place or by what it returns. */
export type DocumentPatch = (document: Record<string, unknown>) => unknown;

/** {@link SelectionConfig} as it was read. */
export interface ResolvedSelection {
  readonly tags?: readonly string[] | undefined;
  readonly paths?: readonly string[] | undefined;
  readonly methods?: readonly string[] | undefined;
  readonly operations?: readonly string[] | undefined;
  readonly deprecated?: boolean | undefined;
}

/** {@link LintConfig} with its defaults. */
export interface ResolvedLintConfig {
  readonly rules: Readonly<Record<string, "error" | "warn" | "off">>;
  readonly suppress: readonly ResolvedSuppression[];
}

/** {@link SuppressionConfig} as it was read: that a reason is there is checked when the linter runs. */
export interface ResolvedSuppression {
  readonly rule: string;
  readonly operation?: string | undefined;
  readonly path?: string | undefined;
  readonly tag?: string | undefined;
  readonly reason?: string | undefined;
  readonly until?: string | undefined;
}
