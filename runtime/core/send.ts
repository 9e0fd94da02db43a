import type { Client, RequestOptions } from "../pipeline.js";
import { conclude, dispatchOrThrow } from "../wire/exchange.js";
import type { Operation, RequestParts } from "../operation.js";
import { prepare } from "../wire/request.js";

/**
 * Carries out an operation that has nothing to do with entity-tags.
 *
 * @throws {NetworkError} when no answer arrives; {UsageError} when the call itself is wrong.
 */
export async function send<Result>(
  client: Client,
  operation: Operation,
  request: RequestParts,
  options: RequestOptions = {},
): Promise<Result> {
  const outgoing = await prepare(client, operation, request, options);
  return conclude(await dispatchOrThrow(outgoing)) as Result;
}
