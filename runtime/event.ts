/** Runtime events. Types only. */

/** The operation and resource that an event concerns. */
export interface About {
  /** operationId, or `METHOD path`; `undefined` for a change made in another tab. */
  readonly operation: string | undefined;
  readonly resource: string | undefined;
  /** The values of the key, percent-encoded, joined by `/`. */
  readonly key: string | null | undefined;
  /** How often this call has been sent so far, counted from 1. */
  readonly attempt: number;
  /** Tells the calls of a client apart: the same number for everything that concerns one call. */
  readonly call: number;
}

/**
 * What a record shows of a change. `made`: it proves it. `shown`: it has the values that were sent, as it might have by
 * another writer. `not made`: it proves that. `untouched`: the record still has the tag that was sent.
 */
export type Finding = "made" | "shown" | "not made" | "untouched" | "unknown";

/** A decision that the runtime made, or a fact about a response. */
export type RuntimeEvent = About &
  /** A request is about to be sent; only a hook that throws can still prevent it. */
  (
    | { readonly type: "sent"; readonly method: string; /** As in the document, `/jobs/{id}`. */ readonly path: string }
    /** A response arrived; `bytes` is the size of its body, its content coding removed. */
    | { readonly type: "answered"; readonly status: number; readonly bytes: number }
    /** No response arrived, or not all of it; `cause` is what was thrown. */
    | { readonly type: "unanswered"; readonly cause: unknown }
    /** The change waits in its lane for this many before it. */
    | { readonly type: "queued"; readonly ahead: number }
    /** 304: a body of this many bytes (its content coding removed) was not transferred again. */
    | { readonly type: "revalidated"; readonly bytes: number }
    /** The call joined an identical one that is in progress. */
    | { readonly type: "coalesced" }
    /** Our own PATCH had replaced the caller's tag; `tag` was sent instead. */
    | { readonly type: "superseded"; readonly tag: string }
    /** A client driven by the contract sent the tag of what was read last, as its caller passed none (`assumeLastRead`). */
    | { readonly type: "assumed"; readonly tag: string }
    | { readonly type: "precondition-failed"; readonly sent: string | null }
    /** No response arrived; `cause` is what was thrown, or the status of the gateway that responded. */
    | { readonly type: "ambiguous"; readonly cause: unknown }
    /** Recovery read the record of a change whose outcome was unknown. */
    | { readonly type: "read-back"; readonly finding: Finding }
    /** Reading back showed that a change whose response was lost had been made. */
    | { readonly type: "verified" }
    /** The tag is weak: If-Match never matches it (RFC 9110, 8.8.3.2). */
    | { readonly type: "weak-tag"; readonly tag: string }
    /** No readable tag: hidden by CORS, removed by a proxy, or never sent by the server. */
    | { readonly type: "missing-tag"; readonly cause: "cors" | "proxy" | "server" }
    | { readonly type: "unauthenticated" }
    /** Another tab changed the resource; `tag` is its new one, if known. */
    | { readonly type: "changed-elsewhere"; readonly tag: string | null }
  );

/** Each kind of event without what it is about. */
export type WithoutAbout<E> = E extends unknown ? Omit<E, keyof About> : never;

/** An event without the operation and resource that it concerns. */
export type EventDetail = WithoutAbout<RuntimeEvent>;
