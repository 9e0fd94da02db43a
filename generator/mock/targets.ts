import { own } from "../load/pointer.js";
import type { KeyParameter } from "../model/model.js";
import type { SentBody } from "./body.js";
import type { Key } from "./keys.js";
import { type Kind, keyNames } from "./kinds.js";
import type { Match } from "./router.js";
import type { Control, Route } from "./routes.js";

/** What a request says about which thing it means. */
export interface Sent {
  readonly match: Match;
  readonly route: Route;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: SentBody;
}

/** How many values of a path stand before a collection's members. */
export const listDepth = (kind: Kind): number =>
  kind.type === "items" ? kind.parameters.length - 1 : kind.parameters.length;

/** The values that a path has of a key. */
export const pathKey = (kind: Kind, { values }: Match): Key => values.slice(0, kind.parameters.length);

/** The key of what a request's own place names. */
export const keyFor = (kind: Kind, { match, url, headers }: Sent): Key => [
  ...pathKey(kind, match),
  // What is named by nothing is a thing of its own: such a parameter may be optional.
  ...kind.outside.map((one) => besidePath(one, url, headers) ?? ""),
];

const besidePath = ({ in: place, name }: KeyParameter, url: URL, headers: Headers): string | undefined =>
  (place === "query" ? url.searchParams.get(name) : headers.get(name)) ?? undefined;

/** The key of what controls a request: by position in the path, or from where the model found it. */
export function controlKey({ kind, key }: Control, sent: Sent): Key | undefined {
  const { match, route, url, headers, body } = sent;
  if (!key || key.kind === "unresolved" || key.values.every((one) => one.in === "path"))
    return kind.parameters.length <= match.values.length ? keyFor(kind, sent) : undefined;
  const names = route.operation.parameters.filter((one) => one.in === "path").map(({ name }) => name);
  const absent = (parameter: string): string | undefined =>
    kind.outside.some(({ name }) => name === parameter) ? "" : undefined;
  const found = keyNames(kind).map((parameter) => {
    const source = key.values.find((one) => one.parameter === parameter);
    if (source?.in === "path") return match.values[names.indexOf(source.name)];
    if (source?.in === "query" || source?.in === "header")
      return besidePath({ in: source.in, name: source.name }, url, headers) ?? absent(parameter);
    const value = source && body.kind === "value" ? own(body.value, source.name) : undefined;
    return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  });
  return found.every((one) => one !== undefined) ? found : undefined;
}

/** A template's path, with the values of a key. */
export function fill(template: string, key: Key): string {
  let index = 0;
  return template.replace(/\{[^{}]+\}/g, () => encodeURIComponent(key[index++] ?? ""));
}
