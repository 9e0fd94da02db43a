import type { RequestOptions } from "../../call.js";
import type { BodyOf, DataOf } from "../../core/edit.js";
import type { GeneratedFunction, RequestOf, ResultOf } from "../../core/generated-function.js";
import type { MergeRules } from "../../draft/state.js";
import type { RequestParts } from "../../operation.js";
import { type AnyCaches, type CachedQuery } from "../caches.js";
import { keyOf, type QueryKey } from "../keys.js";
import { type FunctionOf, type QueryRequest, readable } from "../options.js";
import { retryDelay, retryOf } from "../retry.js";
import { insertRow, removeRow, type RowChange, type RowFunctions, updateRow } from "./changes.js";
import { type AllPages, type PageSettings, readAll } from "./pages.js";

/** What a generated function reads. */
export type ReadBy<F extends GeneratedFunction> = DataOf<ResultOf<F>>;
/** The request of a function, if there is one, without what depends on the change. */
export type TargetOf<F extends GeneratedFunction> = [F] extends [never]
  ? unknown
  : Omit<RequestOf<F>, "body" | "ifMatch">;

/** How rows are read and changed. What is absent cannot be done to the collection. */
export interface CollectionSettings<
  Source extends GeneratedFunction,
  Row extends object,
  Record extends GeneratedFunction,
  Update extends GeneratedFunction,
  Remove extends GeneratedFunction,
  Insert extends GeneratedFunction,
> extends PageSettings<Source> {
  /** The rows of one page. */
  readonly rows: (page: ReadBy<Source>) => readonly Row[];
  readonly getKey: (row: NoInfer<Row>) => string | number;
  /** Reads the record of a row, with its tag. Needed for changes under a precondition. */
  readonly read?: (Record & FunctionOf<Record, "retrieval" | "none">) | undefined;
  /** The request of a row's record. */
  readonly record?: ((row: NoInfer<Row>) => TargetOf<Record> & TargetOf<Update> & TargetOf<Remove>) | undefined;
  readonly update?: (Update & FunctionOf<Update, "state-change" | "none">) | undefined;
  readonly remove?: (Remove & FunctionOf<Remove, "state-change" | "none">) | undefined;
  readonly insert?: (Insert & FunctionOf<Insert, "creation" | "none">) | undefined;
  /** The request that creates the record of a new row. */
  readonly creation?: ((row: NoInfer<Row>) => RequestOf<Insert>) | undefined;
  /**
   * The body of an update, from the record with the row's changes and without them. If absent: for PATCH the top-level
   * fields that differ, for other methods the whole record; both without what only the server sets.
   */
  readonly body?: ((value: ReadBy<Record>, base: ReadBy<Record>) => BodyOf<RequestOf<Update>>) | undefined;
  /** What only the server sets: the record's entry of the generated `fields.ts`. */
  readonly fields?: Pick<MergeRules<ReadBy<Record>>, "readOnly"> | undefined;
}

/** A transaction of TanStack DB, as far as it is looked at. */
export interface RowTransaction<Row> {
  readonly transaction: { readonly mutations: readonly RowChange<Row>[] };
}

/** A handler of a collection, which has brought the collection up to date when it is done. */
export type RowHandler<Row> = (params: RowTransaction<Row>) => Promise<{ readonly refetch: false }>;

/** Options of a collection: what `queryCollectionOptions` of `@tanstack/query-db-collection` 1 takes. */
export interface CollectionOptions<Source extends GeneratedFunction, Row extends object, QueryClient> {
  readonly queryKey: QueryKey;
  readonly queryFn: (context: { readonly signal?: AbortSignal }) => Promise<AllPages<Source>>;
  readonly select: (data: AllPages<Source>) => Row[];
  readonly queryClient: QueryClient;
  readonly getKey: (row: Row) => string | number;
  readonly retry: (failures: number, error: unknown) => boolean;
  readonly retryDelay: (failures: number, error: unknown) => number;
  readonly onUpdate?: RowHandler<Row>;
  readonly onDelete?: RowHandler<Row>;
  readonly onInsert?: RowHandler<Row>;
}

/**
 * Options of a collection of TanStack DB whose rows are read with a generated function:
 * `createCollection(queryCollectionOptions(collectionOptions(caches, jobsList, {}, { rows, getKey, ... })))`.
 *
 * A change of a row is sent under the tag of a record that is read first and compared with the row that the person saw.
 * If somebody else changed it, the transaction fails with a {@link RowConflictError} and is rolled back.
 */
export function collectionOptions<
  const C extends AnyCaches,
  Source extends GeneratedFunction,
  Row extends object,
  Record extends GeneratedFunction = never,
  Update extends GeneratedFunction = never,
  Remove extends GeneratedFunction = never,
  Insert extends GeneratedFunction = never,
>(
  caches: C,
  source: Source & FunctionOf<Source, "retrieval" | "none">,
  request: QueryRequest<Source>,
  settings: CollectionSettings<Source, Row, Record, Update, Remove, Insert>,
): CollectionOptions<Source, Row, C["queryClient"]> {
  const { rows, getKey, read, record, update, remove, insert, creation, body, fields, ...paging } = settings;
  const parts: RequestParts = request;
  const queryKey = keyOf(caches, readable(source), parts, { ...paging, infinite: true, collection: true });
  const functions = { read, record, update, remove, insert, creation, body, fields } as RowFunctions;
  const options: Pick<RequestOptions, "headers" | "timeout"> = { headers: paging.headers, timeout: paging.timeout };
  const handler =
    (change: (...args: Parameters<typeof updateRow>) => Promise<unknown>): RowHandler<Row> =>
    async ({ transaction }) => {
      try {
        // In order: what follows a refusal is not sent.
        for (const row of transaction.mutations) await change(caches, functions, row as RowChange<object>, options);
      } finally {
        await readAgain(caches, queryKey);
      }
      return { refetch: false };
    };
  return {
    queryKey,
    queryFn: ({ signal }) => readAll<Source>(caches, source, parts, paging, signal),
    select: ({ pages }) => pages.flatMap((page) => [...rows((page as { readonly data: ReadBy<Source> }).data)]),
    queryClient: caches.queryClient,
    getKey,
    retry: retryOf(caches.client, source.operation) as (failures: number, error: unknown) => boolean,
    retryDelay: retryDelay as (failures: number, error: unknown) => number,
    ...(update && { onUpdate: handler(updateRow) }),
    ...(remove && { onDelete: handler(removeRow) }),
    ...(insert && { onInsert: handler(insertRow) }),
  };
}

/** Waits until the collection's query was read after a change, so that the optimistic row gives way to what was made. */
async function readAgain({ queryClient }: AnyCaches, queryKey: QueryKey): Promise<void> {
  const held = (): CachedQuery | undefined => queryClient.getQueryCache().findAll({ queryKey, exact: true })[0];
  // The change has had it read again already, where it is known to concern it.
  if (held()?.state.fetchStatus !== "fetching") void queryClient.invalidateQueries({ queryKey, exact: true });
  // Why it cannot be read is told by the collection itself; it says nothing about the change.
  await held()?.promise?.catch(() => undefined);
}
