/** What generated code says about its operations. Types only. */

/** Turns the typed body into what fetch sends. `undefined` as type lets fetch set the header itself. */
export type BodyEncoder = (
  body: unknown,
  mediaType: string,
) => {
  readonly body: BodyInit;
  readonly type: string | undefined;
  /** What else fetch must be told. */
  readonly init?: object;
};

/** Turns one parameter into its part of the URL, percent-encoded, or of a header, as it is. */
export type ParameterStyle = (name: string, value: unknown) => string;

/** The places of a request that credentials may go to. */
export interface CredentialPlaces {
  readonly headers: Record<string, string>;
  /** Encoded `name=value` pairs. */
  readonly query: string[];
}

/** Puts a credential where a security scheme of the document wants it. */
export type SecurityScheme<Credential = never> = (credential: Credential, places: CredentialPlaces) => void;

/** Schemes that hold together, by the names that `auth` has for their credentials; `{}` asks for none. */
export type SecurityRequirement = Readonly<Record<string, SecurityScheme>>;

/** Where a request carries one value of the resource's key. */
export type KeyPart = readonly [from: "path" | "query" | "header" | "body", name: string];

/** Documented statuses: a number, a range such as `"4XX"`, or `"default"`. */
export type DocumentedStatus = number | "1XX" | "2XX" | "3XX" | "4XX" | "5XX" | "default";

/**
 * What generated code says about one operation: data, and references to the few functions that this
 * operation needs (an encoder, a parameter style), so that bundlers drop the others.
 */
export interface Operation {
  /** operationId, or `METHOD path` where the document has none. */
  readonly id: string;
  readonly method: string;
  /** The document's template, such as `/jobs/{job_id}/`; what stands for a parameter is percent-encoded. */
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
  readonly responses: readonly DocumentedStatus[];
  /** Documented successes other than 204 and 205 that promise no body. */
  readonly empty?: readonly number[];
  /** Alternatives; absent where the API's default holds. */
  readonly security?: readonly SecurityRequirement[];
  /** A server of its own, where the document gives one. */
  readonly server?: string;
}

/** A retrieval: it yields a validator of `resource`. */
export interface RetrievalOperation<R extends string = string> extends Operation {
  readonly resource: R;
  readonly key: readonly KeyPart[];
  /** Where the tag stands, if not in a header: a property of the response body. */
  readonly tagProperty?: string;
}

/** A state change whose precondition is If-Match with the tag of `resource`. */
export interface StateChangeOperation<R extends string = string> extends RetrievalOperation<R> {
  readonly ifMatch: "required" | "optional";
  /** `If-Match: *` is allowed for this resource (ifmatch.config.ts). */
  readonly wildcard?: true;
  /** An optional If-Match may be left out altogether (ifmatch.config.ts). */
  readonly omittable?: true;
  /** The documented success whose body is what `reload` reads: a lost answer can be made up for by reading back. */
  readonly verify?: number;
  /** Reads the resource again after a precondition failed; a function, as files may refer to each other. */
  readonly reload?: () => RetrievalOperation<R>;
  /** The parameters that `reload` shares with the change, where these are not all that the change has. */
  readonly shared?: { readonly [Part in "query" | "header" | "cookie"]?: readonly string[] };
}

/** A creation: its answer yields the first validator of `resource`. */
export interface CreationOperation<R extends string = string> extends Operation {
  readonly resource: R;
  /** Names under which the answer's body may carry the key, in the order of the key's parameters. */
  readonly created: readonly (readonly string[])[];
  readonly tagProperty?: string;
}

/** The parts of a request, as the generated functions take them. */
export interface RequestParts {
  readonly path?: object | undefined;
  readonly query?: object | undefined;
  readonly header?: object | undefined;
  readonly cookie?: object | undefined;
  readonly body?: unknown;
  /** Which of the documented media types `body` is sent as; the first one if not given. */
  readonly contentType?: string | undefined;
}
