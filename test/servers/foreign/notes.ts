/** A document of notes, the model of it, and the client that is generated from it. */
import { join } from "node:path";
import type { Client, ClientOptions, RetrievalResult, StateChangeResult, IfMatch } from "ifmatch/runtime";
import { workspace, write } from "../../cli/workspace.js";
import { generateWith } from "../../config/generate-with.js";

export interface Note {
  readonly text: string;
}

const content = (schema: object): object => ({ "application/json": { schema } });
const note = { $ref: "#/components/schemas/Note" };
const ifMatch = { in: "header", name: "If-Match", required: true, schema: { type: "string" } };
const tagged = { description: "The note", headers: { ETag: { schema: { type: "string" } } }, content: content(note) };
const none = { description: "Done" };

/** Whatever these servers answer to a success is declared, so that the results speak of preconditions alone. */
export const notesDocument = {
  openapi: "3.0.3",
  info: { title: "Notes", version: "1" },
  paths: {
    "/notes": {
      get: {
        operationId: "note_list",
        responses: { 200: { description: "All", content: content({ type: "array", items: note }) } },
      },
      post: {
        operationId: "note_create",
        requestBody: { required: true, content: content(note) },
        responses: { 201: { description: "Made", content: content(note) } },
      },
    },
    "/notes/{note_id}": {
      parameters: [{ in: "path", name: "note_id", required: true, schema: { type: "string" } }],
      get: { operationId: "note_retrieve", responses: { 200: tagged, 404: none } },
      put: {
        operationId: "note_update",
        parameters: [ifMatch],
        requestBody: { required: true, content: content(note) },
        responses: { 200: none, 201: none, 204: none, 404: none, 412: none, 428: none },
      },
      delete: {
        operationId: "note_destroy",
        parameters: [ifMatch],
        responses: { 200: none, 204: none, 404: none, 412: none, 428: none },
      },
    },
  },
  components: {
    schemas: { Note: { type: "object", required: ["text"], properties: { text: { type: "string" } } } },
  },
} as const;

interface OfNote {
  readonly path: { readonly note_id: string };
}
interface Change extends OfNote {
  readonly ifMatch: IfMatch<"Note">;
}
export type ChangeResult = StateChangeResult<{ 200: unknown; 204: undefined; 404: unknown }, "Note", Note>;

/** What the generated module exports, as far as the tests use it. */
export interface NotesApi {
  createClient(options: ClientOptions): Client;
  noteRetrieve(client: Client, request: OfNote): Promise<RetrievalResult<{ 200: Note; 404: unknown }, "Note">>;
  noteUpdate(client: Client, request: Change & { readonly body: Note }): Promise<ChangeResult>;
  noteDestroy(client: Client, request: Change): Promise<ChangeResult>;
}

/** Generates the client and loads it. */
export async function loadNotesApi(): Promise<NotesApi> {
  const { files } = await generateWith({}, notesDocument);
  const folder = workspace();
  write(folder, Object.fromEntries(files));
  return (await import(/* @vite-ignore */ join(folder, "index.ts"))) as NotesApi;
}
