import type { Client } from "./client.js";
import { decode, exchangeOrThrow, failed, isDocumented, isSuccess, plainHeaders, validateRequest, validateResponse } from "./exchange.js";
import type { Operation, RequestParts } from "./operation.js";
import { buildRequest } from "./request.js";
import type { RequestOptions } from "./results.js";

/**
 * Carries out an operation that has nothing to do with entity-tags.
 *
 * @throws {NetworkError} when no answer arrives; {UsageError} when the call itself is wrong.
 */
export async function send<Result>(client: Client, operation: Operation, request: RequestParts, options: RequestOptions = {}): Promise<Result> {
  validateRequest(client, operation, request);
  const outgoing = await buildRequest(client, operation, request, options);
  if (options.cache) outgoing.init.cache = options.cache;
  const response = await exchangeOrThrow(client, outgoing, options);
  const { status } = response;
  const body = await decode(response, operation);
  if (!isSuccess(status) || !isDocumented(operation, status)) return failed(outgoing, response, body.data) as Result;
  validateResponse(client, outgoing, status, body, null);
  return { kind: "ok", status, data: body.data, headers: plainHeaders(response) } as Result;
}
