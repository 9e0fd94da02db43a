/** What `ifmatch/mock` and `ifmatch/mock/browser` have in common. */
export type { Delay } from "./delays.js";
export { type FaultName, faultNames, Faults } from "./faults.js";
export type { Key } from "./keys.js";
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
export { DroppedAnswerError } from "./spoil.js";
export type { StoredKind, StoredKinds } from "./store.js";
export { type ValuesName, valuesNames } from "./values/load-faker.js";
