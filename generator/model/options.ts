import type { Method, Role } from "./model.js";

/** One entry of `operations` in the config: final for every operation that its key matches. */
export interface OperationOverride {
  readonly role?: Role | undefined;
  /** Name of the resource, or the key path of it. */
  readonly resource?: string | undefined;
  /** Where the request carries the resource's key: `path.job_id`, `body.purchase_order_id`; one, or one a parameter. */
  readonly key?: string | readonly string[] | undefined;
  readonly ifMatch?: "required" | "optional" | undefined;
  /** Of a state change: the resource whose tag its 201 carries; `false` where that is the resource it changes. */
  readonly creates?: string | false | undefined;
}

/** One entry of `resources` in the config; its key is a resource's name or its key path. */
export interface ResourceOverride {
  readonly name?: string | undefined;
  /** Body property that carries the tag. */
  readonly tagProperty?: string | undefined;
  /** Allow `ifMatch: "*"`. */
  readonly wildcard?: boolean | undefined;
}

/** How functions and types are named (config). */
export interface NameOptions {
  readonly convention?: "operationId" | "resource" | "grouped" | NameFunction | undefined;
  /** By operationId or `METHOD path`: `updateJob`, or `jobs.update`. */
  readonly operations?: Readonly<Record<string, string>> | undefined;
  /** By the name in the document. */
  readonly schemas?: Readonly<Record<string, string>> | ((name: string) => string | undefined) | undefined;
}

/** Names an operation; `undefined` for the name that it would have anyway. */
export type NameFunction = (operation: OperationToName) => string | undefined;

/** What a function that names operations is told of one. */
export interface OperationToName {
  /** operationId, or `METHOD path` where the document has none. */
  readonly id: string;
  readonly method: Method;
  readonly path: string;
  readonly tags: readonly string[];
  readonly deprecated: boolean;
  readonly role: Role;
  /** The resource whose tag it yields or takes. */
  readonly resource: string | undefined;
  /** What the conventions would call it: `updateJob`, and `jobs.update`. */
  readonly conventional: { readonly resource: string; readonly grouped: string } | undefined;
}

/** What the model takes from the config. */
export interface ModelOptions {
  readonly markers: readonly string[];
  /** Response headers that may carry the tag, in order of preference. */
  readonly versionHeaders: readonly string[];
  readonly operations: Readonly<Record<string, OperationOverride>>;
  readonly resources: Readonly<Record<string, ResourceOverride>>;
  /** Refuse what the specification forbids, instead of a warning. */
  readonly strict?: boolean;
  /** Up to how many characters a text is matched with a pattern whose time explodes; by default none is. */
  readonly slowPatterns?: "leave-out" | number | undefined;
  /** How functions and types are named. */
  readonly names?: NameOptions | undefined;
}
