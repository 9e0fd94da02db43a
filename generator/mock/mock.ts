/** `ifmatch/mock`: a stateful server made of a document, behind one fetch handler. */
export type { Diagnostic, Position, Severity } from "../diagnostics.js";
export type { DocumentFiles } from "../load/files.js";
export { loadDocument, type LoadedDocument, type LoadOptions, type Preparation, type Prepared } from "../load/load.js";
export type { Limits } from "../load/limits.js";
export type { JsonObject } from "../load/pointer.js";
export type { Positions } from "../load/positions.js";
export type { OperationOverride, ResourceOverride } from "../model/options.js";
export type { Role } from "../model/model.js";
export type { Delay } from "./delays.js";
export { type FaultName, faultNames, Faults } from "./faults.js";
export type { Key } from "./keys.js";
export { createMock, type MockConfig, type MockOptions, type MockSource, prepareMock } from "./create.js";
export type { MockData } from "./mock-data.js";
export type {
  CorsOptions,
  EditedResource,
  KeyInput,
  Mock,
  MockResource,
  MockSettings,
  MockState,
  StatefulMock,
} from "./options.js";
export { type Profile, type ProfileName, profileNames, profiles } from "./profiles.js";
export type { LoggedRequest } from "./request-log.js";
export type { MockSnapshot } from "./snapshot.js";
export type { StoredKind, StoredKinds } from "./store.js";
export { DroppedAnswerError } from "./spoil.js";
export { type ValuesName, valuesNames } from "./values/load-faker.js";
