import { clientSchema } from "../config/schema.js";
import type { LoadedDocument } from "../load/load.js";
import type { OperationOverride, ResourceOverride } from "../model/options.js";
import { OpenModel, openModel } from "../open-model.js";
import { dataOf, type MockData, withoutWords } from "./mock-data.js";
import { MockServer } from "./mock-server.js";
import type { Mock, MockSettings } from "./options.js";
import { loadFaker } from "./values/load-faker.js";

export interface MockSource {
  /** Path of an OpenAPI document, or one that `loadDocument` read. */
  readonly schema: string | LoadedDocument;
  /** What `ifmatch.config.ts` says about the API: markers, operations, resources, statuses, versionHeaders. */
  readonly config?: MockConfig;
}

export interface MockOptions extends MockSource, MockSettings {}

/** What `ifmatch.config.ts` says about the API; each as there. */
export interface MockConfig {
  readonly markers?: readonly string[];
  readonly operations?: Readonly<Record<string, OperationOverride>>;
  readonly resources?: Readonly<Record<string, ResourceOverride>>;
  readonly statuses?: {
    readonly preconditionFailed?: readonly number[];
    readonly preconditionRequired?: readonly number[];
  };
  readonly versionHeaders?: readonly string[];
  readonly allowRemote?: readonly string[];
}

/**
 * Builds a server from a document: its data from examples and schemas, its preconditions from the model.
 *
 * @throws {RefusedError} for a document that is refused, {ConfigError} for options that are wrong.
 */
export async function createMock(options: MockOptions): Promise<Mock> {
  return serveModel(await open(options), options);
}

/**
 * What `createMock` of `ifmatch/mock/browser` needs of a document, as plain data: it survives JSON. `ifmatch mock
 * --output` writes the same.
 *
 * @throws as `createMock` does.
 */
export async function prepareMock(source: MockSource): Promise<MockData> {
  return prepareModel(await open(source));
}

async function open({ schema, config: given }: MockSource): Promise<OpenModel> {
  const config = clientSchema.parse({ input: "schema.yml", ...given });
  return typeof schema === "string" ? openModel({ input: schema, config }) : new OpenModel(schema, config);
}

/**
 * The server of a document that is open already.
 *
 * @throws as `createMock` does.
 */
export async function serveModel(opened: OpenModel, settings: MockSettings): Promise<Mock> {
  const [model, faker] = await Promise.all([opened.model(), loadFaker(settings.values)]);
  return opened.refusing(() => new MockServer(dataOf(opened, model), settings, faker));
}

/**
 * The data of a document that is open already.
 *
 * @throws as `createMock` does.
 */
export async function prepareModel(opened: OpenModel): Promise<MockData> {
  const model = await opened.model();
  const data = dataOf(opened, model);
  // What a server would refuse is refused here, where its line is known.
  await opened.refusing(() => new MockServer(data, {}));
  return withoutWords(data);
}
