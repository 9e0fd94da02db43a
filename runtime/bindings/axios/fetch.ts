import {
  type AxiosInstance,
  type AxiosRequestConfig,
  type AxiosResponse,
  getAdapter,
  type InternalAxiosRequestConfig,
} from "axios";
import { isMoved } from "../../contract/moved.js";
import { reasonOf } from "../../wire/signals.js";
import { type Adapter, adapterOf, addressOf, headersFrom } from "./exchange.js";

/**
 * A `fetch` that sends by an axios instance: generated functions keep its defaults and its interceptors.
 *
 *     createClient({ baseUrl, fetch: axiosFetch(instance) })
 *     jobFilesCreate(client, request, { fetch: axiosFetch(instance, { onUploadProgress }) })
 *
 * It behaves as `fetch` does: every status resolves, and what stays away is a `TypeError` with axios's error as its cause.
 * Bodies leave and arrive as bytes; the instance's transformations are not applied. An interceptor for errors sees those
 * statuses that the instance takes for errors, but for 304, and may answer them.
 *
 * @param config is added to each request, over the instance's defaults.
 */
export function axiosFetch(instance: AxiosInstance, config: AxiosRequestConfig = {}): typeof globalThis.fetch {
  return async (input, init = {}) => {
    const inner = config.adapter ?? instance.defaults.adapter ?? [];
    const kind = kindOf(inner, config);
    const request = await requestOf(input, init, kind);
    const { signal } = request;
    if (signal?.aborted) throw reasonOf(signal);
    const { validateStatus = isSuccess } = { ...instance.defaults, ...config };
    const isManual = request.redirect !== undefined && request.redirect !== "follow";
    // What arrived, whatever interceptors make of it: many give the page the body alone.
    let arrived: AxiosResponse | undefined;
    const sent: AxiosRequestConfig = {
      ...config,
      url: request.url,
      method: request.method,
      headers: { ...request.headers },
      data: request.body,
      transformRequest: [],
      transformResponse: [],
      responseType: kind === "http" || kind === "fetch" ? "stream" : "arraybuffer",
      // A 304 is what was asked for, and a redirection is followed by whoever asked for it by hand.
      validateStatus: (status) =>
        status === 304 || (isManual && isRedirection(status)) || !validateStatus || validateStatus(status),
      ...(signal && { signal }),
      ...(isManual && { maxRedirects: 0 }),
      ...withCredentials(request.credentials),
      fetchOptions: { ...config.fetchOptions, ...request.options },
      adapter: async (own: InternalAxiosRequestConfig) => {
        const send = adapterOf(inner, own);
        arrived = await send(own).catch((error: unknown) => {
          arrived = (error as { response?: AxiosResponse }).response;
          throw error;
        });
        return arrived;
      },
    };
    const answer = await instance.request<unknown, unknown>(sent).catch((error: unknown) => {
      const response = (Object(error) as { response?: unknown }).response ?? arrived;
      if (response) return response;
      if (signal?.aborted) throw reasonOf(signal);
      throw new TypeError(error instanceof Error ? error.message : String(error), { cause: error });
    });
    const response = isResponse(answer) ? answer : arrived;
    if (!response) throw new TypeError("An interceptor answered with something that is no response.");
    if (request.redirect === "error" && isRedirection(response.status))
      throw new TypeError(`Redirected (${response.status}), which was to be an error.`);
    return toResponse(response, request);
  };
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;
const isRedirection = (status: number): boolean => status >= 300 && status < 400 && status !== 304;

const isResponse = (answer: unknown): answer is AxiosResponse => {
  const { status, headers } = Object(answer) as Partial<AxiosResponse>;
  return typeof status === "number" && typeof headers === "object";
};

/** Fetch standard, 5.4: cookies of another origin go along where that is asked for. */
const withCredentials = (credentials: RequestCredentials | undefined): AxiosRequestConfig =>
  credentials === "include" || credentials === "omit" ? { withCredentials: credentials === "include" } : {};

/**
 * Which of axios's adapters sends: those for Node (`http`) and for fetch hand a body on while it arrives, XMLHttpRequest
 * does not, and of one that is not axios's nothing is known.
 */
function kindOf(adapter: Adapter, config: AxiosRequestConfig): string | undefined {
  const { adapterName } = getAdapter(adapter as Parameters<typeof getAdapter>[0], config as never) as {
    adapterName?: string;
  };
  // The one for fetch is made anew for each environment, and has no name.
  return adapterName ?? (typeof adapter === "function" ? undefined : "fetch");
}

interface Asked {
  readonly url: string;
  readonly method: string;
  /** A `Content-Type` of `false` keeps axios from inventing one. */
  readonly headers: Record<string, string | false>;
  readonly body: unknown;
  readonly signal: AbortSignal | undefined;
  readonly redirect: RequestRedirect | undefined;
  readonly credentials: RequestCredentials | undefined;
  /** Those that axios's fetch adapter takes. */
  readonly options: RequestInit;
}

/** A request in the parts that axios takes. */
async function requestOf(input: RequestInfo | URL, init: RequestInit, kind: string | undefined): Promise<Asked> {
  const given = typeof Request === "function" && input instanceof Request ? input : undefined;
  const { method = given?.method ?? "GET", signal = given?.signal, headers = given?.headers, body, ...rest } = init;
  const { redirect = given?.redirect, credentials = given?.credentials, ...options } = rest;
  const plain: Record<string, string | false> = {};
  new Headers(headers).forEach((value, name) => (plain[name] = value));
  const raw = body === undefined && given?.body ? await given.arrayBuffer() : body;
  const [sent, type] = await bodyOf(raw, kind);
  if (type !== undefined) plain["content-type"] ??= type;
  const url = given?.url ?? String(input);
  return { url, method, headers: plain, body: sent, signal: signal ?? undefined, redirect, credentials, options };
}

/** A body that every adapter sends, and the Content-Type that fetch would give it (Fetch standard, 5.2, "extract a body"). */
async function bodyOf(
  body: unknown,
  kind: string | undefined,
): Promise<readonly [body: unknown, type: string | false | undefined]> {
  if (body === undefined || body === null) return [undefined, undefined];
  if (typeof body === "string") return [body, "text/plain;charset=UTF-8"];
  if (body instanceof URLSearchParams) return [body.toString(), "application/x-www-form-urlencoded;charset=UTF-8"];
  // axios writes the form itself for Node, with a boundary; elsewhere the platform does.
  if (body instanceof FormData) return [body, kind === "http" ? undefined : false];
  if (body instanceof Blob) return [body, body.type || false];
  // axios sends buffers from Node, and neither views of them nor streams of the web: those are read first.
  return [body instanceof ArrayBuffer ? body : await new Response(body as BodyInit).arrayBuffer(), false];
}

// Fetch standard, 2.2.3: a response of one of these has no body.
const empty = new Set([204, 205, 304]);

function toResponse(response: AxiosResponse, { url: asked, method, signal }: Asked): Response {
  const { status, statusText } = response;
  const hasBody = !empty.has(status) && method.toUpperCase() !== "HEAD";
  const data: unknown = response.data;
  // Unread, it would keep its connection.
  if (!hasBody) (Object(data) as { resume?: () => void }).resume?.();
  const body = hasBody ? bytesOf(data, signal) : null;
  const made = new Response(body, { status, statusText, headers: headersFrom(response) });
  const url = addressOf(response);
  return Object.defineProperties(made, {
    url: { value: url },
    redirected: { value: isMoved(asked, url) },
  });
}

/** A body as fetch gives it; a stream of Node's becomes one of the web. */
function bytesOf(data: unknown, signal: AbortSignal | undefined): BodyInit | null {
  if (typeof data === "string" || data instanceof ReadableStream || data instanceof Blob) return data as BodyInit;
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) return data as BodyInit;
  if (data === undefined || data === null) return null;
  if (!(Symbol.asyncIterator in (data as object))) return JSON.stringify(data);
  const chunks = (data as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(new Uint8Array(value));
      } catch (cause) {
        throw signal?.aborted ? reasonOf(signal) : new TypeError("The response was cut short.", { cause });
      }
    },
    async cancel() {
      await chunks.return?.();
    },
  });
}
