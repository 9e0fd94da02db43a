import type { Client, OutgoingRequest } from "./client.js";
import { type EntityTag, formatEntityTagList, isWeak, weakEquals } from "./entity-tag.js";
import { answer, dispatchOrThrow, type Received } from "./exchange.js";
import type { RequestParts, RetrievalOperation } from "./operation.js";
import { beginReading, concludeReading, type Reading, reload } from "./read.js";
import { memoryStore, type Representation, type RepresentationStore } from "./representations.js";
import type { IfNoneMatch, RequestOptions } from "./results.js";
import { validatorsOf } from "./validators.js";

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
export async function retrieve<Result>(
  client: Client,
  operation: RetrievalOperation,
  request: RetrievalRequest,
  options: RequestOptions = {},
): Promise<Result> {
  const reading = await beginReading(client, operation, request, options);
  const { outgoing, resource } = reading;
  const { headers } = outgoing.init;
  // RFC 9111, 4.3.2: a precondition of the caller's own is theirs to evaluate; the store steps aside.
  if (request.ifNoneMatch !== undefined)
    headers["if-none-match"] = formatEntityTagList([request.ifNoneMatch].flat() as EntityTag[]);
  const own = "if-none-match" in headers || "if-modified-since" in headers;
  const shelf = own || operation.method !== "GET" || "range" in headers ? undefined : await openShelf(client, outgoing);
  const received = await dispatchOrThrow(client, outgoing, options);
  if (received.status === 304) {
    const { etag } = validatorsOf(client, received);
    if (own)
      return {
        kind: "not-modified",
        status: 304,
        etag,
        resource,
        headers: received.headers,
        ...answer(outgoing, "Not modified"),
      } as Result;
    const stored = shelf?.select(etag);
    // RFC 9111, 4.3.4: a 304 that selects nothing we hold cannot be used. Once more, without a precondition.
    return (
      stored ? await revalidated(reading, received, stored, shelf!) : await reload(client, operation, request, options)
    ) as Result;
  }
  const result = concludeReading(reading, received);
  await shelf?.put(received, result as Representation);
  return result as Result;
}

/** The stored data, the same object, under the headers of the 304. */
async function revalidated(
  { client, resource, since }: Reading,
  received: Received,
  stored: Representation,
  shelf: Shelf,
): Promise<object> {
  // RFC 9111, 3.2: the 304's fields replace the stored ones, except those that describe the missing body.
  const fresh = Object.entries(received.headers).filter(([name]) => !name.startsWith("content-"));
  const headers = { ...stored.headers, ...Object.fromEntries(fresh) };
  const etag = validatorsOf(client, received).etag ?? stored.etag;
  const lastModified = headers["last-modified"] ?? null;
  client.tags.read(resource, etag, since);
  await shelf.refresh(received, stored, { ...stored, etag, lastModified, headers });
  return {
    kind: "ok",
    status: stored.status,
    data: stored.data,
    etag,
    lastModified,
    resource,
    headers,
    revalidated: true,
  };
}

/** The representations stored for one request: same URL, same principal. */
interface Shelf {
  /** What a 304 with `etag` stands for. */
  select(etag: EntityTag | null): Representation | undefined;
  put(received: Received, result: Omit<Representation, "vary" | "bytes">): Promise<void>;
  refresh(received: Received, before: Representation, after: Representation): Promise<void>;
}

/** Finds what is stored for a request, and adds the precondition that revalidates it. */
async function openShelf(client: Client, { url, secrets, init: { headers } }: OutgoingRequest): Promise<Shelf> {
  const store: RepresentationStore = (client.store ??= memoryStore());
  // One user's body is never shown to another: credentials are part of the key (RFC 9111, 3.5).
  const key = JSON.stringify([url, headers["authorization"], headers["cookie"], ...secrets]);
  const held = (await store.get(key)) ?? [];
  // RFC 9111, 4.1: every selecting header must be equal; absent matches only absent.
  const current = held.find((one) => one.vary.every(([name, value]) => headers[name] === value));
  const tags = new Set(held.flatMap(({ etag }) => etag ?? []));
  // RFC 9110, 13.1.2: the tags of all stored responses; 13.1.3: a date only where there is no tag.
  if (tags.size > 0) headers["if-none-match"] = formatEntityTagList([...tags]);
  else if (current?.lastModified) headers["if-modified-since"] = current.lastModified;
  return {
    // RFC 9111, 4.3.4, with weak comparison: gzip weakens the tag of a 200 but not that of its 304.
    select: (etag) => (etag ? held.find((one) => one.etag && weakEquals(one.etag, etag)) : current),
    async put({ response, status, bytes, headers: received }, { etag, lastModified, data }) {
      if (!response.ok) return;
      const names = received["vary"]?.toLowerCase().match(/[^\s,]+/g) ?? [];
      const others = held.filter((one) => one !== current);
      // RFC 9111, 5.2.2.5 and 4.1: `no-store` is not stored, and what stood here before goes; `Vary: *` never matches.
      const storable =
        status === 200 &&
        !forbidsStoring(received) &&
        !names.some((name) => name === "*") &&
        (etag ?? lastModified) !== null;
      const fresh = storable
        ? [
            {
              etag,
              lastModified,
              data,
              status,
              headers: received,
              vary: names.map((name) => [name, headers[name]] as const),
              bytes,
            },
          ]
        : [];
      // A handful of variants a URL is kept: If-None-Match lists them all.
      await store.set(key, [...fresh, ...others].slice(0, 4));
    },
    async refresh({ headers: received }, before, after) {
      // A 304 may carry the strong tag of what gzip had weakened: the strong one is worth keeping.
      const etag = before.etag && after.etag && isWeak(after.etag) ? before.etag : after.etag;
      // A 304 marked `no-store` is itself not stored; the representation it stands for was storable.
      if (!forbidsStoring(received))
        await store.set(
          key,
          held.map((one) => (one === before ? { ...after, etag } : one)),
        );
    },
  };
}

const forbidsStoring = (headers: Readonly<Record<string, string>>): boolean =>
  /\bno-store\b/i.test(headers["cache-control"] ?? "");
