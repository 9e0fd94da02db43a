import type { Client, Credential, OutgoingRequest } from "./client.js";
import { UsageError } from "./errors.js";
import type { KeyPart, Operation, PathPart, RequestParts } from "./operation.js";
import { entries, formExploded, headerValue, primitive, simple } from "./parameters.js";
import type { RequestOptions, ResourceRef } from "./results.js";

type Values = Readonly<Record<string, unknown>>;

const own = (values: unknown, name: string): unknown =>
  typeof values === "object" && values !== null && Object.hasOwn(values, name) ? (values as Values)[name] : undefined;

function expandPath(operation: Operation, path: object | undefined): string {
  return operation.path.map((part: PathPart) => {
    if (typeof part === "string") return part;
    const value = own(path, part.name);
    const text = value === undefined || value === null ? "" : (part.style ?? simple)(part.name, value);
    // A URL parser resolves dot segments, even percent-encoded ones: "../x" would be another resource.
    if (text === "" || text === "." || text === "..") {
      throw new UsageError("path-parameter", `${operation.id}: the path parameter "${part.name}" is ${JSON.stringify(value) ?? "missing"}.`);
    }
    return text;
  }).join("");
}

/** The key of the resource that a request is about, each value percent-encoded, joined by `/`. */
export function resourceOf<R extends string>(operation: { resource: R; key: readonly KeyPart[] }, request: RequestParts): ResourceRef<R> {
  const values = operation.key.map(([from, name]) => encodeURIComponent(primitive(own(request[from], name))));
  return { name: operation.resource, key: values.join("/") };
}

/** Puts one request together: URL, headers, credentials, body. Nothing leaves here. */
export async function buildRequest(client: Client, operation: Operation, request: RequestParts, options: RequestOptions): Promise<OutgoingRequest> {
  const { options: config, api } = client;
  const headers: Record<string, string> = {};
  const query = entries(request.query ?? {})
    .filter(([, value]) => value !== null)
    .map(([name, value]) => (operation.query?.[name] ?? formExploded)(name, value));
  const cookies = entries(request.cookie ?? {}).map(([name, value]) => (operation.cookie?.[name] ?? formExploded)(name, value).replaceAll("&", "; "));
  if (operation.accept) headers["accept"] = operation.accept;
  addRaw(headers, typeof config.headers === "function" ? await config.headers() : config.headers);
  for (const [name, value] of entries(request.header ?? {})) {
    headers[name.toLowerCase()] = (operation.header?.[name] ?? headerValue)(name, value);
  }
  await authenticate(client, operation, headers, query, cookies);
  addRaw(headers, options.headers);
  if (cookies.length > 0) headers["cookie"] = [headers["cookie"], ...cookies].filter(Boolean).join("; ");
  const init: OutgoingRequest["init"] = { ...config.init, method: operation.method, headers };
  if (request.body !== undefined && operation.body) {
    const mediaType = request.contentType ?? Object.keys(operation.body)[0]!;
    const encoded = operation.body[mediaType]!(request.body, mediaType);
    init.body = encoded.body;
    // A stream has no known length; fetch demands that we say so.
    if (encoded.body instanceof ReadableStream) Object.assign(init, { duplex: "half" });
    if (encoded.type) headers["content-type"] ??= encoded.type;
  }
  const base = config.baseUrl ?? operation.server ?? api.servers[0] ?? "";
  const url = base.replace(/\/+$/, "") + expandPath(operation, request.path) + (query.length > 0 ? `?${query.filter(Boolean).join("&")}` : "");
  const outgoing = { url, operation, init };
  await config.onRequest?.(outgoing);
  return outgoing;
}

function addRaw(headers: Record<string, string>, values: Readonly<Record<string, string>> | undefined): void {
  for (const name in values) headers[name.toLowerCase()] = values[name]!;
}

/** Applies the first alternative for which every scheme has a credential. */
async function authenticate(client: Client, operation: Operation, headers: Record<string, string>, query: string[], cookies: string[]): Promise<void> {
  const { auth } = client.options;
  const alternatives = operation.security ?? client.api.defaultSecurity;
  if (!auth || !alternatives) return;
  for (const schemes of alternatives) {
    const given: [string, Credential][] = [];
    for (const scheme of schemes) {
      const provider = auth[scheme];
      const credential = typeof provider === "function" ? await provider() : provider;
      if (credential === undefined) break;
      given.push([scheme, credential]);
    }
    if (given.length < schemes.length) continue;
    for (const [scheme, credential] of given) apply(client.api.security?.[scheme], credential, headers, query, cookies);
    return;
  }
}

function apply(scheme: NonNullable<Client["api"]["security"]>[string] | undefined, credential: Credential, headers: Record<string, string>, query: string[], cookies: string[]): void {
  const secret = typeof credential === "string" ? credential : base64(`${credential.username}:${credential.password}`);
  if (scheme?.type !== "apiKey") {
    headers["authorization"] = `${scheme?.type === "basic" ? "Basic" : "Bearer"} ${secret}`;
  } else if (scheme.in === "header") {
    headers[scheme.name.toLowerCase()] = secret;
  } else {
    (scheme.in === "query" ? query : cookies).push(formExploded(scheme.name, secret));
  }
}

// RFC 7617, 2.1: user and password travel as UTF-8.
const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
