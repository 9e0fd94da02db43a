import { type JsonObject, own, pointer } from "../load/pointer.js";
import { isStream } from "../model/media-types.js";
import type { OperationModel, SchemaModel } from "../model/model.js";
import type { RawOperation } from "../model/operations.js";
import type { Reader } from "../model/reader.js";
import { toSchema } from "../model/schemas.js";
import { streamOf, type StreamReading } from "../model/streams.js";

/** What the document says that one status is answered with. */
export interface Content {
  readonly status: number;
  /** `undefined`: an empty body. */
  readonly mediaType: string | undefined;
  readonly isJson: boolean;
  /** Of a JSON body. */
  readonly schema: SchemaModel | undefined;
  /** Of a body that clients read item by item. */
  readonly stream?: StreamReading | undefined;
  /** The document's media type object, where its examples are. */
  readonly node: JsonObject;
}

export const isJson = (mediaType: string): boolean =>
  (/[/+]json\b/i.test(mediaType) && !isStream(mediaType)) || mediaType === "*/*";

const EMPTY = { mediaType: undefined, isJson: false, schema: undefined, node: {} } as const;

/** The success of an operation: of several the one that its method is usually answered with. */
export function successContent(reader: Reader, operation: OperationModel, raw: RawOperation): Content {
  const usual = { POST: "201", DELETE: "204" }[operation.method as string];
  const successes = raw.responses.filter(({ key }) => key.startsWith("2"));
  const chosen =
    successes.find(({ key }) => key === usual) ??
    successes.find(({ key }) => key === "200") ??
    successes.find(({ key }) => /^\d+$/.test(key)) ??
    successes[0] ??
    raw.responses.find(({ key }) => key === "default");
  const status = chosen && /^2\d\d$/.test(chosen.key) ? Number(chosen.key) : 200;
  return chosen === undefined || status === 204 || status === 205
    ? { status: chosen === undefined && operation.method === "DELETE" ? 204 : status, ...EMPTY }
    : contentOf(reader, chosen, status);
}

/** What an error status is documented with: by number, by class, else `default`; `undefined` where it is not. */
export function errorContent(reader: Reader, raw: RawOperation, status: number): Content | undefined {
  const named = (name: string) => raw.responses.find(({ key }) => key.toUpperCase() === name);
  const found = named(String(status)) ?? named(`${String(status)[0]}XX`) ?? named("DEFAULT");
  return found && contentOf(reader, found, status);
}

function contentOf(reader: Reader, response: RawOperation["responses"][number], status: number): Content {
  const contents = reader.entries(own(response.node, "content"), pointer(response.at, "content"));
  const content = contents.find(({ key }) => isJson(key)) ?? contents[0];
  if (content === undefined) return { status, ...EMPTY };
  const json = isJson(content.key);
  return {
    status,
    mediaType: content.key.includes("*") ? (json ? "application/json" : "application/octet-stream") : content.key,
    isJson: json,
    schema: json ? toSchema(reader, own(content.node, "schema"), pointer(content.at, "schema")) : undefined,
    stream: streamOf(reader, content.key, content),
    node: content.node,
  };
}
