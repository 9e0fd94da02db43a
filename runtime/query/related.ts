import type { Operation, RequestParts } from "../operation.js";
import type { ResourceRef } from "../call.js";
import type { QueryKeyPart } from "./keys.js";

/** What was changed: by which operation, with which path parameters, and of which record. */
export interface Change {
  readonly operation: Pick<Operation, "method" | "path">;
  readonly request: Pick<RequestParts, "path">;
  readonly resource: ResourceRef | undefined;
}

/** One segment of a path: as it is requested, and whether it stands in the template like that. */
interface Segment {
  readonly text: string;
  readonly isLiteral: boolean;
}

/**
 * Whether a change may concern what a query shows. It does if both are about one record, by the contract; and, as most
 * documents say of few operations what they are about, if one path leads to the other:
 *
 * - what contains the record: its lists, the record that it is a part of;
 * - what is below the record, and beside the operation below it: its files, its history;
 * - what stands in the record's list under a name of its own, such as `/jobs/summary/` beside `/jobs/{id}/`.
 *
 * Too much does no harm: what is read again is confirmed by a 304. Other records of the same list are not concerned.
 */
export function concerns({ operation, request, resource }: Change, query: QueryKeyPart): boolean {
  // The same record under another path, or with its key in the query.
  if (resource && query.resource === resource.name)
    return !query.key || resource.key === null || query.key === resource.key;
  const changed = segmentsOf(operation.path, request);
  const read = segmentsOf(query.path, query.request);
  const common = commonLength(changed, read);
  const record = changed.map(({ isLiteral }) => isLiteral).lastIndexOf(false) + 1;
  // It contains what was changed.
  if (common === read.length) return common > 0 || changed.length === 0;
  // It is below the same record.
  if (record > 0 && common >= record) return true;
  const next = read[common]!;
  // It is below the list that was changed: a creation leaves the records that are there as they are.
  if (common === changed.length) return next.isLiteral || operation.method !== "POST";
  // An action of the list, such as `/jobs/archive/` or `/jobs:archive`: it may have changed any record of it.
  if (common > 0 && common === changed.length - 1 && changed[common]!.isLiteral && !next.isLiteral) return true;
  // It is in the record's list, and no record.
  return record > 0 && common === record - 1 && common > 0 && next.isLiteral;
}

/** The segments of a path; a verb after a colon, as in `/jobs/{id}:cancel`, counts as one. */
function segmentsOf(template: string, { path }: Pick<RequestParts, "path">): readonly Segment[] {
  const values: Readonly<Record<string, unknown>> = { ...path };
  return template
    .split(/\/|(?=:)/)
    .filter((text) => text !== "")
    .map((text) => {
      // Names in templates are percent-encoded by the generator.
      const filled = text.replace(/\{([^{}]+)\}/g, (_, name: string) => textOf(values[decodeURIComponent(name)]));
      return { text: filled, isLiteral: filled === text };
    });
}

/** A path parameter, so that equal values are equal texts. */
const textOf = (value: unknown): string =>
  encodeURIComponent(Object(value) === value ? JSON.stringify(value).replace(/^"|"$/g, "") : String(value));

function commonLength(one: readonly Segment[], other: readonly Segment[]): number {
  const end = one.findIndex(({ text }, index) => text !== other[index]?.text);
  return end < 0 ? one.length : end;
}
