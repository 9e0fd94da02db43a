import type { RuntimeEvent, EventDetail } from "../event.js";
import type { EntityTag, RequestOptions } from "../call.js";
import type { Change, CreationAttempt, Events, Received } from "../pipeline.js";
import { isEntityTag, isWeak, weakEquals } from "../core/entity-tag.js";
import { validatorsOf } from "../core/validators.js";

/**
 * Calls `listener` with every runtime event, and so each one that `subscribe` adds later. An error that a listener throws
 * is logged and has no other effect.
 */
export function onEvent(listener?: (event: RuntimeEvent) => void): Events {
  const calls = new Calls();
  const listeners = new Set<(event: RuntimeEvent) => void>(listener && [listener]);
  const emit = (event: RuntimeEvent): void => {
    for (const one of listeners) {
      try {
        one(event);
      } catch (error) {
        console.error(error);
      }
    }
  };
  const report: Events["report"] = (about, detail) => {
    const { operation, resource } = about;
    const { number, attempt } = calls.of(about);
    emit({
      ...detail,
      operation: operation?.id,
      resource: resource?.name,
      key: resource?.key,
      attempt: attempt || 1,
      call: number,
    });
  };
  return {
    report,
    subscribe(added) {
      // Wrapped, because the same listener may be subscribed twice.
      const subscription = (event: RuntimeEvent): void => added(event);
      listeners.add(subscription);
      return () => void listeners.delete(subscription);
    },
    async change(change, next) {
      const outcome = await next(calls.own(change));
      if (outcome.kind === "precondition-failed") report(change, { type: outcome.kind, sent: outcome.sent });
      // After a gateway's response `cause` is its body, and events carry no bodies: report the status.
      if (outcome.kind === "ambiguous") report(change, { type: outcome.kind, cause: outcome.status ?? outcome.cause });
      return outcome;
    },
    async creation(attempt, next) {
      const outcome = await next(calls.own(attempt));
      const { operation, prepared } = attempt;
      const resource = outcome.kind === "ambiguous" ? outcome.resource : undefined;
      if (outcome.kind === "ambiguous")
        report({ operation, resource, prepared }, { type: "ambiguous", cause: outcome.status ?? outcome.cause });
      return outcome;
    },
    async exchange(outgoing, next) {
      const { method, path } = outgoing.operation;
      calls.of(outgoing).attempt++;
      report(outgoing, { type: "sent", method, path });
      let received: Received;
      try {
        received = await next(outgoing);
      } catch (cause) {
        report(outgoing, { type: "unanswered", cause });
        throw cause;
      }
      report(outgoing, { type: "answered", status: received.status, bytes: received.bytes });
      for (const detail of observations(received)) report(outgoing, detail);
      return received;
    },
  };
}

interface Call {
  readonly number: number;
  /** How often it was sent. */
  attempt: number;
}

/** Which call an event is about. */
class Calls {
  #count = 0;
  // By what all attempts of a call share: the promise of a change's request, the copy of its options, or the request.
  readonly #known = new WeakMap<object, Call>();
  readonly #copies = new WeakMap<object, RequestOptions>();

  of(about: Parameters<Events["report"]>[0]): Call {
    const { prepared, options } = about;
    const known = (prepared && this.#known.get(prepared)) ?? (options && this.#known.get(options));
    const call = known ?? this.#known.get(about) ?? { number: ++this.#count, attempt: 0 };
    this.#known.set(prepared ?? about, call);
    return call;
  }

  /** With a copy of the options, which tells the requests of this call from those of another with the same options. */
  own<Subject extends Change | CreationAttempt>(subject: Subject): Subject {
    const { prepared, options } = subject;
    const copy = this.#copies.get(subject) ?? { ...options };
    this.#copies.set(subject, copy);
    this.#known.set(copy, this.of({ prepared }));
    return { ...subject, options: copy };
  }
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
