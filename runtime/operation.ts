/** Descriptions of operations, as generated code contains them. Types only. */

/** Headers of the parts of a multipart body, by the names of parts and headers. */
export type PartHeaders = Readonly<Record<string, object | undefined>>;

/** Encodes a typed body for fetch. If `type` is `undefined`, fetch sets the Content-Type header itself. */
export type BodyEncoder = (
  body: unknown,
  mediaType: string,
  partHeaders?: PartHeaders,
) => {
  readonly body: BodyInit;
  readonly type: string | undefined;
  /** Further options for fetch. */
  readonly init?: object;
};

/** A body, read. */
export interface DecodedBody {
  readonly data: unknown;
  /** Size of the body. */
  readonly bytes: number;
  /** The text that `data` was parsed from. */
  readonly source?: string;
  /** Why the text is not what was promised. */
  readonly flaw?: { readonly kind: "syntax"; readonly what: string };
  /** `data` is read while it arrives. */
  readonly arrives?: true;
  /** What was promised is a body of any media type, but for an HTML page. */
  readonly anyType?: boolean;
}

/** Reads the body of a response, whatever its Content-Type. */
export type BodyDecoder = (response: Response) => Promise<DecodedBody>;

/** Formats one parameter: for a URL, percent-encoded; for a header, unencoded. */
export type ParameterStyle = (name: string, value: unknown) => string;

/** The parts of a request that credentials are added to. */
export interface CredentialPlaces {
  readonly headers: Record<string, string>;
  /** Encoded `name=value` pairs. */
  readonly query: string[];
}

/** Adds a credential to a request as one security scheme of the document defines it. */
export type SecurityScheme<Credential = never> = (credential: Credential, places: CredentialPlaces) => void;

/** Schemes that are all required, by the names of their credentials in `auth`; `{}` requires none. */
export type SecurityRequirement = Readonly<Record<string, SecurityScheme>>;

/** The part of a request, and the name in it, that contains one value of the resource's key. */
export type KeyPart = readonly [from: "path" | "query" | "header" | "body", name: string];

/** Documented statuses: a number, a range such as `"4XX"`, or `"default"`. */
export type DocumentedStatus = number | "1XX" | "2XX" | "3XX" | "4XX" | "5XX" | "default";

/**
 * Describes one operation: data, and references to the few functions that this operation needs (an encoder, a
 * parameter style), so that bundlers drop the others.
 */
export interface Operation {
  /** operationId, or `METHOD path` where the document has none. */
  readonly id: string;
  readonly method: string;
  /** The document's path template, such as `/jobs/{job_id}/`; parameter names in it are percent-encoded. */
  readonly path: string;
  /** Styles of path parameters, where not `simple` of a primitive. */
  readonly segments?: Readonly<Record<string, ParameterStyle>>;
  /** Styles of query parameters, where not `form` with `explode` of a primitive or an array. */
  readonly query?: Readonly<Record<string, ParameterStyle>>;
  /** Styles of header parameters that are arrays or objects. */
  readonly header?: Readonly<Record<string, ParameterStyle>>;
  /** Adds the cookie parameters, where the operation has any, to the headers. */
  readonly cookie?: (values: object, headers: Record<string, string>) => void;
  /** Media type to encoder; the first is the default. */
  readonly body?: Readonly<Record<string, BodyEncoder>>;
  /** The Accept header: the documented media types of the responses. */
  readonly accept?: string;
  /** Of these, the media types of the successes, where errors have others: those promise nothing for a success. */
  readonly success?: string;
  readonly responses: readonly DocumentedStatus[];
  /** Reads the bodies that their Content-Type alone does not lead to; `undefined` for the others. */
  readonly decode?: (response: Response, type: string) => Promise<DecodedBody> | undefined;
  /** Documented successes other than 204 and 205 that promise no body. */
  readonly empty?: readonly number[];
  /** Alternatives; absent where the API's default holds. */
  readonly security?: readonly SecurityRequirement[];
  /** A server of its own, where the document gives one. */
  readonly server?: string;
}

/** A retrieval: its response carries a validator of `resource`. */
export interface RetrievalOperation<R extends string = string> extends Operation {
  readonly resource: R;
  readonly key: readonly KeyPart[];
  /** The property of the response body that contains the tag, if no header does. */
  readonly tagProperty?: string;
}

/** A state change whose precondition is If-Match with the tag of `resource`. */
export interface StateChangeOperation<R extends string = string> extends RetrievalOperation<R> {
  readonly ifMatch: "required" | "optional";
  /** `If-Match: *` is allowed for this resource (ifmatch.config.ts). */
  readonly wildcard?: true;
  /** An optional If-Match may be left out altogether (ifmatch.config.ts). */
  readonly omittable?: true;
  /** Of a change whose 201 creates another resource: that one, which the tag of the 201 is of. */
  readonly creates?: (answer: CreatingAnswer, change: CreatingChange) => ResourceIdentity | undefined;
  /** The documented success with the same body as `reload`: reading back can then replace a lost response. */
  readonly verify?: number;
  /** The retrieval of the same resource; a function, because files may refer to each other in a circle. */
  readonly reload?: () => RetrievalOperation<R>;
  /** The parameters that `reload` shares with the change, where these are not all that the change has. */
  readonly shared?: { readonly [Part in "query" | "header" | "cookie"]?: readonly string[] };
}

/** Where a value of a new resource's key stands: in the request, or in one of these properties of the response body. */
export type CreatedKey = readonly string[] | { readonly in: "path" | "query" | "header"; readonly name: string };

/** What the answer to a creation says about what was created. */
export interface CreatingAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: unknown;
  readonly outgoing: { readonly url: string };
}

/** The request that creates something, and what it changes. */
export interface CreatingChange {
  readonly client: { readonly tags: { drop(resource: ResourceIdentity): void } };
  readonly request: RequestParts;
  readonly options: { readonly baseUrl?: string | undefined };
  readonly resource: ResourceIdentity;
}

/** A resource, as a result names it. */
export interface ResourceIdentity {
  readonly name: string;
  readonly key: string | null;
}

/** A creation: its response carries the first validator of `resource`. */
export interface CreationOperation<R extends string = string> extends Operation {
  readonly resource: R;
  /** Where each value of the new resource's key stands. */
  readonly created: readonly CreatedKey[];
  readonly tagProperty?: string;
}

/** The parts of a request, as the generated functions take them. */
export interface RequestParts {
  readonly path?: object | undefined;
  readonly query?: object | undefined;
  readonly header?: object | undefined;
  readonly cookie?: object | undefined;
  readonly body?: unknown;
  /** The documented media type to send `body` as; the first one if absent. */
  readonly contentType?: string | undefined;
  readonly partHeaders?: PartHeaders | undefined;
}
