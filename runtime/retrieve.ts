import type { Client, OutgoingRequest } from "./client.js";
import { type EntityTag, formatEntityTagList, isWeak, weakEquals } from "./entity-tag.js";
import { answer, decode, type DecodedBody, exchangeOrThrow, failed, isDocumented, isSuccess, plainHeaders, validateResponse } from "./exchange.js";
import type { RequestParts, RetrievalOperation } from "./operation.js";
import { memoryStore, type Representation, type RepresentationStore } from "./representations.js";
import { buildRequest, resourceOf } from "./request.js";
import type { IfNoneMatch, RequestOptions, ResourceRef } from "./results.js";
import { tagOf } from "./validators.js";

/** A retrieval may carry the caller's own precondition. */
export interface RetrievalRequest extends RequestParts {
  /** The caller's own validators: a 304 is then answered as `not-modified`, and the store steps aside. */
  readonly ifNoneMatch?: IfNoneMatch<string> | undefined;
}

/**
 * Reads a resource. What was read before is revalidated, not downloaded again: a 304 answers with the
 * very object of the earlier retrieval (RFC 9110, 13.1.2; RFC 9111, 4.3).
 *
 * @throws {NetworkError} when no answer arrives; {UsageError} when the call itself is wrong.
 */
export function retrieve<Result>(client: Client, operation: RetrievalOperation, request: RetrievalRequest, options: RequestOptions = {}): Promise<Result> {
  return read(client, operation, request, options, false) as Promise<Result>;
}

/** Reads past every cache: no precondition, and `cache: "reload"`, which also renews the browser's copy. */
export function reload<Result>(client: Client, operation: RetrievalOperation, request: RequestParts, options: RequestOptions = {}): Promise<Result> {
  return read(client, operation, request, { cache: "reload", ...options }, true) as Promise<Result>;
}

async function read(client: Client, operation: RetrievalOperation, request: RetrievalRequest, options: RequestOptions, unconditional: boolean): Promise<unknown> {
  const sentAt = client.tags.now();
  const resource = resourceOf(operation, request);
  const outgoing = await buildRequest(client, operation, request, options);
  const { headers } = outgoing.init;
  // Chromium goes on serving its cached GET after a write that carried If-Match; this mode asks the server.
  const mode = "cache" in options ? options.cache : (client.options.init?.cache ?? "no-cache");
  if (mode) outgoing.init.cache = mode;

  // RFC 9111, 4.3.2: a precondition of the caller's own is theirs to evaluate; the store steps aside.
  if (request.ifNoneMatch !== undefined) headers["if-none-match"] = formatEntityTagList([request.ifNoneMatch].flat() as EntityTag[]);
  const own = headers["if-none-match"] !== undefined || headers["if-modified-since"] !== undefined;
  const shelf = own || operation.method !== "GET" || "range" in headers ? undefined : await openShelf(client, outgoing);
  if (!unconditional) shelf?.addPrecondition();

  const response = await exchangeOrThrow(client, outgoing, options);
  const { status } = response;
  if (status === 304) {
    const etag = tagOf(client, response, undefined, undefined);
    if (own) return { kind: "not-modified", status, etag, resource, headers: plainHeaders(response), ...answer(outgoing, "Not modified") };
    const stored = shelf?.select(etag);
    if (stored) return revalidated(client, response, etag, stored, resource, shelf!, sentAt);
    // RFC 9111, 4.3.4: a 304 that selects nothing we hold cannot be used. Once more, without a precondition.
    if (!unconditional) return read(client, operation, request, { ...options, cache: "reload" }, true);
  }
  const body = await decode(response, operation);
  if (!isSuccess(status) || !isDocumented(operation, status)) return failed(outgoing, response, body.data);
  const etag = tagOf(client, response, body.data, operation.tagProperty);
  client.tags.read(resource, etag, sentAt);
  validateResponse(client, outgoing, status, body, etag);
  const lastModified = response.headers.get("last-modified");
  const result = { kind: "ok", status, data: body.data, etag, lastModified, resource, headers: plainHeaders(response), revalidated: false };
  await shelf?.put(response, result, body);
  return result;
}

/** The stored data, the same object, under the headers of the 304. */
async function revalidated(client: Client, response: Response, tag: EntityTag | null, stored: Representation, resource: ResourceRef, shelf: Shelf, sentAt: number): Promise<object> {
  // RFC 9111, 3.2: the 304's fields replace the stored ones, except those that describe the missing body.
  const fresh = plainHeaders(response);
  for (const name of ["content-length", "content-encoding", "content-type", "content-range"]) delete fresh[name];
  const headers = { ...stored.headers, ...fresh };
  const etag = tag ?? stored.etag;
  const lastModified = headers["last-modified"] ?? null;
  client.tags.read(resource, etag, sentAt);
  await shelf.refresh(response, stored, { ...stored, etag, lastModified, headers });
  return { kind: "ok", status: stored.status, data: stored.data, etag, lastModified, resource, headers, revalidated: true };
}

/** The representations stored for one request: same URL, same principal. */
interface Shelf {
  addPrecondition(): void;
  /** What a 304 with `etag` stands for. */
  select(etag: EntityTag | null): Representation | undefined;
  put(response: Response, result: { data: unknown; status: number; etag: EntityTag | null; lastModified: string | null; headers: Record<string, string> }, body: DecodedBody): Promise<void>;
  refresh(response: Response, before: Representation, after: Representation): Promise<void>;
}

async function openShelf(client: Client, outgoing: OutgoingRequest): Promise<Shelf> {
  const store: RepresentationStore = (client.store ??= memoryStore());
  const { headers } = outgoing.init;
  const key = JSON.stringify([outgoing.url, ...principal(client, headers)]);
  const held = (await store.get(key)) ?? [];
  // RFC 9111, 4.1: every selecting header must be equal; absent matches only absent.
  const current = held.find((one) => one.vary.every(([name, value]) => headers[name] === value));
  const noStore = (response: Response): boolean => /(?:^|[,\s])no-store(?:$|[,\s=])/i.test(response.headers.get("cache-control") ?? "");
  return {
    addPrecondition() {
      const tags = held.map((one) => one.etag).filter((tag) => tag !== null);
      // RFC 9110, 13.1.2: the tags of all stored responses; 13.1.3: a date only where there is no tag.
      if (tags.length > 0) headers["if-none-match"] = formatEntityTagList([...new Set(tags)]);
      else if (current?.lastModified) headers["if-modified-since"] = current.lastModified;
    },
    // RFC 9111, 4.3.4, with weak comparison: gzip weakens the tag of a 200 but not that of its 304.
    select: (etag) => (etag ? held.find((one) => one.etag && weakEquals(one.etag, etag)) : current),
    async put(response, { data, status, etag, lastModified, headers: received }, body) {
      const names = response.headers.get("vary")?.toLowerCase().split(/[\s,]+/).filter(Boolean) ?? [];
      const others = held.filter((one) => one !== current);
      // RFC 9111, 5.2.2.5 and 4.1: `no-store` is not stored, and what stood here before goes; `Vary: *` never matches.
      if (noStore(response) || names.includes("*") || (etag === null && lastModified === null) || status !== 200) {
        return others.length > 0 ? store.set(key, others) : store.delete(key);
      }
      const vary = names.map((name) => [name, headers[name]] as const);
      // Keep a handful of variants a URL: If-None-Match lists them all.
      await store.set(key, [{ etag, lastModified, data, status, headers: received, vary, bytes: body.bytes }, ...others].slice(0, 4));
    },
    async refresh(response, before, after) {
      // A 304 marked `no-store` is itself not stored; the representation it stands for was storable.
      if (!noStore(response)) await store.set(key, held.map((one) => (one === before ? strongest(before, after) : one)));
    },
  };
}

/** A 304 may carry the strong tag of a representation that gzip had weakened: the strong one is worth keeping. */
function strongest(before: Representation, after: Representation): Representation {
  return before.etag && after.etag && isWeak(after.etag) && !isWeak(before.etag) ? { ...after, etag: before.etag } : after;
}

/** Who asks: one user's body is never shown to another (RFC 9111, 3.5, applied to a private cache). */
function principal(client: Client, headers: Record<string, string>): (string | undefined)[] {
  const names = Object.values(client.api.security ?? {}).map((scheme) => (scheme.type === "apiKey" && scheme.in === "header" ? scheme.name.toLowerCase() : "authorization"));
  return [...new Set(["authorization", "cookie", ...names])].map((name) => headers[name]);
}
