/**
 * What generated clients import: conditional requests of RFC 9110 over `fetch`. No dependencies, web
 * standards only; every export stands alone, so that bundlers keep what is used.
 */
export type {
  About as EventContext,
  EventDetail,
  Finding as ReadBackFinding,
  RuntimeEvent,
  WithoutAbout as WithoutEventContext,
} from "./event.js";
export type {
  Answer,
  Changed,
  ConditionalRequest,
  Created,
  DocumentedError,
  EntityTag,
  FailedPrecondition,
  IfMatch,
  IfNoneMatch,
  NotModified,
  Reloaded,
  ReloadOptions,
  RequestOptions,
  RequiredPrecondition,
  ResourceRef,
  ResponseHeaders,
  RetrievalOutcome,
  Retrieved,
  SendOutcome,
  Success,
  Tagged,
  UndocumentedError,
  UnknownOutcome,
  UploadProgress,
  Validated,
} from "./call.js";
export type {
  Api,
  BodyCheck,
  Change,
  ChangeLayer,
  Client,
  ClientOptions,
  CreationAttempt,
  CreationOutcome,
  Events,
  Layer,
  Mark,
  OutgoingRequest,
  Provider,
  Reading,
  Received,
  Redirection,
  Representation,
  RepresentationStore,
  RequestHook,
  ResponseHook,
  StateChangeOutcome,
  TagMemory,
  UnknownChange,
  UnknownCreation,
} from "./pipeline.js";
export { binary, type BinaryBody, json, jsonWithoutFiles, multipart, text, urlencoded } from "./wire/bodies.js";
export { blob, type Decoders, decoders, jsonBody } from "./wire/decoders.js";
export { jsonItems, multipartOf, urlencodedOf } from "./wire/forms.js";
export {
  jsonDataEvents,
  jsonEvents,
  jsonLines,
  jsonSequence,
  type ServerSentEvent,
  serverSentEvents,
  textEvents,
} from "./wire/streams.js";
export { stream, type Streamed } from "./core/stream.js";
export { type Timing } from "./core/backoff.js";
export { changeState } from "./core/change-state.js";
export { createClient } from "./core/client.js";
export { create } from "./core/create.js";
export { creates } from "./core/created.js";
export { dehydrate, type Dehydrated, hydrate, listed } from "./stores/dehydrate.js";
export type { StoredRepresentation } from "./stores/stored.js";
export {
  edit,
  type BodyOf as EditedBody,
  type DataOf as EditedData,
  type EditOptions,
  type OkOf as EditedResult,
  type Read as ReadFunction,
  UnsatisfiableError,
  type Write as WriteFunction,
} from "./core/edit.js";
export {
  entityTag,
  formatEntityTagList,
  isEntityTag,
  isWeak,
  opaqueTag,
  parseEntityTag,
  parseEntityTagList,
  strongEquals,
  weakEquals,
} from "./core/entity-tag.js";
export type { FieldError } from "./fields/field-error.js";
export { errorsByName, type ErrorReader, type FieldErrorOptions, fieldErrors } from "./fields/field-errors.js";
export { type EventCounter, eventCounter, onEvent } from "./layers/events.js";
export { InvalidResponseError, NetworkError, type UsageCode, UsageError } from "./errors.js";
export {
  type Conflict,
  type ConflictAt,
  type ItemPath,
  merge3,
  type Merged,
  type MergeOptions,
  type Side as MergeSide,
  type TextMerge,
} from "./merge/merge.js";
export { type LaneOptions, lanes, pending, subscribe } from "./layers/lanes.js";
export type {
  CreatedKey,
  CreatingAnswer,
  CreatingChange,
  CreationOperation,
  DocumentedStatus,
  ResourceIdentity,
  KeyPart,
  Operation,
  RequestParts,
  RetrievalOperation,
  StateChangeOperation,
  BodyDecoder,
  BodyEncoder,
  DecodedBody,
  ParameterStyle,
  PartHeaders,
  CredentialPlaces,
  SecurityRequirement,
  SecurityScheme,
} from "./operation.js";
export {
  cookieHeader,
  deepObject,
  form,
  formListReserved,
  formObject,
  formReserved,
  headerExploded,
  headerList,
  jsonHeader,
  jsonParameter,
  jsonSegment,
  label,
  labelExploded,
  matrix,
  matrixExploded,
  pipeDelimited,
  pipeHeader,
  pipeSegment,
  simple,
  simpleExploded,
  spaceDelimited,
  spaceHeader,
  spaceSegment,
  tabDelimited,
  tabHeader,
  tabSegment,
} from "./wire/parameters.js";
export { applyMergePatch, isExactPatch, mergePatch, type MergePatch, patchBody } from "./merge/patch.js";
export {
  type DeepReadonly,
  type Escaped as EscapedName,
  jsonPointer,
  type Leaf as PathLeaf,
  type Path,
  type PathPattern,
  type PathsBelow,
  type PatternsBelow,
  type Replaced as ReplacedText,
  type Step as PathStep,
  type ValueAt as PathValue,
} from "./merge/paths.js";
export { type FindOptions } from "./layers/recover-creation.js";
export {
  type DataOf as ResolvedData,
  type RecoveryOptions,
  resendOnce,
  resolve,
  type WriteToken,
} from "./layers/recover.js";
export type { SuccessionLimits } from "./layers/successions.js";
export { refreshOnce, UnauthenticatedError } from "./layers/refresh.js";
export {
  type ErrorOf,
  type GeneratedFunction,
  type Ok,
  operationOf,
  type OperationInfo,
  type RequestOf,
  type ResultOf,
  type Role,
  type RoleOf,
} from "./core/generated-function.js";
export { memoryStore } from "./core/representations.js";
export type {
  Ambiguous,
  AmbiguousCreation,
  BodyOf as ResponseBody,
  ClientErrorStatus,
  CreationResult,
  Failure,
  Failures,
  InRange as StatusRange,
  NoParameters,
  OutcomeKey,
  PreconditionFailed,
  PreconditionRequired,
  RedirectionStatus,
  ResponseMap,
  Result,
  RetrievalResult,
  ServerErrorStatus,
  StateChangeResult,
  Successes,
  SuccessStatus,
  Unexpected,
  Without,
} from "./core/results.js";
export { retrieve, type RetrievalRequest } from "./core/retrieve.js";
export { type RetryOptions, retryRetrievals } from "./layers/retry.js";
export { send } from "./core/send.js";
export {
  AmbiguousOutcomeError,
  type AnyResult,
  type Failed as FailedResult,
  type Failures as FailuresByKind,
  type Narrowing,
  NotModifiedError,
  PreconditionFailedError,
  PreconditionRequiredError,
  ResultError,
  StatusError,
  unwrap,
  type UnwrapError,
  UnexpectedStatusError,
} from "./core/unwrap.js";
export { acrossTabs, type TabOptions } from "./layers/tabs.js";
export { type CsrfOptions, djangoCsrf } from "./wire/csrf.js";
export { uploadFetch } from "./wire/upload.js";
export {
  apiKeyCookie,
  apiKeyHeader,
  apiKeyQuery,
  basic,
  type BasicCredential,
  bearer,
  httpScheme,
} from "./wire/security.js";
export { type Schema, validateBodies, type ValidationSchemas } from "./core/validation.js";
export { BodyLimitError, boundedFetch, type ResponseBounds } from "./wire/bounded.js";
export {
  dateAsPlainDate,
  dateTimeAsDate,
  dateTimeAsInstant,
  int64AsBigint,
  int64TextAsBigint,
  type TemporalTypes,
} from "./transforms/converters.js";
export {
  type Converter,
  eitherOf,
  listOf,
  type NamedTransform,
  objectOf,
  transformBy,
  type Transform,
  transformOf,
  variantsOf,
} from "./transforms/transform.js";
