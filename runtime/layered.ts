/**
 * Layers and their order. A layer is a function `(subject, next) => outcome`: it may call `next` once, several times or
 * not at all. Two chains are built from the options of `createClient`. Their order is fixed here and in
 * `core/change-state.ts` and `wire/exchange.ts`, which name the layers; callers cannot change it.
 *
 *     changeState                                  retrieve, reload, create, send
 *       │ validates If-Match                            │ (retrieve: If-None-Match from the store)
 *       ▼                                               │
 *     ┌ lanes ────────────────────────────────┐         │   around a state change
 *     │ waits for its turn, joins a duplicate │         │   (Change in, StateChangeOutcome out)
 *     │ ┌ recover ──────────────────────────┐ │         │
 *     │ │ sends again, reads back           ├─┼─reload─▶│
 *     │ │ ┌ events.change ────────────────┐ │ │         │
 *     │ │ │ reports 412s and ambiguity    │ │ │         │
 *     │ │ │ attemptChange: sets If-Match  │ │ │         │
 *     │ │ └───────────────┬───────────────┘ │ │         │
 *     │ └─────────────────┼─────────────────┘ │         │
 *     └───────────────────┼───────────────────┘         │
 *                         └──────────────┬──────────────┘
 *                                        ▼
 *                    ┌ refresh ────────────────────────────┐   around an exchange
 *                    │ 401: renews credentials, sends again│   (OutgoingRequest in, Received out)
 *                    │ ┌ retry ──────────────────────────┐ │
 *                    │ │ GET, HEAD: waits, sends again   │ │
 *                    │ │ ┌ events.exchange ────────────┐ │ │
 *                    │ │ │ reports each request sent   │ │ │
 *                    │ │ │ fetch, onResponse, decoding │ │ │
 *                    │ │ └─────────────────────────────┘ │ │
 *                    │ └─────────────────────────────────┘ │
 *                    └─────────────────────────────────────┘
 *
 * A request enters a chain at its outermost layer and reaches the innermost function last; the outcome passes the
 * same layers in reverse. So the outcome of `attemptChange` reaches `events.change` first and `lanes` last.
 *
 * Why in this order, for a state change:
 *
 * - `lanes` is outermost: a change keeps its turn until its outcome is settled. With `recover` outside, the next
 *   change could be sent between a lost response and the attempt to find out what happened, and reading back would show
 *   that change's work. It also means that callers who share one change share what recovery found out.
 * - `recover` wraps `events.change`: each attempt is reported, not only the last one.
 * - If-Match is set inside all of them, once for each attempt, from the change that `lanes` may have given the
 *   successor of its tag.
 *
 * For an exchange:
 *
 * - `refresh` wraps `retry`: a request with renewed credentials gets its own attempts, and a 401 is never mistaken for a
 *   busy server. The other way round, each attempt could renew the credentials again.
 * - `events.exchange` is innermost: it reports every request that is sent, whichever layer sent it.
 * - Both lie inside the layers of a state change. A 401 proves that nothing was carried out, so `refresh` may repeat a
 *   state change without asking `recover`, which only sees responses that stayed away.
 */

import type { Layer } from "./pipeline.js";

/** Composes the layers that are present around `innermost`, the first one outermost. */
export function layered<Subject, Outcome>(
  layers: readonly (Layer<Subject, Outcome> | undefined)[],
  innermost: (subject: Subject) => Promise<Outcome>,
): (subject: Subject) => Promise<Outcome> {
  return layers.reduceRight<(subject: Subject) => Promise<Outcome>>(
    (next, layer) => (layer ? (subject) => layer(subject, next) : next),
    innermost,
  );
}
