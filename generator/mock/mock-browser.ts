/** `ifmatch/mock/browser`: the mock of `ifmatch/mock` from plain data; nothing in here needs Node, or evaluates text. */
import * as z from "zod";
import { checkData } from "./mock-data.js";
import { MockServer } from "./mock-server.js";
import type { Mock, MockSettings } from "./options.js";
import { loadFaker } from "./values/load-faker.js";

export { sharedState } from "./shared-state.js";
export * from "./surface.js";

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
