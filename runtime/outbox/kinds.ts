import type { RequestOptions } from "../call.js";
import type { BodyOf, DataOf } from "../core/edit.js";
import type { GeneratedFunction } from "../core/generated-function.js";
import type { AnyResult } from "../core/unwrap.js";
import type { AttachableDraft } from "../draft/attach.js";
import {
  type DraftArguments,
  type DraftFor,
  type DraftRead,
  type DraftWrite,
  openDraft,
  reopenDraft,
} from "../draft/open.js";
import type { SavableState } from "../draft/autosave.js";
import type { Operation } from "../operation.js";
import type { Client } from "../pipeline.js";

/** What an outbox needs of a draft, whatever its record. */
export interface OutboxDraft extends AttachableDraft {
  readonly getSnapshot: () => SavableState & { readonly edits: readonly unknown[]; readonly base: unknown };
  readonly rebase: () => Promise<unknown>;
  readonly discard: () => void;
  readonly toJSON: () => unknown;
}

/** Records that are edited: made by {@link drafts}. */
export interface DraftKind<Request, D extends OutboxDraft> {
  readonly holds: "draft";
  readonly open: (client: Client, request: Request) => Promise<D>;
  /** A draft as it was stored; `undefined` if it is none of the record. */
  readonly reopen: (client: Client, request: Request, stored: unknown) => D | undefined;
}

/** Records that are created: made by {@link creations}. */
export interface CreationKind<Request, Result extends { readonly kind: string }> {
  readonly holds: "creation";
  readonly token: string | undefined;
  readonly send: (client: Client, request: Request, options: RequestOptions) => Promise<Result>;
}

/** Edits of records: how they are read and saved, and the options of their drafts. */
export function drafts<
  ReadRequest,
  ReadResult extends AnyResult,
  WriteRequest,
  WriteResult extends { readonly kind: string },
  R extends string,
>(
  read: DraftRead<ReadRequest, ReadResult, R>,
  write: DraftWrite<WriteRequest, WriteResult, NoInfer<R>>,
  ...[options]: DraftArguments<DataOf<ReadResult>, BodyOf<WriteRequest>>
): DraftKind<ReadRequest & Omit<WriteRequest, "body" | "ifMatch">, DraftFor<ReadResult, WriteResult>> {
  return {
    holds: "draft",
    open: (client, request) => openDraft(client, read, write, request, ...([options] as never)),
    reopen: (client, request, stored) => reopenDraft(client, read, write, request, stored, (options ?? {}) as never),
  };
}

/** Options of {@link creations}. */
export interface CreationOptions {
  /**
   * The header by which the server recognises a request that it has carried out (`Idempotency-Key`): an answer that was
   * lost is then asked for again. If absent, a request whose answer was lost is not repeated: POST is not idempotent
   * (RFC 9110, 9.2.2).
   */
  readonly token?: string | undefined;
}

/** Whatever is created, or sent without a precondition. What changes a record is not: that is {@link drafts}'. */
export function creations<Request, Result extends { readonly kind: string }>(
  create: GeneratedFunction<Request, Result, Operation & { readonly ifMatch?: never }>,
  { token }: CreationOptions = {},
): CreationKind<Request, Result> {
  if ("ifMatch" in create.operation)
    throw new TypeError(`${create.operation.id} changes a record, under a precondition. Use drafts().`);
  return { holds: "creation", token, send: create };
}
