import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { onTestFinished } from "vitest";
import { change, createRecords, type Records } from "./records.js";
import { type Outgoing, route } from "./routes.js";

/** How the server misbehaves; each is one that the field knows (`reference/server-behaviours.md`). */
export interface Modes {
  /** Compress full answers. That weakens their tag, so the strong one is published in X-Resource-Version. */
  gzip?: boolean;
  /** Answer writes without a tag: with their body, or with 204 and none. */
  noTagOnWrite?: "200" | "204";
  /** What a failed precondition looks like; JSON with 412 if absent. */
  preconditionFailed?: "html" | "empty" | "409";
  /** Carry the change out, and break the connection instead of answering. */
  dropAfterCommit?: boolean;
  /** Answer 502 in the server's place, after the change was carried out. */
  badGatewayAfterCommit?: boolean;
  /** Paths without their trailing slash: the same resource, or a redirection to it; 404 if absent. */
  trailingSlash?: "optional" | "redirect";
  /** Put this before every tag, inside the quotes. */
  tagPrefix?: string;
}

/** A request as it came in, and what was answered. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** `null` where the connection was broken. */
  readonly status: number | null;
  /** Bytes of body that were sent back. */
  readonly bytes: number;
}

export interface RecordsServer {
  readonly url: string;
  /** May be changed at any time. */
  readonly modes: Modes;
  readonly records: Records;
  readonly seen: Seen[];
  /** Changes a job as another user would, past the client under test. */
  changeJob(id: string, fields: object): void;
}

/**
 * The sample API on 127.0.0.1, with the preconditions of RFC 9110, 13.2.2. Call it inside a test: it closes
 * by itself when the test is over.
 */
export async function startRecordsServer(modes: Modes = {}): Promise<RecordsServer> {
  const records = createRecords();
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    answer(records, modes, request, response).then(
      (entry) => seen.push(entry),
      // A mistake of this server: the client sees it as what it is, and no test waits for an answer.
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    modes,
    records,
    seen,
    changeJob: (id, fields) => change(records, records.jobs.get(id)!, fields),
  };
}

async function answer(
  records: Records,
  modes: Modes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Seen> {
  const { method = "GET", headers } = request;
  const path = request.url!.split("?")[0]!;
  const entry = { method, path, headers: { ...headers } };
  const body = await readBody(request);
  if (!path.endsWith("/") && modes.trailingSlash !== "optional") {
    response.writeHead(modes.trailingSlash === "redirect" ? 308 : 404, { location: `${path}/` }).end();
    return { ...entry, status: response.statusCode, bytes: 0 };
  }
  const prefix = modes.tagPrefix ?? "";
  // The routes know the tags without their prefix.
  const bare = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      name.startsWith("if-") && prefix !== "" ? String(value).replaceAll(`"${prefix}`, '"') : value,
    ]),
  );
  const outgoing = route(records, { method, path: path.replace(/\/$/, ""), headers: bare, body });
  if (outgoing.committed && modes.dropAfterCommit) {
    request.socket.destroy();
    return { ...entry, status: null, bytes: 0 };
  }
  const bytes = write(response, modes, headers, outgoing);
  return { ...entry, status: response.statusCode, bytes };
}

/** Writes what the route decided, as the modes spoil it. */
function write(response: ServerResponse, modes: Modes, received: IncomingHttpHeaders, outgoing: Outgoing): number {
  const { committed = false, headers = {}, lastModified } = outgoing;
  const { status, text, type } = shape(modes, outgoing);
  const untagged = committed && status !== 201 && modes.noTagOnWrite !== undefined;
  const etag = untagged || !outgoing.etag ? null : outgoing.etag.replace('"', `"${modes.tagPrefix ?? ""}`);
  const compress = modes.gzip && status === 200 && /\bgzip\b/.test(String(received["accept-encoding"]));
  const payload = compress ? gzipSync(text) : Buffer.from(text);
  // As Django and nginx do it: the 200 turns weak, the 304 and the 201 do not.
  if (etag !== null) response.setHeader("ETag", compress ? `W/${etag}` : etag);
  if (etag !== null && modes.gzip) response.setHeader("X-Resource-Version", etag);
  if (lastModified) response.setHeader("Last-Modified", lastModified);
  if (compress) response.setHeader("Content-Encoding", "gzip");
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (payload.length > 0) response.setHeader("Content-Type", type);
  response.writeHead(status).end(payload);
  return payload.length;
}

function shape(
  modes: Modes,
  { status, body, committed = false }: Outgoing,
): { status: number; text: string; type: string } {
  const html = (code: number): { status: number; text: string; type: string } => ({
    status: code,
    text: `<h1>${code}</h1>`,
    type: "text/html",
  });
  const json = (code: number, data: unknown): { status: number; text: string; type: string } => ({
    status: code,
    text: data === undefined ? "" : JSON.stringify(data),
    type: "application/json",
  });
  if (committed && modes.badGatewayAfterCommit) return html(502);
  if (committed && status === 200 && modes.noTagOnWrite === "204") return json(204, undefined);
  if (status !== 412) return json(status, body);
  if (modes.preconditionFailed === "html") return html(412);
  if (modes.preconditionFailed === "empty") return json(412, undefined);
  const explanation = {
    error: "The job was changed by somebody else.",
    job_id: "00000000-0000-4000-8000-000000000001",
    checksum_mismatch: false,
  };
  return json(modes.preconditionFailed === "409" ? 409 : 412, explanation);
}

/** JSON, or the fields of a form; of a file only its name. */
async function readBody(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const type = request.headers["content-type"] ?? "";
  if (chunks.length === 0 || type === "") return undefined;
  const body = Buffer.concat(chunks);
  if (type.includes("json")) return JSON.parse(body.toString()) as Record<string, unknown>;
  const form = await new Response(body, { headers: { "content-type": type } }).formData();
  return Object.fromEntries(
    [...form].flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [["filename", value.name]])),
  );
}
