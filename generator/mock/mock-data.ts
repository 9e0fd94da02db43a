import { ConfigError } from "../diagnostics.js";
import { isRecord, type JsonObject } from "../load/pointer.js";
import type { ApiModel } from "../model/model.js";
import type { OpenModel } from "../open-model.js";

/** What the engine knows of the model. */
export type EngineModel = Pick<
  ApiModel,
  "title" | "version" | "servers" | "securitySchemes" | "defaultSecurity" | "operations" | "resources" | "schemas"
>;

/** A document as a mock needs it. Plain data, which survives JSON; what is in it is for the same version of ifmatch. */
export interface MockData {
  /** Another one whenever what is written means something else. */
  readonly mock: 1;
  readonly model: object;
  readonly document: object;
  readonly statuses: { readonly preconditionFailed: number; readonly preconditionRequired: number };
  readonly versionHeaders: readonly string[];
}

/** {@link MockData} as the engine reads it. */
export interface EngineData extends MockData {
  readonly model: EngineModel;
  readonly document: JsonObject;
}

const VERSION = 1;

export function dataOf({ document, config }: Pick<OpenModel, "document" | "config">, model: ApiModel): EngineData {
  const { title, version, servers, securitySchemes, defaultSecurity, operations, resources, schemas } = model;
  const { preconditionFailed, preconditionRequired } = config.statuses;
  return {
    mock: VERSION,
    model: { title, version, servers, securitySchemes, defaultSecurity, operations, resources, schemas },
    document: document.root,
    statuses: { preconditionFailed: preconditionFailed[0]!, preconditionRequired: preconditionRequired[0]! },
    versionHeaders: config.versionHeaders,
  };
}

/** @throws {ConfigError} when it is no data of a mock, or that of another version. */
export function checkData(given: unknown): EngineData {
  const help = "Write it anew: ifmatch mock schema.yml --output mock.json.";
  // A bundler may hand out the module whose default export it is.
  const data = isRecord(given) && isRecord(given["default"]) ? given["default"] : given;
  if (!isRecord(data) || typeof data["mock"] !== "number")
    throw new ConfigError(`data: not what a mock is made of. ${help}`);
  if (data["mock"] !== VERSION)
    throw new ConfigError(`data: written by a version of ifmatch that does not fit this one. ${help}`);
  return data as unknown as EngineData;
}

/** Texts for people, which no engine reads, make up half of a document. */
const words = new Set(["description", "summary", "externalDocs"]);
const literals = new Set(["example", "examples", "default", "enum", "const"]);
const modelWords = new Set(["description", "notes", "evidence"]);

export function withoutWords(data: EngineData): MockData {
  return {
    ...data,
    model: pruned(data.model, (key) => modelWords.has(key)) as object,
    document: pruned(data.document, (key, value) => words.has(key) && !isProperty(value), literals) as object,
  };
}

/** A property, or another named thing, that is called `description`; the keyword's value is text, or has a URL. */
const isProperty = (value: unknown): boolean => isRecord(value) && !("url" in value);

function pruned(
  node: unknown,
  isLeftOut: (key: string, value: unknown) => boolean,
  whole: ReadonlySet<string> = new Set(),
): unknown {
  if (Array.isArray(node)) return (node as unknown[]).map((one) => pruned(one, isLeftOut, whole));
  if (!isRecord(node)) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key, value]) => !isLeftOut(key, value))
      .map(([key, value]) => [key, whole.has(key) ? value : pruned(value, isLeftOut, whole)]),
  );
}
