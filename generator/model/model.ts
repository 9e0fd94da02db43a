/**
 * The model: everything the emitters know about an API. Types only. Whoever reads a model never sees
 * OpenAPI; whoever builds one has made every name safe (identifiers.ts).
 */
import type { Diagnostic } from "../diagnostics.js";
import type { Identifier, SafeText } from "./identifiers.js";

export interface ApiModel {
  readonly title: string;
  readonly version: string;
  readonly servers: readonly string[];
  readonly securitySchemes: readonly SecuritySchemeModel[];
  /** Alternatives that hold where an operation gives none; each a list of scheme names. */
  readonly defaultSecurity: readonly (readonly string[])[] | undefined;
  /** In the order of the document. */
  readonly operations: readonly OperationModel[];
  /** Sorted by name. */
  readonly resources: readonly ResourceModel[];
  /** Component schemas in the order of the document, then the other schemas that references point to. */
  readonly schemas: readonly NamedSchema[];
  /** The document with models for its schemas: what `types.ts` is printed from. */
  readonly outline: Outline;
  /** Of the resources with conditional state changes. */
  readonly fields: readonly FieldsModel[];
  /** What could not be resolved, and how to say it. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * An OpenAPI document without its schemas: paths, webhooks and components, where a stand-in holds the
 * {@link SchemaModel} of each Schema Object, and references point to components as a whole only.
 */
export type Outline = Readonly<Record<"paths" | "webhooks" | "components", Readonly<Record<string, unknown>>>>;

/** The fields of a resource's representation that only the server sets. */
export interface FieldsModel {
  readonly name: Identifier;
  readonly resource: string;
  /** Names joined by `/`, with `*` for any item of an array; `~0` and `~1` are `~` and `/`. */
  readonly readOnly: readonly string[];
}

export interface SecuritySchemeModel {
  /** As the document names it. */
  readonly name: string;
  /** As the output names it. */
  readonly identifier: Identifier;
  readonly type: "basic" | "bearer" | "http" | "apiKey";
  /** Of `http`: the authentication scheme, as the document writes it. */
  readonly scheme?: string;
  /** Of an API key. */
  readonly in?: "header" | "query" | "cookie";
  /** Of an API key: the header, parameter or cookie. */
  readonly parameter?: string;
}

/** The signals that evidence can come from, strongest first (docs/detection.md). */
export type Signal =
  | "config"
  | "x-concurrency"
  | "if-match-parameter"
  | "428"
  | "marker"
  | "etag-header"
  | "if-none-match-parameter"
  | "source";

export interface Evidence {
  readonly signal: Signal;
  /** Pointer into the document, or the key of the config entry. */
  readonly at: string;
}

/** One value of a resource's key, and where a request carries it. */
export interface KeyValue {
  /** The parameter of the resource's key path. */
  readonly parameter: string;
  readonly in: "path" | "query" | "header" | "body";
  readonly name: string;
}

export type KeySource =
  | { readonly kind: "values"; readonly values: readonly KeyValue[] }
  /** No retrieval was found: the operation is its own resource, keyed by its own path. */
  | { readonly kind: "unresolved"; readonly values: readonly KeyValue[] };

/** The one role of an operation, with the evidence that gave it. */
export type Concurrency =
  | { readonly role: "none"; readonly evidence: readonly Evidence[] }
  | {
      readonly role: "retrieval";
      readonly resource: string;
      readonly key: KeySource;
      readonly evidence: readonly Evidence[];
    }
  | {
      readonly role: "state-change";
      readonly resource: string;
      readonly key: KeySource;
      readonly ifMatch: "required" | "optional";
      /** The resource that its 201 creates, and whose tag that carries. */
      readonly creates?: string;
      readonly evidence: readonly Evidence[];
    }
  | { readonly role: "creation"; readonly resource: string; readonly evidence: readonly Evidence[] };

/** What an operation does as far as preconditions go. */
export type Role = "none" | "retrieval" | "state-change" | "creation";

/** A parameter outside the path that is part of a resource's key. */
export interface KeyParameter {
  readonly in: "query" | "header";
  readonly name: string;
}

/** What one validator describes. */
export interface ResourceModel {
  /** PascalCase; the brand of its entity-tags. */
  readonly name: string;
  /** Path template of the retrieval that yields the tag; of the operation itself where none was found. */
  readonly key: string;
  /** Names of the key's values: the template's parameters in order, then those of `outside`. */
  readonly parameters: readonly string[];
  /** Query and header parameters of the retrieval that belong to the key. */
  readonly outside: readonly KeyParameter[];
  /** The operation that reads it: what `reload()` calls. */
  readonly retrieval: OperationId | undefined;
  /** Whether any state change of it is conditional; otherwise its tag serves caching only. */
  readonly conditional: boolean;
  /** A body property that carries the tag, where no header does (config). */
  readonly tagProperty: string | undefined;
  /** `If-Match: *` is allowed (config). */
  readonly wildcard: boolean;
}

/** operationId, or `METHOD path` where the document has none. */
export type OperationId = string;

export type Method = "GET" | "HEAD" | "PUT" | "PATCH" | "POST" | "DELETE" | "OPTIONS" | "TRACE" | "QUERY";

/** What is declared for an operation. */
export interface OperationNames {
  /** What the index exports it in: `jobs` of `jobs.update`; `undefined` for the index itself. */
  readonly namespace: Identifier | undefined;
  /** The function. */
  readonly name: Identifier;
  readonly request: Identifier;
  readonly result: Identifier;
  readonly descriptor: Identifier;
}

export interface OperationModel extends OperationNames {
  readonly id: OperationId;
  /** Whether `id` is an operationId of the document. */
  readonly named: boolean;
  readonly method: Method;
  /** Path template without a `#fragment`. */
  readonly path: string;
  /** File group: the first tag. */
  readonly group: string;
  readonly summary: SafeText;
  readonly description: SafeText;
  readonly deprecated: boolean;
  /** The phrase of the marker that its texts contain, as the config writes it. */
  readonly marker: string | undefined;
  readonly parameters: readonly ParameterModel[];
  readonly body: BodyModel | undefined;
  readonly responses: readonly ResponseModel[];
  readonly security: readonly (readonly string[])[] | undefined;
  readonly server: string | undefined;
  readonly concurrency: Concurrency;
  /** Pointer of the operation in the document. */
  readonly at: string;
}

export interface ParameterModel {
  readonly name: string;
  readonly in: "path" | "query" | "header" | "cookie";
  readonly required: boolean;
  readonly deprecated: boolean;
  readonly description: SafeText;
  /** Name of the runtime's style function; absent for the default of its place. */
  readonly style: string | undefined;
  readonly type: TypeModel;
}

export interface BodyModel {
  readonly required: boolean;
  /** The first one is the default. */
  readonly contents: readonly ContentModel[];
}

export interface ContentModel {
  readonly mediaType: string;
  readonly encoding: "json" | "urlencoded" | "multipart" | "text" | "binary";
  readonly mode: Exclude<Mode, "read">;
  /** Of a form, where some field is not written by default, or a multipart form may hold objects under any name. */
  readonly fields?: readonly FieldEncoding[];
  readonly type: TypeModel;
  readonly schema: SchemaModel;
}

/** How one field of a form is written. */
export interface FieldEncoding {
  readonly name: string;
  /** Name of the runtime's style function. */
  readonly style?: string;
  /** Of a part: the Content-Type, as a list or ranges where a Blob's own decides. */
  readonly contentType?: string;
  /** Of a part: the headers that a caller may send with it. */
  readonly headers?: readonly PartHeader[];
}

export interface PartHeader {
  readonly name: string;
  readonly required: boolean;
  readonly description: SafeText;
  readonly type: TypeModel;
}

export interface ResponseModel {
  /** `200`, `2XX` or `default`. */
  readonly status: string;
  /** What the client asks for, the most wanted first; as members of an Accept header. */
  readonly mediaTypes: readonly string[];
  readonly type: TypeModel;
  /** Where the Content-Type alone does not lead to `type`: media type (range) of the body to the runtime's decoder. */
  readonly decoders: Readonly<Record<string, Decoder>>;
  /** Of a JSON body. */
  readonly schema: SchemaModel | undefined;
}

/** The runtime's functions that read a body, whatever its Content-Type says. */
export type Decoder =
  | "blob"
  | "jsonBody"
  | "serverSentEvents"
  | "jsonDataEvents"
  | "jsonEvents"
  | "textEvents"
  | "jsonLines"
  | "jsonSequence";

/** The type of a parameter or a body, as something the emitter prints. */
export type TypeModel =
  | { readonly kind: "schema"; readonly schema: SchemaModel; readonly mode: Mode }
  | { readonly kind: "union"; readonly members: readonly TypeModel[] }
  /** What arrives item by item. */
  | { readonly kind: "stream"; readonly item: TypeModel }
  | {
      readonly kind: "primitive";
      readonly name: "string" | "unknown" | "undefined" | "Blob" | "BinaryBody" | "ServerSentEvent";
    };

/**
 * Who looks at a schema: readOnly properties are not written, writeOnly ones are not read. What is uploaded is written,
 * and its binary strings are Blobs; elsewhere, as in JSON, they are strings.
 */
export type Mode = "read" | "write" | "upload";

/** A schema with a name: a component, or what a reference to another place of the document points to. */
export interface NamedSchema {
  /** As the document names it: the component's key, or the pointer of another place. */
  readonly key: string;
  /** Pointer of the schema in the document. */
  readonly at: string;
  /** As the output names it. */
  readonly name: Identifier;
  /** The form that `name` stands for: what is read, or, for a schema that is only ever sent, what is written. */
  readonly form: Mode;
  /** The name of the form that is written, where that is another one. */
  readonly writeName: Identifier | undefined;
  /** What is written, if it is: `upload` where some form sends it. */
  readonly writeForm: Exclude<Mode, "read">;
  readonly description: SafeText;
  readonly schema: SchemaModel;
  /** Of an enum whose values the document names or describes; in the order of the document. */
  readonly values?: readonly EnumValue[];
  /** Of what a new record is made of: its defaults, and what they are called. */
  readonly defaults?: {
    readonly name: Identifier;
    readonly values: readonly { readonly name: string; readonly value: DefaultValue }[];
  };
}

/** What a document calls one of the values of an enum. */
export interface EnumValue {
  readonly value: JsonPrimitive;
  /** `undefined` where the document gives no names. */
  readonly name: string | undefined;
  readonly description: SafeText;
}

/** A default that a form can begin with. */
export type DefaultValue = JsonPrimitive | readonly JsonPrimitive[];

/** What the document says about a value besides its schema: for comments only. */
export interface Notes {
  readonly description: SafeText;
  readonly format: SafeText;
  /** As JSON. */
  readonly default: SafeText | undefined;
  /** As JSON. */
  readonly examples: readonly SafeText[];
  readonly deprecated: boolean;
}

export type JsonPrimitive = string | number | boolean | null;

/** A schema, freed of the versions' dialects: what 3.0 says with `nullable`, 3.1 with `type: [.., null]`. */
export type SchemaModel = (
  | { readonly kind: "any" }
  | { readonly kind: "never" }
  | { readonly kind: "null" }
  | { readonly kind: "boolean" }
  | { readonly kind: "reference"; readonly name: Identifier }
  | { readonly kind: "enum"; readonly values: readonly JsonPrimitive[] }
  | StringSchema
  | NumberSchema
  | ArraySchema
  | ObjectSchema
  | { readonly kind: "union"; readonly members: readonly SchemaModel[] }
  | { readonly kind: "one-of"; readonly members: readonly SchemaModel[] }
  | { readonly kind: "intersection"; readonly members: readonly SchemaModel[] }
  | { readonly kind: "not"; readonly schema: SchemaModel }
) & {
  /** The document asks for more than this says: what it refuses may pass, and `not` must not be built on it. */
  readonly approximate?: true;
};

export interface StringSchema {
  readonly kind: "string";
  readonly format: string | undefined;
  readonly minLength: number | undefined;
  readonly maxLength: number | undefined;
  /** A regular expression with the `u` flag, in moderate time. */
  readonly pattern: string | undefined;
  /** A pattern of the document that is not checked: it takes too long, or is of another dialect. */
  readonly unchecked?: string;
}

export interface NumberSchema {
  readonly kind: "number";
  readonly integer: boolean;
  /** Absent for every other format. */
  readonly format?: "int64";
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly exclusiveMinimum: number | undefined;
  readonly exclusiveMaximum: number | undefined;
  readonly multipleOf: number | undefined;
}

export interface ArraySchema {
  readonly kind: "array";
  readonly items: SchemaModel;
  readonly prefix: readonly SchemaModel[];
  readonly minItems: number | undefined;
  readonly maxItems: number | undefined;
  readonly uniqueItems: boolean;
}

export interface ObjectSchema {
  readonly kind: "object";
  readonly properties: readonly PropertyModel[];
  /** Required names that have no property of their own. */
  readonly alsoRequired: readonly Pick<PropertyModel, "name" | "readOnly" | "writeOnly">[];
  /** `true`: anything goes; `false`: nothing else; a schema: everything else is this. */
  readonly additional: boolean | SchemaModel;
  /** The document says in words that it takes other properties, too. */
  readonly open: boolean;
  readonly minProperties: number | undefined;
  readonly maxProperties: number | undefined;
}

export interface PropertyModel {
  readonly name: string;
  readonly required: boolean;
  readonly readOnly: boolean;
  readonly writeOnly: boolean;
  readonly schema: SchemaModel;
  readonly default?: DefaultValue;
  /** Absent where the document says nothing besides. */
  readonly notes?: Notes;
}
