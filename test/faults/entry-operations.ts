import {
  type Client,
  changeState,
  type IfMatch,
  json,
  type RequestOptions,
  type RetrievalOperation,
  type RetrievalResult,
  retrieve,
  type StateChangeOperation,
  type StateChangeResult,
} from "ifmatch/runtime";
import type { Entry } from "./server.js";

/*
 * The API of the one entry, written by hand as the generator would write it.
 */

const entry = {
  path: "/entries/{id}/",
  accept: "application/json",
  resource: "Entry",
  key: [["path", "id"]],
} as const;

const entryRetrieveOperation = {
  ...entry,
  id: "entry_retrieve",
  method: "GET",
  responses: [200, 404],
} as const satisfies RetrievalOperation;

const changing = {
  ...entry,
  body: { "application/json": json },
  responses: [200, 400, 404],
  verify: 200,
  reload: () => entryRetrieveOperation,
} as const;

const entryPatchOperation = {
  ...changing,
  id: "entry_patch",
  method: "PATCH",
  ifMatch: "required",
} as const satisfies StateChangeOperation;

const entryPutOperation = {
  ...changing,
  id: "entry_put",
  method: "PUT",
  ifMatch: "required",
} as const satisfies StateChangeOperation;

const entryOverwriteOperation = {
  ...changing,
  id: "entry_overwrite",
  method: "PATCH",
  ifMatch: "optional",
} as const satisfies StateChangeOperation;

interface ById {
  path: { id: number };
}

interface Changing<Precondition> extends ById {
  body: Entry;
  ifMatch: Precondition;
}

const entryIncrementOperation = {
  ...changing,
  id: "entry_increment",
  path: "/entries/{id}/increments/",
  method: "POST",
  ifMatch: "required",
} as const satisfies StateChangeOperation;

export type EntryRead = RetrievalResult<{ 200: Entry }, "Entry">;
/** What `reload()` of a change that was refused answers. */
export type EntryReload = Awaited<ReturnType<Extract<EntryChange, { kind: "precondition-failed" }>["reload"]>>;
export type EntryChange = StateChangeResult<{ 200: Entry }, "Entry", Entry>;

export function entryRetrieve(client: Client, request: ById, options?: RequestOptions): Promise<EntryRead> {
  return retrieve(client, entryRetrieveOperation, request, options);
}

export function entryPatch(
  client: Client,
  request: Changing<IfMatch<"Entry">>,
  options?: RequestOptions,
): Promise<EntryChange> {
  return changeState(client, entryPatchOperation, request, options);
}

export function entryPut(
  client: Client,
  request: Changing<IfMatch<"Entry">>,
  options?: RequestOptions,
): Promise<EntryChange> {
  return changeState(client, entryPutOperation, request, options);
}

/** The change whose precondition the document makes optional. */
export function entryOverwrite(
  client: Client,
  request: Changing<IfMatch<"Entry"> | null>,
  options?: RequestOptions,
): Promise<EntryChange> {
  return changeState(client, entryOverwriteOperation, request, options);
}

/** The action: what it makes of the entry does not depend on a body. */
export function entryIncrement(
  client: Client,
  request: ById & { ifMatch: IfMatch<"Entry"> },
  options?: RequestOptions,
): Promise<EntryChange> {
  return changeState(client, entryIncrementOperation, request, options);
}
