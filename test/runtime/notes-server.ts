import { bearer, type Client, type ClientOptions } from "ifmatch/runtime";
import { notesClient } from "./note-operations.js";
import { empty, json } from "./stub-fetch.js";

/** What stands in the way of a request; `undefined` lets it pass to the server. */
export type Intercept = (request: Request, index: number) => Response | Error | undefined | Promise<undefined>;

export interface NotesServer {
  readonly fetch: typeof globalThis.fetch;
  /** Every request that left, in order. */
  readonly requests: Request[];
  /** Note 1, and how often it was changed. */
  note: { id: number; text: string };
  version: number;
  /** The only token that the server takes; any, if `undefined`. */
  token: string | undefined;
  intercept: Intercept | undefined;
}

/** Note 1 in memory, behind real preconditions: `"v1"` is its first tag. */
export function notesServer(text = "first"): NotesServer {
  const server: NotesServer = {
    requests: [],
    note: { id: 1, text },
    version: 1,
    token: undefined,
    intercept: undefined,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      request.signal.throwIfAborted();
      server.requests.push(request);
      const instead = await server.intercept?.(request, server.requests.length - 1);
      if (instead instanceof Error) throw instead;
      return instead ?? answer(server, request);
    },
  };
  return server;
}

async function answer(server: NotesServer, request: Request): Promise<Response> {
  const { headers, method } = request;
  const etag = (): string => `"v${server.version}"`;
  if (server.token !== undefined && headers.get("authorization") !== `Bearer ${server.token}`) return empty(401);
  if (method === "GET" && headers.get("if-none-match") === etag()) return empty(304, { etag: etag() });
  if (method === "PATCH") {
    const change = (await request.clone().json()) as object;
    // From here to the new version nothing may come between.
    if (headers.get("if-match") !== etag()) return json(412, { detail: "Changed" });
    server.note = { ...server.note, ...change };
    server.version++;
  }
  return json(method === "POST" ? 201 : 200, server.note, { etag: etag() });
}

/** Someone who is logged in at a {@link notesServer}. */
export interface Session {
  readonly client: Client;
  /** What the client holds. */
  token: string;
  /** How often it was renewed. */
  renewals: number;
}

/** Someone at a server that takes `t1`, `t2` and so on, one at a time. `renew` takes the next one. */
export function session(
  server: NotesServer,
  options: (renew: () => Promise<void>) => Omit<ClientOptions, "fetch" | "auth">,
): Session {
  server.token = "t1";
  const state = { token: "t1", renewals: 0 };
  const renew = async (): Promise<void> => {
    state.token = server.token = `t${++state.renewals + 1}`;
  };
  const client = notesClient(
    { fetch: server.fetch, auth: { token: () => state.token }, ...options(renew) },
    { defaultSecurity: [{ token: bearer }] },
  );
  return Object.assign(state, { client });
}

/** The server takes this token no longer. */
export function expire(server: NotesServer): void {
  server.token = "none";
}

/** A header of each request, in order. */
export const sent = ({ requests }: { readonly requests: readonly Request[] }, name: string): (string | null)[] =>
  requests.map(({ headers }) => headers.get(name));
