import { AxiosHeaders, type AxiosResponse, getAdapter, type InternalAxiosRequestConfig } from "axios";
import { isMoved } from "../../contract/moved.js";
import { parse, utf8Length } from "../../wire/decode.js";
import type { DecodedBody } from "../../operation.js";

export type Adapter = NonNullable<InternalAxiosRequestConfig["adapter"]>;

/** The adapter that a config names. */
export const adapterOf = (adapter: Adapter, config: InternalAxiosRequestConfig): ReturnType<typeof getAdapter> =>
  getAdapter(adapter as Parameters<typeof getAdapter>[0], config as never);

/** Headers of a config by names in lower case, as axios would send them. */
export function headersOf({ headers, auth }: InternalAxiosRequestConfig): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(AxiosHeaders.from(headers).toJSON(true)))
    plain[name.toLowerCase()] = String(value);
  // The adapter makes its own Authorization of them; here they tell one user from another.
  if (auth) plain["authorization"] = encodeURIComponent(`${auth.username}:${auth.password}`);
  return plain;
}

/**
 * A config with what the runtime has decided: headers that it added or replaced, the signal, the cache mode, and whether
 * redirections are followed; at another place than the config's own when a redirection leads there.
 */
export function configFor(
  config: InternalAxiosRequestConfig,
  url: string | undefined,
  init: RequestInit,
  changesState: boolean,
): InternalAxiosRequestConfig {
  const before = headersOf(config);
  const headers = AxiosHeaders.from(AxiosHeaders.from(config.headers).toJSON());
  for (const [name, value] of Object.entries(init.headers as Record<string, string>))
    if (before[name] !== value) headers.set(name, value);
  for (const name of Object.keys(before)) if (!(name in (init.headers as object))) headers.delete(name);
  const isManual = init.redirect === "manual";
  // Where fetch follows, it tells nobody: a POST that became a GET would pass for a success.
  const redirect = init.redirect ?? (changesState ? "error" : undefined);
  return {
    ...config,
    headers: headers as InternalAxiosRequestConfig["headers"],
    ...(init.signal && { signal: init.signal }),
    ...(url !== undefined && { url, baseURL: undefined, params: undefined }),
    ...(isManual && { maxRedirects: 0 }),
    // Read by axios's fetch adapter alone: XMLHttpRequest has no cache modes.
    fetchOptions: {
      ...config.fetchOptions,
      ...(init.cache && { cache: init.cache }),
      ...(redirect && { redirect }),
    },
    // Every status is an answer here; whether axios rejects it is decided afterwards.
    validateStatus: () => true,
  } as InternalAxiosRequestConfig;
}

/** The headers of a response; those that are repeated, too. */
export function headersFrom({ headers: sent }: AxiosResponse): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(AxiosHeaders.from(sent as AxiosHeaders).toJSON()))
    for (const one of [value].flat()) headers.append(name, String(one));
  return headers;
}

/** Where a response came from in the end, as far as the adapter tells. */
export function addressOf({ request }: AxiosResponse): string {
  const { responseURL, res } = Object(request) as { responseURL?: string; res?: { responseUrl?: string } };
  return responseURL ?? res?.responseUrl ?? "";
}

/** A response of axios as far as the runtime looks at responses: status, headers and address. Its body stays where it is. */
export function seen(response: AxiosResponse, asked: string): Response {
  const { status, statusText } = response;
  const view: Partial<Response> = {
    status,
    statusText,
    ok: status >= 200 && status < 300,
    headers: headersFrom(response),
    url: addressOf(response),
    redirected: isMoved(asked, addressOf(response)),
    type: "basic",
    body: null,
  };
  // A status outside of 200 to 599 cannot be put into a Response.
  return view as Response;
}

/**
 * What the runtime needs of a body. A text that arrived with a validator is stored; it is what axios makes its data from,
 * each time anew. Anything else (files, streams) is neither read nor stored.
 */
export function decoded({ status, data, headers }: AxiosResponse): DecodedBody {
  const isText = typeof data === "string";
  const { etag, "last-modified": lastModified } = AxiosHeaders.from(headers as AxiosHeaders).toJSON();
  if (isText && status === 200 && (etag ?? lastModified) !== undefined) return { data, bytes: utf8Length(data) };
  if (isText && status >= 400) return { data: parse(data, 0).data, bytes: utf8Length(data) };
  return { data: undefined, bytes: isText ? utf8Length(data) : 0, arrives: true };
}
