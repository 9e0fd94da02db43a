/** A small API, its document and a program that uses the client of it. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export const notesDocument = `openapi: 3.0.3
info: { title: Notes, version: "1" }
paths:
  /notes/{id}/:
    parameters: [{ in: path, name: id, required: true, schema: { type: string } }]
    get:
      operationId: note_retrieve
      responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Note" } } } } }
    put:
      operationId: note_update
      description: Concurrency is controlled in this endpoint (E-tag/If-Match).
      requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Note" } } } }
      responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Note" } } } } }
components:
  schemas:
    Note: { type: object, properties: { text: { type: string } }, required: [text] }
`;

/** Reads, saves, and saves once more with the tag of the first retrieval. `main(baseUrl)` answers the two kinds. */
export const notesProgram = (extension = ".js"): string => `import { unwrap, validateBodies } from "@ifmatch/runtime";
import { mergeText } from "@ifmatch/runtime/text";
import { createClient, noteRetrieve, noteUpdate } from "./generated/index${extension}";
import { validation } from "./generated/validation${extension}";

export async function main(baseUrl: string): Promise<string> {
  const client = createClient({ baseUrl, validate: validateBodies(validation) });
  const read = unwrap(await noteRetrieve(client, { path: { id: "a" } }));
  const { text } = mergeText(read.data.text, read.data.text + "!", read.data.text);
  const saved = await noteUpdate(client, { path: { id: "a" }, body: { text }, ifMatch: read });
  const stale = await noteUpdate(client, { path: { id: "a" }, body: { text: "lost" }, ifMatch: read });
  return saved.kind + " " + stale.kind;
}
`;

export const notesOutput = "ok precondition-failed";

/** One note with a tag that counts its changes; answers of any other path are notes as well. */
export async function startNotes(): Promise<{ readonly url: string; readonly server: Server }> {
  let version = 1;
  const server = createServer((request, response) => {
    if (request.method === "PUT" && request.headers["if-match"] !== `"${version}"`)
      return void response.writeHead(412).end();
    if (request.method === "PUT") version += 1;
    response
      .writeHead(200, { "content-type": "application/json", etag: `"${version}"` })
      .end(JSON.stringify({ text: "hello" }));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
