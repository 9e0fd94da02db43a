import type { EntityTag, RequestOptions, ResourceRef } from "../call.js";
import { layered } from "../layered.js";
import type { CreationOperation, RequestParts } from "../operation.js";
import type { Client, CreationAttempt, CreationOutcome, Received } from "../pipeline.js";
import { dispatch, reason } from "../wire/exchange.js";
import { exchangeFollowing } from "../wire/redirect.js";
import { prepare } from "../wire/request.js";
import { withoutSecrets } from "../wire/secrets.js";
import { copyOf, marked, markOf } from "./change-state.js";
import { createdResource } from "./created.js";
import { ambiguousCreation, asDocumented, conclude, revised, whyOpen } from "./outcomes.js";
import { validatorsOf } from "./validators.js";

/**
 * Performs a creation. There is nothing to match yet; the tag in the response is the new resource's first
 * validator, so the result can be passed as `ifMatch` at once.
 *
 * When no response arrives, or one that is no answer, the result is `ambiguous`: POST is not idempotent
 * (RFC 9110, 9.2.2), so look for what was created before creating it again.
 *
 * @throws {UsageError} when the call itself is wrong; {InvalidResponseError} when it was created, and the body of the
 * response is not the documented one.
 */
export async function create<Result extends CreationOutcome>(
  client: Client,
  operation: CreationOperation,
  request: RequestParts,
  options: RequestOptions = {},
): Promise<Result> {
  const { lanes, recover, events } = client.options;
  const mark = markOf(client, request);
  const prepared = prepare(client, operation, marked(request, mark), options);
  // What it throws is thrown where it is awaited, in its turn.
  prepared.catch(() => {});
  const attempt = {
    client,
    operation,
    request,
    options,
    prepared,
    since: client.clearedAt,
    ...(mark && { mark }),
  };
  const layers = [lanes?.creation, recover?.creation, events?.creation];
  const perform = layered<CreationAttempt, CreationOutcome>(layers, attemptCreation);
  return asDocumented<CreationOutcome, Result>(await perform(attempt));
}

/** Sends a creation once, whatever comes of it. */
export async function attemptCreation(attempt: CreationAttempt): Promise<CreationOutcome> {
  const { client, operation, options } = attempt;
  const outgoing = await copyOf(attempt.prepared, options);
  let received: Received;
  try {
    received = await dispatch(outgoing, exchangeFollowing);
  } catch (cause) {
    if (!outgoing.sent) throw cause;
    return ambiguousCreation(attempt, outgoing, { status: null, why: `No response: ${reason(cause)}` }, cause);
  }
  const open = whyOpen(received);
  if (open) {
    const unknown = ambiguousCreation(attempt, outgoing, open, received.data);
    // RFC 9110, 15.4.4: 303 is the answer to the POST; Location may name a page about it, and not what was created.
    if (received.redirection?.status !== 303) return unknown;
    const message = `This was created. Its result is shown at ${received.redirection.location}.`;
    return revised(unknown, { applied: true, message: withoutSecrets(message, outgoing) });
  }
  // RFC 9110, 10.2.2 and 8.8: the tag of a 201 describes what was created, not the collection.
  const validators = validatorsOf(received, operation.tagProperty);
  const resource = createdResource(operation, received, attempt.request, options);
  if (received.response.ok && !received.flaw) client.tags.written(resource, validators.etag, outgoing.caller);
  return conclude<{ etag: EntityTag | null; lastModified: string | null; resource: ResourceRef }>(received, {
    ...validators,
    resource,
  });
}
