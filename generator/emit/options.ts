import type { TransformOptions, ZodModule } from "../config/resolved.js";

/** What the emitters take from the config. */
export interface EmitOptions {
  /** What the output imports: the runtime package, a copy beside it (`inline`), or the module of that name. */
  readonly runtime: string;
  /** Extension of relative imports in the output. */
  readonly importExtension: ".js" | ".ts" | "";
  /** One file of operations a tag, or one for all. */
  readonly layout: "tags" | "single";
  /** Enums as types, as objects of their values, or as both. */
  readonly enums: "both" | "union" | "const";
  /** What `transforms.ts` converts; without it, there is none. */
  readonly transforms?: TransformOptions | undefined;
  /** The module that `schemas.ts` and `validation.ts` import; without it, neither is emitted. */
  readonly zod: ZodModule | undefined;
  /** Whether an optional If-Match may be left out (`true`), or must be decided (`null`). */
  readonly omittableIfMatch: boolean;
  readonly versionHeaders: readonly string[];
  readonly weakTags: "send" | "strip" | "reject";
  readonly preconditionFailed: readonly number[];
  readonly preconditionRequired: readonly number[];
  /** Statuses that leave open whether a change was made; those of the runtime if absent. */
  readonly ambiguous?: readonly number[] | undefined;
  /** For the banner: the document, and the command that makes the output again. */
  readonly source: string;
  readonly command: string;
  /** Whether the project's formatter gets the output: then it is not told to leave it alone. */
  readonly isFormatted: boolean;
}

/** What is told about the API as a whole, where it is not what the runtime takes for granted (`Api` of the runtime). */
export interface ApiFacts {
  readonly versionHeaders?: readonly string[];
  readonly weakTags?: "send" | "strip" | "reject";
  readonly preconditionFailed?: readonly number[];
  readonly preconditionRequired?: readonly number[];
  readonly ambiguous?: readonly number[];
}

export function apiFacts(options: Pick<EmitOptions, keyof ApiFacts>): ApiFacts {
  const { versionHeaders, weakTags, preconditionFailed, preconditionRequired, ambiguous } = options;
  return {
    ...(versionHeaders.join() !== "ETag" && { versionHeaders }),
    ...(weakTags !== "send" && { weakTags }),
    ...(preconditionFailed.join() !== "412" && { preconditionFailed }),
    ...(preconditionRequired.join() !== "428" && { preconditionRequired }),
    ...(ambiguous && { ambiguous }),
  };
}
