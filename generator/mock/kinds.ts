import { own } from "../load/pointer.js";
import { NameRegistry, words } from "../model/identifiers.js";
import type { KeyParameter, OperationModel, ResourceModel, SchemaModel } from "../model/model.js";
import type { EngineModel } from "./mock-data.js";
import { readOperations, type RawOperation } from "../model/operations.js";
import { normalized, parametersOf, resourceName, segmentsOf } from "../model/paths.js";
import type { Reader } from "../model/reader.js";
import { type Content, successContent } from "./contents.js";
import { detailEnvelope, type Envelope, listEnvelope } from "./envelope.js";
import type { Projection } from "./projection.js";

/** One way in which a kind is read. */
export interface View {
  readonly content: Content;
  /** What stands around a member, or around many. */
  readonly envelope: Envelope | undefined;
}

/**
 * Things that are stored alike. `items` have a path each, `rows` are only listed, `single` is one thing at
 * a path of its own.
 */
export interface Kind {
  readonly name: string;
  readonly type: "items" | "rows" | "single";
  /** Template of its path; of rows the path that lists them. */
  readonly path: string;
  /** The path's parameters, in order. */
  readonly parameters: readonly string[];
  /** Schemas of the parameters as the document has them. */
  readonly parameterSchemas: readonly unknown[];
  /** What tells a thing from others at its path: the parameters of its key that stand elsewhere. */
  readonly outside: readonly KeyParameter[];
  /** What its members lie below. */
  readonly parent: Kind | undefined;
  /** What the model calls it, where validators matter. */
  readonly resource: ResourceModel | undefined;
  /** The first one is the fullest. */
  readonly views: View[];
  /** A POST makes new ones. */
  readonly creatable: boolean;
}

/** Names of the values of a kind's keys, in order. */
export const keyNames = ({ parameters, outside }: Kind): readonly string[] => [
  ...parameters,
  ...outside.map(({ name }) => name),
];

/** An operation with everything that the document says about it. */
export interface Described {
  readonly operation: OperationModel;
  readonly raw: RawOperation;
  readonly success: Content;
  /** Normalised path. */
  readonly place: string;
  /** The document says so; the model only knows that it does not say the opposite. */
  readonly bodyRequired: boolean;
}

export function describeOperations(model: EngineModel, reader: Reader): Described[] {
  // By its id, or by its place where two operations share an id; several may have one place, as a fragment counts for none.
  const placeOf = ({ method, path }: { readonly method: string; readonly path: string }): string => `${method} ${path}`;
  const all = readOperations(reader);
  const byId = new Map(all.map((raw) => [raw.id, raw]));
  const byPlace = new Map(all.map((raw) => [placeOf(raw), raw]));
  return model.operations.map((operation) => {
    const raw = (byId.get(operation.id) ?? byPlace.get(placeOf(operation)))!;
    const body = own(raw.node, "requestBody");
    return {
      operation,
      raw,
      success: successContent(reader, operation, raw),
      place: normalized(operation.path),
      bodyRequired: body !== undefined && own(reader.resolve(body, raw.at).node, "required") === true,
    };
  });
}

const isItemPlace = (place: string): boolean => place.endsWith("/{}");
export const collectionOf = (place: string): string => place.slice(0, -"/{}".length) || "/";

/** Finds out what there is to store, from the paths and from the model's resources. */
export class Kinds {
  readonly all = new Map<string, Kind>();
  /** How each listing wraps its rows, by its place. */
  readonly lists = new Map<string, Envelope>();
  readonly #operations: ReadonlyMap<string, readonly Described[]>;
  readonly #named: ReadonlyMap<string, ResourceModel>;
  readonly #projection: Projection;
  readonly #names = new NameRegistry();
  readonly #resources: ReadonlyMap<string, ResourceModel>;

  constructor(model: EngineModel, described: readonly Described[], projection: Projection) {
    this.#named = new Map(model.resources.map((resource) => [resource.name, resource]));
    this.#projection = projection;
    this.#operations = groupByPlace(described);
    this.#resources = new Map(model.resources.map((resource) => [normalized(resource.key), resource]));
    for (const { name, key } of model.resources) this.#names.claim(name, key);
    this.#addItems();
    this.#addLists();
    this.#addSingles();
    this.#addViews();
  }

  /** The kind at a place: an item, a listing's rows, or a single thing. */
  at(place: string): Kind | undefined {
    return this.all.get(place);
  }

  /** The nearest kind of items that a place lies in, the place itself left out. */
  owner(place: string): Kind | undefined {
    const segments = segmentsOf(place);
    for (let length = segments.length; length > 0; length--) {
      const prefix = segments.slice(0, length);
      // `/jobs/{}:archive` is about `/jobs/{}`.
      const candidates = [prefix, [...prefix.slice(0, -1), prefix.at(-1)!.replace(/^\{\}.+/, "{}")]];
      for (const candidate of candidates) {
        const found = `/${candidate.join("/")}`;
        if (found !== place && isItemPlace(found) && this.all.has(found)) return this.all.get(found);
      }
    }
    return undefined;
  }

  operationsAt(place: string): readonly Described[] {
    return this.#operations.get(place) ?? [];
  }

  resourceNamed(name: string): ResourceModel | undefined {
    return this.#named.get(name);
  }

  #addItems(): void {
    const places = [...this.#operations.keys()].filter(isItemPlace);
    // A parent stands before what lies below it.
    for (const place of places.sort((a, b) => segmentsOf(a).length - segmentsOf(b).length || (a < b ? -1 : 1)))
      if (this.#has(place, ["GET", "HEAD", "PUT", "PATCH", "DELETE"])) this.#add(place, "items");
  }

  #addLists(): void {
    for (const [place, operations] of this.#operations) {
      const get = operations.find(({ operation }) => operation.method === "GET");
      const envelope = get?.success.schema && !isItemPlace(place) && listEnvelope(this.#projection, get.success.schema);
      if (!get || !envelope) continue;
      const item = this.at(`${place === "/" ? "" : place}/{}`);
      // A list that is written as a whole is one thing.
      if (!item && this.#has(place, ["PUT", "PATCH"])) continue;
      this.lists.set(place, envelope);
      const kind = item ?? this.#add(place, "rows");
      kind.views.push({ content: get.success, envelope });
    }
  }

  #addSingles(): void {
    for (const [place] of this.#operations) {
      if (isItemPlace(place) || this.lists.has(place) || this.all.has(place)) continue;
      const isChanged = this.#has(place, ["PUT", "PATCH", "DELETE"]);
      const isRead = this.#has(place, ["GET", "HEAD"]);
      const elsewhere = this.#controlledElsewhere(place);
      if ((isChanged || isRead) && !elsewhere && (isChanged || !this.owner(place))) this.#add(place, "single");
    }
    // What the model gives a tag of its own has a state of its own.
    for (const place of this.#resources.keys())
      if (!this.lists.has(place) && !this.all.has(place)) this.#add(place, "single");
  }

  /** Whether the model says that what is read and written here is a representation of something else. */
  #controlledElsewhere(place: string): boolean {
    return this.operationsAt(place).some(({ operation: { concurrency } }) => {
      if (concurrency.role === "none" || concurrency.role === "creation") return false;
      const key = this.resourceNamed(concurrency.resource)?.key;
      return key !== undefined && normalized(key) !== place;
    });
  }

  /** The kind that a GET reads, when it is no listing. */
  readBy(described: Described): Kind | undefined {
    const { concurrency } = described.operation;
    const named = concurrency.role === "retrieval" ? this.resourceNamed(concurrency.resource) : undefined;
    return this.at(described.place) ?? (named && this.at(normalized(named.key))) ?? this.owner(described.place);
  }

  #addViews(): void {
    const gets = [...this.#operations.values()].flat().filter(({ operation }) => operation.method === "GET");
    for (const get of gets) {
      const kind = this.lists.has(get.place) ? undefined : this.readBy(get);
      if (!kind || !get.success.schema) continue;
      const view = { content: get.success, envelope: this.envelopeOf(get.success.schema, kind) };
      if (get.place === normalized(kind.path)) kind.views.unshift(view);
      else kind.views.push(view);
    }
    for (const kind of this.all.values()) if (kind.views.length === 0) this.#viewByWrites(kind);
  }

  /** What is never read is known by what is sent, or by what a write answers. */
  #viewByWrites(kind: Kind): void {
    for (const { operation, success } of this.operationsAt(normalized(kind.path))) {
      if (success.schema) kind.views.push({ content: success, envelope: this.envelopeOf(success.schema, kind) });
      const schema = operation.body?.contents[0]?.schema;
      if (schema && ["PUT", "PATCH"].includes(operation.method))
        kind.views.push({ content: { ...success, schema, node: {} }, envelope: undefined });
    }
  }

  envelopeOf(schema: SchemaModel, kind: Kind): Envelope | undefined {
    const literal = segmentsOf(kind.path).findLast((segment) => !segment.includes("{")) ?? "";
    const names = [literal, kind.name, ...words(kind.name)].map((word) => word.toLowerCase());
    return kind.type === "single" ? undefined : detailEnvelope(this.#projection, schema, names);
  }

  #has(place: string, methods: readonly string[]): boolean {
    return this.operationsAt(place).some(({ operation }) => methods.includes(operation.method));
  }

  #add(place: string, type: Kind["type"]): Kind {
    const resource = this.#resources.get(place);
    const path = this.operationsAt(place)[0]?.operation.path ?? resource?.key ?? place;
    const collection = type === "items" ? collectionOf(place) : place;
    const kind: Kind = {
      name: resource?.name ?? this.#names.claim(resourceName(path, 0), path).name,
      type,
      path,
      parameters: parametersOf(path),
      parameterSchemas: parametersOf(path).map((name) => this.#parameterSchema(place, name)),
      outside: type === "single" ? (resource?.outside ?? []) : [],
      parent: this.owner(place),
      resource,
      views: [],
      creatable: this.#has(collection, ["POST"]),
    };
    this.all.set(place, kind);
    return kind;
  }

  #parameterSchema(place: string, name: string): unknown {
    for (const { raw } of this.operationsAt(place)) {
      const found = raw.parameters.find(({ node }) => own(node, "in") === "path" && own(node, "name") === name);
      if (found === undefined) continue;
      const example = own(found.node, "example");
      const schema = own(found.node, "schema");
      return example === undefined ? schema : { ...(schema as object), example };
    }
    return undefined;
  }
}

function groupByPlace(described: readonly Described[]): Map<string, Described[]> {
  const groups = new Map<string, Described[]>();
  for (const one of described) {
    const group = groups.get(one.place);
    if (group) group.push(one);
    else groups.set(one.place, [one]);
  }
  return groups;
}
