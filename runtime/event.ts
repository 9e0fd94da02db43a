/** What the runtime reports of its decisions. Types only. */

/** What an event is about. */
export interface About {
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
  /** About to leave; only a hook that throws may still keep it. */
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

/** Each kind of event without what it is about. */
export type WithoutAbout<E> = E extends unknown ? Omit<E, keyof About> : never;

/** An event but for what it is about. */
export type EventDetail = WithoutAbout<RuntimeEvent>;
