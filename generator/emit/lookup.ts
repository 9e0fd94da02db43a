import type { ApiModel, OperationModel, ResourceModel } from "../model/model.js";

/** The parts of a model by their names. */
interface Lookup {
  readonly operations: ReadonlyMap<string, OperationModel>;
  readonly resources: ReadonlyMap<string, ResourceModel>;
}

const known = new WeakMap<ApiModel, Lookup>();

/** Operations by id and resources by name; a model is indexed once. */
export function lookupOf(model: ApiModel): Lookup {
  let lookup = known.get(model);
  if (!lookup) {
    lookup = {
      operations: new Map(model.operations.map((operation) => [operation.id, operation])),
      resources: new Map(model.resources.map((resource) => [resource.name, resource])),
    };
    known.set(model, lookup);
  }
  return lookup;
}
