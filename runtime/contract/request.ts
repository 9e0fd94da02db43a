import { fieldsOf } from "./fields.js";

/** A request as it was passed to fetch, read once, so that it can be sent more than once. */
export interface Asked {
  readonly url: string;
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: BodyInit | undefined;
  /** The body, as far as it has fields. */
  readonly fields: unknown;
  readonly signal: AbortSignal | undefined;
  readonly cache: RequestCache | undefined;
  readonly credentials: RequestCredentials | undefined;
  /** The arguments of fetch with what the runtime has decided. */
  readonly again: (url: string, init: RequestInit) => Parameters<typeof fetch>;
}

/** What a request is, without its body. */
export function sentOf(
  input: RequestInfo | URL,
  init: RequestInit = {},
): { readonly url: string; readonly method: string; readonly headers: Record<string, string> } {
  const given = requestIn(input);
  const headers: Record<string, string> = {};
  new Headers(init.headers ?? given?.headers).forEach((value, name) => {
    headers[name] = value;
  });
  const method = (init.method ?? given?.method ?? "GET").toUpperCase();
  return { url: given?.url ?? String(input), method, headers };
}

/** Reads a request. That of a `Request` is used up, as fetch would do. */
export async function askedOf(input: RequestInfo | URL, init: RequestInit = {}): Promise<Asked> {
  const given = requestIn(input);
  const { url, method, headers } = sentOf(input, init);
  const type = headers["content-type"];
  const isForm = given?.body && /^multipart\/form-data\b/i.test(type ?? "");
  const form = isForm ? await given.clone().formData() : undefined;
  const passed = init.body ?? undefined;
  const body = passed === undefined && given?.body ? await given.arrayBuffer() : passed;
  const text = body instanceof ArrayBuffer && !isForm ? new TextDecoder().decode(body) : body;
  const { cache = given?.cache } = init;
  return {
    url,
    method,
    headers,
    body,
    fields: fieldsOf(form ?? text, type),
    signal: init.signal ?? given?.signal ?? undefined,
    // Of a Request, `default` says that nobody chose one.
    cache: cache === "default" ? undefined : cache,
    credentials: init.credentials ?? given?.credentials,
    again(target, decided) {
      // What the runtime left open stays as the caller had it.
      const set = Object.fromEntries(
        Object.entries(decided).filter(([name, value]) => value !== undefined && name !== "body"),
      );
      const settings: RequestInit = { ...init, ...set, method, ...(body !== undefined && { body }) };
      if (!given) return [target, settings];
      const isMoved = target !== url;
      return [
        isMoved ? new Request(target, { credentials: given.credentials, ...settings }) : new Request(given, settings),
      ];
    },
  };
}

const requestIn = (input: RequestInfo | URL): Request | undefined =>
  typeof Request === "function" && input instanceof Request ? input : undefined;
