import type { RequestOptions, ResourceRef } from "../call.js";
import type { Client, OutgoingRequest } from "../pipeline.js";
import { UsageError } from "../errors.js";
import type { KeyPart, Operation, RequestParts, ParameterStyle, CredentialPlaces } from "../operation.js";
import { entries, formExploded, primitive } from "./parameters.js";

const ownProperty = (values: unknown, name: string): unknown =>
  Object.hasOwn(Object(values) as object, name) ? (values as Record<string, unknown>)[name] : undefined;

function expandPath({ id, path, segments }: Operation, values: object | undefined): string {
  return path.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = ownProperty(values, name) ?? "";
    const text = segments?.[name]?.(name, value) ?? encodeURIComponent(primitive(value));
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
): ResourceRef<R> {
  return {
    name: operation.resource,
    key: operation.key.map(([from, name]) => encodeURIComponent(primitive(ownProperty(request[from], name)))).join("/"),
  };
}

/** Builds a request: URL, headers, credentials, body. Sends nothing. */
export async function prepare(
  client: Client,
  operation: Operation,
  request: RequestParts,
  options: RequestOptions,
): Promise<OutgoingRequest> {
  const { options: config, api } = client;
  config.validate?.request(operation, request);
  const headers: Record<string, string> = {};
  const assign = (values: object | undefined, styles: Readonly<Record<string, ParameterStyle>> = {}): void => {
    for (const [name, value] of entries(values))
      headers[name.toLowerCase()] = styles[name]?.(name, value) ?? primitive(value);
  };
  const query = entries(request.query).flatMap(([name, value]) =>
    value === null ? [] : (operation.query?.[name] ?? formExploded)(name, value) || [],
  );
  if (operation.accept) headers["accept"] = operation.accept;
  assign((await provide(config.headers)) as object | undefined);
  assign(request.header, operation.header);
  if (request.cookie) operation.cookie?.(request.cookie, headers);
  const secrets = await authenticate(client, operation, { headers, query });
  assign(options.headers);
  const init: OutgoingRequest["init"] = { ...config.init, method: operation.method, headers };
  if (options.cache) init.cache = options.cache;
  const type = request.contentType ?? Object.keys(operation.body ?? {})[0];
  if (request.body !== undefined && type !== undefined) {
    const encoded = operation.body![type]!(request.body, type);
    Object.assign(init, encoded.init);
    init.body = encoded.body;
    if (encoded.type) headers["content-type"] ??= encoded.type;
  }
  const base = config.baseUrl ?? operation.server ?? api.servers[0] ?? "";
  const url = base.replace(/\/+$/, "") + expandPath(operation, request.path) + (query[0] ? `?${query.join("&")}` : "");
  return { url, client, operation, options, request, init, secrets };
}

/** Applies the first alternative for which every scheme has a credential; returns the credentials it applied. */
async function authenticate(
  { api, options }: Client,
  operation: Operation,
  places: CredentialPlaces,
): Promise<unknown[]> {
  for (const requirement of operation.security ?? api.defaultSecurity ?? []) {
    const schemes = Object.entries(requirement);
    const credentials = await Promise.all(schemes.map(([name]) => provide((options.auth as Auth | undefined)?.[name])));
    if (credentials.includes(undefined)) continue;
    schemes.forEach(([, apply], index) => apply(credentials[index] as never, places));
    return credentials;
  }
  return [];
}

type Auth = Readonly<Record<string, unknown>>;

/** The value, or the result of calling it if it is a function. */
const provide = (value: unknown): unknown => (typeof value === "function" ? (value as () => unknown)() : value);
