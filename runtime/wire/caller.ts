import type { OutgoingRequest } from "../pipeline.js";

/** Whether a header carries credentials, whoever invented it; `x-author` does not. */
export const isCredential = (name: string): boolean =>
  /auth(?!ors?\b)|cookie|session|secret|passw|api-?key|jwt|(?:access|refresh|id|security)-?token/i.test(name);

/**
 * Whose request this is: everything that it says about its user, as text. Two requests with the same text may see each
 * other's results; others never do.
 */
export function callerOf({ secrets, init: { headers } }: Pick<OutgoingRequest, "secrets" | "init">): string {
  const credentials = Object.entries(headers)
    .filter(([name]) => isCredential(name))
    .sort();
  return JSON.stringify([credentials, secrets], (_name, value: unknown) =>
    typeof value === "string" ? principalOf(value) : value,
  );
}

// What a renewed token says anew, though its user is the same (RFC 7519, 4.1; OpenID Connect Core, 2).
const renewedClaims = ["exp", "iat", "nbf", "jti", "auth_time", "at_hash", "nonce"];

/** A JSON Web Token by its claims, so that its user stays the same one when it is renewed; any other text as it is. */
function principalOf(credential: string): string {
  const [, payload] = /\b[\w-]+\.(eyJ[\w-]+)\.[\w-]*/.exec(credential) ?? [];
  if (payload === undefined) return credential;
  try {
    const claims = JSON.parse(atob(payload.replace(/-/g, "+").replace(/_/g, "/"))) as Record<string, unknown>;
    for (const name of renewedClaims) delete claims[name];
    return JSON.stringify(claims);
  } catch {
    // Whatever it is, it is no token that we can read.
    return credential;
  }
}

/** The caller of a request without credentials. */
export const ANONYMOUS = "[[],[]]";
