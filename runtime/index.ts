/**
 * What generated clients import: conditional requests of RFC 9110 over `fetch`. No dependencies, web
 * standards only; every export stands alone, so that bundlers keep what is used.
 */
export { binary, type BinaryBody, type BodyEncoder, json, multipart, text, urlencoded } from "./bodies.js";
export { type Timing } from "./backoff.js";
export { type Change, changeState, type ConditionalRequest } from "./change-state.js";
export {
  type Api,
  type Client,
  type ClientOptions,
  createClient,
  type Events,
  type OutgoingRequest,
} from "./client.js";
export { create } from "./create.js";
export { dehydrate, type Dehydrated, hydrate, listed } from "./dehydrate.js";
export { edit, type EditOptions, UnsatisfiableError } from "./edit.js";
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
export { type EventCounter, eventCounter, onEvent, type RuntimeEvent } from "./events.js";
export { InvalidResponseError, NetworkError, type UsageCode, UsageError } from "./errors.js";
export { type Conflict, type ConflictAt, merge3, type Merged, type MergeOptions, type TextMerge } from "./merge.js";
export { lanes, pending, subscribe } from "./lanes.js";
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
export { type RecoveryOptions, resendOnce, resolve, type WriteToken } from "./recover.js";
export { refreshOnce, UnauthenticatedError } from "./refresh.js";
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
export { type RetryOptions, retryRetrievals } from "./retry.js";
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
export { acrossTabs, type TabOptions } from "./tabs.js";
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
