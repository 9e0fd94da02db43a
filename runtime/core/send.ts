import type { RequestOptions, SendOutcome } from "../call.js";
import type { Operation, RequestParts } from "../operation.js";
import type { Client } from "../pipeline.js";
import { dispatchOrThrow } from "../wire/exchange.js";
import { exchangeFollowing } from "../wire/redirect.js";
import { prepare } from "../wire/request.js";
import { asDocumented, conclude } from "./outcomes.js";

/**
 * Performs an operation that has nothing to do with entity-tags.
 *
 * @throws {NetworkError} when no response arrives; {UsageError} when the call itself is wrong; {InvalidResponseError}
 * when a success is not what the document promises.
 */
export async function send<Result extends SendOutcome>(
  client: Client,
  operation: Operation,
  request: RequestParts,
  options: RequestOptions = {},
): Promise<Result> {
  const outgoing = await prepare(client, operation, request, options);
  return asDocumented<SendOutcome, Result>(conclude(await dispatchOrThrow(outgoing, exchangeFollowing), {}));
}
