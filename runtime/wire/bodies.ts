import type { BodyEncoder } from "../operation.js";
import { entries, primitive } from "./parameters.js";

/** A body of bytes. */
export type BinaryBody = Blob | BufferSource | ReadableStream<Uint8Array>;

/** `application/json` and every `+json`. */
export const json: BodyEncoder = (body, mediaType) => ({ body: JSON.stringify(body), type: mediaType });

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
  const fields = new URLSearchParams();
  appendFields(body, (name, value) => fields.append(name, primitive(value)));
  return { body: fields.toString(), type: mediaType };
};

/** `multipart/form-data` of texts and Blobs; fetch sets the boundary. Objects are sent as JSON text. */
export const multipart: BodyEncoder = (body) => {
  const fields = new FormData();
  appendFields(body, (name, value) => fields.append(name, value instanceof Blob ? value : primitive(value)));
  return { body: fields, type: undefined };
};

/** `null` becomes an empty field, which Django and others read as null. */
function appendFields(body: unknown, append: (name: string, value: unknown) => void): void {
  for (const [name, value] of entries(body as object)) {
    for (const item of Array.isArray(value) ? value : [value]) append(name, item ?? "");
  }
}
