/**
 * What generated clients import: conditional requests of RFC 9110 over `fetch`. No dependencies, web
 * standards only; every export stands alone, so that bundlers keep what is used.
 */
export { binary, type BinaryBody, type BodyEncoder, json, multipart, text, urlencoded } from "./bodies.js";
export { changeState, type ConditionalRequest } from "./change-state.js";
export {
  type Api,
  type Client,
  type ClientOptions,
  createClient,
  type Credential,
  type OutgoingRequest,
  type Schema,
  type SecurityScheme,
  type ValidationOptions,
  type ValidationSchemas,
} from "./client.js";
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
export type {
  CreationOperation,
  DocumentedStatus,
  KeyPart,
  Operation,
  PathPart,
  RequestParts,
  RetrievalOperation,
  StateChangeOperation,
} from "./operation.js";
export {
  deepObject,
  form,
  formReserved,
  headerExploded,
  jsonParameter,
  label,
  labelExploded,
  matrix,
  matrixExploded,
  type ParameterStyle,
  pipeDelimited,
  simpleExploded,
  spaceDelimited,
} from "./parameters.js";
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
