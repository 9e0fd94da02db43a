import type { Change } from "./change-state.js";
import type { Events } from "./client.js";
import { isWeak } from "./entity-tag.js";
import type { Received } from "./exchange.js";
import { validatorsOf } from "./validators.js";

/** What an event is about. */
interface About {
  /** operationId, or `METHOD path`; absent for what another tab did. */
  readonly operation: string | undefined;
  readonly resource: string | undefined;
  /** The values of the key, percent-encoded, joined by `/`. */
  readonly key: string | null | undefined;
  /** How often this call was sent by now; 1 is the first time. */
  readonly attempt: number;
}

/** A decision of the runtime. */
export type RuntimeEvent = About &
  (
    | { readonly type: "sent" }
    /** A 304: `bytes` of a body were not transferred again. */
    | { readonly type: "revalidated"; readonly bytes: number }
    /** The call joined an identical one under way. */
    | { readonly type: "coalesced" }
    /** Our own PATCH had replaced the tag that the caller held; `tag` was sent in its place. */
    | { readonly type: "superseded"; readonly tag: string }
    | { readonly type: "precondition-failed"; readonly sent: string | null }
    /** An attempt whose answer never arrived. */
    | { readonly type: "ambiguous"; readonly cause: unknown }
    /** Reading back showed that a change whose answer was lost had been made. */
    | { readonly type: "verified" }
    /** The tag is weak: If-Match never matches it (RFC 9110, 8.8.3.2). */
    | { readonly type: "weak-tag"; readonly tag: string }
    /** No readable tag: hidden by CORS, removed by a proxy, or never sent by the server. */
    | { readonly type: "missing-tag"; readonly cause: "cors" | "proxy" | "server" }
    | { readonly type: "unauthenticated" }
    /** Another tab changed the resource; `tag` is its new one, if known. */
    | { readonly type: "changed-elsewhere"; readonly tag: string | null }
  );

type WithoutAbout<E> = E extends unknown ? Omit<E, keyof About> : never;
/** An event but for what it is about. */
export type EventDetail = WithoutAbout<RuntimeEvent>;

/** Calls `listener` for every decision. What it throws is reported and changes nothing. */
export function onEvent(listener: (event: RuntimeEvent) => void): Events {
  const attempts = new WeakMap<object, number>();
  const copies = new WeakMap<Change, Change>();
  const emit = (event: RuntimeEvent): void => {
    try {
      listener(event);
    } catch (error) {
      console.error(error);
    }
  };
  const report: Events["report"] = ({ operation, resource, options }, detail) =>
    emit({
      ...detail,
      operation: operation?.id,
      resource: resource?.name,
      key: resource?.key,
      attempt: (options && attempts.get(options)) ?? 1,
    });
  return {
    report,
    async change(change, next) {
      // Options of its own tell this call's attempts from those of another one that was given the same object.
      const copy = copies.get(change) ?? { ...change, options: { ...change.options } };
      copies.set(change, copy);
      const result = (await next(copy)) as { kind: string; cause?: unknown };
      if (result.kind === "precondition-failed") report(copy, { type: result.kind, sent: copy.sent });
      if (result.kind === "ambiguous") report(copy, { type: result.kind, cause: result.cause });
      return result;
    },
    async exchange(outgoing, next) {
      attempts.set(outgoing.options, (attempts.get(outgoing.options) ?? 0) + 1);
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
  if (status === 304 && saves !== undefined) return [{ type: "revalidated", bytes: saves }];
  // After a DELETE there is nothing left to have a tag.
  if (!response.ok || resource === undefined || operation.method === "DELETE") return [];
  const { etag } = validatorsOf(received, (operation as { tagProperty?: string }).tagProperty);
  if (etag === null) return [{ type: "missing-tag", cause: likelyCause(received) }];
  return isWeak(etag) ? [{ type: "weak-tag", tag: etag }] : [];
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
