import type { RequestOptions, Retrieved, Validated } from "../call.js";
import type { Client, StateChangeOutcome } from "../pipeline.js";
import { fullJitter, sleep, type Timing } from "./backoff.js";
import { weakEquals } from "./entity-tag.js";
import { ambiguousRefusal } from "./outcomes.js";
import { showsChange } from "./shows.js";
import { UsageError } from "../errors.js";
import { same } from "../merge/json.js";
import { type PathPattern, ruleFor } from "../merge/paths.js";

/** The results that are `ok`. */
export type OkOf<Result> = Extract<Result, { readonly kind: "ok" }>;
/** The body of a result that is `ok`. */
export type DataOf<Result> = OkOf<Result> extends { readonly data: infer Data } ? Data : never;
/** The body that a request takes. */
export type BodyOf<Request> = Request extends { readonly body?: infer Body } ? NonNullable<Body> : never;

type Refusal = Extract<StateChangeOutcome, { readonly kind: "precondition-failed" }>;

/** A generated retrieval. */
export type Read<Request, Result> = (client: Client, request: Request, options?: RequestOptions) => Promise<Result>;
/** A generated state change with a body. */
export type Write<Request, Result> = (client: Client, request: Request, options?: RequestOptions) => Promise<Result>;

export interface EditOptions<Data> extends Timing, Pick<RequestOptions, "headers" | "signal" | "timeout"> {
  /** The most attempts, the first one included; 5 if absent. */
  readonly attempts?: number;
  /** The longest first wait in milliseconds, doubled with each attempt up to 2,000; 50 if absent. */
  readonly base?: number;
  /** Server-managed fields, such as `updated_at`: a different value there does not count as a change by another writer. */
  readonly readOnly?: readonly PathPattern<Data>[] | undefined;
  /** Called when another change came first, before `change` is applied to `theirs`. */
  readonly onRetry?: ((retry: { attempt: number; mine: Data; theirs: Data }) => void | Promise<void>) | undefined;
}

/** The server refused each tag that it had just sent. */
export class UnsatisfiableError extends Error {
  override readonly name = "UnsatisfiableError";
}

/**
 * Reads a resource, changes it, and writes it under the precondition that it is still what was read.
 * When another change came first, reads again and applies `change` to the new data.
 *
 * `change` must be pure: it may be called several times. It returns `undefined` if there is nothing to write;
 * the result is then what was read. An `ambiguous` result is never retried. When the attempts are used up,
 * the result is the last `precondition-failed`.
 *
 *     await edit(client, jobRetrieve, jobPartialUpdate, { path: { job_id } }, (job) => ({ count: job.count + 1 }));
 *
 * @throws {UnsatisfiableError} when nobody changed the resource, and the server refuses its own tags nevertheless.
 * {UsageError} when the client was cleared in between (code `cleared`).
 */
export async function edit<
  ReadRequest,
  ReadResult extends { readonly kind: string },
  WriteRequest,
  WriteResult extends { readonly kind: string },
>(
  client: Client,
  read: Read<ReadRequest, ReadResult>,
  write: Write<WriteRequest, WriteResult>,
  request: ReadRequest & Omit<WriteRequest, "body" | "ifMatch">,
  change: (data: DataOf<ReadResult>) => BodyOf<WriteRequest> | undefined,
  options: EditOptions<NoInfer<DataOf<ReadResult>>> = {},
): Promise<ReadResult | WriteResult> {
  const { attempts = 5, base = 50, random, signal, readOnly = [], onRetry, headers, timeout } = options;
  const wait = options.sleep ?? sleep;
  const call: RequestOptions = { signal, headers, timeout };
  const rules = readOnly.map((pattern) => ruleFor(pattern, { readOnly: true }));
  const since = client.clearedAt;
  // What one user read is not written with the credentials of the next one.
  const unlessCleared = (): void => {
    if (client.clearedAt !== since)
      throw new UsageError("cleared", "edit: the client was cleared since the record was read. Nothing more was sent.");
  };
  let current = (await read(client, request, call)) as ReadResult & { data: DataOf<ReadResult> } & Validated;
  // Whether the data was unchanged after each refusal so far.
  let groundless = attempts > 1;
  for (let attempt = 1; current.kind === "ok"; attempt++) {
    unlessCleared();
    const body = change(current.data);
    if (body === undefined) return current;
    const written = await write(client, { ...request, body, ifMatch: current } as WriteRequest, {
      ...call,
      // Another writer may arrive at the same derived value: only a write token can tell the two apart.
      verify: false,
    });
    if (written.kind !== "precondition-failed" || (attempt >= attempts && !groundless)) return written;
    const refused = written as WriteResult & Refusal;
    const before = current;
    await wait(fullJitter(attempt, base, 2000, random), signal);
    unlessCleared();
    // The caller's own precondition would only confirm what it already has.
    current = (await read(
      client,
      { ...request, ifNoneMatch: undefined },
      { ...call, cache: "reload" },
    )) as typeof current;
    if (current.kind !== "ok") break;
    const { data } = current;
    // The 412 may have answered a copy of a request that had been carried out: `change` is not applied a second time.
    if (!refused.certain && showsChange(refused.change, current as unknown as Retrieved))
      return ambiguousRefusal(refused) as unknown as WriteResult;
    const isSpurious = same(data, before.data, rules);
    groundless &&= isSpurious;
    if (attempt >= attempts) {
      if (groundless) throw unsatisfiable(attempt, current, before);
      return written;
    }
    if (!isSpurious) await onRetry?.({ attempt, mine: before.data, theirs: data });
  }
  return current;
}

function unsatisfiable(attempts: number, current: Validated, before: Validated): UnsatisfiableError {
  const { name, key } = current.resource;
  const unchanged = current.etag !== null && before.etag !== null && weakEquals(current.etag, before.etag);
  const why = unchanged
    ? `it still sends ${current.etag}, which it refuses. Does it compare a different tag from the one it sends (gzip, a proxy)?`
    : `its tag changes with each read, from ${before.etag} to ${current.etag}, although nothing else does.`;
  return new UnsatisfiableError(
    `The server refused ${attempts} changes of ${name} ${key}, although nobody had changed it: ${why}`,
  );
}
