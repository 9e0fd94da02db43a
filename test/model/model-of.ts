import { join } from "node:path";
import { RefusedError } from "../../generator/diagnostics.js";
import { loadDocument } from "../../generator/load/load.js";
import { buildModel } from "../../generator/model/build.js";
import { DEFAULT_MARKERS } from "../../generator/model/marker.js";
import type { ApiModel, Concurrency, OperationModel } from "../../generator/model/model.js";
import type { ModelOptions } from "../../generator/model/options.js";
import { workspace } from "../cli/workspace.js";

/** The model of a document that is written, loaded and read as the command line does it. */
export async function modelOf(document: object, options: Partial<ModelOptions> = {}): Promise<ApiModel> {
  const whole = { openapi: "3.0.3", info: { title: "Test", version: "1" }, paths: {}, ...document };
  const loaded = await loadDocument(join(workspace({ "schema.json": whole }), "schema.json"));
  return buildModel(loaded, {
    markers: DEFAULT_MARKERS,
    versionHeaders: ["ETag"],
    operations: {},
    resources: {},
    ...options,
  });
}

export function operationOf({ operations }: ApiModel, id: string): OperationModel {
  const found = operations.find((operation) => operation.id === id);
  if (!found) throw new Error(`The operations are ${operations.map((operation) => operation.id).join(", ")}.`);
  return found;
}

/** An operation's place in the concurrency model, without its evidence. */
export function placeOf(model: ApiModel, id: string): Omit<Concurrency, "evidence"> {
  const { evidence: _, ...place } = operationOf(model, id).concurrency;
  return place;
}

/** What is said about a document: severity, code, message and where. */
export const said = ({ diagnostics }: Pick<ApiModel, "diagnostics">): string[] =>
  diagnostics.map(({ severity, code, message, at }) => `${severity} ${code}: ${message} ${JSON.stringify(at)}`);

/** What a document is refused with. */
export async function refusal(document: object, options?: Partial<ModelOptions>): Promise<string[]> {
  const error: unknown = await modelOf(document, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof RefusedError)) throw new Error(`It is not refused: ${String(error)}`);
  return said(error);
}
