/** The mock of the sample, and the client that is generated for it. */
import { type Client, type ClientOptions, validateBodies } from "ifmatch/runtime";
import { createMock, type Mock, type MockOptions } from "ifmatch/mock";
import { createClient } from "../../generated/index.js";
import { validation } from "../../generated/validation.js";
import config from "../../ifmatch.config.js";
import { repository } from "../corpus/corpus.js";
import { loadDocument } from "../../generator/load/load.js";
import { checkConfig } from "../../generator/config/load.js";

const document = await loadDocument(`${repository}/schema/schema.yml`);
const [job] = checkConfig(config, `${repository}/ifmatch.config.ts`);

export const BASE = "http://mock.test";

/** A request as it went out, and what came back; `null` where nothing did. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly response: Response | null;
}

export interface SampleMock {
  readonly mock: Mock;
  readonly client: Client;
  readonly seen: Seen[];
  /** Keys of the first and the second member. */
  readonly jobs: readonly [string, string];
  readonly people: readonly [number, number];
  readonly orders: readonly [string, string];
}

/**
 * The sample as its config describes it, with plain values, and a client that holds every body against the document.
 */
export async function sampleMock(
  options: Omit<MockOptions, "schema"> = {},
  clientOptions: ClientOptions = {},
): Promise<SampleMock> {
  const mock = await createMock({ schema: document, config: job!.config, values: "plain", ...options });
  const seen: Seen[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input as Request, init);
    const entry = { method: request.method, path: new URL(request.url).pathname, headers: request.headers };
    try {
      const response = await mock.fetch(request);
      seen.push({ ...entry, response });
      return response;
    } catch (error) {
      seen.push({ ...entry, response: null });
      throw error;
    }
  };
  const keys = (path: string): [string, string] => mock.keys(path).map(([key]) => key!) as [string, string];
  return {
    mock,
    client: createClient({ baseUrl: BASE, fetch, validate: validateBodies(validation), ...clientOptions }),
    seen,
    jobs: keys("/api/job/jobs/{job_id}/"),
    people: keys("/api/people/{id}/").map(Number) as [number, number],
    orders: keys("/api/purchasing/purchase-orders/{po_id}/"),
  };
}

/** A request past the client. */
export async function send(
  mock: Mock,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: unknown,
): Promise<{ status: number; headers: Headers; text: string; json: () => unknown }> {
  const response = await mock.fetch(`${BASE}${path}`, {
    method,
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) as unknown };
}
