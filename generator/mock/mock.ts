/** `ifmatch/mock`: a stateful server made of a document, behind one fetch handler. */
export type { Diagnostic, Position, Severity } from "../diagnostics.js";
export type { DocumentFiles } from "../load/files.js";
export { loadDocument, type LoadedDocument, type LoadOptions, type Preparation, type Prepared } from "../load/load.js";
export type { Limits } from "../load/limits.js";
export type { JsonObject } from "../load/pointer.js";
export type { Positions } from "../load/positions.js";
export type { OperationOverride, ResourceOverride } from "../model/options.js";
export type { Role } from "../model/model.js";
export { createMock, type MockConfig, type MockOptions, type MockSource, prepareMock } from "./create.js";
export type { MockData } from "./mock-data.js";
export * from "./surface.js";
