import type { Narrowing } from "../../core/unwrap.js";
import { UsageError } from "../../errors.js";
import { isObject, type JsonObject, property, same } from "../../merge/json.js";
import { type Rule, rulesBelow } from "../../merge/paths.js";

/** Somebody else changed what a row showed. Nothing was sent, and the collection takes the optimistic row back. */
export class RowConflictError<Row = unknown, Data = unknown> extends Error {
  declare static readonly [Symbol.hasInstance]: Narrowing<RowConflictError>;
  override readonly name = "RowConflictError";
  /** The names of the fields that clash. */
  readonly fields: readonly string[];
  /** The row as the person saw it. */
  readonly shown: Row;
  /** The record as the server has it. */
  readonly current: Data;
  constructor(message: string, fields: readonly string[], shown: Row, current: Data) {
    super(message);
    this.fields = fields;
    this.shown = shown;
    this.current = current;
  }
}

/** A row that is about to be changed, and the record behind it. */
export interface Comparison {
  /** The resource and its key, for people. */
  readonly name: string;
  readonly shown: object;
  readonly current: unknown;
  /** What only the server sets; it does not count. */
  readonly rules: readonly Rule[];
}

/**
 * Refuses a change of a row whose changed fields are no longer what the row showed. A field that is already what it is
 * to become does not clash.
 *
 * @throws {RowConflictError}
 * {UsageError} where the record lacks a field that is changed, so that nothing can be compared (code `not-comparable`).
 */
export function refuseOverwriting(comparison: Comparison, changes: JsonObject): void {
  const { name, shown, current } = comparison;
  const record = isObject(current) ? current : {};
  for (const field of Object.keys(changes))
    if (!Object.hasOwn(record, field) && Object.hasOwn(shown, field))
      throw new UsageError(
        "not-comparable",
        `${name}: the row shows "${field}", and the record that is read before a change has no such field. Change the field that it comes from.`,
      );
  refuse(
    comparison,
    Object.keys(changes).filter((field) => !same(property(record, field), changes[field])),
  );
}

/**
 * Refuses the deletion of a row unless the record still is what the row shows of it.
 *
 * @throws {RowConflictError}
 */
export function refuseDeleting(comparison: Comparison): void {
  const record = isObject(comparison.current) ? comparison.current : {};
  refuse(
    comparison,
    Object.keys(comparison.shown).filter((field) => Object.hasOwn(record, field)),
  );
}

function refuse({ name, shown, current, rules }: Comparison, fields: readonly string[]): void {
  const record = current as JsonObject;
  const clashing = fields.filter(
    (field) => !same(property(shown as JsonObject, field), property(record, field), rulesBelow(rules, field)),
  );
  if (clashing.length === 0) return;
  const names = clashing.map((field) => `"${field}"`).join(", ");
  throw new RowConflictError(
    `${name}: somebody else changed ${names} since the row was read. Nothing was sent.`,
    clashing,
    shown,
    current,
  );
}
