/** `ifmatch/mock`: a stateful server made of a document, behind one fetch handler. */
export { loadDocument } from "../load/load.js";
export type { Delay } from "./delays.js";
export { type FaultName, faultNames, Faults } from "./faults.js";
export type { Key } from "./keys.js";
export {
  type CorsOptions,
  createMock,
  type EditedResource,
  type KeyInput,
  type Mock,
  type MockConfig,
  type MockOptions,
  type MockResource,
} from "./create.js";
export { type ProfileName, profileNames } from "./profiles.js";
export type { MockSnapshot } from "./snapshot.js";
export { DroppedAnswerError } from "./spoil.js";
