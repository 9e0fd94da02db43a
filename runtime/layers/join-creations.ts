import type { Client, CreationAttempt, CreationOutcome, Layer } from "../pipeline.js";
import { throwIfAborted } from "../wire/signals.js";
import { identityOf, isSameCaller } from "./identity.js";

interface Creation {
  readonly identity: string;
  readonly attempt: CreationAttempt;
  readonly outcome: Promise<CreationOutcome>;
}

/**
 * Lets an identical creation of the same user, called while the first one is in progress, share its result: a double
 * click creates one. Two equal creations that are meant are made one after the other.
 */
export function joinCreations(): Layer<CreationAttempt, CreationOutcome> {
  const inProgress = new WeakMap<Client, Set<Creation>>();
  return async (attempt, next) => {
    const { client, options, since } = attempt;
    throwIfAborted(options.signal);
    const identity = identityOf(attempt);
    if (identity === undefined) return next(attempt);
    const known = inProgress.get(client) ?? new Set<Creation>();
    inProgress.set(client, known);
    // Other users' may be among them.
    const equal = Array.from(known).filter((one) => one.identity === identity && one.attempt.since === since);
    // It is known before anything is waited for: the next one finds it while this one looks at whose the others are.
    const creation = { identity, attempt, outcome: joined(equal, attempt, next) };
    known.add(creation);
    try {
      return await creation.outcome;
    } finally {
      known.delete(creation);
    }
  };
}

async function joined(
  equal: readonly Creation[],
  attempt: CreationAttempt,
  next: (attempt: CreationAttempt) => Promise<CreationOutcome>,
): Promise<CreationOutcome> {
  const { client } = attempt;
  for (const one of equal) {
    if (!(await isSameCaller(one.attempt, attempt))) continue;
    client.options.events?.report(attempt, { type: "coalesced" });
    return one.outcome;
  }
  return next(attempt);
}
