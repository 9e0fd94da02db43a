import type { RequestOptions, ResourceRef } from "../call.js";
import type { CreatedKey, CreatingAnswer, RequestParts, StateChangeOperation } from "../operation.js";
import { primitive } from "../wire/parameters.js";
import { keyAt } from "../wire/request.js";

/**
 * What a state change creates below what it changes: RFC 9110, 15.3.2, the validators of a 201 are those of what was
 * created. `created` is where each value of its key stands.
 */
export const creates =
  (resource: string, created: readonly CreatedKey[]): NonNullable<StateChangeOperation["creates"]> =>
  (answer, { client, request, options, resource: changed }) => {
    if (answer.status !== 201) return undefined;
    // What was changed has a new tag, which nobody told.
    client.tags.drop(changed);
    return createdResource({ resource, created }, answer, request, options);
  };

/** The key of the new resource: what the request says of it, and one value from Location, or all others from the body. */
export function createdResource(
  { resource, created }: { readonly resource: string; readonly created: readonly CreatedKey[] },
  received: CreatingAnswer,
  request: RequestParts,
  options: Pick<RequestOptions, "baseUrl">,
): ResourceRef {
  const body = Object(received.data) as Record<string, unknown>;
  const chosen = created.filter((part) => "length" in part).length;
  const located = chosen === 1 ? locatedKey(received, received.outgoing.url) : undefined;
  const values = created.map((part) => {
    if (!("length" in part)) {
      const value = (Object(request[part.in]) as Record<string, unknown>)[part.name];
      return value === undefined ? undefined : encodeURIComponent(primitive(value));
    }
    if (located !== undefined) return located;
    const value = part
      .map((name) => body[name])
      .find((one): one is string | number => typeof one === "string" || typeof one === "number");
    return value === undefined ? undefined : encodeURIComponent(value);
  });
  const known = values.length > 0 && values.every(isGiven);
  return { name: resource, key: known ? keyAt(values, options) : null };
}

const isGiven = (value: string | undefined): value is string => value !== undefined && value !== "";

/** RFC 9110, 15.3.2 and 10.2.2: Location names what a 201 created. One that names the collection itself says nothing. */
function locatedKey({ status, headers }: CreatingAnswer, collection: string): string | undefined {
  if (status !== 201 || headers["location"] === undefined) return undefined;
  const segments = segmentsOf(headers["location"]);
  const last = segments.at(-1);
  return last === undefined || last === segmentsOf(collection).at(-1) ? undefined : canonical(last);
}

/** The segments of a URL's path, percent-encoded as they are. */
const segmentsOf = (url: string): string[] =>
  url
    .replace(/[?#].*$/s, "")
    .replace(/^\w+:\/\/[^/]*/, "")
    .split("/")
    .filter(Boolean);

/** A path segment in the form that keys have: percent-encoded wherever possible. */
function canonical(segment: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(segment));
  } catch {
    // A lone "%" is no encoding: take it literally.
    return encodeURIComponent(segment);
  }
}
