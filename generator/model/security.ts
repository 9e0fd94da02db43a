import { isRecord, type JsonObject, own, pointer } from "../load/pointer.js";
import { camelCase, NameRegistry } from "./identifiers.js";
import type { SecuritySchemeModel } from "./model.js";
import { type Reader, text } from "./reader.js";

type Kind = Omit<SecuritySchemeModel, "name" | "identifier">;

// They answer a challenge, or sign each request: no credential that could be told beforehand makes their header.
const CHALLENGED = new Set([
  "digest",
  "mutual",
  "negotiate",
  "ntlm",
  "hoba",
  "hawk",
  "oauth",
  "dpop",
  "concealed",
  "signature",
  "aws4-hmac-sha256",
  "scram-sha-1",
  "scram-sha-256",
]);

/** The schemes that a client can be configured with; of the others is said that they are left out. */
export function securitySchemes(reader: Reader): SecuritySchemeModel[] {
  const names = new NameRegistry();
  const entries = reader.entries(
    own(own(reader.root, "components"), "securitySchemes"),
    pointer("#/components", "securitySchemes"),
  );
  return entries.flatMap(({ key, node, at }): SecuritySchemeModel[] => {
    const kind = securityKind(node);
    if (typeof kind !== "string")
      return [{ name: key, identifier: names.claim(camelCase(key, "scheme"), key).name, ...kind }];
    reader.note(
      "security-left-out",
      "warning",
      `The security scheme ${key} is left out: ${kind}.`,
      at,
      "Pass a `fetch` that authenticates, if the API cannot be called without it.",
    );
    return [];
  });
}

/** A text says why there is none. */
function securityKind(node: JsonObject): Kind | string {
  const [type, place, scheme] = ["type", "in", "scheme"].map((key) => text(own(node, key))) as [string, string, string];
  switch (type) {
    case "apiKey":
      return place === "header" || place === "query" || place === "cookie"
        ? { type, in: place, parameter: text(own(node, "name")) }
        : `an API key is in a header, a query or a cookie, not in ${JSON.stringify(place)}`;
    case "oauth2":
    case "openIdConnect":
      return { type: "bearer" };
    case "http":
      return httpScheme(scheme);
    case "mutualTLS":
      return "certificates are the platform's business, and no fetch takes them from a page";
    default:
      return `its type ${JSON.stringify(type)} is none of OpenAPI's`;
  }
}

/** RFC 9110, 11.1: the name of a scheme is a token, and its case says nothing. */
function httpScheme(scheme: string): Kind | string {
  const name = scheme.toLowerCase();
  if (name === "basic" || name === "bearer") return { type: name };
  if (CHALLENGED.has(name)) return `${scheme} answers a challenge or signs each request, which fetch does not do`;
  return /^[\w!#$%&'*+.^`|~-]+$/.test(scheme)
    ? { type: "http", scheme }
    : `${JSON.stringify(scheme)} is no authentication scheme (RFC 9110, 11.1)`;
}

/** Alternatives, each a list of schemes. */
export function securityOf(reader: Reader, value: unknown, at: string): (readonly string[])[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return (value as unknown[]).flatMap((requirement, index) => {
    if (isRecord(requirement)) return [Object.keys(requirement)];
    const message = "A security requirement is an object, such as { token: [] }; this one is left out.";
    reader.note("invalid-security", "warning", message, pointer(at, index));
    return [];
  });
}
