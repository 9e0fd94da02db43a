/** `ifmatch/mock/browser`: the mock of `ifmatch/mock` from plain data; nothing in here needs Node, or evaluates text. */
import * as z from "zod";
import { checkData } from "./mock-data.js";
import { MockServer } from "./mock-server.js";
import type { Mock, MockSettings } from "./options.js";
import { loadFaker } from "./values/load-faker.js";

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
export { sharedState } from "./shared-state.js";
export type { LoggedRequest } from "./request-log.js";
export type { MockSnapshot } from "./snapshot.js";
export { DroppedAnswerError } from "./spoil.js";
export type { StoredKind, StoredKinds } from "./store.js";

export { type ValuesName, valuesNames } from "./values/load-faker.js";

export interface PreparedMockOptions extends MockSettings {
  /** What `ifmatch mock --output` wrote, or `prepareMock` returned. */
  readonly data: unknown;
}

/**
 * Builds a server from prepared data.
 *
 * @throws {ConfigError} for data of another version, and for options that are wrong.
 */
export async function createMock({ data, ...settings }: PreparedMockOptions): Promise<Mock> {
  // Else zod tries whether it may evaluate text, which a Content-Security-Policy reports.
  z.config({ jitless: true });
  return new MockServer(checkData(data), settings, await loadFaker(settings.values));
}
