import { ConfigError } from "../diagnostics.js";
import type { ApiModel, OperationModel, ResourceModel } from "../model/model.js";
import { isCollectionOf, normalized, parametersOf } from "../model/paths.js";
import { suggest } from "../suggest.js";
import type { Fixture, VerifyOptions } from "./types.js";

/** What is done with one resource, and by which operations. */
export interface ResourcePlan {
  readonly resource: ResourceModel;
  /** The one that yields the tag. */
  readonly source: OperationModel;
  /** It and the other views, as far as `only` lets. */
  readonly retrievals: readonly OperationModel[];
  /** The conditional ones, as far as `only` lets. */
  readonly stateChanges: readonly OperationModel[];
  /** PATCH, else PUT, of the resource itself, conditional or not: for changing it and putting it back. */
  readonly update: OperationModel | undefined;
  readonly creation: OperationModel | undefined;
  readonly removal: OperationModel | undefined;
  /** Whether `only` lets an operation be asked about; others still serve to create, change and put back. */
  readonly wanted: (operation: OperationModel) => boolean;
}

/**
 * Every resource that something can be asked about, in the order of the model.
 *
 * @throws {ConfigError} for an entry of `only` that names nothing.
 */
export function planAll(model: ApiModel, only: readonly string[]): ResourcePlan[] {
  const named = [...model.resources.map(({ name }) => name), ...model.operations.map(({ id }) => id)];
  const unknown = only.find((entry) => !named.includes(entry));
  if (unknown !== undefined)
    throw new ConfigError(
      `--only ${unknown}: no resource and no operation of the document is called so.${suggest(unknown, named)}`,
    );
  return model.resources.flatMap((resource) => {
    const plan = planOne(model, resource, only);
    return plan && plan.retrievals.length + plan.stateChanges.length > 0 ? [plan] : [];
  });
}

function planOne(model: ApiModel, resource: ResourceModel, only: readonly string[]): ResourcePlan | undefined {
  const { operations } = model;
  const source = operations.find(({ id }) => id === resource.retrieval);
  if (!source) return undefined;
  const wanted = ({ id }: OperationModel): boolean =>
    only.length === 0 || only.includes(resource.name) || only.includes(id);
  const mine = (role: "retrieval" | "state-change"): OperationModel[] =>
    operations.filter(
      (operation) =>
        operation.concurrency.role === role && operation.concurrency.resource === resource.name && wanted(operation),
    );
  const itself = (method: string): OperationModel | undefined =>
    operations.find((one) => one.method === method && normalized(one.path) === normalized(resource.key));
  return {
    resource,
    source,
    // HEAD is asked together with its GET.
    retrievals: mine("retrieval").filter(({ method }) => method === "GET"),
    stateChanges: mine("state-change"),
    update: itself("PATCH") ?? itself("PUT"),
    creation: operations.find((one) => one.method === "POST" && isCollectionOf(one.path, resource.key)),
    removal: itself("DELETE"),
    wanted,
  };
}

/** GET of the collection in which a parameter's values can be found. */
export const collectionOf = ({ operations }: ApiModel, path: string): OperationModel | undefined =>
  operations.find((one) => one.method === "GET" && isCollectionOf(one.path, path));

/**
 * @throws {ConfigError} for a fixture that names no parameter, or that could be meant for several resources: what is
 * given may be written to.
 */
export function checkFixtures(model: ApiModel, plans: readonly ResourcePlan[], { fixtures }: VerifyOptions): void {
  const resources = model.resources.map(({ name }) => name);
  const parameters = new Set(
    plans.flatMap(({ resource, retrievals, stateChanges }) => [
      ...resource.parameters,
      ...[...retrievals, ...stateChanges].flatMap((one) => one.parameters.map(({ name }) => name)),
    ]),
  );
  for (const fixture of fixtures) {
    const { resource, parameter } = fixture;
    if (resource !== undefined && !resources.includes(resource))
      throw new ConfigError(
        `--fixture ${resource}.${parameter}: there is no resource ${resource}.${suggest(resource, resources)}`,
      );
    if (!parameters.has(parameter))
      throw new ConfigError(
        `--fixture ${parameter}: no operation that is looked at has such a parameter.${suggest(parameter, [...parameters])}`,
      );
    const meant = resource === undefined ? resourcesKeyedBy(parameter, plans) : [];
    if (meant.length > 1)
      throw new ConfigError(
        `--fixture ${parameter}=...: ${meant.join(", ")} have a key of that name. Say which: --fixture ${meant[0]}.${parameter}=...`,
      );
  }
}

/** One name for each place in the paths at which the parameter stands. */
function resourcesKeyedBy(parameter: string, plans: readonly ResourcePlan[]): string[] {
  const places = new Map<string, string>();
  for (const { resource } of plans) {
    if (!resource.parameters.includes(parameter)) continue;
    const place = normalized(resource.key.slice(0, resource.key.indexOf(`{${parameter}}`)));
    if (!places.has(place)) places.set(place, resource.name);
  }
  return [...places.values()];
}

/** What the user gave for a parameter, the qualified ones first. */
export const fixturesFor = (
  parameter: string,
  { name }: Pick<ResourceModel, "name">,
  fixtures: readonly Fixture[],
): string[] => {
  const given = fixtures.filter((one) => one.parameter === parameter);
  const qualified = given.filter((one) => one.resource === name);
  return (qualified.length > 0 ? qualified : given.filter((one) => one.resource === undefined)).map(
    ({ value }) => value,
  );
};

/** Path templates up to and with each parameter: `/a/{x}/b/{y}/` has `/a/{x}` and `/a/{x}/b/{y}`. */
export const keyPrefixes = (path: string): { readonly parameter: string; readonly prefix: string }[] =>
  parametersOf(path).map((parameter) => {
    const mark = `{${parameter}}`;
    return { parameter, prefix: path.slice(0, path.indexOf(mark) + mark.length) };
  });
