import type { SecurityScheme } from "../operation.js";
import { addCookie, formExploded } from "./parameters.js";

export interface BasicCredential {
  readonly username: string;
  readonly password: string;
}

/** HTTP bearer tokens, those of OAuth 2 and OpenID Connect included. */
export const bearer: SecurityScheme<string> = (token, { headers }) => {
  headers["authorization"] = `Bearer ${token}`;
};

/** HTTP basic authentication; user and password are encoded as UTF-8 (RFC 7617, 2.1). */
export const basic: SecurityScheme<BasicCredential> = ({ username, password }, { headers }) => {
  headers["authorization"] =
    `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${username}:${password}`)))}`;
};

/** Any other authentication scheme of HTTP (RFC 9110, 11.4): its name, and the credentials as they are. */
export const httpScheme =
  (scheme: string): SecurityScheme<string> =>
  (credentials, { headers }) => {
    headers["authorization"] = `${scheme} ${credentials}`;
  };

export const apiKeyHeader =
  (name: string): SecurityScheme<string> =>
  (key, { headers }) => {
    headers[name.toLowerCase()] = key;
  };

export const apiKeyQuery =
  (name: string): SecurityScheme<string> =>
  (key, { query }) =>
    void query.push(formExploded(name, key));

/** Not encoded: servers do not decode cookies (RFC 6265, 4.1.1). Has no effect in browsers, which send their own cookies (`init: { credentials }`). */
export const apiKeyCookie =
  (name: string): SecurityScheme<string> =>
  (key, { headers }) => {
    addCookie(headers, `${name}=${key}`);
  };
