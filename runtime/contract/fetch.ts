import type { Validated } from "../call.js";
import { AmbiguousOutcomeError } from "../core/unwrap.js";
import { UsageError } from "../errors.js";
import type { BodyDecoder, DecodedBody } from "../operation.js";
import type { Client } from "../pipeline.js";
import { parse, utf8Length } from "../wire/decode.js";
import { charsetOf, isJson, isText } from "../wire/media-types.js";
import { reasonOf } from "../wire/signals.js";
import type { Call } from "./call.js";
import type { Contract } from "./contract.js";
import { type ContractOptions, Engine, notConditional, type Outcome } from "./engine.js";
import { isFailure, noteFailure } from "./failures.js";
import type { Match } from "./match.js";
import { askedOf, type Asked, sentOf } from "./request.js";
import { note, preconditionOf } from "./validated.js";

export interface FetchOptions extends ContractOptions {
  /**
   * What the paths of the document come after, such as `https://api.example.com`; requests to another origin are left
   * alone. If absent: the page's own origin, and on servers any.
   */
  readonly baseUrl?: string | undefined;
  /** Sends the requests; `globalThis.fetch` at the time of each if absent. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** A `fetch` that keeps the contract. `client` is for `pending`, `subscribe`, `acrossTabs` and `clear()`. */
export type ConditionalFetch = typeof globalThis.fetch & { readonly client: Client };

/**
 * A `fetch` that keeps the contract that `ifmatch generate` writes to `concurrency.json`, for whichever client takes one:
 * openapi-fetch, hey-api, ky, ofetch.
 *
 *     createClient<paths>({ baseUrl, fetch: conditionalFetch(contract, { baseUrl }) })
 *
 * A state change needs `headers: ifMatch(read)`; without it, and with another record's, it rejects and nothing is sent. GETs
 * are revalidated, and a 304 looks as its 200 did. A 412 is the response that it is; {@link failureOf} says more.
 *
 * @throws {UsageError} before anything is sent; {AmbiguousOutcomeError} when no answer to a state change arrives, and when
 * the same change is sent again before somebody has read the record.
 */
export function conditionalFetch(contract: Contract, options: FetchOptions = {}): ConditionalFetch {
  const { baseUrl, fetch: given, ...more } = options;
  const send: typeof globalThis.fetch = (input, init) => (given ?? globalThis.fetch)(input, init);
  const engine = new Engine(contract, more, send);
  const conditional: typeof globalThis.fetch = async (input, init) => {
    const { url, method, headers } = sentOf(input, init);
    const match = engine.match(method, url, baseUrl);
    if (!match && headers[RESOURCE] !== undefined) throw notConditional(`${method} ${url}`);
    if (!match || (engine.leavesAlone(match) && headers[RESOURCE] === undefined)) return send(input, init);
    return perform(engine, match, await askedOf(input, init), send, baseUrl);
  };
  return Object.assign(conditional, { client: engine.client });
}

// Says which record the tag beside it is of. It never leaves.
const RESOURCE = "x-ifmatch-resource";
const NONE = "none";

/**
 * Headers of a state change: `headers: ifMatch(read)`, with the `Response` of a read, or with what was read by a generated
 * function, `entityTag(...)`, or `validated(response)`. `null` for an unconditional change, where the API allows one.
 * Only a {@link conditionalFetch} understands them.
 *
 * @throws {UsageError} where `read` has no tag, or is no response of an operation in the contract.
 */
export function ifMatch(read: Response | Validated | null): Record<string, string> {
  if (read === null) return { [RESOURCE]: NONE };
  const { etag, resource } = preconditionOf(read);
  if (etag === null)
    throw new UsageError(
      "no-entity-tag",
      "ifMatch: no entity-tag is known: load the record first. If you did, its response lacked ETag or Access-Control-Expose-Headers: ETag.",
    );
  return { "If-Match": etag, [RESOURCE]: `${encodeURIComponent(resource.name)} ${resource.key ?? ""}` };
}

/** What {@link ifMatch} wrote; `undefined` where the caller passed nothing, or a header of its own. */
function passed(headers: Readonly<Record<string, string>>): Validated | null | undefined {
  const text = headers[RESOURCE];
  if (text === undefined) return undefined;
  if (text === NONE) return null;
  const [name = "", key = ""] = text.split(" ");
  const etag = headers["if-match"] as Validated["etag"] | undefined;
  return { etag: etag ?? null, resource: { name: decodeURIComponent(name), key: key === "" ? null : key } };
}

async function perform(
  engine: Engine,
  match: Match,
  asked: Asked,
  send: typeof globalThis.fetch,
  baseUrl: string | undefined,
): Promise<Response> {
  const { role } = match.operation;
  const { [RESOURCE]: _, ...headers } = asked.headers;
  const precondition = passed(asked.headers);
  if (precondition && role !== "state-change") throw notConditional(match.id);
  let last: Response | undefined;
  const call: Call = {
    method: match.operation.method,
    url: asked.url,
    baseUrl,
    headers,
    body: asked.fields,
    sent: asked.body,
    ifMatch: role === "state-change" ? precondition : undefined,
    hasCookies: asked.credentials === "include",
    signal: asked.signal,
    cache: asked.cache,
    fetch: async (url, init = {}) => {
      last = undefined;
      last = await send(...asked.again(String(url), init));
      return last;
    },
    decode: role === "retrieval" ? stored : told,
    answer: () => last,
  };
  let outcome: Outcome;
  try {
    outcome = await engine.perform(match, call);
  } catch (error) {
    // The reason is the caller's, also while the change waits for its turn.
    throw asked.signal?.aborted ? reasonOf(asked.signal) : error;
  }
  const response = engine.answerTo(outcome, call) as Response | undefined;
  return answered(outcome, response, asked);
}

function answered(outcome: Outcome, response: Response | undefined, { url, signal }: Asked): Response {
  const { kind } = outcome;
  if (kind === "ambiguous" && signal?.aborted) throw reasonOf(signal);
  // A redirection that was followed ends in a success that answers something else.
  if (kind === "ambiguous" && (!response || response.ok)) throw new AmbiguousOutcomeError(outcome);
  if (kind === "ok") {
    const isStored = "revalidated" in outcome && outcome.revalidated;
    const read = isStored || !response ? withBody(outcome, url) : shared(response, outcome);
    note(read, outcome);
    return read;
  }
  if (!isFailure(outcome)) return response!;
  // The record showed that the change was not made, although no response had arrived.
  const failed = response?.clone() ?? new Response(null, { status: 412 });
  noteFailure(failed, outcome);
  return failed;
}

/** Callers who share a change have a body each. */
const shared = (response: Response, outcome: Outcome): Response =>
  "revalidated" in outcome ? response : response.clone();

/** A response made of what was stored, or found. */
function withBody(outcome: Extract<Outcome, { readonly kind: "ok" }>, url: string): Response {
  const { status, headers, data } = outcome;
  const made = new Response((data as BodyInit | undefined) ?? null, { status, headers: { ...headers } });
  return Object.defineProperty(made, "url", { value: url });
}

// More than this is handed on while it arrives: what is stored is held in memory first.
const LARGEST = 16 * 1024 * 1024;

/** Reads what may be stored, from a copy: the page has the response itself. */
const stored: BodyDecoder = async (response) => {
  const { status, headers } = response;
  const type = headers.get("content-type") ?? "";
  const hasValidator = headers.has("etag") || headers.has("last-modified");
  const isLarge = Number(headers.get("content-length") ?? 0) > LARGEST;
  if (status !== 200 || !hasValidator || isLarge || /event-stream|ndjson|json-seq/.test(type)) return told(response);
  const copy = response.clone();
  if (isJson(type) || (isText(type) && /^(?:utf-?8)?$/.test(charsetOf(type) ?? ""))) {
    const text = await copy.text();
    return { data: text, bytes: utf8Length(text) };
  }
  const blob = await copy.blob();
  return { data: blob, bytes: blob.size };
};

/** Reads what an error says, from a copy; anything else is the page's. */
async function told(response: Response): Promise<DecodedBody> {
  if (response.status < 400) return { data: undefined, bytes: 0, arrives: true };
  const text = await response.clone().text();
  return parse(text, utf8Length(text));
}
