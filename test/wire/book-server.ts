import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  changeState,
  type Client,
  type ClientOptions,
  create,
  createClient,
  type CreationOperation,
  type CreationResult,
  json,
  type RequestOptions,
  type RequestParts,
  retrieve,
  type RetrievalOperation,
  type Retrieved,
  send as sendUnconditionally,
  type Result,
  type StateChangeOperation,
  type StateChangeResult,
  type Validated,
} from "ifmatch/runtime";
import { onTestFinished } from "vitest";

/*
 * A server by the book on 127.0.0.1: one note behind a strong revision tag, If-Match and If-None-Match compared for
 * every method (RFC 9110, 13.1), and a way to put a fault in front of it.
 */

export interface Note {
  id: number;
  text: string;
  count: number;
  [field: string]: unknown;
}

/** A request as it arrived. */
export interface Arrival {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** Answers in the server's place: `true` when it did. */
export type Fault = (arrival: Arrival, response: ServerResponse) => boolean;

export interface BookServer {
  readonly origin: string;
  readonly note: Note;
  /** The record's current tag, `"r1"` at first. */
  tag(): string;
  /** Somebody else changes the record. */
  changeElsewhere(fields: Partial<Note>): void;
  /** Whether the record was removed. */
  isGone: boolean;
  /** Carries a request out if its precondition holds; the answer is somebody else's business. */
  carryOut(arrival: Arrival): boolean;
  fault: Fault | undefined;
  readonly arrivals: Arrival[];
  /** Sends an answer as the server does. */
  answer(response: ServerResponse, status: number, body?: unknown, headers?: Record<string, string>): void;
}

export async function listen(
  handle: (arrival: Arrival, response: ServerResponse) => void,
): Promise<{ readonly origin: string; readonly server: Server }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = "", url = "", headers } = request;
    handle({ method, url, headers, body: Buffer.concat(chunks).toString() }, response);
  });
  await new Promise<void>((ready) => void server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Starts one for the test that runs. */
export async function bookServer(): Promise<BookServer> {
  let revision = 1;
  const { origin } = await listen((arrival, response) => {
    book.arrivals.push(arrival);
    if (!book.fault?.(arrival, response)) respond(book, arrival, response);
  });
  const book: BookServer = {
    origin,
    note: { id: 1, text: "first", count: 0 },
    isGone: false,
    fault: undefined,
    arrivals: [],
    tag: () => `"r${revision}"`,
    changeElsewhere(fields) {
      Object.assign(book.note, fields);
      revision++;
    },
    carryOut({ method, url, headers, body }) {
      if (book.isGone || headers["if-match"] !== book.tag()) return false;
      if (method === "DELETE") book.isGone = true;
      else if (url.includes("/act")) book.note["acted"] = Number(book.note["acted"] ?? 0) + 1;
      else Object.assign(book.note, JSON.parse(body || "{}"));
      revision++;
      return true;
    },
    answer(response, status, body, headers = {}) {
      response.writeHead(status, { ...(body !== undefined && { "Content-Type": "application/json" }), ...headers });
      response.end(body === undefined ? "" : JSON.stringify(body));
    },
  };
  return book;
}

function respond(book: BookServer, arrival: Arrival, response: ServerResponse): void {
  const { method, headers } = arrival;
  const etag = { ETag: book.tag() };
  if (book.isGone) return book.answer(response, 404, { detail: "Not found." });
  if (method === "GET") {
    // RFC 9110, 13.2.2: If-Match comes first, for a GET, too.
    if (headers["if-match"] !== undefined && headers["if-match"] !== book.tag())
      return book.answer(response, 412, { detail: "If-Match of a GET" });
    if (headers["if-none-match"] === book.tag()) return book.answer(response, 304, undefined, etag);
    return book.answer(response, 200, book.note, etag);
  }
  if (headers["if-match"] === undefined) return book.answer(response, 428, {});
  if (!book.carryOut(arrival)) return book.answer(response, 412, {});
  if (method === "DELETE") return book.answer(response, 204);
  return book.answer(response, 200, book.note, { ETag: book.tag() });
}

const note = {
  path: "/notes/{id}",
  accept: "application/json",
  responses: [200, 204],
  resource: "Note",
  key: [["path", "id"]],
} as const;

export const readOperation: RetrievalOperation<"Note"> = { ...note, id: "read", method: "GET" };

/** What is generated for a conditional change of a note. */
export const changeOperation = (
  method: string,
  more: Partial<StateChangeOperation<"Note">> = {},
): StateChangeOperation<"Note"> => ({
  ...note,
  id: method.toLowerCase(),
  method,
  ifMatch: "required",
  ...(method !== "DELETE" && { body: { "application/json": json }, verify: 200 }),
  reload: () => readOperation,
  ...more,
});

export const createOperation: CreationOperation<"Note"> = {
  id: "create",
  method: "POST",
  path: "/notes",
  accept: "application/json",
  responses: [201],
  body: { "application/json": json },
  resource: "Note",
  created: [["id"]],
};

type Ok = Retrieved<Note, "Note">;
/** A change's result, as a generated function types it. */
export type Outcome = StateChangeResult<{ 200: Note; 204: undefined }, "Note", Note>;
export type Creation = CreationResult<{ 201: Note }, "Note">;

export type Request = RequestParts & { readonly ifMatch?: Validated<"Note"> | null };

export const one = { path: { id: 1 } } as const;

export const read = (client: Client, request: RequestParts = one, options?: RequestOptions): Promise<Ok> =>
  retrieve<never>(client, readOperation, request, options);

export const change =
  (method: string, more?: Partial<StateChangeOperation<"Note">>) =>
  (client: Client, request: Request, options?: RequestOptions): Promise<Outcome> =>
    changeState<never>(client, changeOperation(method, more), request, options);

export const patch = change("PATCH");
export const put = change("PUT");
export const remove = change("DELETE");
export const act = change("POST", { path: "/notes/{id}/act" });

export const createNote = (client: Client, body: unknown, options?: RequestOptions): Promise<Creation> =>
  create<never>(client, createOperation, { body }, options);

export const sendPost = (client: Client, body: unknown, options?: RequestOptions): Promise<Result<{ 201: Note }>> =>
  sendUnconditionally<never>(client, { ...createOperation, id: "send" }, { body }, options);

/** A client of the server; nothing waits. */
export const clientOf = ({ origin }: { readonly origin: string }, options: ClientOptions = {}): Client =>
  createClient({ servers: [origin] }, options);

/** What a call throws. */
export const thrown = async (promise: Promise<unknown>): Promise<Error> => {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("Nothing was thrown.");
};
