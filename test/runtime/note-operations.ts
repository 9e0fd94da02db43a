import {
  type Api,
  changeState,
  type Client,
  type ClientOptions,
  create,
  createClient,
  type CreationOperation,
  type CreationResult,
  type EntityTag,
  type IfMatch,
  type IfNoneMatch,
  json,
  parseEntityTag,
  type RequestOptions,
  type RetrievalOperation,
  type RetrievalResult,
  retrieve,
  type StateChangeOperation,
  type StateChangeResult,
} from "ifmatch/runtime";

/*
 * A notes API, written by hand as the generator would write it: what the tests of the runtime call.
 */

export interface Note {
  readonly id: number;
  readonly text: string;
}

export interface Problem {
  readonly detail: string;
}

export const base = "https://notes.example";

/** A client for the notes API. `api` says what the document and the config would have said. */
export function notesClient(options: ClientOptions, api: Partial<Api> = {}): Client {
  return createClient({ servers: [base], ...api }, options);
}

export const tag = (text: string): EntityTag<"Note"> => parseEntityTag<"Note">(text);

/** In tests a bare tag stands for the tag of the note that is asked for. */
type Precondition = IfMatch<"Note"> | EntityTag<"Note">;

/** The request with a precondition that says whose tag it is. */
export function ofNote<Request extends ById & { ifMatch: Precondition | null }>(
  request: Request,
): Request & { ifMatch: IfMatch<"Note"> | null } {
  const { ifMatch, path } = request;
  const resource = { name: "Note", key: String(path.id) } as const;
  return { ...request, ifMatch: typeof ifMatch === "string" ? { etag: ifMatch, resource } : ifMatch };
}

interface ById {
  path: { id: number };
}

interface Reading extends ById {
  ifNoneMatch?: IfNoneMatch<"Note"> | undefined;
}

const note = {
  path: "/notes/{id}/",
  accept: "application/json",
  resource: "Note",
  key: [["path", "id"]],
} as const;

export const noteRetrieveOperation = {
  ...note,
  id: "note_retrieve",
  method: "GET",
  responses: [200, 404],
} as const satisfies RetrievalOperation;

export type NoteRetrieveResult = RetrievalResult<{ 200: Note; 404: Problem }, "Note">;

export function noteRetrieve(client: Client, request: Reading, options?: RequestOptions): Promise<NoteRetrieveResult> {
  return retrieve(client, noteRetrieveOperation, request, options);
}

/** Reads note 1 and expects to get it. */
export async function readNote(
  client: Client,
  options?: RequestOptions,
): Promise<Extract<NoteRetrieveResult, { kind: "ok" }>> {
  const result = await noteRetrieve(client, { path: { id: 1 } }, options);
  if (result.kind !== "ok") throw new Error(`Reading the note gave ${result.kind}: ${result.message}`);
  return result;
}

export function noteHead(
  client: Client,
  request: Reading,
  options?: RequestOptions,
): Promise<RetrievalResult<{ 200: undefined }, "Note">> {
  return retrieve(client, noteHeadOperation, request, options);
}

const noteHeadOperation = {
  ...note,
  id: "note_head",
  method: "HEAD",
  responses: [200],
} as const satisfies RetrievalOperation;

interface Changing extends ById {
  body: { text: string };
  ifMatch: Precondition;
}

export const notePatchOperation = {
  ...note,
  id: "note_patch",
  method: "PATCH",
  body: { "application/json": json },
  responses: [200, 204, 400, 404, 409],
  ifMatch: "required",
  reload: () => noteRetrieveOperation,
} as const satisfies StateChangeOperation;

export type NotePatchResult = StateChangeResult<
  { 200: Note; 204: undefined; 400: Problem; 404: Problem; 409: Problem },
  "Note",
  Note
>;

export function notePatch(client: Client, request: Changing, options?: RequestOptions): Promise<NotePatchResult> {
  return changeState(client, notePatchOperation, ofNote(request), options);
}

/** Changes note 1 to `text` under `ifMatch`. */
export function patchNote(client: Client, ifMatch: Precondition, options?: RequestOptions): Promise<NotePatchResult> {
  return notePatch(client, { path: { id: 1 }, body: { text: "changed" }, ifMatch }, options);
}

const noteDeleteOperation = {
  ...note,
  id: "note_delete",
  method: "DELETE",
  responses: [204, 404],
  ifMatch: "required",
  reload: () => noteRetrieveOperation,
} as const satisfies StateChangeOperation;

export function noteDelete(
  client: Client,
  request: ById & { ifMatch: Precondition },
  options?: RequestOptions,
): Promise<StateChangeResult<{ 204: undefined; 404: Problem }, "Note", Note>> {
  return changeState(client, noteDeleteOperation, ofNote(request), options);
}

/** An action whose precondition the document makes optional. */
export const noteArchiveOperation = {
  ...note,
  id: "note_archive",
  method: "POST",
  path: "/notes/{id}/archive/",
  responses: [200],
  ifMatch: "optional",
  reload: () => noteRetrieveOperation,
} as const satisfies StateChangeOperation;

export function noteArchive(
  client: Client,
  request: ById & { ifMatch: Precondition | null },
  options?: RequestOptions,
): Promise<StateChangeResult<{ 200: Note }, "Note", Note>> {
  return changeState(client, noteArchiveOperation, ofNote(request), options);
}

export const noteCreateOperation = {
  id: "note_create",
  method: "POST",
  path: "/notes/",
  body: { "application/json": json },
  accept: "application/json",
  responses: [201, 400],
  resource: "Note",
  created: [["note_id", "id"]],
} as const satisfies CreationOperation;

export function noteCreate(
  client: Client,
  request: { body: { text: string } },
  options?: RequestOptions,
): Promise<CreationResult<{ 201: Note; 400: Problem }, "Note">> {
  return create(client, noteCreateOperation, request, options);
}
