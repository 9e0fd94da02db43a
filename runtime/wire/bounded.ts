/** What a response may be; without an entry there is no bound. */
export interface ResponseBounds {
  /** The most bytes of a body, counted once it is decompressed. */
  readonly maxBytes?: number | undefined;
  /** The most objects and arrays inside each other in a JSON body. Some thousands end in a stack overflow elsewhere. */
  readonly maxDepth?: number | undefined;
  /** What the requests are made with; `globalThis.fetch` at the time of each if absent. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** A body is larger or deeper than the client was told to read. What arrives after that is not read. */
export class BodyLimitError extends Error {
  override readonly name = "BodyLimitError";
}

/**
 * A `fetch` that reads no more of a body than it may: `createClient({ fetch: boundedFetch({ maxBytes: 10_000_000 }) })`. A
 * body that is over a bound ends as one that was cut short: a retrieval rejects with a `NetworkError` whose `cause` is a
 * {@link BodyLimitError}, a state change is `ambiguous`.
 */
export function boundedFetch({
  maxBytes = Infinity,
  maxDepth = Infinity,
  fetch,
}: ResponseBounds): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await (fetch ?? globalThis.fetch)(input, init);
    if (!response.body) return response;
    // RFC 9110, 8.6: of what travels. Where it is compressed, more than that is read.
    const declared = Number(response.headers.get("content-length"));
    const isDeep = maxDepth < Infinity && mayBeJson(response.headers.get("content-type"));
    const counters = [bytesUpTo(maxBytes, declared), ...(isDeep ? [depthUpTo(maxDepth)] : [])];
    const body = response.body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          for (const count of counters) count(chunk);
          controller.enqueue(chunk);
        },
      }),
    );
    // The constructor takes none of these, and redirections are seen by them.
    const { url, redirected, type } = response;
    return Object.defineProperties(new Response(body, response), {
      url: { value: url },
      redirected: { value: redirected },
      type: { value: type },
    });
  };
}

/** JSON, JSON Lines and JSON text sequences alike; without a media type it may be JSON as well (RFC 9110, 8.3). */
const mayBeJson = (type: string | null): boolean => type === null || /json/i.test(type);

type Counter = (chunk: Uint8Array) => void;

function bytesUpTo(limit: number, declared: number): Counter {
  let bytes = 0;
  return ({ byteLength }) => {
    bytes += byteLength;
    if (Math.max(bytes, declared) > limit)
      throw new BodyLimitError(`The body has more than ${limit} bytes (maxBytes).`);
  };
}

// The bytes of JSON's structure; in UTF-8 no other character contains them.
const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

/** RFC 8259, 9: a parser may set limits on the depth of nesting. */
function depthUpTo(limit: number): Counter {
  let depth = 0;
  let isText = false;
  let isEscaped = false;
  return (chunk) => {
    for (const byte of chunk) {
      if (isEscaped) isEscaped = false;
      else if (isText) {
        isEscaped = byte === BACKSLASH;
        isText = byte !== QUOTE;
      } else if (byte === QUOTE) isText = true;
      else if (closing.has(byte)) depth--;
      else if (opening.has(byte) && ++depth > limit)
        throw new BodyLimitError(`The body is nested more than ${limit} levels deep (maxDepth).`);
    }
  };
}
