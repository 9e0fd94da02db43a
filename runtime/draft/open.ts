import type { RequestOptions, ResourceRef, Retrieved, RetrievalOutcome } from "../call.js";
import type { BodyOf, DataOf, OkOf } from "../core/edit.js";
import type { GeneratedFunction } from "../core/generated-function.js";
import { type AnyResult, unwrap } from "../core/unwrap.js";
import { UsageError } from "../errors.js";
import type { DeepReadonly } from "../merge/paths.js";
import type { RequestParts, RetrievalOperation, StateChangeOperation } from "../operation.js";
import type { Client, StateChangeOutcome } from "../pipeline.js";
import { defaultBody } from "./default-body.js";
import type { Draft } from "./draft.js";
import { RecordDraft } from "./record-draft.js";
import { resourceOf } from "../wire/request.js";
import { type DraftState, type MergeRules, onVersion, stateOf } from "./state.js";
import { restored, versionIn } from "./stored.js";

/** Options of a draft of a `T` that is saved as a `Body`. */
export interface DraftOptions<T, Body> extends MergeRules<T>, Pick<RequestOptions, "headers" | "timeout"> {
  /**
   * The body that saves `value`. If absent: for PATCH the top-level fields that differ from `base`, for other methods the
   * whole value; both without `readOnly` fields.
   */
  readonly body?: ((value: T, base: T) => Body) | undefined;
  /**
   * How often a save that another change came before is sent again by itself, if the two do not clash; 0 if absent: the
   * draft is then in `conflict`, and the next `save()` sends the merged value.
   */
  readonly resend?: number | undefined;
  /**
   * What `toJSON()` of an earlier draft of this record gave: its edits are moved onto the version that is read now. What
   * does not belong to this record is ignored. May come from `JSON.parse`.
   */
  readonly stored?: unknown;
}

/** A generated retrieval. */
export type DraftRead<Request, Result, R extends string> = GeneratedFunction<Request, Result, RetrievalOperation<R>>;
/** A generated state change. */
export type DraftWrite<Request, Result, R extends string> = GeneratedFunction<Request, Result, StateChangeOperation<R>>;
/** What a save or the reading after it may end in, besides `ok`. */
export type SaveFailure<Result> = Exclude<Result, { readonly kind: "ok" }>;
/** The draft of what is read, whose value is replaced and never edited in place. */
export type DraftFor<ReadResult, WriteResult> = Draft<
  DeepReadonly<DataOf<ReadResult>>,
  SaveFailure<ReadResult | WriteResult>,
  OkOf<ReadResult> extends { readonly resource: ResourceRef<infer R> } ? R : string
>;
/** The options; they can be left out where the body is made of the record by itself. */
export type DraftArguments<T, Body> = [T] extends [Body]
  ? [options?: DraftOptions<T, Body>]
  : [Partial<T>] extends [Body]
    ? [options?: DraftOptions<T, Body>]
    : [options: DraftOptions<T, Body> & { readonly body: (value: T, base: T) => Body }];

/**
 * Reads a record and opens a draft of it. The version and its tag stay together: whatever else reads the record
 * meanwhile, a save carries the tag of what the person saw.
 *
 *     const draft = await openDraft(client, jobRetrieve, jobPartialUpdate, { path: { job_id } });
 *     draft.change({ notes: "Called back" });
 *     const { status, conflicts } = await draft.save();
 *
 * @throws {ResultError} when the record cannot be read, as `unwrap` does.
 * {UsageError} when the client was cleared meanwhile (code `cleared`).
 */
export async function openDraft<
  ReadRequest,
  ReadResult extends AnyResult,
  WriteRequest,
  WriteResult extends { readonly kind: string },
  R extends string,
>(
  client: Client,
  read: DraftRead<ReadRequest, ReadResult, R>,
  write: DraftWrite<WriteRequest, WriteResult, NoInfer<R>>,
  request: ReadRequest & Omit<WriteRequest, "body" | "ifMatch">,
  ...[options]: DraftArguments<DataOf<ReadResult>, BodyOf<WriteRequest>>
): Promise<DraftFor<ReadResult, WriteResult>> {
  const { headers, timeout } = options ?? {};
  const since = client.clearedAt;
  const record = unwrap(await read(client, request, { headers, timeout }));
  // The stored edits are those of the user who asked for them.
  if (client.clearedAt !== since)
    throw new UsageError("cleared", "openDraft: the client was cleared while the record was read.");
  return draftOf(client, read, write, request, record as OkOf<ReadResult>, ...([options] as never));
}

/**
 * A draft of a record that was read before, such as the first data of a query. It must have been read for the client's
 * user of now: after `client.clear()`, what was read before belongs to somebody else.
 */
export function draftOf<
  ReadRequest,
  ReadResult extends { readonly kind: string },
  WriteRequest,
  WriteResult extends { readonly kind: string },
  R extends string,
>(
  client: Client,
  read: DraftRead<ReadRequest, ReadResult, R>,
  write: DraftWrite<WriteRequest, WriteResult, NoInfer<R>>,
  request: ReadRequest & Omit<WriteRequest, "body" | "ifMatch">,
  record: OkOf<ReadResult>,
  ...[options]: DraftArguments<DataOf<ReadResult>, BodyOf<WriteRequest>>
): DraftFor<ReadResult, WriteResult> {
  type T = DeepReadonly<DataOf<ReadResult>>;
  const given = (options ?? {}) as unknown as DraftOptions<T, BodyOf<WriteRequest>>;
  const version = record as unknown as Retrieved<T>;
  const state = restored<T>(given.stored, version);
  const start = state ? onVersion(state, version, mergeRules(given)) : stateOf(version);
  // What is read is of the resource that the document names.
  return inState(client, read, write, request, start, given) as DraftFor<ReadResult, WriteResult>;
}

/**
 * A draft as `toJSON()` gave it, on the version that the person saw: nothing is read. `undefined` if `stored` is no draft
 * of the record of `request`.
 */
export function reopenDraft<
  ReadRequest,
  ReadResult extends { readonly kind: string },
  WriteRequest,
  WriteResult extends { readonly kind: string },
  R extends string,
>(
  client: Client,
  read: DraftRead<ReadRequest, ReadResult, R>,
  write: DraftWrite<WriteRequest, WriteResult, NoInfer<R>>,
  request: ReadRequest & Omit<WriteRequest, "body" | "ifMatch">,
  stored: unknown,
  options: DraftOptions<DataOf<ReadResult>, BodyOf<WriteRequest>>,
): DraftFor<ReadResult, WriteResult> | undefined {
  const version = versionIn(stored, resourceOf(read.operation, request as RequestParts));
  const state = version && restored<DeepReadonly<DataOf<ReadResult>>>(stored, version as never);
  const draft = state && inState(client, read, write, request, state, options as never);
  return draft as DraftFor<ReadResult, WriteResult> | undefined;
}

/** A draft that begins in a state. */
function inState<
  T,
  ReadRequest,
  ReadResult extends { readonly kind: string },
  WriteRequest,
  WriteResult extends { readonly kind: string },
>(
  client: Client,
  read: DraftRead<ReadRequest, ReadResult, string>,
  write: DraftWrite<WriteRequest, WriteResult, string>,
  request: ReadRequest & Omit<WriteRequest, "body" | "ifMatch">,
  state: DraftState<T>,
  options: DraftOptions<T, BodyOf<WriteRequest>>,
): Draft<T, SaveFailure<ReadResult | WriteResult>> {
  const { headers, timeout, resend = 0, body } = options;
  const rules = mergeRules(options);
  const call = { headers, timeout };
  const bodyOf = body ?? defaultBody(write.operation, (request as RequestParts).contentType, rules);
  return new RecordDraft<T, SaveFailure<ReadResult | WriteResult>>(client, state, rules, {
    resend,
    read: async () =>
      (await read(
        client,
        { ...request, ifNoneMatch: undefined },
        { ...call, cache: "reload" },
      )) as unknown as RetrievalOutcome,
    write: async (value, base, more) => {
      const sent = { ...request, body: bodyOf(value, base.data), ifMatch: base };
      // The edits were made on `base`, and go under its tag alone: never under the successor that `lanes` knows.
      const result = await write(client, sent as WriteRequest, { ...call, ...more, verify: false });
      return result as unknown as StateChangeOutcome;
    },
    carriesRecord: ({ status }) => status === write.operation.verify,
  });
}

/** The options of the merge among those of a draft. */
function mergeRules<T>({
  headers: _headers,
  timeout: _timeout,
  resend: _resend,
  stored: _stored,
  body: _body,
  ...rules
}: DraftOptions<T, unknown>): MergeRules<T> {
  return rules as MergeRules<T>;
}
