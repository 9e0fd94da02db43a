import type { EntityTag, IfNoneMatch, RequestOptions, ResponseHeaders, Retrieved, RetrievalOutcome } from "../call.js";
import type { RequestParts, RetrievalOperation } from "../operation.js";
import type { Client, OutgoingRequest, Reading, Received, Representation } from "../pipeline.js";
import { isCredential } from "../wire/caller.js";
import { dispatchOrThrow } from "../wire/exchange.js";
import { withoutSecrets } from "../wire/secrets.js";
import { formatEntityTagList, isEntityTag, isWeak, weakEquals } from "./entity-tag.js";
import { asDocumented, notModified } from "./outcomes.js";
import { beginReading, concludeReading, reload, withCacheMode } from "./read.js";
import { memoryStore } from "./representations.js";
import { validatorsOf } from "./validators.js";

/** A retrieval may carry the caller's own precondition. */
export interface RetrievalRequest extends RequestParts {
  /** The caller's own validators: a 304 then becomes the result `not-modified`, and the store is bypassed. */
  readonly ifNoneMatch?: IfNoneMatch<string> | undefined;
}

/**
 * Reads a resource. What was read before is revalidated, not downloaded again: after a 304 the result has
 * the very object of the earlier retrieval (RFC 9110, 13.1.2; RFC 9111, 4.3).
 *
 * @throws {NetworkError} when no response arrives; {UsageError} when the call itself is wrong.
 */
export async function retrieve<Result extends RetrievalOutcome>(
  client: Client,
  operation: RetrievalOperation,
  request: RetrievalRequest,
  options: RequestOptions = {},
): Promise<Result> {
  return asDocumented<RetrievalOutcome, Result>(await read(client, operation, request, options));
}

async function read(
  client: Client,
  operation: RetrievalOperation,
  request: RetrievalRequest,
  options: RequestOptions,
): Promise<RetrievalOutcome> {
  client.store ??= memoryStore();
  client.remember ??= remember;
  // RFC 9111, 4.3.2: the caller evaluates its own precondition; the store is bypassed.
  const precondition: Record<string, string> =
    request.ifNoneMatch === undefined
      ? {}
      : { "if-none-match": formatEntityTagList([request.ifNoneMatch].flat() as EntityTag[]) };
  // Chromium keeps serving its cached GET after a write that carried If-Match; this mode makes it ask the server.
  const cached = withCacheMode(client, options, "no-cache");
  const reading = await beginReading(client, operation, request, cached, precondition);
  const { resource } = reading;
  const { headers } = reading.init;
  const isConditional = "if-none-match" in headers || "if-modified-since" in headers;
  // `reload` is for callers who distrust every cache on the way: send no precondition that one could confirm.
  const bypassesStore = isConditional || options.cache === "reload" || !isStorable(reading);
  const stored = bypassesStore ? undefined : selectStored(reading, await storedFor(reading));
  // RFC 9110, 13.1.2; 13.1.3: a date only where there is no tag.
  if (stored) {
    if (stored.etag) headers["if-none-match"] = stored.etag;
    else headers["if-modified-since"] = stored.lastModified!;
    reading.saves = stored.bytes;
  }
  const received = await dispatchOrThrow(reading);
  if (received.status !== 304) return concludeReading(reading, received);
  const etag = entityTagOf(received.headers);
  if (isConditional) return notModified(received, { etag, resource });
  // RFC 9111, 4.3.4, with weak comparison: gzip weakens the tag of a 200 but not that of its 304.
  if (stored && (etag === null || stored.etag === null || weakEquals(stored.etag as EntityTag, etag))) {
    return revalidated(reading, received, stored);
  }
  // A 304 that selects nothing we have stored is of no use: read again, without a precondition, for the same user.
  return reload(client, operation, request, options, reading.caller);
}

/**
 * Fields that differ with every response and say nothing about the record: when and by which way the message came
 * (RFC 9110, 6.6.1, 7.6.1 and 7.6.3; RFC 9111, 5.1 and 5.3), how long it took, and what it is called in logs.
 */
const ofMessage =
  /^(?:age|connection|date|expires|keep-alive|server-timing|via)$|-(?:ray|runtime|timer)$|(?:correlation|request|trace|cf)-?id$/;

/** The stored data, the same object, with the headers of the 304. */
async function revalidated(reading: Reading, received: Received, stored: Representation): Promise<Retrieved> {
  const { client, operation, resource, since } = reading;
  // RFC 9111, 3.2: the 304's fields replace all stored ones, except those that tell how the stored body was decoded.
  // A malformed ETag is no validator (RFC 9110, 8.8.3) and replaces none.
  const fresh = Object.entries(received.headers).filter(
    ([name, value]) =>
      !/^content-(?:length|encoding|type|range)$/.test(name) && (name !== "etag" || isEntityTag(value)),
  );
  const updated: Record<string, string> = { ...stored.headers, ...Object.fromEntries(fresh) };
  // Keep the strong tag, whichever of the two responses carried it: If-Match needs it.
  const etag = entityTagOf(updated);
  if (etag && isWeak(etag) && stored.etag && !isWeak(stored.etag as EntityTag)) updated["etag"] = stored.etag;
  // The very object, so that a page that compares results sees that nothing is new.
  const isNew = Object.keys(updated).some((name) => updated[name] !== stored.headers[name] && !ofMessage.test(name));
  const headers = isNew ? updated : stored.headers;
  const { status } = stored;
  const { data, source } = asReceived(stored);
  const validators = validatorsOf({ ...received, headers, data }, operation.tagProperty);
  if (since > client.clearedAt) client.tags.read(resource, validators.etag, since, reading.caller);
  // A 304 marked `no-store` is itself not stored; the representation it stands for was storable.
  if (!forbidsStoring(received.headers))
    await replace(reading, stored, {
      ...stored,
      data,
      source,
      etag: entityTagOf(headers),
      lastModified: validators.lastModified,
      headers,
    });
  return { kind: "ok", status, data, ...validators, resource, headers, revalidated: true };
}

/**
 * The stored data, the same object, unless somebody changed it in place: then a new one, as the server sent it. A 304
 * stands for what the server sent (RFC 9110, 15.4.5), and never for what a page made of it.
 */
function asReceived({ data, source }: Representation): Pick<Representation, "data" | "source"> {
  const text = source && textOf(data);
  // From the second 304 on, `source` is written as JSON.stringify writes it: then nothing is parsed.
  if (!source || text === source) return { data, source };
  const received: unknown = JSON.parse(source);
  return JSON.stringify(received) === text ? { data, source: text } : { data: received, source };
}

/** `undefined` for what JSON has no text for, which no server sent. */
function textOf(data: unknown): string | undefined {
  try {
    return JSON.stringify(data);
  } catch {
    return undefined;
  }
}

/** Stores the body of a 200 in place of the representation that its request selected. */
async function remember(reading: Reading, received: Received): Promise<void> {
  if (!isStorable(reading)) return;
  const { status, headers, data, bytes, source } = received;
  const etag = entityTagOf(headers);
  const lastModified = headers["last-modified"] ?? null;
  // A header that is part of the record's key selects it, whether or not the server says so.
  const keys = reading.operation.key.flatMap(([from, name]) => (from === "header" ? name.toLowerCase() : []));
  const names = [...keys, ...(headers["vary"]?.toLowerCase().match(/[^\s,]+/g) ?? [])];
  // RFC 9111, 5.2.2.5 and 4.1: `no-store` is not stored, and its predecessor is dropped; `Vary: *` never matches.
  const keep =
    status === 200 &&
    !received.arrives &&
    (etag ?? lastModified) !== null &&
    !names.some((name) => name === "*") &&
    !forbidsStoring(headers);
  // Credentials select by the key already: whoever asks with others asks for another entry.
  const selecting = names.filter((name) => !isCredential(name));
  const vary = selecting.map((name) => [name, reading.init.headers[name]] as const);
  const fresh = keep ? { etag, lastModified, data, status, headers, vary, bytes, source } : undefined;
  await replace(reading, selectStored(reading, await storedFor(reading)), fresh);
}

/** Replaces one of the representations of a URL; the new one becomes the first. Keeps four at most. */
async function replace(reading: Reading, old: Representation | undefined, fresh?: Representation): Promise<void> {
  const { client } = reading;
  const key = storeKey(reading);
  const list = [fresh ?? [], (await storedFor(reading)).filter((one) => one !== old)].flat().slice(0, 4);
  // The look-up takes time: a `clear` in the meantime must stay in effect.
  if (reading.since > client.clearedAt) await (list[0] ? client.store!.set(key, list) : client.store!.delete(key));
}

/**
 * One user's body is never shown to another: the caller is part of the key (RFC 9111, 3.5). `keyParts` of
 * `stores/stored.ts` parses it; the third part tells that the URL itself holds a credential.
 */
const storeKey = ({ url, caller, secrets }: OutgoingRequest): string =>
  JSON.stringify([url, caller, withoutSecrets(url, { secrets }) !== url]);

const storedFor = async (outgoing: OutgoingRequest): Promise<readonly Representation[]> =>
  (await outgoing.client.store!.get(storeKey(outgoing))) ?? [];

/** RFC 9111, 4.1: every selecting header must be equal; absent matches only absent. */
const selectStored = ({ init }: OutgoingRequest, list: readonly Representation[]): Representation | undefined =>
  list.find((one) => one.vary.every(([name, value]) => init.headers[name] === value));

/** RFC 9111, 3 and 5.2.1.5: only complete responses to GET, unless the request itself forbids it. */
const isStorable = ({ operation, init }: OutgoingRequest): boolean =>
  operation.method === "GET" &&
  !("range" in init.headers) &&
  init.cache !== "no-store" &&
  !forbidsStoring(init.headers);

const forbidsStoring = (headers: ResponseHeaders): boolean => /\bno-store\b/i.test(headers["cache-control"] ?? "");

function entityTagOf({ etag }: ResponseHeaders): EntityTag | null {
  return isEntityTag(etag) ? etag : null;
}
