import type { RequestOptions } from "../call.js";
import type { CreationOperation, Operation, RetrievalOperation, StateChangeOperation } from "../operation.js";
import type { Client } from "../pipeline.js";
import type { UnwrapError } from "./unwrap.js";

/** A generated function: it can be called, and carries the description of its operation. */
export interface GeneratedFunction<Request = never, Result = unknown, O extends Operation = Operation> {
  (client: Client, request: Request, options?: RequestOptions): Promise<Result>;
  readonly operation: O;
}

/** Every result of a generated function. */
export type ResultOf<F extends GeneratedFunction> = Awaited<ReturnType<F>>;

/** The `ok` result of a generated function: `Ok<typeof jobRetrieve>`. */
export type Ok<F extends GeneratedFunction> = Extract<ResultOf<F>, { readonly kind: "ok" }>;

/** The request of a generated function: `RequestOf<typeof jobRetrieve>`. */
export type RequestOf<F extends GeneratedFunction> = NonNullable<Parameters<F>[1]>;

/** What `unwrap` throws for the results of a generated function: `ErrorOf<typeof jobRetrieve>`. */
export type ErrorOf<F extends GeneratedFunction> = UnwrapError<ResultOf<F>>;

/** The part of an operation in the concurrency model; `none` for operations without entity-tags. */
export type Role = "retrieval" | "state-change" | "creation" | "none";

/** The role of an operation, from the type of its descriptor. */
export type RoleOf<O extends Operation> = O extends StateChangeOperation
  ? "state-change"
  : O extends RetrievalOperation
    ? "retrieval"
    : O extends CreationOperation
      ? "creation"
      : "none";

/** An operation as generic helpers see it, such as a factory of query keys. */
export interface OperationInfo<O extends Operation = Operation> {
  /** operationId, or `METHOD path` where the document has none. */
  readonly id: string;
  readonly role: RoleOf<O>;
  /** The resource whose tag the operation reads, requires or creates; `undefined` for the role `none`. */
  readonly resource: O extends { readonly resource: infer R } ? R : undefined;
}

/** Describes the operation of a generated function: its id, role and resource. */
export function operationOf<O extends Operation>({ operation }: { readonly operation: O }): OperationInfo<O> {
  const { id, resource } = operation as Operation & { readonly resource?: string };
  let role: Role = "none";
  if ("ifMatch" in operation) role = "state-change";
  else if ("created" in operation) role = "creation";
  else if ("key" in operation) role = "retrieval";
  // The conditional types say of `O` what the three properties say of its value.
  return { id, role, resource } as OperationInfo<O>;
}
