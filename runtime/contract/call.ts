import type { Validated } from "../call.js";
import type { BodyDecoder } from "../operation.js";

/** One request, as a client library is about to send it. */
export interface Call {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  /** What the paths of the document may come after. */
  readonly baseUrl: string | undefined;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, as far as it has fields; anything else as it is. */
  readonly body: unknown;
  /** The body as it is sent; a `ReadableStream` stands for any that can be sent once. */
  readonly sent: unknown;
  /** `undefined`: the caller passed none, but for a header. */
  readonly ifMatch: Validated | null | undefined;
  /** Whether cookies go with it, which nobody but the platform sees. */
  readonly hasCookies: boolean;
  readonly signal: AbortSignal | undefined;
  readonly cache: RequestCache | undefined;
  /** Sends it; called again for a repetition. */
  readonly fetch: typeof globalThis.fetch;
  /** Reads what is needed of the body: what may be stored of a success, and what an error says. */
  readonly decode: BodyDecoder;
  /** What the library was answered last, in its own form; `undefined` where nothing arrived. */
  readonly answer: () => object | undefined;
}
