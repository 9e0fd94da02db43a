import { isJson } from "../wire/media-types.js";

/**
 * A body with its fields, as far as it has any: a key may be among them, and two equal changes are known by them. Files
 * stay what they are; what has no fields is returned as it is.
 */
export function fieldsOf(body: unknown, contentType: string | undefined): unknown {
  if (body === null || body === "") return undefined;
  if (typeof FormData === "function" && body instanceof FormData) return fromPairs(body);
  if (typeof URLSearchParams === "function" && body instanceof URLSearchParams) return fromPairs(body);
  if (typeof body !== "string" || contentType === undefined) return body;
  if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) return fromPairs(new URLSearchParams(body));
  if (!isJson(contentType)) return body;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    // The server says what is wrong with it.
    return body;
  }
}

function fromPairs(form: FormData | URLSearchParams): Record<string, unknown> {
  const pairs: [string, unknown][] = [];
  form.forEach((value: unknown, name: string) => pairs.push([name, value]));
  return Object.fromEntries(pairs);
}
