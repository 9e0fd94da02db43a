import { type Call, constant, type Text, type Value } from "./value.js";

/** A request that a call makes. */
export interface Request {
  /** In upper case; unknown where the code does not say. */
  readonly method: string | undefined;
  readonly url: Text;
}

const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "QUERY"]);
/** Functions whose names do not end in `fetch`, and which take a URL. */
const clients: ReadonlySet<string> = new Set(["ajax", "axios", "ky", "got", "request", "Request"]);
/** What has `get` and `delete` and is no client of HTTP. */
const collections = /(?:map|cache|set|storage|params|headers|registry|store|tags)$/i;

/**
 * The request that a call of fetch, axios, ky, ofetch, openapi-fetch, Angular's HttpClient, XMLHttpRequest or a wrapper
 * that is called like them makes. A function among the arguments makes it a route of a server or a mock.
 */
export function requestOf({ callee, args, onCollection = false }: Call): Request | undefined {
  if (onCollection || args.some(({ kind }) => kind === "function")) return undefined;
  const request = spelledRequest(callee, args);
  const fillsIn = args.some((one) => one.kind === "object" && one.names.includes("params"));
  // Zodios: `/jobs/:id` with `{ params: { id } }`.
  return request && fillsIn ? { ...request, url: withoutRoute(request.url) } : request;
}

/** The request that an object says: `{ url, method }`, as RTK Query has its requests. */
export function requestIn(value: Value): Request | undefined {
  if (value.kind !== "object" || !value.names.includes("method")) return undefined;
  return withUrl(methodIn(value), value.property("url"));
}

const withoutRoute = (url: Text): Text => url.map((part) => part && part.replace(/(?<=\/):(\w+)/g, "{$1}"));

function spelledRequest(callee: Call["callee"], args: Call["args"]): Request | undefined {
  const name = callee.at(-1) ?? "";
  const [first, second] = args;
  if (callee.length > 1) {
    const method = name === "del" ? "DELETE" : name.toUpperCase();
    if (methods.has(method)) return collections.test(callee.at(-2)!) ? undefined : withUrl(method, first);
    if (name === "open" || name === "request") {
      const spelled = methodOf(first);
      if (spelled !== undefined && second) return withUrl(spelled, second);
    }
  }
  if (!/fetch$/i.test(name) && !clients.has(name)) return undefined;
  if (first?.kind === "object") return withUrl(methodIn(first), first.property("url"));
  return withUrl(second ? methodIn(second) : "GET", first);
}

const withUrl = (method: string | undefined, url: Value | undefined): Request | undefined =>
  url?.kind === "text" ? { method, url: url.text } : undefined;

/** The method that options name; GET where they are written out and name none. */
function methodIn(options: Value): string | undefined {
  if (options.kind !== "object") return undefined;
  const method = options.property("method") ?? options.property("type");
  if (method) return methodOf(method);
  return options.names.includes("...") ? undefined : "GET";
}

function methodOf(value: Value | undefined): string | undefined {
  const method = constant(value)?.toUpperCase();
  return method !== undefined && methods.has(method) ? method : undefined;
}
