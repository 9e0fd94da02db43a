import type { OperationModel, ResourceModel } from "../model/model.js";
import { fixturesFor } from "./plan.js";
import type { Fixture } from "./types.js";
import { Inconclusive } from "./verdict.js";

/** Values of a resource's key, by the parameters of its key path. */
export type Key = Readonly<Record<string, string>>;

/** Where a request goes, and what its key adds to the body. */
export interface Target {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Fields that name the resource, where the body does. */
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * The request of an operation for one resource. What the key does not say comes from the fixtures.
 *
 * @throws {Inconclusive} naming the parameters that nobody gave.
 */
export function targetOf(
  base: string,
  operation: OperationModel,
  resource: Pick<ResourceModel, "name">,
  key: Key,
  fixtures: readonly Fixture[],
): Target {
  const { concurrency } = operation;
  const carried = "key" in concurrency ? concurrency.key.values : [];
  const keyed = new Map(carried.map((one) => [`${one.in} ${one.name}`, key[one.parameter]]));
  const missing: string[] = [];
  const valueOf = (place: string, name: string, required: boolean): string | undefined => {
    // An operation outside the concurrency model, such as a DELETE, has the key in its path.
    const value =
      keyed.get(`${place} ${name}`) ??
      fixturesFor(name, resource, fixtures)[0] ??
      (place === "path" ? positional(operation.path, name, key) : undefined);
    if (value === undefined && required) missing.push(name);
    return value;
  };
  const path = operation.path.replace(/\{([^{}]+)\}/g, (_, name: string) =>
    segment(valueOf("path", name, true) ?? "", name),
  );
  const query = new URLSearchParams();
  const headers: Record<string, string> = {};
  for (const { in: place, name, required } of operation.parameters) {
    if (/^if-(none-)?match$/i.test(name) || (place !== "query" && place !== "header")) continue;
    const value = valueOf(place, name, required);
    if (value === undefined) continue;
    if (place === "query") query.append(name, value);
    else headers[name] = value;
  }
  if (missing.length > 0)
    throw new Inconclusive(`${operation.id} needs ${missing.map((name) => `--fixture ${name}=...`).join(" ")}.`);
  const fields = Object.fromEntries(
    carried.flatMap((one) => (one.in === "body" ? [[one.name, key[one.parameter] ?? ""]] : [])),
  );
  const search = query.size > 0 ? `?${query}` : "";
  return { url: base.replace(/\/+$/, "") + path + search, headers, fields };
}

/** A DELETE may name the parameter in another way than the GET of the same path. */
function positional(path: string, name: string, key: Key): string | undefined {
  const names = [...path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]);
  return Object.values(key)[names.indexOf(name)];
}

/** A URL parser resolves dot segments, even percent-encoded ones: `..` would be somebody else's URL. */
function segment(value: string, name: string): string {
  if (/^\.{1,2}$/.test(value))
    throw new Inconclusive(`The value of ${name} is ${JSON.stringify(value)}, which no URL can carry.`);
  return encodeURIComponent(value);
}
