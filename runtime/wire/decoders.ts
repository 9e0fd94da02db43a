import type { BodyDecoder, DocumentedStatus, Operation } from "../operation.js";
import { parse, utf8Length } from "./decode.js";
import { essence, isAcceptable } from "./media-types.js";

/** Decoders of an operation's responses, by status and media type. */
export type Decoders = { readonly [S in DocumentedStatus]?: Readonly<Record<string, BodyDecoder>> };

/** By status, then by media type (range): what reads a body where its Content-Type alone does not tell. */
export const decoders =
  (all: Decoders): NonNullable<Operation["decode"]> =>
  (response, type) => {
    const { status } = response;
    const byType = all[status] ?? all[`${status.toString()[0] as "2"}XX`] ?? all.default ?? {};
    const sent = essence(type);
    // OpenAPI 3.1, 4.8.16: only the most specific media type applies.
    const range = Object.hasOwn(byType, sent)
      ? sent
      : Object.keys(byType).find((one) => one.includes("*") && isAcceptable(sent, one));
    const read = range && byType[range]!(response);
    return read ? read.then((body) => ({ anyType: range === "*/*", ...body })) : undefined;
  };

/** A file is a Blob, whatever Content-Type it was stored with. */
export const blob: BodyDecoder = async (response) => {
  const data = await response.blob();
  return { data, bytes: data.size };
};

/** JSON under the media type of a vendor's that does not say so. */
export const jsonBody: BodyDecoder = async (response) => {
  const text = await response.text();
  return parse(text, utf8Length(text));
};
