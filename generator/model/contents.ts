import { own, pointer } from "../load/pointer.js";
import { fieldsOf, holdsOthers } from "./encodings.js";
import {
  essence,
  isJson,
  isMedia,
  isMultipart,
  isOpaqueVendor,
  isRange,
  isStream,
  isText,
  isUrlencoded,
  isXml,
  mayBeJson,
} from "./media-types.js";
import { streamOf } from "./streams.js";
import type { BodyModel, ContentModel, Decoder, ResponseModel, SchemaModel, TypeModel } from "./model.js";
import type { RawOperation } from "./operations.js";
import type { Located, Reader } from "./reader.js";
import { toSchema } from "./schemas.js";
import { BINARY_BODY, BLOB, distinctTypes, meaningOf, schemaType, STRING, UNDEFINED, UNKNOWN } from "./types.js";
import { holdsBinary, valueOf } from "./values.js";

/** A Media Type Object: what stands under one key of a `content`. */
interface Entry {
  readonly mediaType: string;
  readonly schema: SchemaModel;
  readonly located: Located;
}

function entriesOf(reader: Reader, owner: Located): Entry[] {
  return reader.entries(own(owner.node, "content"), pointer(owner.at, "content")).map(({ key, node, at }) => ({
    mediaType: key,
    schema: toSchema(reader, own(node, "schema"), pointer(at, "schema")),
    located: { node, at },
  }));
}

/** Whether a body of this media type is JSON: a range, and a type of a vendor's, are what their schema makes of them. */
function holdsJson(reader: Reader, { mediaType, schema }: Entry): boolean {
  if (isStream(mediaType)) return false;
  if (isJson(mediaType)) return true;
  return (mayBeJson(mediaType) || isOpaqueVendor(mediaType)) && valueOf(reader, schema) === "structured";
}

/** JSON first, as it can be typed and checked (RFC 9110, 12.5.1: what is wanted is asked for); else in document order. */
const jsonFirst = (reader: Reader, entries: readonly Entry[]): Entry[] =>
  entries.toSorted((a, b) => Number(holdsJson(reader, b)) - Number(holdsJson(reader, a)));

export function toBody(reader: Reader, raw: RawOperation): BodyModel | undefined {
  const value = own(raw.node, "requestBody");
  if (value === undefined) return undefined;
  if (["GET", "HEAD", "TRACE"].includes(raw.method)) {
    // RFC 9110, 9.3.1; OpenAPI 3.0.3 has it ignored, and where 3.1 permits it, fetch does not.
    reader.note(
      "body-left-out",
      "warning",
      `${raw.method} ${raw.path} has a requestBody, which fetch cannot send; it is left out.`,
      pointer(raw.at, "requestBody"),
      "Send it as parameters, or with POST or QUERY.",
    );
    return undefined;
  }
  const body = reader.resolve(value, pointer(raw.at, "requestBody"));
  const contents = new Map<string, ContentModel>();
  const entries = jsonFirst(reader, entriesOf(reader, body));
  const uploads = entries.filter(({ mediaType, schema }) => isMultipart(mediaType) && holdsBinary(reader, schema));
  // Files need a form: where one is offered, it is the default, and the body is the same whatever is chosen.
  const meanings = new Set(uploads.map(({ schema }) => meaningOf(schema)));
  for (const entry of new Set([...uploads, ...entries])) {
    const isUpload = isMultipart(entry.mediaType) || meanings.has(meaningOf(entry.schema));
    const content = toContent(reader, entry, isUpload ? "upload" : "write");
    // `application/*+json` is sent as the JSON that may stand beside it.
    const key = essence(content.mediaType) === "application/json" ? "application/json" : content.mediaType;
    if (!contents.has(key)) contents.set(key, content);
  }
  if (contents.size === 0) return undefined;
  // The specification's default is `false`, but documents leave `required` out of every PATCH: only an explicit `false` counts.
  return { required: own(body.node, "required") !== false, contents: [...contents.values()] };
}

function toContent(reader: Reader, entry: Entry, mode: ContentModel["mode"]): ContentModel {
  const { mediaType, schema } = entry;
  const encoding = encodingOf(reader, entry);
  const type = encoding === "binary" ? BINARY_BODY : encoding === "text" ? STRING : schemaType(schema, mode);
  const content = { mediaType: concrete(mediaType, encoding), encoding, mode, type, schema };
  if (encoding !== "multipart" && encoding !== "urlencoded") return content;
  const fields = fieldsOf(reader, entry.located, encoding === "multipart");
  return fields.length > 0 || (encoding === "multipart" && holdsOthers(reader, schema))
    ? { ...content, fields }
    : content;
}

/** How a body is written. Bytes are sent as they are under every media type but JSON and forms. */
function encodingOf(reader: Reader, entry: Entry): ContentModel["encoding"] {
  const { mediaType, schema } = entry;
  if (isStream(mediaType)) return "binary";
  if (isUrlencoded(mediaType)) return "urlencoded";
  if (isMultipart(mediaType)) return "multipart";
  const value = valueOf(reader, schema);
  if (value === "binary") return "binary";
  if (holdsJson(reader, entry)) return "json";
  return isText(mediaType) || (isRange(mediaType) && value === "text" && !isMedia(mediaType)) ? "text" : "binary";
}

/** A Content-Type names one type (RFC 9110, 8.3): what a range is sent as. fetch names the type of a Blob itself. */
function concrete(mediaType: string, encoding: ContentModel["encoding"]): string {
  if (!isRange(mediaType)) return mediaType;
  if (encoding === "json") return "application/json";
  return encoding === "text" ? "text/plain" : mediaType;
}

/** The documented responses. Where none is a success, `2XX` stands for it, typed by `default`. */
export function toResponses(reader: Reader, raw: RawOperation): ResponseModel[] {
  const responses = raw.responses
    .map((response) => toResponse(reader, raw, response))
    // A 304 has no meaning of its own to the caller of a retrieval, and 1xx never arrive.
    .filter(({ status }) => status !== "304" && !status.startsWith("1"));
  if (responses.some(({ status }) => status.startsWith("2"))) return responses;
  const fallback = responses.find(({ status }) => status === "default");
  const success = { mediaTypes: [], type: UNKNOWN, schema: undefined, decoders: {}, ...fallback };
  return [{ ...success, status: "2XX" }, ...responses];
}

function toResponse(reader: Reader, raw: RawOperation, response: Located & { key: string }): ResponseModel {
  const status = response.key === "default" ? "default" : response.key.toUpperCase();
  const entries = wanted(reader, entriesOf(reader, response));
  const mediaTypes = [...new Set(entries.flatMap((entry) => askedFor(reader, entry, status)))];
  const nothing = { status, mediaTypes, type: UNDEFINED, schema: undefined, decoders: {} };
  if (entries.length === 0 || raw.method === "HEAD") return nothing;
  const read = entries.map((entry) => readAs(reader, entry));
  const types = distinctTypes(read.map(({ type }) => type));
  const [json] = entries;
  const onlyJson = entries.every((entry) => holdsJson(reader, entry) && valueOf(reader, entry.schema) !== "binary");
  return {
    status,
    mediaTypes,
    type: types.length === 1 ? types[0]! : { kind: "union", members: types },
    schema: onlyJson ? json!.schema : undefined,
    decoders: decodersOf(entries.map(({ mediaType }, index) => [mediaType, read[index]!.decoder])),
  };
}

/**
 * The media types that the client asks for. What says the same as JSON, another JSON type, plain text or XML of the same
 * schema, is not: nobody can use what is now one shape, and now another.
 */
function wanted(reader: Reader, entries: readonly Entry[]): Entry[] {
  const [first, ...others] = jsonFirst(reader, entries);
  if (!first || !holdsJson(reader, first)) return [...entries];
  const meaning = meaningOf(first.schema);
  const saysTheSame = ({ mediaType, schema }: Entry): boolean =>
    !isStream(mediaType) &&
    (isXml(mediaType) || ((isJson(mediaType) || isText(mediaType)) && meaningOf(schema) === meaning));
  return [first, ...others.filter((entry) => !saysTheSame(entry))];
}

function askedFor(reader: Reader, entry: Entry, status: string): string[] {
  const { mediaType } = entry;
  if (!isRange(mediaType) || !holdsJson(reader, entry)) return [mediaType];
  // Only JSON has the shape of the schema; a server that knows no `application/json` may still choose its own.
  return isJson(mediaType) || /^[345]/.test(status) ? ["application/json"] : ["application/json", `${mediaType};q=0.5`];
}

/** Where several kinds of bodies are documented, the Content-Type tells them apart; where there is one, it is that. */
function decodersOf(
  read: readonly (readonly [mediaType: string, decoder: Decoder | undefined])[],
): ResponseModel["decoders"] {
  const [first] = new Set(read.map(([, decoder]) => decoder));
  if (first && read.every(([type, decoder]) => decoder === first && !isStream(type))) return { "*/*": first };
  return Object.fromEntries(
    read.flatMap(([mediaType, decoder]) =>
      // Bytes under any other type are a Blob by themselves.
      decoder && (decoder !== "blob" || isText(mediaType) || isJson(mediaType)) ? [[essence(mediaType), decoder]] : [],
    ),
  );
}

/** What a body is read as: its type, and the decoder where the Content-Type alone does not lead there. */
function readAs(reader: Reader, entry: Entry): { readonly type: TypeModel; readonly decoder: Decoder | undefined } {
  const { mediaType, schema } = entry;
  const stream = streamOf(reader, mediaType, entry.located);
  if (stream) return stream;
  const value = valueOf(reader, schema);
  const byType = (type: TypeModel) => ({ type, decoder: undefined });
  if (value === "binary") return { type: BLOB, decoder: "blob" };
  if (holdsJson(reader, entry))
    return { type: schemaType(schema, "read"), decoder: isOpaqueVendor(mediaType) ? "jsonBody" : undefined };
  if (isText(mediaType) || isUrlencoded(mediaType)) return byType(STRING);
  if (mayBeJson(mediaType)) return byType(value === "text" ? schemaType(schema, "read") : UNKNOWN);
  return { type: BLOB, decoder: "blob" };
}
