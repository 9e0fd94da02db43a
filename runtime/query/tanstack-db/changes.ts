import type { Success } from "../../call.js";
import { edit, type EditOptions } from "../../core/edit.js";
import { type GeneratedFunction, operationOf } from "../../core/generated-function.js";
import { type AnyResult, ResultError } from "../../core/unwrap.js";
import { defaultBody } from "../../draft/default-body.js";
import { type MergeRules, readOnlyRules } from "../../draft/state.js";
import { UsageError } from "../../errors.js";
import { type JsonObject, same } from "../../merge/json.js";
import type { RequestParts, StateChangeOperation } from "../../operation.js";
import type { AnyCaches } from "../caches.js";
import { carryOut } from "../mutation.js";
import { refuseDeleting, refuseOverwriting } from "./row-conflict.js";

/** A row that a transaction of TanStack DB changes. */
export interface RowChange<Row> {
  readonly key: string | number;
  /** As the person saw it; `{}` for a new row. */
  readonly original: object;
  readonly modified: Row;
  /** The fields that differ. */
  readonly changes: object;
}

/** What changes rows, without the types of the functions. */
export interface RowFunctions {
  readonly read?: GeneratedFunction | undefined;
  readonly record?: ((row: never) => object) | undefined;
  readonly update?: GeneratedFunction | undefined;
  readonly remove?: GeneratedFunction | undefined;
  readonly insert?: GeneratedFunction | undefined;
  readonly creation?: ((row: never) => object) | undefined;
  readonly body?: ((value: never, base: never) => unknown) | undefined;
  readonly fields?: MergeRules<unknown> | undefined;
}

/** The headers and time limits of the requests. */
type CallOptions = Pick<EditOptions<unknown>, "headers" | "timeout">;
/** A generated function, whatever it takes and returns. */
type AnyFunction = (client: unknown, request: object, options?: object) => Promise<AnyResult>;

/** Sends one row's update under the tag of a record whose changed fields are what the row showed. */
export async function updateRow(
  caches: AnyCaches,
  { read, record, update, body, fields = {} }: RowFunctions,
  { key, original, modified, changes }: RowChange<object>,
  options: CallOptions,
): Promise<void> {
  const { operation, request } = rowCall(update, record, original);
  const send = update as unknown as AnyFunction;
  const bodyOf = (value: unknown, base: unknown): unknown =>
    body
      ? body(value as never, base as never)
      : defaultBody(operation as StateChangeOperation, undefined, fields)(value, base);
  await carryOut(caches, { operation, request }, () => {
    if (!("ifMatch" in operation))
      return send(caches.client, { ...request, body: bodyOf(modified, original) }, options);
    const change = (current: unknown): unknown => {
      const rules = readOnlyRules(fields);
      refuseOverwriting({ name: nameOf(read, key), shown: original, current, rules }, changes as JsonObject);
      const value = { ...(current as object), ...changes };
      return same(value, current) ? undefined : bodyOf(value, current);
    };
    return underTagOf(caches, read, send, request, change, { ...options, readOnly: fields.readOnly as never });
  });
}

/** Deletes a record that still is what its row shows. One that is gone already is what was wanted. */
export async function removeRow(
  caches: AnyCaches,
  { read, record, remove, fields = {} }: RowFunctions,
  { key, original }: RowChange<object>,
  options: CallOptions,
): Promise<void> {
  const { operation, request } = rowCall(remove, record, original);
  const send = remove as unknown as AnyFunction;
  const deletion = carryOut(caches, { operation, request }, () => {
    if (!("ifMatch" in operation)) return send(caches.client, request, options);
    const check = (current: unknown): unknown => {
      refuseDeleting({ name: nameOf(read, key), shown: original, current, rules: readOnlyRules(fields) });
      return {};
    };
    // `edit` writes bodies, and a deletion has none (RFC 9110, 9.3.5).
    const bare: AnyFunction = (client, { body: _body, ...rest }: { readonly body?: unknown }, more) =>
      send(client, rest, more);
    return underTagOf(caches, read, bare, request, check, { ...options, readOnly: fields.readOnly as never });
  });
  try {
    await deletion;
  } catch (error) {
    // Whether the document lists them or not.
    if (!(error instanceof ResultError) || (error.status !== 404 && error.status !== 410)) throw error;
  }
}

/** Creates the record of a new row. */
export async function insertRow(
  caches: AnyCaches,
  { insert, creation }: RowFunctions,
  { modified }: RowChange<object>,
  options: CallOptions,
): Promise<Success> {
  const request = creation!(modified as never);
  const { operation } = insert!;
  const send = insert as unknown as AnyFunction;
  return await carryOut(caches, { operation, request }, () => send(caches.client, request, options));
}

/** The operation that changes a row, and the request of its record. */
function rowCall(
  change: GeneratedFunction | undefined,
  record: RowFunctions["record"],
  row: object,
): { readonly operation: GeneratedFunction["operation"]; readonly request: RequestParts } {
  return { operation: change!.operation, request: record!(row as never) };
}

const nameOf = (read: GeneratedFunction | undefined, key: string | number): string =>
  `${read ? (operationOf(read).resource ?? read.operation.id) : "The record"} ${key}`;

/** Reads the record, and sends what `change` makes of it under its tag, again when somebody else came first. */
async function underTagOf(
  { client }: AnyCaches,
  read: GeneratedFunction | undefined,
  send: AnyFunction,
  request: RequestParts,
  change: (current: unknown) => unknown,
  options: EditOptions<unknown>,
): Promise<AnyResult> {
  if (!read)
    throw new UsageError("no-retrieval", "A change under a precondition needs `read`, which reads the row's record.");
  const result = await edit(client, read as never, send as never, request as never, change as never, options as never);
  return result as AnyResult;
}
