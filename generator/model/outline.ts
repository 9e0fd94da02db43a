import { groupBy } from "../group.js";
import { isRecord, type JsonObject, own, pointer } from "../load/pointer.js";
import type { Mode, Outline, SchemaModel } from "./model.js";
import { list, type Located, type Reader, text } from "./reader.js";
import { toSchema } from "./schemas.js";

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
/** What comments are made of. */
const ANNOTATIONS = ["summary", "description"];

/** Who sends what: a webhook's request is read by us. */
interface Direction {
  readonly request: Mode;
  readonly response: Mode;
}
const OUTGOING: Direction = { request: "write", response: "read" };
const INCOMING: Direction = { request: "read", response: "write" };

/** The document with a {@link SchemaStandIn} for each of its schemas. */
export function outlineOf(reader: Reader): Outline {
  return new OutlineBuilder(reader).build();
}

/** What stands for a Schema Object in an {@link Outline}; `type` makes openapi-typescript ask what to print. */
export interface SchemaStandIn {
  readonly type: "schema";
  readonly schema: SchemaModel;
  readonly mode: Mode;
}

class OutlineBuilder {
  readonly #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  build(): Outline {
    const { root } = this.#reader;
    const pathItems = (value: unknown, at: string, direction: Direction) =>
      this.#map(value, at, undefined, (one) => this.#pathItem(one, direction));
    const components = own(root, "components");
    const section = (key: string, convert: (one: Located) => JsonObject): JsonObject =>
      this.#map(own(components, key), pointer("#/components", key), undefined, convert);
    const paths = pathItems(withoutExtensions(own(root, "paths")), "#/paths", OUTGOING);
    const webhooks = pathItems(own(root, "webhooks"), "#/webhooks", INCOMING);
    const shared = section("pathItems", (one) => this.#pathItem(one, OUTGOING));
    keepUniqueIds(operationsIn(paths, webhooks), operationsIn(shared));
    return {
      paths,
      webhooks,
      components: {
        schemas: this.#schemas(),
        responses: section("responses", (one) => this.#response(one, "read")),
        parameters: section("parameters", (one) => this.#parameter(one, "write")),
        requestBodies: section("requestBodies", (one) => this.#body(one, "write")),
        headers: section("headers", (one) => this.#header(one, "read")),
        pathItems: shared,
      },
    };
  }

  #schemas(): JsonObject {
    const names = [...this.#reader.schemaNames];
    return Object.fromEntries(names.map(([key, name]) => [key, standIn({ kind: "reference", name }, "read")]));
  }

  #pathItem({ node, at }: Located, direction: Direction): JsonObject {
    const operations = METHODS.flatMap((method) => {
      const value = own(node, method);
      return isRecord(value)
        ? [[method, this.#operation(this.#reader.resolve(value, pointer(at, method)), direction)] as const]
        : [];
    });
    return { ...this.#parameters(node, at, direction), ...Object.fromEntries(operations) };
  }

  #operation({ node, at }: Located, direction: Direction): JsonObject {
    const [operationId, body] = [text(own(node, "operationId")), own(node, "requestBody")];
    return {
      ...annotations(node),
      ...(operationId.trim() !== "" && { operationId }),
      ...this.#parameters(node, at, direction),
      ...(isRecord(body) && {
        requestBody: this.#at(body, pointer(at, "requestBody"), "requestBodies", (one) =>
          this.#body(one, direction.request),
        ),
      }),
      responses: this.#map(withoutExtensions(own(node, "responses")), pointer(at, "responses"), "responses", (one) =>
        this.#response(one, direction.response),
      ),
    };
  }

  #parameters(owner: JsonObject, at: string, { request }: Direction): JsonObject {
    const parameters = list(own(owner, "parameters")).flatMap((value, index) => {
      const place = pointer(at, "parameters", index);
      if (!isRecord(value) || text(own(this.#reader.resolve(value, place).node, "name")) === "") return [];
      return [this.#at(value, place, "parameters", (one) => this.#parameter(one, request))];
    });
    return parameters.length === 0 ? {} : { parameters };
  }

  #parameter({ node, at }: Located, mode: Mode): JsonObject {
    const [content] = Object.values(this.#content(node, at, mode));
    const schema = own(node, "schema");
    return {
      ...annotations(node),
      in: text(own(node, "in")),
      name: text(own(node, "name")),
      required: own(node, "required") === true,
      ...(content as JsonObject | undefined),
      ...(schema !== undefined && { schema: this.#schema(schema, pointer(at, "schema"), mode) }),
    };
  }

  #header(header: Located, mode: Mode): JsonObject {
    const { in: _, name: __, ...rest } = this.#parameter(header, mode);
    return rest;
  }

  #body({ node, at }: Located, mode: Mode): JsonObject {
    return { ...annotations(node), required: own(node, "required") === true, content: this.#content(node, at, mode) };
  }

  #response({ node, at }: Located, mode: Mode): JsonObject {
    const headers = this.#map(own(node, "headers"), pointer(at, "headers"), "headers", (one) =>
      this.#header(one, mode),
    );
    return { ...annotations(node), headers, content: this.#content(node, at, mode) };
  }

  #content(owner: JsonObject, at: string, mode: Mode): JsonObject {
    return this.#map(own(owner, "content"), pointer(at, "content"), undefined, (one) => {
      const schema = own(one.node, "schema");
      const isUpload = mode === "write" && /\/multipart~1form-data[^/]*$/i.test(one.at);
      const direction = isUpload ? "upload" : mode;
      return schema === undefined ? {} : { schema: this.#schema(schema, pointer(one.at, "schema"), direction) };
    });
  }

  #schema(schema: unknown, at: string, mode: Mode): SchemaStandIn {
    return standIn(toSchema(this.#reader, schema, at), mode);
  }

  /** Each entry of an object, by {@link #at}; what is no object is left out. */
  #map(value: unknown, at: string, section: string | undefined, convert: (one: Located) => JsonObject): JsonObject {
    if (!isRecord(value)) return {};
    const entries = Object.entries(value).filter(([, one]) => isRecord(one));
    return Object.fromEntries(entries.map(([key, one]) => [key, this.#at(one, pointer(at, key), section, convert)]));
  }

  /** A reference to a component of its kind stays one; what another reference leads to is put in its place. */
  #at(value: unknown, at: string, section: string | undefined, convert: (one: Located) => JsonObject): JsonObject {
    const ref = own(value, "$ref");
    if (typeof ref === "string" && section !== undefined) {
      const place = this.#reader.placeOf(ref);
      if (place.startsWith(`#/components/${section}/`) && place.split("/").length === 4) return { $ref: place };
    }
    return convert(this.#reader.resolve(value, at));
  }
}

/** The operations of path items that were built here. */
const operationsIn = (...maps: readonly JsonObject[]): JsonObject[] =>
  maps.flatMap((map) =>
    Object.values(map).flatMap((item) => METHODS.map((method) => own(item, method)).filter(isRecord)),
  );

/**
 * openapi-typescript declares each operation under its operationId. One that several operations have names none of them,
 * as in the model; a path item of the components is what the paths say that refer to it.
 */
function keepUniqueIds(operations: readonly JsonObject[], shared: readonly JsonObject[]): void {
  const owners = groupBy(operations, ({ operationId }) => operationId);
  const unnamed = [...owners.values()].filter((group) => group.length > 1);
  for (const operation of [...unnamed.flat(), ...shared]) delete operation["operationId"];
}

const standIn = (schema: SchemaModel, mode: Mode): SchemaStandIn => ({ type: "schema", schema, mode });

/** Paths and responses stand beside extensions; components may be called anything. */
const withoutExtensions = (value: unknown): JsonObject =>
  Object.fromEntries(Object.entries(isRecord(value) ? value : {}).filter(([key]) => !key.startsWith("x-")));

const annotations = (node: JsonObject): JsonObject =>
  Object.fromEntries([
    ...ANNOTATIONS.flatMap((key) => (text(own(node, key)) === "" ? [] : [[key, text(own(node, key))]])),
    ...(own(node, "deprecated") === true ? [["deprecated", true]] : []),
  ]);
