import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { createClient } from "ifmatch/runtime";
import { expect, it, onTestFinished } from "vitest";
import { noteCreate, notePatch, tag } from "../runtime/note-operations.js";

async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((ready) => void server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it("rule 12: a redirection to another origin is sent no change with If-Match, and no credentials, and proves nothing", async () => {
  const arrived: IncomingHttpHeaders[] = [];
  const other = await listen((request, response) => {
    arrived.push(request.headers);
    response.setHeader("Content-Type", "application/json");
    response.end('{"id":1,"text":"changed"}');
  });
  const origin = await listen((request, response) => {
    response.writeHead(307, { Location: `${other}${request.url}` }).end();
  });
  const client = createClient({ servers: [origin] }, { headers: { Authorization: "Bearer secret" } });
  const saved = await notePatch(client, { path: { id: 1 }, body: { text: "changed" }, ifMatch: tag('"1"') });
  expect(saved.kind).toBe("ambiguous");
  expect(arrived).toEqual([]);
  // A creation has no precondition to lose.
  expect((await noteCreate(client, { body: { text: "new" } })).kind).toBe("ambiguous");
  expect(arrived).toHaveLength(1);
  // RFC 9110, 15.4: they were meant for the first resource.
  expect(arrived[0]!.authorization).toBeUndefined();
});
