/** What `concurrency.json` says, as far as requests need it. Types only. */

/**
 * The contract that `ifmatch generate` writes to `concurrency.json`. As wide as a JSON module is typed: the file fits as
 * it is imported.
 */
export interface Contract {
  readonly version: number;
  /** What holds for the API as a whole; absent where it is as RFC 9110 has it. */
  readonly api?: ContractApi;
  readonly resources: Readonly<Record<string, ContractResource>>;
  readonly operations: Readonly<Record<string, ContractOperation>>;
}

/** See `Api`, whose fields these are. */
export interface ContractApi {
  readonly versionHeaders?: readonly string[];
  readonly weakTags?: string;
  readonly preconditionFailed?: readonly number[];
  readonly preconditionRequired?: readonly number[];
  readonly ambiguous?: readonly number[];
}

export interface ContractResource {
  /** Path template of the retrieval that yields the tag; `null` where only its creation is known. */
  readonly key: string | null;
  /** The property of a response body that contains the tag, if no header does. */
  readonly tagProperty?: string;
  /** `If-Match: *` is allowed. */
  readonly wildcard?: boolean;
}

export interface ContractOperation {
  readonly method: string;
  readonly path: string;
  /** `retrieval`, `state-change`, `creation` or `none`. */
  readonly role: string;
  readonly resource?: string;
  /** Where the request carries the key, `path.job_id`; `null` where no retrieval was found. */
  readonly key?: readonly string[] | null;
  /** `required` or `optional`. */
  readonly ifMatch?: string;
  /** An optional If-Match may be left out altogether. */
  readonly omittable?: boolean;
  /** The resource whose tag its 201 carries, where that is another one. */
  readonly creates?: string;
}
