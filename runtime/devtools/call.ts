import type { Finding, RuntimeEvent } from "../event.js";

/** One call of a generated function, with all of its attempts. Nothing in it is a body or a credential. */
export interface LoggedCall {
  /** The number that its events have in common. */
  readonly call: number;
  /** operationId, or `METHOD path`; `undefined` for a change made in another tab. */
  readonly operation: string | undefined;
  /** As in the document; absent until it is sent. */
  readonly method?: string;
  readonly path?: string;
  readonly resource: string | undefined;
  /** The key of the record, percent-encoded. */
  readonly key: string | null | undefined;
  /**
   * `waiting`, for its turn; `sent`, a response is awaited; `answered`, with `status`; `lost`, without a response;
   * `joined`, it was not sent and shares another call's result; `told`, another tab made this change.
   */
  readonly state: "waiting" | "sent" | "answered" | "lost" | "joined" | "told";
  /** Of the last response. */
  readonly status?: number;
  /** How often it was sent. */
  readonly attempts: number;
  /** When its first and its last event came: milliseconds of the clock that the log was given. */
  readonly since: number;
  readonly until: number;
  /** Bytes of the bodies that arrived, content codings removed. */
  readonly bytes: number;
  /** Bytes of the bodies that a 304 made unnecessary. */
  readonly savedBytes: number;
  /** What the runtime noticed and decided, one sentence each, in order. */
  readonly notes: readonly string[];
}

/** A call as its next event leaves it; `before` is absent for its first. */
export function withEvent(before: LoggedCall | undefined, event: RuntimeEvent, now: number): LoggedCall {
  const { call, operation, resource, key } = event;
  const known: LoggedCall = before ?? {
    call,
    operation,
    resource,
    key,
    state: "waiting",
    attempts: 0,
    since: now,
    until: now,
    bytes: 0,
    savedBytes: 0,
    notes: [],
  };
  const note = noteOf(event);
  return {
    ...known,
    // The event of a creation that was lost knows its resource, the first one does not.
    resource: known.resource ?? resource,
    key: known.key ?? key,
    until: now,
    ...(note !== undefined && { notes: [...known.notes, note] }),
    ...changeBy(known, event),
  };
}

/** What an event changes beside the notes. */
function changeBy({ attempts, bytes, savedBytes }: LoggedCall, event: RuntimeEvent): Partial<LoggedCall> {
  switch (event.type) {
    case "sent":
      return { state: "sent", method: event.method, path: event.path, attempts: attempts + 1 };
    case "answered":
      return { state: "answered", status: event.status, bytes: bytes + event.bytes };
    case "unanswered":
      return { state: "lost" };
    case "revalidated":
      return { savedBytes: savedBytes + event.bytes };
    case "coalesced":
      return { state: "joined" };
    case "changed-elsewhere":
      return { state: "told" };
    default:
      return {};
  }
}

const findings: Readonly<Record<Finding, string>> = {
  made: "Read back: the change had been made.",
  shown: "Read back: the record has these values; somebody else may have written them.",
  "not made": "Read back: the change had not been made.",
  untouched: "Read back: the record is still the version it was sent for.",
  unknown: "Read back: it remains unknown whether the change was made.",
};

const lacking = {
  cors: "No tag: the server does not expose ETag to this origin.",
  proxy: "No tag: a proxy seems to have removed it.",
  server: "No tag: the server sent none.",
} as const;

/** What an event says in one sentence; `undefined` where status and size say it all. */
function noteOf(event: RuntimeEvent): string | undefined {
  switch (event.type) {
    case "sent":
      return event.attempt > 1 ? `Sent again: attempt ${event.attempt}.` : undefined;
    case "unanswered":
      return `No response (${nameOf(event.cause)}).`;
    case "queued":
      return `Waited in its lane behind ${event.ahead}.`;
    case "coalesced":
      return "Joined an identical call: sent once.";
    case "superseded":
      return `Sent under the tag of our own last change, ${event.tag}.`;
    case "assumed":
      return `Sent under the tag of what was read last, ${event.tag}: the caller passed none.`;
    case "precondition-failed":
      return `Somebody else changed it since ${event.sent ?? "it was read"}.`;
    case "ambiguous":
      return "It may or may not have been made.";
    case "read-back":
      return findings[event.finding];
    case "weak-tag":
      return `The tag is weak: If-Match never matches ${event.tag}.`;
    case "missing-tag":
      return lacking[event.cause];
    case "unauthenticated":
      return "The credentials were not accepted.";
    case "changed-elsewhere":
      return "Changed in another tab.";
    default:
      return undefined;
  }
}

/** Not the message of an error: it may contain the URL, and that a key. */
const nameOf = (cause: unknown): string => (cause instanceof Error ? cause.name : typeof cause);
