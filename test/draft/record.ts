import {
  changeState,
  type Client,
  type ClientOptions,
  createClient,
  json,
  type RequestOptions,
  retrieve,
  type RetrievalOperation,
  type RetrievalResult,
  type StateChangeOperation,
  type StateChangeResult,
  type Validated,
} from "ifmatch/runtime";
import { openDraft } from "ifmatch/runtime/draft";

/*
 * A record with a few fields behind a strong tag, and a fetch that plays its server, so that each test can say what
 * becomes of a request: nothing is lost between the two unless the test loses it.
 */

export interface Line {
  readonly id?: number;
  readonly quantity: number;
}
export interface Doc {
  readonly id: number;
  readonly name: string;
  readonly notes: string;
  readonly count: number;
  /** The server gives each its id. */
  readonly lines: readonly Line[];
  /** Set by the server. */
  readonly updated_at: string;
}
export type DocWrite = Partial<Omit<Doc, "id" | "updated_at">>;
export interface Problem {
  readonly detail: string;
}

const doc = { path: "/docs/{id}", accept: "application/json", resource: "Doc", key: [["path", "id"]] } as const;
const readOperation = {
  ...doc,
  id: "doc_read",
  method: "GET",
  responses: [200, 404],
} as const satisfies RetrievalOperation;
const changeOperation = {
  ...doc,
  body: { "application/json": json },
  responses: [200, 204, 400, 404],
  ifMatch: "required",
  reload: () => readOperation,
} as const;
const patchOperation = {
  ...changeOperation,
  id: "doc_patch",
  method: "PATCH",
  verify: 200,
} as const satisfies StateChangeOperation;
const putOperation = { ...patchOperation, id: "doc_put", method: "PUT" } as const satisfies StateChangeOperation;

interface ById {
  readonly path: { readonly id: number };
}
export type DocRead = RetrievalResult<{ 200: Doc; 404: Problem }, "Doc">;
export type DocChange = StateChangeResult<{ 200: Doc; 204: undefined; 400: Problem; 404: Problem }, "Doc", Doc>;

const generated = <F extends object, O>(call: F, operation: O): F & { readonly operation: O } =>
  Object.assign(call, { operation });

export const docRead = generated(
  (client: Client, request: ById, options?: RequestOptions): Promise<DocRead> =>
    retrieve(client, readOperation, request, options),
  readOperation,
);
export const docPatch = generated(
  (
    client: Client,
    request: ById & { readonly body: DocWrite; readonly ifMatch: Validated<"Doc"> },
    options?: RequestOptions,
  ): Promise<DocChange> => changeState(client, patchOperation, request, options),
  patchOperation,
);
export const docPut = generated(
  (
    client: Client,
    request: ById & { readonly body: Omit<Doc, "id" | "updated_at">; readonly ifMatch: Validated<"Doc"> },
    options?: RequestOptions,
  ): Promise<DocChange> => changeState(client, putOperation, request, options),
  putOperation,
);

export const one: ById = { path: { id: 1 } };

/** What becomes of one request: `undefined` lets the server carry it out and respond. */
export type Fate = (request: SeenRequest, carryOut: () => Response) => Response | Promise<Response> | undefined;

export interface SeenRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Partial<Doc> | undefined;
}

export interface DocServer {
  doc: Doc;
  isGone: boolean;
  /** Trims names, as servers do. */
  readonly fetch: typeof fetch;
  readonly seen: SeenRequest[];
  fate: Fate | undefined;
  tag(): string;
  /** Somebody else saves. */
  changeElsewhere(fields: DocWrite): void;
}

const respond = (status: number, body?: unknown, headers: Record<string, string> = {}): Response =>
  new Response(body === undefined ? null : JSON.stringify(body), {
    status,
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
  });

export function docServer(answersWithRecord = true): DocServer {
  let revision = 1;
  const commit = (fields: Partial<Doc>): void => {
    const name = (fields.name ?? server.doc.name).trim();
    server.doc = { ...server.doc, ...fields, name, updated_at: `t${++revision}` };
  };
  const carryOut = ({ method, headers, body }: SeenRequest): Response => {
    const etag = { etag: server.tag() };
    if (server.isGone) return respond(404, { detail: "No such doc." });
    if (method === "GET")
      return headers["if-none-match"] === server.tag() ? respond(304, undefined, etag) : respond(200, server.doc, etag);
    if (headers["if-match"] === undefined) return respond(428, {});
    if (headers["if-match"] !== server.tag()) return respond(412, {});
    if (body?.name === "") return respond(400, { detail: "name: may not be blank." });
    commit(body ?? {});
    return answersWithRecord ? respond(200, server.doc, { etag: server.tag() }) : respond(204);
  };
  const server: DocServer = {
    doc: { id: 1, name: "first", notes: "", count: 0, lines: [{ id: 1, quantity: 1 }], updated_at: "t1" },
    isGone: false,
    seen: [],
    fate: undefined,
    tag: () => `"r${revision}"`,
    changeElsewhere: commit,
    fetch: async (_url, init) => {
      const { method = "GET", headers, body } = init ?? {};
      const request = {
        method,
        headers: headers as Record<string, string>,
        body: typeof body === "string" ? (JSON.parse(body) as Partial<Doc>) : undefined,
      };
      server.seen.push(request);
      return (await server.fate?.(request, () => carryOut(request))) ?? carryOut(request);
    },
  };
  return server;
}

export const docClient = (server: DocServer, options: ClientOptions = {}): Client =>
  createClient({ servers: ["https://docs.example"] }, { fetch: server.fetch, ...options });

/** A draft of the record, as one person has it. */
export const openDoc = (
  server: DocServer,
  more: { readonly resend?: number; readonly stored?: unknown } = {},
  client: Client = docClient(server),
) => openDraft(client, docRead, docPatch, one, { readOnly: ["id", "updated_at"], ...more });

/** The bodies of the changes that the server has seen. */
export const sentBodies = ({ seen }: DocServer): (Partial<Doc> | undefined)[] =>
  seen.filter(({ method }) => method !== "GET").map(({ body }) => body);

/** Nothing reaches the server. */
export const noNetwork: Fate = () => {
  throw new TypeError("Failed to fetch");
};

/** The next change is carried out, and its response is lost; `meanwhile` happens in between. */
export function loseNextResponse(server: DocServer, meanwhile: () => void = () => {}): void {
  server.fate = (request, carryOut) => {
    if (request.method === "GET") return undefined;
    server.fate = undefined;
    carryOut();
    meanwhile();
    return noNetwork(request, carryOut);
  };
}

/** Does something the first time that a request of a method arrives, before it is carried out. */
export function once(server: DocServer, method: string, act: () => void): void {
  server.fate = (request) => {
    if (request.method !== method) return undefined;
    server.fate = undefined;
    act();
    return undefined;
  };
}
