import type { RuntimeEvent, EventDetail } from "../event.js";
import type { EntityTag } from "../call.js";
import type { Change, Events, Received } from "../pipeline.js";
import { isEntityTag, isWeak, weakEquals } from "../core/entity-tag.js";
import { validatorsOf } from "../core/validators.js";

/** Calls `listener` with every runtime event. An error that it throws is logged and has no other effect. */
export function onEvent(listener: (event: RuntimeEvent) => void): Events {
  // Keyed by the object that all attempts of one call share: a change's copy of its options, else the request.
  const attempts = new WeakMap<object, number>();
  const copies = new WeakMap<object, Change>();
  const emit = (event: RuntimeEvent): void => {
    try {
      listener(event);
    } catch (error) {
      console.error(error);
    }
  };
  const report: Events["report"] = (about, detail) => {
    const { operation, resource, options } = copies.get(about) ?? about;
    emit({
      ...detail,
      operation: operation?.id,
      resource: resource?.name,
      key: resource?.key,
      attempt: (attempts.get(about) ?? (options && attempts.get(options))) || 1,
    });
  };
  return {
    report,
    async change(change, next) {
      // A copy of the options tells this call's attempts from those of another call with the same options object.
      const copy = copies.get(change) ?? { ...change, options: { ...change.options } };
      copies.set(change, copy);
      attempts.set(copy.options, attempts.get(copy.options) ?? 0);
      const outcome = await next(copy);
      if (outcome.kind === "precondition-failed") report(copy, { type: outcome.kind, sent: copy.sent });
      // After a gateway's response `cause` is its body, and events carry no bodies: report the status.
      if (outcome.kind === "ambiguous") report(copy, { type: outcome.kind, cause: outcome.status ?? outcome.cause });
      return outcome;
    },
    async creation(attempt, next) {
      const outcome = await next(attempt);
      const about = {
        operation: attempt.operation,
        resource: outcome.kind === "ambiguous" ? outcome.resource : undefined,
      };
      if (outcome.kind === "ambiguous") report(about, { type: "ambiguous", cause: outcome.status ?? outcome.cause });
      return outcome;
    },
    async exchange(outgoing, next) {
      const call = attempts.has(outgoing.options) ? outgoing.options : outgoing;
      attempts.set(call, (attempts.get(call) ?? 0) + 1);
      report(outgoing, { type: "sent" });
      const received = await next(outgoing);
      for (const detail of observations(received)) report(outgoing, detail);
      return received;
    },
  };
}

/** The events that a response gives rise to. */
function observations(received: Received): EventDetail[] {
  const { outgoing, status, response } = received;
  const { operation, resource, saves } = outgoing;
  if (status === 401) return [{ type: "unauthenticated" }];
  if (status === 304) return saves !== undefined && confirms(received) ? [{ type: "revalidated", bytes: saves }] : [];
  // A deleted resource has no tag.
  if (!response.ok || resource === undefined || operation.method === "DELETE") return [];
  const { tagProperty } = operation as { tagProperty?: string };
  const { etag } = validatorsOf(received, tagProperty);
  // A tag in the body cannot get lost on the way: if it is missing, the server did not send it.
  if (etag === null) return [{ type: "missing-tag", cause: tagProperty ? "server" : likelyCause(received) }];
  return isWeak(etag) ? [{ type: "weak-tag", tag: etag }] : [];
}

/** Whether a 304 confirms the stored body. If it names another tag, the body will be requested again. */
function confirms({ outgoing, headers: { etag } }: Received): boolean {
  const stored = outgoing.init.headers["if-none-match"];
  return stored === undefined || !isEntityTag(etag) || weakEquals(stored as EntityTag, etag);
}

/** Browsers mark responses filtered by CORS; proxies name themselves in Via (RFC 9110, 7.6.3), or change the content coding. */
function likelyCause({ response, headers }: Received): "cors" | "proxy" | "server" {
  if (response.type === "cors") return "cors";
  return "via" in headers || "content-encoding" in headers || "x-cache" in headers ? "proxy" : "server";
}

/** Counts events by type: `onEvent(counter.count)`. */
export interface EventCounter {
  readonly count: (event: RuntimeEvent) => void;
  /** Number of events by type. */
  readonly totals: Readonly<Partial<Record<RuntimeEvent["type"], number>>>;
  /** Sum of `revalidated.bytes`: the bytes of bodies that did not have to be sent again. */
  readonly bytesSaved: number;
}

/** Creates a counter that starts at zero. */
export function eventCounter(): EventCounter {
  const totals: Partial<Record<RuntimeEvent["type"], number>> = {};
  let bytesSaved = 0;
  return {
    count(event) {
      totals[event.type] = (totals[event.type] ?? 0) + 1;
      if (event.type === "revalidated") bytesSaved += event.bytes;
    },
    totals,
    get bytesSaved() {
      return bytesSaved;
    },
  };
}
