import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { Delivery, Reply } from "./server.js";

/**
 * Whatever answers a delivery, on 127.0.0.1; where it answers `null` the connection is broken. Call it inside a
 * test: it closes by itself when the test is over.
 */
export async function listen(answer: (delivery: Delivery) => Promise<Reply | null> | Reply): Promise<string> {
  const server = createServer((request, response) => {
    receive(request)
      .then(answer)
      .then(
        (reply) => (reply ? send(response, reply) : request.socket.destroy()),
        // A mistake of the harness: it shows as what it is, and no test waits for an answer.
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
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function receive(request: IncomingMessage): Promise<Delivery> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return {
    method: request.method!,
    path: request.url!,
    headers: request.headers as Record<string, string>,
    body: chunks.length > 0 ? Buffer.concat(chunks).toString() : undefined,
  };
}

function send(response: ServerResponse, { status, headers, body, cutShort }: Reply): void {
  // The length that is promised is that of the whole body, so that a part of it is known to be one.
  response.writeHead(status, status === 304 ? headers : { ...headers, "content-length": Buffer.byteLength(body) });
  if (cutShort) response.write(body.slice(0, 5), () => response.socket?.destroy());
  else response.end(body);
}

/** Hands a delivery on to the server at `url`. */
export async function forward(url: string, { method, path, headers, body }: Delivery): Promise<Reply> {
  // RFC 9110, 7.6.1: these are about one connection, and this is another one.
  const { connection: _connection, host: _host, "content-length": _length, ...endToEnd } = headers;
  const response = await fetch(url + path, { method, headers: endToEnd, ...(body !== undefined && { body }) });
  const {
    "content-length": _old,
    connection: _kept,
    "keep-alive": _alive,
    ...received
  } = Object.fromEntries(response.headers);
  return { status: response.status, headers: received, body: await response.text() };
}
