/** Small contracts, as documents, and how tests compare them. */
import type { ContractChange } from "../../generator/diff/change.js";
import { diffContracts } from "../../generator/diff/diff.js";
import { plain } from "../../generator/diff/phrase.js";
import { MARKER } from "../cli/workspace.js";
import { modelOf } from "../model/model-of.js";

type Json = Record<string, unknown>;

export const ok = { 200: { description: "ok", content: { "application/json": { schema: { type: "object" } } } } };
export const ifMatch = (required: boolean): Json => ({
  parameters: [{ in: "header", name: "If-Match", required, schema: { type: "string" } }],
});
export const marked = { description: MARKER };
export const tagged = {
  responses: { 200: { ...ok[200], headers: { ETag: { schema: { type: "string" } } } } },
};

/** An operation that answers 200. */
export const op = (operationId: string, more: Json = {}): Json => ({ operationId, responses: ok, ...more });

/** A job that is read and changed at `path`. */
export const job = (patch: Json, path = "/jobs/{job_id}/", get: Json = {}): Json => ({
  [path]: { get: op("job_read", get), patch: op("job_update", patch) },
});

export async function changes(before: Json, after: Json): Promise<ContractChange[]> {
  return diffContracts(await modelOf({ paths: before }), await modelOf({ paths: after }));
}

/** `lost protection-lost PATCH /jobs/{job_id}/: conditional ... -> not conditional`. */
export const lines = (found: readonly ContractChange[]): string[] =>
  found.map(({ kind, severity, before, after, was, is }) => {
    const { method, path } = (after ?? before)!;
    return `${severity} ${kind} ${method} ${path}: ${plain(was)} -> ${plain(is)}`;
  });
