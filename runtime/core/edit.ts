import type { RequestOptions, Retrieved, Validated } from "../call.js";
import type { Client, StateChangeOutcome } from "../pipeline.js";
import { fullJitter, sleep, type Timing } from "./backoff.js";
import { weakEquals } from "./entity-tag.js";
import { ambiguousRefusal } from "./outcomes.js";
import { showsChange } from "./shows.js";
import { same } from "../merge/json.js";
import { type PathPattern, ruleFor } from "../merge/paths.js";

type OkOf<Result> = Extract<Result, { readonly kind: "ok" }>;
type DataOf<Result> = OkOf<Result> extends { readonly data: infer Data } ? Data : never;
type BodyOf<Request> = Request extends { readonly body?: infer Body } ? NonNullable<Body> : never;

type Refusal = Extract<StateChangeOutcome, { readonly kind: "precondition-failed" }>;

/** A generated retrieval. */
type Read<Request, Result> = (client: Client, request: Request, options?: RequestOptions) => Promise<Result>;
/** A generated state change with a body. */
type Write<Request, Result> = (client: Client, request: Request, options?: RequestOptions) => Promise<Result>;

export interface EditOptions<Data> extends Timing, Pick<RequestOptions, "headers" | "signal" | "timeout"> {
  /** How often the change is tried at most, the first time included; 5 if absent. */
  readonly attempts?: number;
  /** Milliseconds that the first wait may take at most, doubled with each attempt up to 2,000; 50 if absent. */
  readonly base?: number;
  /** Fields that the server sets, such as `updated_at`: another value there is not another change. */
  readonly readOnly?: readonly PathPattern<Data>[] | undefined;
  /** Another change came first, and `change` is about to be applied to `theirs`. */
  readonly onRetry?: ((retry: { attempt: number; mine: Data; theirs: Data }) => void | Promise<void>) | undefined;
}

/** The server refused every tag that it had just sent. */
export class UnsatisfiableError extends Error {
  override readonly name = "UnsatisfiableError";
}

/**
 * Reads a resource, changes it, and writes it under the precondition that it is still what was read.
 * When another change came first, reads again and applies `change` to what stands there now.
 *
 * `change` must be pure: it may be called several times. `undefined` means that there is nothing to write;
 * the answer is then what was read. An `ambiguous` outcome is never retried. An outcome that retries did not
 * settle is answered as it is: the last `precondition-failed`.
 *
 *     await edit(client, jobRetrieve, jobPartialUpdate, { path: { job_id } }, (job) => ({ count: job.count + 1 }));
 *
 * @throws {UnsatisfiableError} when nobody changed the resource and the server refuses its own tags all the same.
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
  let current = (await read(client, request, call)) as ReadResult & { data: DataOf<ReadResult> } & Validated;
  // Whether each refusal so far came without any change by anybody.
  let groundless = attempts > 1;
  for (let attempt = 1; current.kind === "ok"; attempt++) {
    const body = change(current.data);
    if (body === undefined) return current;
    const written = await write(client, { ...request, body, ifMatch: current } as WriteRequest, {
      ...call,
      // A value that was derived from what was read may be another's as well: only a write token tells.
      verify: false,
    });
    if (written.kind !== "precondition-failed" || (attempt >= attempts && !groundless)) return written;
    const refused = written as WriteResult & Refusal;
    const before = current;
    await wait(fullJitter(attempt, base, 2000, random), signal);
    // A precondition of the caller's own would ask again for what it has.
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

function unsatisfiable(attempts: number, now: Validated, before: Validated): UnsatisfiableError {
  const { name, key } = now.resource;
  const unchanged = now.etag !== null && before.etag !== null && weakEquals(now.etag, before.etag);
  const why = unchanged
    ? `it still sends ${now.etag}, which it refuses: does it compare another tag than it sends (gzip, a proxy)?`
    : `its tag changes with each read, from ${before.etag} to ${now.etag}, though nothing else does.`;
  return new UnsatisfiableError(
    `The server refused ${name} ${key} ${attempts} times, and nobody had changed it: ${why}`,
  );
}
