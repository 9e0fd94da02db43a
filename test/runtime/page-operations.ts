import {
  binary,
  changeState,
  type Client,
  type ClientOptions,
  type ConditionalRequest,
  createClient,
  type EntityTag,
  type IfMatch,
  json,
  parseEntityTag,
  type RequestOptions,
  retrieve,
  type RetrievalOperation,
  type RetrievalResult,
  type StateChangeOperation,
  type StateChangeResult,
} from "ifmatch/runtime";

/*
 * Pages of two fields that two people may edit, and of lines that an action adds: every kind of state change that
 * one resource can have, written by hand as the generator would write it.
 */

export interface Page {
  readonly title: string;
  readonly text: string;
  readonly lines: readonly string[];
  /** The write token of the change that came last, where one is used. */
  readonly token?: string;
}

export interface Problem {
  readonly detail: string;
}

export type PageTag = EntityTag<"Page">;
export const tag = (text: string): PageTag => parseEntityTag<"Page">(text);

const page = { path: "/pages/{id}/", accept: "application/json", resource: "Page", key: [["path", "id"]] } as const;
const body = { "application/json": json, "application/octet-stream": binary };

export const pageRetrieveOperation = {
  ...page,
  id: "page_retrieve",
  method: "GET",
  responses: [200, 404],
} as const satisfies RetrievalOperation;

const changing = {
  ...page,
  body,
  responses: [200, 204, 400, 404, 409],
  ifMatch: "required",
  verify: 200,
  reload: () => pageRetrieveOperation,
} as const;

export const pagePutOperation = { ...changing, id: "page_put", method: "PUT" } as const satisfies StateChangeOperation;

export const pagePatchOperation = {
  ...changing,
  id: "page_patch",
  method: "PATCH",
} as const satisfies StateChangeOperation;

export const pageDeleteOperation = {
  ...changing,
  id: "page_delete",
  method: "DELETE",
  verify: 204,
} as const satisfies StateChangeOperation;

export const pageAddOperation = {
  ...changing,
  id: "page_add",
  method: "POST",
  path: "/pages/{id}/lines/",
  ifMatch: "optional",
  wildcard: true,
} as const satisfies StateChangeOperation;

export type PageResult = StateChangeResult<
  { 200: Page; 204: undefined; 400: Problem; 404: Problem; 409: Problem },
  "Page",
  Page
>;

export interface PageRequest {
  readonly path: { readonly id: number | bigint };
  readonly query?: object;
  readonly body?: unknown;
  readonly contentType?: string;
  /** In tests a bare tag stands for the tag of the page that is asked for. */
  readonly ifMatch: IfMatch<"Page"> | PageTag | "*" | null;
}

const change =
  (operation: StateChangeOperation) =>
  (client: Client, request: PageRequest, options?: RequestOptions): Promise<PageResult> =>
    changeState<PageResult>(client, operation, ofPage(request), options);

const isBareTag = (ifMatch: PageRequest["ifMatch"]): ifMatch is PageTag =>
  typeof ifMatch === "string" && ifMatch !== "*";

/** The request with a precondition that says whose tag it is. */
export function ofPage({ ifMatch, ...request }: PageRequest): ConditionalRequest<"Page"> {
  const resource = { name: "Page", key: String(request.path.id) } as const;
  return {
    ...request,
    ifMatch: isBareTag(ifMatch) ? { etag: ifMatch, resource } : ifMatch,
  };
}

export const pagePut = change(pagePutOperation);
export const pagePatch = change(pagePatchOperation);
export const pageDelete = change(pageDeleteOperation);
export const pageAdd = change(pageAddOperation);

export type PageRetrieveResult = RetrievalResult<{ 200: Page; 404: Problem }, "Page">;

export function pageRetrieve(
  client: Client,
  request: { path: { id: number } },
  options?: RequestOptions,
): Promise<PageRetrieveResult> {
  return retrieve<PageRetrieveResult>(client, pageRetrieveOperation, request, options);
}

export function pageClient(options: ClientOptions): Client {
  return createClient({ servers: ["https://pages.example"] }, options);
}

/** Lets everything run that waits for nothing from outside. */
export const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
