import type { RuntimeEvent, EventDetail } from "../event.js";
import type { Change, Events, EntityTag, Received } from "../pipeline.js";
import { isEntityTag, isWeak, weakEquals } from "../core/entity-tag.js";
import { validatorsOf } from "../core/validators.js";

/** Calls `listener` for every decision. What it throws is reported and changes nothing. */
export function onEvent(listener: (event: RuntimeEvent) => void): Events {
  // By what stays the same while one call is sent again: a change's own options, else the request.
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
      // Options of its own tell this call's attempts from those of another one that was given the same object.
      const copy = copies.get(change) ?? { ...change, options: { ...change.options } };
      copies.set(change, copy);
      attempts.set(copy.options, attempts.get(copy.options) ?? 0);
      const result = (await next(copy)) as { kind: string; status?: number | null; cause?: unknown };
      if (result.kind === "precondition-failed") report(copy, { type: result.kind, sent: copy.sent });
      // What a gateway said is a body: events carry none.
      if (result.kind === "ambiguous") report(copy, { type: result.kind, cause: result.status ?? result.cause });
      return result;
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

/** What an answer shows. */
function observations(received: Received): EventDetail[] {
  const { outgoing, status, response } = received;
  const { operation, resource, saves } = outgoing;
  if (status === 401) return [{ type: "unauthenticated" }];
  if (status === 304) return saves !== undefined && confirms(received) ? [{ type: "revalidated", bytes: saves }] : [];
  // After a DELETE there is nothing left to have a tag.
  if (!response.ok || resource === undefined || operation.method === "DELETE") return [];
  const { tagProperty } = operation as { tagProperty?: string };
  const { etag } = validatorsOf(received, tagProperty);
  // What a body lacks nothing on the way took from it.
  if (etag === null) return [{ type: "missing-tag", cause: tagProperty ? "server" : likelyCause(received) }];
  return isWeak(etag) ? [{ type: "weak-tag", tag: etag }] : [];
}

/** Whether a 304 stands for what is stored: it may name another tag, and the body is asked for again then. */
function confirms({ outgoing, headers: { etag } }: Received): boolean {
  const stored = outgoing.init.headers["if-none-match"];
  return stored === undefined || !isEntityTag(etag) || weakEquals(stored as EntityTag, etag);
}

/** Browsers say which answers were filtered by CORS; proxies name themselves in Via (RFC 9110, 7.6.3), or change the coding. */
function likelyCause({ response, headers }: Received): "cors" | "proxy" | "server" {
  if (response.type === "cors") return "cors";
  return "via" in headers || "content-encoding" in headers || "x-cache" in headers ? "proxy" : "server";
}

/** Sums events by type: `onEvent(counter.count)`. */
export interface EventCounter {
  readonly count: (event: RuntimeEvent) => void;
  /** Events by type. */
  readonly totals: Readonly<Partial<Record<RuntimeEvent["type"], number>>>;
  /** Bytes of bodies that 304s saved. */
  readonly bytesSaved: number;
}

/** A counter at zero. */
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
