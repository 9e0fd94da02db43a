import { UsageError } from "../errors.js";
import type { BodyEncoder } from "../operation.js";
import { entries, primitive } from "./parameters.js";

/** A body of bytes. */
export type BinaryBody = Blob | BufferSource | ReadableStream<Uint8Array>;

/** `application/json` and every `+json`. */
export const json: BodyEncoder = (body, mediaType) => ({ body: JSON.stringify(body), type: mediaType });

/** JSON would write `{}` for a file. */
export function withoutFiles(_name: string, value: unknown): unknown {
  if (value instanceof Blob)
    throw new UsageError(
      "invalid-body",
      "A file cannot be sent as JSON or urlencoded: it needs a part of multipart/form-data of its own.",
    );
  return value;
}

/** JSON of a body that a form takes as well, files and all. */
export const jsonWithoutFiles: BodyEncoder = (body, mediaType) => ({
  body: JSON.stringify(body, withoutFiles),
  type: mediaType,
});

/** An object as JSON, anything else as text. */
const fieldText = (value: unknown): string =>
  typeof value === "object" && !(value instanceof Date) ? JSON.stringify(value, withoutFiles) : primitive(value);

/** `text/*` and XML: the string, unchanged. */
export const text: BodyEncoder = (body, mediaType) => ({ body: String(body), type: mediaType });

/** Everything else: the bytes, unchanged. For a wildcard media type, fetch sets the header from the Blob's own type. */
export const binary: BodyEncoder = (body, mediaType) => ({
  body: body as BodyInit,
  type: mediaType.includes("*") ? undefined : mediaType,
  // A stream has no known length; fetch requires `duplex` for it.
  ...(body instanceof ReadableStream && { init: { duplex: "half" } }),
});

/** `application/x-www-form-urlencoded`: arrays repeat their name, objects are sent as JSON. */
export const urlencoded: BodyEncoder = (body, mediaType) => {
  // Documented as a text, it is written already.
  if (typeof body === "string") return { body, type: mediaType };
  const fields = new URLSearchParams();
  appendFields(body, (name, value) => fields.append(name, fieldText(value)));
  return { body: fields.toString(), type: mediaType };
};

/** `multipart/form-data` of texts and Blobs; fetch sets the boundary. Objects are sent as JSON text. */
export const multipart: BodyEncoder = (body) => {
  const fields = new FormData();
  appendFields(body, (name, value) => fields.append(name, value instanceof Blob ? value : fieldText(value)));
  return { body: fields, type: undefined };
};

/** `null` becomes an empty field, which Django and others read as null. */
function appendFields(body: unknown, append: (name: string, value: unknown) => void): void {
  for (const [name, value] of entries(body as object)) {
    for (const item of Array.isArray(value) ? value : [value]) append(name, item ?? "");
  }
}
