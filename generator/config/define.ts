import type { OutputPlugin } from "./plugin.js";

/** One client: what to read, where to write, and what the document leaves unsaid. */
export interface ClientConfig {
  /** The OpenAPI document: a file, relative to the config file, or a URL. */
  input: string;
  /** Folder for the output, relative to the config file. Default: `generated`. */
  output?: string;
  /** Sentences that mark an endpoint as controlled by entity-tags; replaces the default one. */
  markers?: string[];
  /** By operationId or `METHOD path`, `*` for any run of characters; the most specific entry wins. */
  operations?: Record<string, OperationConfig>;
  /** By resource name or key path. */
  resources?: Record<string, ResourceConfig>;
  /** Response headers that may carry the tag, in order of preference. Default: `["ETag"]`. */
  versionHeaders?: string[];
  /** What happens to a weak tag in If-Match: sent as received (default), stripped of `W/`, or refused. */
  weakTags?: "send" | "strip" | "reject";
  /** Statuses of this API that mean 412 and 428. */
  statuses?: { preconditionFailed?: number[]; preconditionRequired?: number[]; ambiguous?: number[] };
  /** Whether a call must decide an optional If-Match (`null` for none; default), or may leave it out. */
  optionalIfMatch?: "explicit" | "omittable";
  /**
   * Emit `schemas.ts` and `validation.ts`. `true` (default): for the zod that the project's package.json lists. Or the module
   * of zod that they import, such as `"zod/mini"`.
   */
  zod?: boolean | "zod" | "zod/mini" | "zod/v4";
  /**
   * What generated files import. `"package"` (default): `@ifmatch/runtime` where the project's package.json lists it, else
   * `ifmatch/runtime`, which is the same. `"inline"`: a copy beside the output. Or the module of this name, such as one of
   * yours that re-exports it.
   */
  runtime?: "package" | "inline" | `${string}/${string}` | `#${string}`;
  /** Extension of relative imports. `"auto"` (default): the one that the project's tsconfig.json and package.json ask for. */
  importExtension?: "auto" | "js" | "ts" | "none";
  /**
   * The project's own formatter, which formats the output: Prettier, Biome or oxfmt; or a command as a list, which reads a
   * file's text from standard input and prints it, `{file}` being its path. Default: none.
   */
  format?: "prettier" | "biome" | "oxfmt" | string[];
  /** One file of operations a tag (default), or a single one. */
  layout?: "tags" | "single";
  /** What functions and types are called. */
  names?: NamesConfig;
  /**
   * `"both"` (default): an enum is a union of its values, and an object with each under its name. `"union"`: no object.
   * `"const"`: the object, and a type made of it.
   */
  enums?: "both" | "union" | "const";
  /**
   * Writes `transforms.ts`, which converts between JSON and values: `dates: "Date"`, or `"Temporal"` of the platform or a
   * polyfill; `int64: "bigint"`. What the client returns stays JSON. Default: none.
   */
  transforms?: TransformsConfig;
  /**
   * What becomes of a `pattern` whose time explodes with the length of a text. `"leave-out"` (default): nobody checks it. Or a
   * number: texts of up to so many characters are checked, longer ones pass.
   */
  slowPatterns?: "leave-out" | number;
  /** What makes files of your own from the model, written along with the client. */
  plugins?: OutputPlugin[];
  /** Origins from which `$ref`s may be fetched. Default: none. */
  allowRemote?: string[];
  /** Sent when the document is fetched; `${NAME}` is taken from the environment. Only the input's own origin gets them. */
  inputHeaders?: Record<string, string>;
  /** The folder that references may not leave, relative to the config file. Default: the document's git repository. */
  root?: string;
  /**
   * Changes to the document before it is used, for documents that you do not own: the path of an Overlay 1.0 file, or a
   * function that changes the document it is given, or returns another; or several, in order.
   */
  patch?: string | DocumentPatch | (string | DocumentPatch)[];
  /** Generate these operations only, and the schemas that they use: those that fit every key given. */
  include?: SelectionConfig;
  /** Leave these operations out, and the schemas that only they use: those that fit any key given. */
  exclude?: SelectionConfig;
  /** What a document may cost before it is refused. The defaults are larger than the largest public API description. */
  limits?: LimitsConfig;
  /** Refuse a document that breaks a rule of the specification, where ifmatch would warn and go on. Default: `false`. */
  strict?: boolean;
  /** Rules and suppressions of `ifmatch lint`. */
  lint?: LintConfig;
  /** The command that the banner of each file names. Default: `npm run generate`. */
  command?: string;
}

/** What the document does not say about an operation; final. */
export interface OperationConfig {
  role?: "none" | "retrieval" | "state-change" | "creation";
  /** Name or key path of the resource. */
  resource?: string;
  /** Where the request carries the resource's key: `path.job_id`, `body.purchase_order_id`; one a parameter. */
  key?: string | string[];
  ifMatch?: "required" | "optional";
  /** Of a state change: the resource whose tag its 201 carries; `false` where that is the resource it changes. */
  creates?: string | false;
}

/** What the document does not say about a resource. */
export interface ResourceConfig {
  /** PascalCase; brands its entity-tags. */
  name?: string;
  /** Response body property that carries the tag, where no header does. */
  tagProperty?: string;
  /** Allow `ifMatch: "*"`: any current state will do. */
  wildcard?: boolean;
}

/** What `transforms.ts` converts. */
export interface TransformsConfig {
  /** What a `date-time` becomes: `"Date"`, or an Instant of `"Temporal"` or of a polyfill, with which a `date` is a PlainDate. */
  dates?: "Date" | "Temporal" | "temporal-polyfill" | "@js-temporal/polyfill";
  /** What an integer of format `int64` becomes. */
  int64?: "bigint";
}

/** What functions and types are called, where that is not what the document calls them. */
export interface NamesConfig {
  /**
   * `"operationId"` (default): `jobJobsPartialUpdate`. `"resource"`: `updateJob`, by method and path. `"grouped"`:
   * `jobs.update`. Or a function that names an operation; `undefined` leaves it the name of its operationId.
   */
  convention?: "operationId" | "resource" | "grouped" | ((operation: OperationToName) => string | undefined);
  /** By operationId or `METHOD path`: `"updateJob"`, or `"jobs.update"`; final. */
  operations?: Record<string, string>;
  /** Types of component schemas, by their names in the document; or a function of these names. */
  schemas?: Record<string, string> | ((name: string) => string | undefined);
}

/** An operation that a function names. */
export interface OperationToName {
  /** operationId, or `METHOD path` where the document has none. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly tags: readonly string[];
  readonly deprecated: boolean;
  readonly role: "none" | "retrieval" | "state-change" | "creation";
  /** The resource whose tag it yields or takes. */
  readonly resource: string | undefined;
  /** What the conventions would call it: `updateJob`, and `jobs.update`. */
  readonly conventional: { readonly resource: string; readonly grouped: string } | undefined;
}

/** Changes the parsed document. Declare its parameter as whatever type describes the document for you; it is not checked. */
export type DocumentPatch = {
  // A method takes a parameter of a narrower type, which a function does not.
  call(document: object): unknown;
}["call"];

/** Operations; in each list `*` stands for any characters. */
export interface SelectionConfig {
  tags?: string[];
  paths?: string[];
  methods?: string[];
  /** operationIds. */
  operations?: string[];
  deprecated?: boolean;
}

/** What one document may cost. */
export interface LimitsConfig {
  /** Files. Default: 20,000. */
  files?: number;
  /** MiB, of all files together. Default: 256. */
  megabytes?: number;
  /** Objects, lists and scalars of all files. Default: 20,000,000. */
  nodes?: number;
  /** Nodes that YAML aliases repeat. Default: 2,000,000. */
  repeatedNodes?: number;
  /** Levels of nesting in a file. Default: 500. */
  depth?: number;
}

/** How `ifmatch lint` looks at the document. */
export interface LintConfig {
  /** By rule id, such as `no-fresh-tag`; under `redocly lint`, redocly.yaml decides. */
  rules?: Record<string, "error" | "warn" | "off">;
  suppress?: SuppressionConfig[];
}

/** A finding that somebody has decided to live with. Without operation, path and tag it holds everywhere. */
export interface SuppressionConfig {
  rule: string;
  /** operationId or `METHOD path`, `*` for any run of characters. */
  operation?: string;
  /** Path, `*` for any run of characters. */
  path?: string;
  tag?: string;
  /** Why this is right as it is. */
  reason: string;
  /** The last day it holds, such as `2026-12-31`. */
  until?: string;
}

/** Several clients in one file, by name. */
export interface ClientsConfig {
  clients: Record<string, ClientConfig>;
}

/** Types the default export of `ifmatch.config.ts`. */
export function defineConfig<Config extends ClientConfig | ClientsConfig>(config: Config): Config {
  return config;
}
