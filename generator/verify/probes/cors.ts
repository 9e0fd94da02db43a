import type { Reply } from "../wire.js";

/** The lower-case elements of a list header. */
const listOf = (value: string | null): string[] =>
  (value ?? "")
    .split(",")
    .map((part) => part.trim().toLowerCase())
    .filter(Boolean);

/** The answer may be used with cookies: then `*` is no wildcard any more (Fetch standard, CORS protocol and credentials). */
const withCredentials = ({ headers }: Reply): boolean => headers.get("access-control-allow-credentials") === "true";

/** Why a page of `origin` may not see an answer; `undefined` if it may. */
export function hiddenFrom(origin: string, reply: Reply): string | undefined {
  const allowed = reply.headers.get("access-control-allow-origin");
  if (allowed === null) return `the ${reply.status} has no Access-Control-Allow-Origin`;
  if (allowed === "*" && withCredentials(reply))
    return `the ${reply.status} says Access-Control-Allow-Origin: * together with Allow-Credentials: true, which browsers refuse for requests with cookies`;
  return allowed === "*" || allowed === origin
    ? undefined
    : `the ${reply.status} says Access-Control-Allow-Origin: ${allowed}`;
}

/** Which of these response headers a page cannot read. */
export function unexposed(names: readonly string[], reply: Reply): string[] {
  const exposed = listOf(reply.headers.get("access-control-expose-headers"));
  if (exposed.includes("*") && !withCredentials(reply)) return [];
  return names.filter((name) => !exposed.includes(name.toLowerCase()));
}

/** Why a preflight is refused; empty if it is not. */
export function refusals(origin: string, method: string, asked: readonly string[], reply: Reply): string[] {
  if (reply.status < 200 || reply.status > 299) return [`the preflight is answered ${reply.status}`];
  const hidden = hiddenFrom(origin, reply);
  if (hidden !== undefined) return [hidden];
  const wild = !withCredentials(reply);
  const allows = (header: string, name: string): boolean => {
    const names = listOf(reply.headers.get(header));
    // `*` never covers Authorization (Fetch standard, CORS-non-wildcard request-header name).
    return names.includes(name.toLowerCase()) || (wild && name !== "authorization" && names.includes("*"));
  };
  const headers = asked.filter((name) => !allows("access-control-allow-headers", name));
  const simple = ["GET", "HEAD", "POST"].includes(method);
  return [
    ...(simple || allows("access-control-allow-methods", method)
      ? []
      : [`Access-Control-Allow-Methods lacks ${method}`]),
    ...(headers.length > 0 ? [`Access-Control-Allow-Headers lacks ${headers.join(", ")}`] : []),
  ];
}
