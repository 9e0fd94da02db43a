import type { RequestOptions, SendOutcome } from "../call.js";
import type { BodyDecoder, Operation, RequestParts, RetrievalOperation } from "../operation.js";
import type { Client } from "../pipeline.js";
import type { GeneratedFunction } from "./generated-function.js";
import { asDocumented } from "./outcomes.js";
import { reload } from "./read.js";
import { send } from "./send.js";

/** A result whose body, if it is a success with one, is read by the caller. */
export type Streamed<Result> = Result extends { readonly kind: "ok"; readonly data: infer Data }
  ? [Data] extends [undefined]
    ? Result
    : Omit<Result, "data"> & { readonly data: ReadableStream<Uint8Array> }
  : Result;

const bytesOf: BodyDecoder = async (response) => ({
  data: response.body ?? (await response.blob()).stream(),
  bytes: 0,
  arrives: true,
  anyType: true,
});

/**
 * Calls the function of a GET, and gives the bytes of a success as a stream, so that a download can be piped to a file
 * without being held in memory: `await result.data.pipeTo(file)`. Nothing is stored, and nothing stored is used.
 *
 * @throws as the function does; {NetworkError} and the signal's reason while reading come from the stream.
 */
export async function stream<Request, Result>(
  client: Client,
  fn: GeneratedFunction<Request, Result>,
  request: NoInfer<Request>,
  options: RequestOptions = {},
): Promise<Streamed<Result>> {
  const { decode, ...described }: Operation = fn.operation;
  const operation: Operation = {
    ...described,
    decode: (response, type) => (response.ok ? bytesOf(response) : decode?.(response, type)),
  };
  const parts = request as RequestParts;
  const outcome =
    "key" in operation && !("ifMatch" in operation)
      ? await reload(client, operation as RetrievalOperation, parts, options)
      : await send<SendOutcome>(client, operation, parts, options);
  return asDocumented<unknown, Streamed<Result>>(outcome);
}
