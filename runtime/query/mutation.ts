import type { RequestOptions, Success } from "../call.js";
import type { GeneratedFunction, Ok, RequestOf } from "../core/generated-function.js";
import { type AnyResult, StatusError, UnexpectedStatusError, unwrap } from "../core/unwrap.js";
import { UsageError } from "../errors.js";
import type { RequestParts } from "../operation.js";
import { type AnyCached, cached } from "./cached.js";
import type { AnyCaches } from "./caches.js";
import { partOf } from "./keys.js";
import type { OptimisticUpdate } from "./optimistic.js";
import type { FunctionOf, QueryError } from "./options.js";
import { type Call, heldTags, markStale, writeThrough } from "./write-through.js";

/** Options of a mutation with a generated function. */
export interface MutationSettings<F extends GeneratedFunction> extends Pick<RequestOptions, "headers" | "timeout"> {
  /** What pages show until the answer arrives. Where the change fails, they show again what they showed before. */
  readonly optimistic?: ((request: RequestOf<F>) => readonly OptimisticUpdate[]) | undefined;
  /** Functions whose queries the change concerns, where their paths do not tell. */
  readonly invalidates?: readonly GeneratedFunction[] | undefined;
}

/** Options of one mutation, for TanStack Query 5 of any framework. */
export interface MutationOptions<F extends GeneratedFunction> {
  readonly mutationKey: readonly [{ readonly scope?: string; readonly operation: string }];
  readonly mutationFn: (request: RequestOf<F>) => Promise<Ok<F>>;
  readonly retry: (failures: number, error: QueryError<F>) => false;
}

/**
 * Options of a mutation with a generated function: `useMutation(mutationOptions(caches, jobPartialUpdate))`. Only an `ok`
 * result is a success: a 412, a 428 and an unknown outcome go to `onError`, typed. It is never repeated by itself
 * (RFC 9110, 9.2.2).
 *
 * The record in the answer enters the queries of that record, and everything else that the change may concern is read
 * again: also after a 412 and an unknown outcome, which say that what is shown is not what the server has.
 */
export function mutationOptions<F extends GeneratedFunction>(
  caches: AnyCaches,
  change: F & FunctionOf<F, "state-change" | "creation" | "none">,
  { optimistic, invalidates = [], ...options }: MutationSettings<F> = {},
): MutationOptions<F> {
  const { operation } = change as GeneratedFunction;
  const { scope } = caches;
  return {
    mutationKey: [{ ...(scope !== undefined && { scope }), operation: operation.id }],
    retry: () => false,
    mutationFn: async (request) => {
      const call = { operation, request: (request ?? {}) as RequestParts };
      const send = async (): Promise<AnyResult> =>
        (await change(caches.client, request as never, options)) as AnyResult;
      // What a generated function answers is what its type says (docs/adr/0010).
      return (await carryOut(caches, call, send, optimistic?.(request), invalidates)) as unknown as Ok<F>;
    },
  };
}

/**
 * Sends a change, shows it meanwhile, and brings the cache up to date with what came of it.
 *
 * @throws {ResultError} as `unwrap` does.
 */
export async function carryOut(
  caches: AnyCaches,
  call: Call,
  send: () => Promise<AnyResult>,
  optimistic: readonly OptimisticUpdate[] = [],
  invalidates: readonly GeneratedFunction[] = [],
): Promise<Success> {
  const { client } = caches;
  const since = client.clearedAt;
  const shown = await optimistic[0]?.show(caches, optimistic);
  const before = heldTags(caches, call);
  const update = (answer: AnyCached | undefined): Promise<void> =>
    bringUpToDate(caches, invalidates, () => writeThrough(caches, call, answer, before, shown?.isShown));
  let result: Success;
  try {
    result = unwrap(await send());
  } catch (error) {
    // After a sign-out, the cache is the next user's.
    if (client.clearedAt === since) {
      shown?.takeBack();
      if (mayHaveChanged(error)) await update(undefined);
    }
    throw error;
  }
  if (client.clearedAt === since) await update(cached(result));
  return result;
}

/** The cache after a change. What goes wrong there says nothing about the change: it is made, or it is not. */
async function bringUpToDate(
  caches: AnyCaches,
  invalidates: readonly GeneratedFunction[],
  write: () => Promise<void>,
): Promise<void> {
  try {
    await write();
  } catch (error) {
    console.error(error);
    void caches.queryClient.invalidateQueries();
  }
  const ids = new Set(invalidates.map(({ operation }) => operation.id));
  void markStale(caches.queryClient, ({ queryKey }) => ids.has(partOf(caches, queryKey)?.operation ?? ""));
}

/** Whether what pages show may differ from what the server has after a failure: nothing was sent, or it was refused. */
function mayHaveChanged(error: unknown): boolean {
  if (error instanceof UsageError) return false;
  // RFC 9110, 15.5: of the client errors, these speak of the record and not of the request.
  const isRefusal = error instanceof StatusError || error instanceof UnexpectedStatusError;
  return !isRefusal || error.status >= 500 || [404, 409, 410].includes(error.status);
}
