import { InvalidResponseError, NetworkError } from "../errors.js";
import type { BodyDecoder, DecodedBody } from "../operation.js";

/** One event of a `text/event-stream` (HTML, 9.2.6), with the fields that were sent. */
export interface ServerSentEvent {
  readonly data: string;
  readonly event?: string;
  readonly id?: string;
  /** Milliseconds. */
  readonly retry?: number;
}

/** The record separator of RFC 7464. */
const RS = "\x1e";

/** The texts of a body as they arrive, in pieces of any length. Leaving the loop ends the request. */
async function* texts(response: Response): AsyncGenerator<string> {
  const { body, status } = response;
  // React Native has no streams: what arrives is read when all of it is there.
  if (!body) return yield await response.text();
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      yield decoder.decode(value, { stream: !done });
      if (done) return;
    }
  } catch (cause) {
    const { name, message } = cause as Error;
    // What the caller did is no fault of the network.
    if (name === "AbortError" || name === "TimeoutError") throw cause;
    throw new NetworkError(`The stream of the ${status} broke off: ${message}`, { cause });
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** The pieces of a text between the matches of `delimiter`; the last one, too, unless it is empty. */
async function* split(response: Response, delimiter: string | RegExp): AsyncGenerator<string> {
  let rest = "";
  for await (const text of texts(response)) {
    const pieces = (rest + text).split(delimiter);
    rest = pieces.pop()!;
    for (const piece of pieces) yield piece;
  }
  if (rest) yield rest;
}

const notJson = ({ status }: Response, data: string, cause?: unknown): InvalidResponseError =>
  new InvalidResponseError(`An item of the ${status} is not JSON, or was cut short.`, { status, data }, { cause });

/** @throws {InvalidResponseError} for what is no JSON. */
function parsed(response: Response, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw notJson(response, text, cause);
  }
}

/** A body that is read while it is iterated over, once. */
const arriving = (data: AsyncIterable<unknown>): Promise<DecodedBody> =>
  Promise.resolve({ data, bytes: 0, arrives: true });

/** Each line, or each record, is a JSON text. */
async function* jsonTexts(response: Response, delimiter: string): AsyncGenerator<unknown> {
  for await (const text of split(response, delimiter)) {
    if (!text.trim()) continue;
    // RFC 7464, 2.4: `12` without white space behind it may be what arrived of `123`.
    if (delimiter === RS && /[^\s"\]}]$/.test(text)) throw notJson(response, text);
    yield parsed(response, text);
  }
}

/** JSON Lines: `application/jsonl`, `application/x-ndjson` and others. */
export const jsonLines: BodyDecoder = (response) => arriving(jsonTexts(response, "\n"));
/** `application/json-seq`: a record separator before each text (RFC 7464, 2). */
export const jsonSequence: BodyDecoder = (response) => arriving(jsonTexts(response, RS));

async function* events(response: Response): AsyncGenerator<ServerSentEvent> {
  let data: string[] = [];
  let fields: { event?: string; id?: string; retry?: number } = {};
  // A line ends with CR LF, LF or CR; a CR that ends a piece may still be followed by its LF.
  for await (const line of split(response, /\r\n|\n|\r(?!$)/)) {
    if (/^\r?$/.test(line)) {
      if (data.length > 0) yield { ...fields, data: data.join("\n") };
      data = [];
      fields = {};
      continue;
    }
    const [, name, value = ""] = /^([^:]*)(?:: ?([^]*?))?\r?$/.exec(line)!;
    if (name === "data") data.push(value);
    else if (name === "event") fields.event = value;
    else if (name === "id" && !value.includes("\0")) fields.id = value;
    else if (name === "retry" && /^\d+$/.test(value)) fields.retry = Number(value);
  }
}

async function* datas(response: Response): AsyncGenerator<string> {
  for await (const { data } of events(response)) yield data;
}

async function* parsedEvents<T>(
  response: Response,
  read: (event: ServerSentEvent, data: unknown) => T,
): AsyncGenerator<T> {
  for await (const event of events(response)) {
    // OpenAI's way to say that nothing follows: it is no JSON, and so no item.
    if (event.data === "[DONE]") return;
    yield read(event, parsed(response, event.data));
  }
}

/** `text/event-stream`: the events. */
export const serverSentEvents: BodyDecoder = (response) => arriving(events(response));
/** The same where the document says that `data` is an object: it is parsed. */
export const jsonDataEvents: BodyDecoder = (response) =>
  arriving(parsedEvents(response, (event, data) => ({ ...event, data })));
/** The same where the document gives the schema of `data`: the values. */
export const jsonEvents: BodyDecoder = (response) => arriving(parsedEvents(response, (_, data) => data));
/** The same where `data` is text: the texts. */
export const textEvents: BodyDecoder = (response) => arriving(datas(response));
