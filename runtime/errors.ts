/** Why a call was rejected before anything was sent. */
export type UsageCode =
  | "no-entity-tag"
  | "unconditional"
  | "not-conditional"
  | "other-resource"
  | "malformed-entity-tag"
  | "weak-entity-tag"
  | "path-parameter"
  | "invalid-body"
  | "no-retrieval"
  | "cleared"
  | "other-caller"
  | "waited-too-long"
  | "too-late"
  | "no-lanes"
  | "no-events"
  | "not-listed"
  | "too-many-pages"
  | "not-comparable"
  | "timeout"
  | "unsafe-query"
  | "not-an-origin"
  | "no-contract"
  | "missing-platform";

/** The call is wrong, and nothing was sent. `code` is for programs, `message` for people. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  declare readonly code: UsageCode;
  constructor(code: UsageCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** No HTTP response arrived. A conditional state change never throws this: its result is `ambiguous`. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
}

/**
 * The server responded with success, but the body is not the documented one. `status`, `etag` and `data`
 * are those of the response: a state change has been carried out nevertheless.
 */
export class InvalidResponseError extends Error {
  override readonly name = "InvalidResponseError";
  declare readonly status: number;
  declare readonly data: unknown;
  declare readonly etag: string | null;
  constructor(
    message: string,
    { status, data, etag = null }: { status: number; data: unknown; etag?: string | null },
    options?: ErrorOptions,
  ) {
    super(message, options);
    Object.assign(this, { status, data, etag });
  }
}
