import { evaluate } from "../servers/preconditions.js";

/** A request as it reaches the server. */
export interface Delivery {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The connection breaks in the middle of the body. */
  readonly cutShort?: true;
}

/** What the one resource holds. */
export interface Entry {
  /** A number for a counter; for a register a text that is written once only. */
  readonly value: number | string;
  /** The write token of the last change that carried one in this field. */
  readonly [field: `${string}_token`]: string | undefined;
}

/** A change that was made. */
export interface Commit {
  readonly at: number;
  /** Who asked for it: see `attributed()`. */
  readonly operation: string;
  readonly value: Entry["value"];
  /** The value that it replaced. */
  readonly previous: Entry["value"];
  readonly etag: string;
}

export interface EntryServer {
  answer(delivery: Delivery): Reply;
  readonly commits: readonly Commit[];
  /** What the resource holds now. */
  current(): Entry;
  /** The write tokens that were answered. */
  keys(): readonly string[];
}

export const entryPath = "/entries/1/";

/** The action that adds 1 to a counter, under the entry's own tag. */
export const actionPath = "/entries/1/increments/";

/** The header of a write token: the server carries out what comes under one key once, and answers alike afterwards. */
export const keyHeader = "idempotency-key";

/** Names the operation of the harness that a request belongs to; the runtime knows nothing of it. */
export const operationHeader = "x-operation";

/**
 * One resource in memory. Its entity-tag is a new one after every change, equal or not; comparing and
 * writing are one step. Everything that was ever committed is remembered.
 */
export function createEntryServer(initial: Entry["value"], now: () => number): EntryServer {
  let entry: Entry = { value: initial };
  let version = 1;
  const commits: Commit[] = [];
  const answered = new Map<string, Reply>();
  const etag = (): string => `"entry:${version}"`;
  const json = (status: number, data: unknown, headers: Readonly<Record<string, string>> = {}): Reply => ({
    status,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(data),
  });
  const current = (): Reply => json(200, entry, { etag: etag() });

  function carryOut({ method, path, headers, body }: Delivery): Reply {
    // RFC 9110, 13.2.1: what would fail without a precondition fails first.
    if (path !== entryPath && path !== actionPath) return json(404, { detail: "There is no such entry." });
    if (!(path === actionPath ? ["POST"] : ["GET", "PUT", "PATCH"]).includes(method))
      return json(405, { detail: `${method} is not allowed.` });
    const sent = method === "GET" ? entry : method === "POST" ? nextOf(entry, body) : parse(body);
    if (!sent) return json(400, { detail: "The body is not an entry." });
    const refused = evaluate(method, headers, { etag: etag(), lastModified: null });
    if (refused === 304) return { status: 304, headers: { etag: etag() }, body: "" };
    if (refused) return json(refused, { detail: "The entry was changed by somebody else." });
    if (method === "GET") return current();
    const previous = entry.value;
    // RFC 5789: a patch leaves alone what it does not name; a PUT replaces the whole.
    entry = method === "PUT" ? sent : { ...entry, ...sent };
    version++;
    commits.push({
      at: now(),
      operation: headers[operationHeader] ?? "",
      value: entry.value,
      previous,
      etag: etag(),
    });
    return current();
  }

  return {
    commits,
    current: () => entry,
    keys: () => [...answered.keys()],
    answer(delivery) {
      const key = delivery.headers[keyHeader];
      if (key === undefined) return carryOut(delivery);
      const reply = answered.get(key) ?? carryOut(delivery);
      // What was refused may be asked for again.
      if (reply.status < 300) answered.set(key, reply);
      return reply;
    },
  };
}

/** What the action makes of an entry: 1 more, and the write token that came with it. */
function nextOf({ value }: Entry, body: string | undefined): Entry | undefined {
  const next = (value as number) + 1;
  return body === undefined ? { value: next } : parse(JSON.stringify({ ...(JSON.parse(body) as object), value: next }));
}

function parse(body = ""): Entry | undefined {
  try {
    const sent = JSON.parse(body) as Record<string, unknown>;
    const fields = Object.entries(sent).filter(([name]) => name === "value" || name.endsWith("_token"));
    const isEntry = typeof sent["value"] === "number" || typeof sent["value"] === "string";
    return isEntry ? (Object.fromEntries(fields) as unknown as Entry) : undefined;
  } catch {
    return undefined;
  }
}
