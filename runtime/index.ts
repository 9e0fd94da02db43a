/**
 * What generated clients import: conditional requests of RFC 9110 over `fetch`. No dependencies, web
 * standards only; every export stands alone, so that bundlers keep what is used.
 */
export { binary, type BinaryBody, type BodyEncoder, json, multipart, text, urlencoded } from "./bodies.js";
export { changeState, type ConditionalRequest } from "./change-state.js";
export { type Api, type Client, type ClientOptions, createClient, type OutgoingRequest } from "./client.js";
export { create } from "./create.js";
export {
  type EntityTag,
  formatEntityTagList,
  isEntityTag,
  isWeak,
  opaqueTag,
  parseEntityTag,
  parseEntityTagList,
  strongEquals,
  weakEquals,
} from "./entity-tag.js";
export { InvalidResponseError, NetworkError, type UsageCode, UsageError } from "./errors.js";
export { type Conflict, type ConflictAt, merge3, type Merged, type MergeOptions, type TextMerge } from "./merge.js";
export type {
  CreationOperation,
  DocumentedStatus,
  KeyPart,
  Operation,
  RequestParts,
  RetrievalOperation,
  StateChangeOperation,
} from "./operation.js";
export {
  cookieHeader,
  deepObject,
  form,
  formObject,
  formReserved,
  headerExploded,
  headerList,
  jsonParameter,
  label,
  labelExploded,
  matrix,
  matrixExploded,
  type ParameterStyle,
  pipeDelimited,
  simple,
  simpleExploded,
  spaceDelimited,
} from "./parameters.js";
export { applyMergePatch, isExactPatch, mergePatch, type MergePatch, patchBody } from "./patch.js";
export { jsonPointer, type Path, type PathPattern } from "./paths.js";
export { memoryStore, type Representation, type RepresentationStore } from "./representations.js";
export type {
  Ambiguous,
  Answer,
  ClientErrorStatus,
  CreationResult,
  Failure,
  IfMatch,
  IfNoneMatch,
  NoParameters,
  NotModified,
  PreconditionFailed,
  PreconditionRequired,
  RequestOptions,
  ResourceRef,
  ResponseMap,
  Result,
  RetrievalResult,
  Retrieved,
  ServerErrorStatus,
  StateChangeResult,
  SuccessStatus,
  Unexpected,
  Validated,
  Without,
} from "./results.js";
export { retrieve, type RetrievalRequest } from "./retrieve.js";
export { send } from "./send.js";
export {
  AmbiguousOutcomeError,
  NotModifiedError,
  PreconditionFailedError,
  PreconditionRequiredError,
  ResultError,
  StatusError,
  unwrap,
  UnexpectedStatusError,
} from "./unwrap.js";
export {
  apiKeyCookie,
  apiKeyHeader,
  apiKeyQuery,
  basic,
  type BasicCredential,
  bearer,
  type CredentialPlaces,
  type SecurityRequirement,
  type SecurityScheme,
} from "./security.js";
export { type Schema, validateBodies, type ValidationSchemas, type Validator } from "./validation.js";
