import type { BodyEncoder } from "../operation.js";
import { entries, primitive } from "./parameters.js";

/** What a binary body may be. */
export type BinaryBody = Blob | BufferSource | ReadableStream<Uint8Array>;

/** `application/json` and every `+json`. */
export const json: BodyEncoder = (body, mediaType) => ({ body: JSON.stringify(body), type: mediaType });

/** `text/*` and XML: the string as it is. */
export const text: BodyEncoder = (body, mediaType) => ({ body: String(body), type: mediaType });

/** Everything else: bytes as they are. A wildcard media type leaves the header to the Blob's own type. */
export const binary: BodyEncoder = (body, mediaType) => ({
  body: body as BodyInit,
  type: mediaType.includes("*") ? undefined : mediaType,
  // A stream has no known length; fetch demands that we say so.
  ...(body instanceof ReadableStream && { init: { duplex: "half" } }),
});

/** `application/x-www-form-urlencoded`: arrays repeat their name, objects travel as JSON. */
export const urlencoded: BodyEncoder = (body, mediaType) => {
  const fields = new URLSearchParams();
  appendFields(body, (name, value) => fields.append(name, primitive(value)));
  return { body: fields.toString(), type: mediaType };
};

/** `multipart/form-data`: Blobs and Files as parts, other objects as JSON; fetch writes the boundary. */
export const multipart: BodyEncoder = (body) => {
  const fields = new FormData();
  appendFields(body, (name, value) => fields.append(name, value instanceof Blob ? value : primitive(value)));
  return { body: fields, type: undefined };
};

/** `null` in a form is the empty field: that is how Django and others read it. */
function appendFields(body: unknown, append: (name: string, value: unknown) => void): void {
  for (const [name, value] of entries(body as object)) {
    for (const item of Array.isArray(value) ? value : [value]) append(name, item ?? "");
  }
}
