import type { Client, OutgoingRequest } from "./client.js";
import { InvalidResponseError, NetworkError, UsageError } from "./errors.js";
import type { Operation, RequestParts } from "./operation.js";
import type { Answer, RequestOptions } from "./results.js";

/** The body of a response, decoded by its Content-Type, and its size. */
export interface DecodedBody {
  readonly data: unknown;
  readonly bytes: number;
  /** The body claims to be JSON and is not. */
  readonly malformed: boolean;
}

/**
 * Sends one request: the only place where anything leaves.
 *
 * @throws the signal's reason when the caller aborted; otherwise whatever fetch or a hook threw.
 */
export async function exchange(client: Client, outgoing: OutgoingRequest, options: RequestOptions): Promise<Response> {
  const { fetch = globalThis.fetch, timeout: standing, onResponse } = client.options;
  const timeout = options.timeout ?? standing;
  const signals = [options.signal, timeout ? AbortSignal.timeout(timeout) : undefined].filter((signal) => signal !== undefined);
  if (signals.length > 0) outgoing.init.signal = signals.length > 1 ? AbortSignal.any(signals) : signals[0]!;
  const response = await fetch(outgoing.url, outgoing.init);
  return (await onResponse?.(response, outgoing)) ?? response;
}

/** {@link exchange} for requests whose failure to be answered changes nothing. */
export async function exchangeOrThrow(client: Client, outgoing: OutgoingRequest, options: RequestOptions): Promise<Response> {
  try {
    return await exchange(client, outgoing, options);
  } catch (cause) {
    throw networkError(outgoing, options, cause);
  }
}

/** What a failed fetch is to the caller: their own abort as it is, anything else a {@link NetworkError}. */
export function networkError(outgoing: OutgoingRequest, options: RequestOptions, cause: unknown): unknown {
  if (options.signal?.aborted) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new NetworkError(`No answer: ${reason} (${outgoing.init.method} ${outgoing.url})`, { cause });
}

/** Decodes by Content-Type, and by what the document says where the server names none. */
export async function decode(response: Response, operation: Operation): Promise<DecodedBody> {
  // RFC 9110, 15.3.5, 15.3.6 and 15.4.5: 204, 205 and 304 have no body, whatever their headers say.
  if (response.status === 204 || response.status === 205 || response.status === 304) return { data: undefined, bytes: 0, malformed: false };
  const type = (response.headers.get("content-type") ?? operation.accept ?? "").toLowerCase();
  const isJson = /[/+]json\b/.test(type);
  if (type !== "" && !isJson && !/^text\/|[/+]xml\b|x-www-form-urlencoded/.test(type)) {
    const data = await response.blob();
    return { data, bytes: data.size, malformed: false };
  }
  const text = await response.text();
  const bytes = Number(response.headers.get("content-length")) || text.length;
  if (!isJson || text === "") return { data: text === "" ? undefined : text, bytes, malformed: false };
  try {
    return { data: JSON.parse(text), bytes, malformed: false };
  } catch {
    // An HTML page behind a JSON header must not hide the status: the text is the body then.
    return { data: text, bytes, malformed: true };
  }
}

/** Headers as plain data, names in lower case, as fetch gives them. */
export function plainHeaders(response: Response): Record<string, string> {
  return Object.fromEntries(response.headers);
}

/** Whether the document gives `status`, as a number or as its range. `default` covers nothing by itself. */
export function isDocumented(operation: Operation, status: number): boolean {
  return operation.responses.includes(status) || operation.responses.includes(`${Math.floor(status / 100) as 2}XX`);
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** What an answer tells about itself: its message comes first, the request after it. */
export function answer(outgoing: OutgoingRequest, message: string): Answer {
  return { message, operation: outgoing.operation.id, method: outgoing.init.method, url: outgoing.url };
}

/** `error` or `unexpected`, by whether the document gives the status. */
export function failed(outgoing: OutgoingRequest, response: Response, error: unknown): object {
  const { status } = response;
  const kind = isDocumented(outgoing.operation, status) ? "error" : "unexpected";
  const message = explanation(error) ?? (`${status} ${response.statusText}`.trim() + (kind === "error" ? "" : ", a status the document does not give"));
  return { kind, status, error, headers: plainHeaders(response), ...answer(outgoing, message) };
}

/** What the server says in words: problem+json (RFC 9457, 3.1), or the field names of Django and others. */
export function explanation(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const members = error as Record<string, unknown>;
  // RFC 9457, 3.1: a member of the wrong type is ignored.
  return [members["detail"], members["title"], members["error"], members["message"]].find((text): text is string => typeof text === "string" && text !== "");
}

/** Refuses a body that the document does not allow, before it is sent. */
export function validateRequest(client: Client, operation: Operation, request: RequestParts): void {
  const { validate } = client.options;
  const schema = validate?.requests === false ? undefined : validate?.schemas[operation.id]?.body;
  if (!schema || request.body === undefined) return;
  const checked = schema.safeParse(request.body);
  if (!checked.success) throw new UsageError("invalid-body", `${operation.id}: the request body is not what the document asks for.`, { cause: checked.error });
}

/** Holds a successful body against the document, as the client's `validate` says. */
export function validateResponse(client: Client, outgoing: OutgoingRequest, status: number, body: DecodedBody, etag: string | null): void {
  const { validate } = client.options;
  const { id } = outgoing.operation;
  const schemas = validate?.responses === false ? undefined : validate?.schemas[id]?.responses;
  const schema = schemas?.[status] ?? schemas?.[`${Math.floor(status / 100)}XX`];
  const checked = body.malformed ? { success: false, error: new SyntaxError("The body is not JSON.") } : schema?.safeParse(body.data);
  if (!checked || checked.success) return;
  const message = `${id}: the answer's body is not what the document promises (${status} to ${outgoing.init.method} ${outgoing.url})`;
  if (!body.malformed && validate?.responses === "warn") console.warn(message, checked.error);
  else throw new InvalidResponseError(message, { status, data: body.data, etag }, { cause: checked.error });
}
