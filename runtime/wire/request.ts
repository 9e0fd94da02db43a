import type { RequestOptions, ResourceRef } from "../call.js";
import type { Client, OutgoingRequest } from "../pipeline.js";
import { UsageError } from "../errors.js";
import type { KeyPart, Operation, ParameterStyle, RequestParts } from "../operation.js";
import { callerOf } from "./caller.js";
import { encode, entries, formExploded, primitive, styleIn } from "./parameters.js";
import { checkTimeout } from "./signals.js";

const ownProperty = (values: unknown, name: string): unknown =>
  Object.hasOwn(Object(values) as object, name) ? (values as Record<string, unknown>)[name] : undefined;

function expandPath({ id, path, segments }: Operation, values: object | undefined): string {
  return path.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = ownProperty(values, name) ?? "";
    const text = styleIn(segments, name)?.(name, value) ?? encode(primitive(value));
    // A URL parser resolves dot segments, even percent-encoded ones: "../x" would be another resource.
    if (/^\.{0,2}$/.test(text))
      throw new UsageError("path-parameter", `${id}: path parameter ${name} must not be ${JSON.stringify(value)}.`);
    return text;
  });
}

/** The key of the resource that a request is about, each value percent-encoded, joined by `/`. */
export function resourceOf<R extends string>(
  operation: { resource: R; key: readonly KeyPart[] },
  request: RequestParts,
  options?: RequestOptions,
): ResourceRef<R> {
  const values = operation.key.map(([from, name]) => encodeURIComponent(primitive(ownProperty(request[from], name))));
  return { name: operation.resource, key: keyAt(values, options) };
}

/** A key; of a server that the call names, it is told from the same one of another. No value has an `@` once encoded. */
export const keyAt = (values: readonly string[], { baseUrl }: Pick<RequestOptions, "baseUrl"> = {}): string =>
  values.join("/") + (baseUrl === undefined ? "" : `@${encodeURIComponent(baseUrl)}`);

/**
 * Puts one request together: URL, headers, credentials, body, what `onRequest` makes of it, and whose it is. Nothing is
 * sent. `precondition` are the headers that make it conditional.
 *
 * Where nothing has to be waited for, all of it happens before this returns: the credentials are those of the call.
 */
export async function prepare(
  client: Client,
  operation: Operation,
  request: RequestParts,
  options: RequestOptions,
  precondition: Readonly<Record<string, string>> = {},
): Promise<OutgoingRequest> {
  const { options: config, api } = client;
  checkTimeout(options.timeout, operation.id);
  config.validate?.request(operation, request);
  const headers: Record<string, string> = {};
  const query = entries(request.query).flatMap(([name, value]) =>
    value === null ? [] : (styleIn(operation.query, name) ?? formExploded)(name, value) || [],
  );
  if (operation.accept) headers["accept"] = operation.accept;
  const general = provide(config.headers);
  assign(headers, (isThenable(general) ? await general : general) as object | undefined);
  assign(headers, request.header, operation.header);
  if (request.cookie) operation.cookie?.(request.cookie, headers);
  let secrets: readonly unknown[] = [];
  for (const requirement of operation.security ?? api.defaultSecurity ?? []) {
    const schemes = Object.entries(requirement);
    const provided = schemes.map(([name]) => provide((config.auth as Auth | undefined)?.[name]));
    const credentials = provided.some(isThenable) ? await Promise.all(provided) : provided;
    // The first alternative for which every scheme has a credential.
    if (credentials.includes(undefined)) continue;
    schemes.forEach(([, apply], index) => apply(credentials[index] as never, { headers, query }));
    secrets = credentials;
    break;
  }
  assign(headers, options.headers);
  Object.assign(headers, precondition);
  const init = { ...initOf(client, options), method: operation.method, headers };
  encodeBody(operation, request, init);
  // Fetch standard, 4.6: browsers refuse larger ones. A character may take three bytes.
  const { body = "" } = init;
  if (options.keepalive && typeof body === "string" && body.length * 3 < 65_536) init.keepalive = true;
  const base = options.baseUrl ?? config.baseUrl ?? operation.server ?? api.servers[0] ?? "";
  const url = base.replace(/\/+$/, "") + expandPath(operation, request.path) + (query[0] ? `?${query.join("&")}` : "");
  const outgoing: OutgoingRequest = { url, client, operation, options, request, init, secrets, caller: "" };
  for (const hook of [config.csrf, config.onRequest].flat()) {
    const changing = hook?.(outgoing);
    if (isThenable(changing)) await changing;
  }
  const caller = config.caller?.(outgoing) ?? callerOf(outgoing);
  outgoing.caller = client.renewals.get(caller) ?? caller;
  return outgoing;
}

/** Adds headers, their names in lower case; each value in its style. */
function assign(
  headers: Record<string, string>,
  values: object | undefined,
  styles?: Readonly<Record<string, ParameterStyle>>,
): void {
  for (const [name, value] of entries(values)) {
    const text = value === null ? "" : (styleIn(styles, name)?.(name, value) ?? primitive(value));
    // RFC 6570, 2.3: null and a list of nothing are no values; a text of no characters is one.
    if (text || value === "") headers[name.toLowerCase()] = text;
  }
}

/** What fetch is told for every request of a client, and the cache mode of this one. */
function initOf({ options: { init } }: Client, options: RequestOptions): RequestInit {
  const { cache: clientCache, ...rest } = init ?? {};
  const cache = "cache" in options ? options.cache : clientCache;
  return cache ? { ...rest, cache } : rest;
}

function encodeBody(operation: Operation, request: RequestParts, init: OutgoingRequest["init"]): void {
  const type = request.contentType ?? Object.keys(operation.body ?? {})[0];
  if (request.body === undefined || type === undefined) return;
  const encoded = operation.body![type]!(request.body, type, request.partHeaders);
  Object.assign(init, encoded.init);
  init.body = encoded.body;
  if (encoded.type) init.headers["content-type"] ??= encoded.type;
}

type Auth = Readonly<Record<string, unknown>>;

/** The value, or the result of calling it if it is a function. */
const provide = (value: unknown): unknown => (typeof value === "function" ? (value as () => unknown)() : value);

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof (Object(value) as Partial<PromiseLike<unknown>>).then === "function";
