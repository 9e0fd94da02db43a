/** Servers from npm, each with notes below `/notes/`, as their own documentation sets them up. Gone with the test. */
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import etag from "@fastify/etag";
import FileSystemAdapter from "@nephele/adapter-file-system";
import NoAuthenticator from "@nephele/authenticator-none";
import express from "express";
import fastify from "fastify";
import jsonServer from "json-server";
import nephele from "nephele";
import RemotestorageServer from "remotestorage-server";
import { onTestFinished, vi } from "vitest";
import { workspace } from "../../cli/workspace.js";
import type { Note } from "./notes.js";

export interface ForeignServer {
  /** The note lies at `/notes/{note}` below it. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The note that is there from the beginning. */
  readonly note: string;
}

export const FIRST: Note = { text: "first" };
const first = "note.json";

/** Serves until the test is over; the base URL. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Notes, numbered as they come. */
function notebook(): { notes: Map<string, Note>; add(note: Note): Note & { id: string } } {
  const notes = new Map<string, Note>([[first, FIRST]]);
  return {
    notes,
    add(note) {
      const id = String(notes.size);
      notes.set(id, note);
      return { id, ...note };
    },
  };
}

/** Express 5: `etag` is on as it comes, and a PUT is what a tutorial writes. */
async function startExpress(): Promise<ForeignServer> {
  const { notes, add } = notebook();
  const app = express();
  app.use(express.json());
  app.get("/notes", (_, response) => void response.json([...notes].map(([id, note]) => ({ id, ...note }))));
  app.post("/notes", ({ body }, response) => void response.status(201).json(add(body as Note)));
  app.get("/notes/:id", ({ params }, response) => {
    const note = notes.get(params["id"]!);
    if (note) response.json(note);
    else response.sendStatus(404);
  });
  app.put("/notes/:id", ({ params, body }, response) => {
    notes.set(params["id"]!, body as Note);
    response.json(body);
  });
  app.delete("/notes/:id", ({ params }, response) => void response.sendStatus(notes.delete(params["id"]!) ? 204 : 404));
  return { url: await serve(app), headers: {}, note: first };
}

/** Fastify 5 with @fastify/etag. */
async function startFastify(): Promise<ForeignServer> {
  const { notes, add } = notebook();
  const app = fastify();
  await app.register(etag);
  app.get("/notes", () => [...notes].map(([id, note]) => ({ id, ...note })));
  app.post<{ Body: Note }>("/notes", ({ body }, reply) => reply.code(201).send(add(body)));
  app.get<{ Params: { id: string } }>(
    "/notes/:id",
    ({ params }, reply) => notes.get(params.id) ?? reply.code(404).send(),
  );
  app.put<{ Params: { id: string }; Body: Note }>("/notes/:id", ({ params, body }) => {
    notes.set(params.id, body);
    return body;
  });
  app.delete<{ Params: { id: string } }>("/notes/:id", ({ params }, reply) =>
    reply.code(notes.delete(params.id) ? 204 : 404).send(),
  );
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  onTestFinished(() => app.close());
  return { url, headers: {}, note: first };
}

/** json-server 0.17, on Express 4. */
async function startJsonServer(): Promise<ForeignServer> {
  const app = jsonServer.create();
  app.use(jsonServer.defaults({ logger: false }));
  app.use(jsonServer.router({ notes: [{ id: first, ...FIRST }] }));
  return { url: await serve(app), headers: {}, note: first };
}

/** nephele: WebDAV over a folder. */
async function startNephele(): Promise<ForeignServer> {
  const root = workspace({ [`notes/${first}`]: JSON.stringify(FIRST) });
  const app = express();
  // Tags of the content: those of size and date are the same for two changes within a tick of the clock.
  const adapter = new FileSystemAdapter({ root, contentEtagMaxBytes: Infinity });
  app.use("/", nephele({ adapter, authenticator: new NoAuthenticator() }));
  return { url: await serve(app), headers: {}, note: first };
}

/** The reference server of remoteStorage, over a Map. */
async function startRemotestorage(): Promise<ForeignServer> {
  // It logs each PUT as a whole, sockets included.
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  onTestFinished(() => log.mockRestore());
  const data = new Map<string, Buffer>();
  const tokens = new Map<string, readonly string[]>();
  const server = new RemotestorageServer(
    "draft-dejong-remotestorage-02",
    { get: (user, token, callback) => callback(null, tokens.get(`${user}:${token}`)) },
    {
      get: (user, key, callback) => callback(null, data.get(`${user}:${key}`)),
      set(user, key, value, callback) {
        if (value === undefined) data.delete(`${user}:${key}`);
        else data.set(`${user}:${key}`, value);
        callback(null);
      },
    },
  );
  tokens.set("me:secret", server.makeScopePaths(["notes:rw"]));
  const origin = await serve((request, response) => server.storage(request, response));
  const headers = { authorization: "Bearer secret" };
  const url = `${origin}/storage/me`;
  const put = { method: "PUT", headers: { ...headers, "content-type": "application/json" } };
  await fetch(`${url}/notes/${first}`, { ...put, body: JSON.stringify(FIRST) });
  return { url, headers, note: first };
}

/** Name, start, and whether it compares If-Match. */
export const foreignServers = [
  ["nephele", startNephele, true],
  ["remotestorage-server", startRemotestorage, true],
  ["Express", startExpress, false],
  ["Fastify, @fastify/etag", startFastify, false],
  ["json-server", startJsonServer, false],
] as const satisfies readonly (readonly [string, () => Promise<ForeignServer>, boolean])[];
