/** Keeps credentials out of what is printed. */

export const REDACTED = "[redacted]";

const always = /^(?:authorization|cookie|set-cookie|proxy-authorization|.*(?:token|secret|api-?key).*)$/i;

export interface Redactor {
  /** A header's value, or a stand-in for it. */
  header(name: string, value: string): string;
  /** A text in which a server may have echoed a credential. */
  text(value: string): string;
}

/** `given` are the headers that the user handed over: each of their values may be a secret. */
export function createRedactor(given: Readonly<Record<string, string>>): Redactor {
  const names = new Set(Object.keys(given).map((name) => name.toLowerCase()));
  // `Bearer abc` may come back as `abc` alone.
  const secrets = Object.values(given)
    .flatMap((value) => [value, ...value.split(/[\s;=]+/)])
    .filter((secret) => secret.length >= 6)
    .sort((a, b) => b.length - a.length);
  const text = (value: string): string =>
    secrets.reduce((redacted, secret) => redacted.replaceAll(secret, REDACTED), value);
  return {
    header: (name, value) => (always.test(name) || names.has(name.toLowerCase()) ? REDACTED : text(value)),
    text,
  };
}
