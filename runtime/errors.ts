/** Why a call was refused before anything was sent. */
export type UsageCode =
  | "no-entity-tag"
  | "unconditional"
  | "other-resource"
  | "malformed-entity-tag"
  | "weak-entity-tag"
  | "path-parameter"
  | "invalid-body"
  | "no-retrieval"
  | "cleared"
  | "other-caller"
  | "waited-too-long"
  | "no-lanes"
  | "not-listed"
  | "timeout"
  | "missing-platform";

/** The call is wrong, and nothing was sent. `code` tells programs what `message` tells people. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  declare readonly code: UsageCode;
  constructor(code: UsageCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** No HTTP answer arrived. A conditional state change never throws this: its outcome is `ambiguous`. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
}

/**
 * The server answered with success, but its body is not what the document promises. `status`,
 * `etag` and `data` tell what did arrive: a state change has happened all the same.
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
