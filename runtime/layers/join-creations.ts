import type { Client, CreationAttempt, CreationOutcome, Layer } from "../pipeline.js";
import { throwIfAborted } from "../wire/signals.js";
import { identityOf, isSameCaller } from "./identity.js";

interface Creation {
  readonly attempt: CreationAttempt;
  readonly outcome: Promise<CreationOutcome>;
}

/**
 * Lets an identical creation of the same user, called while the first one is in progress, share its result: a double
 * click creates one. Two equal creations that are meant are made one after the other.
 */
export function joinCreations(): Layer<CreationAttempt, CreationOutcome> {
  const inProgress = new WeakMap<Client, Map<string, Creation>>();
  return async (attempt, next) => {
    const { client, options } = attempt;
    throwIfAborted(options.signal);
    const identity = identityOf(attempt);
    if (identity === undefined) return next(attempt);
    const known = inProgress.get(client) ?? new Map<string, Creation>();
    inProgress.set(client, known);
    const twin = known.get(identity);
    if (twin && twin.attempt.since === attempt.since && (await isSameCaller(twin.attempt, attempt))) {
      client.options.events?.report({ operation: attempt.operation }, { type: "coalesced" });
      return twin.outcome;
    }
    const outcome = next(attempt);
    known.set(identity, { attempt, outcome });
    try {
      return await outcome;
    } finally {
      if (known.get(identity)?.outcome === outcome) known.delete(identity);
    }
  };
}
