import type { DecodedBody } from "../operation.js";
import type { OutgoingRequest, Received, Redirection } from "../pipeline.js";
import { charsetOf, isAcceptable, isJson, isText } from "./media-types.js";

/** RFC 9110, 9.3.2, 15.3.5, 15.3.6 and 15.4.5: these have no body, whatever their headers say. */
const isBodiless = ({ init }: OutgoingRequest, status: number): boolean =>
  init.method === "HEAD" || status === 204 || status === 205 || status === 304;

/** Decodes the body by its Content-Type; without one, by what is wanted most. */
export async function decode(
  outgoing: OutgoingRequest,
  response: Response,
  redirection: Redirection | undefined,
): Promise<Received> {
  const { status } = response;
  // Read once: each look-up in a Headers object costs as much as building the record does.
  const headers: Record<string, string> = {};
  response.headers.forEach((value, name) => {
    headers[name] = value;
  });
  // Each field by its name: copying an object's fields costs engines more than the rest of this function.
  const received = ({ data, bytes, source, arrives }: DecodedBody, flaw: Received["flaw"]): Received => ({
    outgoing,
    response,
    status,
    headers,
    redirection,
    data,
    bytes,
    flaw,
    source,
    arrives,
  });
  const none: DecodedBody = { data: undefined, bytes: 0 };
  if (isBodiless(outgoing, status)) return received(none, undefined);
  const type = headers["content-type"] ?? outgoing.operation.accept?.split(",")[0] ?? "";
  try {
    const read = await outgoing.operation.decode?.(response, type);
    if (read) {
      const size = read.arrives ? 1 : read.bytes;
      return received(read, read.flaw ?? flawOf(outgoing, response, headers, size, read.anyType));
    }
    if (type && !isJson(type) && !isText(type)) {
      const blob = await response.blob();
      return received({ data: blob, bytes: blob.size }, flawOf(outgoing, response, headers, blob.size));
    }
    const { text, bytes } = await textOf(response, type);
    const flaw = flawOf(outgoing, response, headers, text.trim().length);
    // No characters are a text, too, where one is promised.
    if (flaw || !isJson(type))
      return received({ data: text || (promisesBody(outgoing, response) ? text : undefined), bytes }, flaw);
    const parsed = parse(text, bytes);
    return received(parsed, parsed.flaw);
  } catch (error) {
    // A body that was cut short: an error is known by its status, but a success is none without its body.
    if (response.ok) throw error;
    return received(none, undefined);
  }
}

/** The value of a JSON text. */
export function parse(text: string, bytes: number): DecodedBody {
  if (text === "") return { data: undefined, bytes };
  try {
    return { data: JSON.parse(text) as unknown, source: text, bytes };
  } catch {
    // An HTML page under a JSON media type must not hide the status: the body is the text then.
    return { data: text, bytes, flaw: { kind: "syntax", what: "is not JSON" } };
  }
}

/** Whether the document gives a body for this success. */
const promisesBody = ({ operation: { accept, empty } }: OutgoingRequest, { ok, status }: Response): boolean =>
  ok && accept !== undefined && !empty?.includes(status);

/** What is wrong with the body of a success, before it is parsed. */
function flawOf(
  outgoing: OutgoingRequest,
  response: Response,
  headers: Received["headers"],
  size: number,
  anyType = false,
): Received["flaw"] {
  const { operation, init } = outgoing;
  const { accept = "", success = accept } = operation;
  if (!promisesBody(outgoing, response)) return undefined;
  const type = headers["content-type"];
  const asked = init.headers["accept"];
  // What the caller asks for instead is as good as what the document gives.
  const others = asked === accept ? [] : (asked ?? []);
  const accepted = [success, others, anyType ? "application/octet-stream" : []].flat().join();
  if (type !== undefined && size > 0 && !isAcceptable(type, accepted))
    return { kind: "media-type", what: `is ${type.split(";")[0]!}, where the document gives ${success}` };
  // RFC 8259, 2: no text is no JSON. A change that answers without a body and names no media type may well be a 204.
  const isPromised = type === undefined ? init.method === "GET" && !success.includes("*") : isJson(type);
  return size === 0 && isPromised && isJson(type ?? success.split(",")[0]!)
    ? { kind: "syntax", what: "is empty" }
    : undefined;
}

async function textOf(response: Response, type: string): Promise<{ readonly text: string; readonly bytes: number }> {
  const charset = isJson(type) ? undefined : charsetOf(type);
  // RFC 8259, 8.1: JSON is UTF-8. Response.text() decodes nothing else.
  if (charset !== undefined && !/^utf-?8$/.test(charset)) {
    const decoder = charsetDecoder(charset);
    if (decoder) {
      const bytes = await response.arrayBuffer();
      return { text: decoder.decode(bytes), bytes: bytes.byteLength };
    }
  }
  const text = await response.text();
  return { text, bytes: utf8Length(text) };
}

/** `undefined` for a charset that the platform does not know, or where it has no decoders (React Native). */
function charsetDecoder(charset: string): TextDecoder | undefined {
  try {
    return new TextDecoder(charset);
  } catch {
    // The text is then read as UTF-8: better than no message at all, and what most such labels mean.
    return undefined;
  }
}

/**
 * Bytes of a text in UTF-8. Counted here and not by TextEncoder, which would copy every body.
 * A code unit below 0x80 takes one byte, below 0x800 two, half a surrogate pair two of the pair's four, any other three.
 */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0x80) bytes += unit < 0x800 || (unit & 0xf800) === 0xd800 ? 1 : 2;
  }
  return bytes;
}
