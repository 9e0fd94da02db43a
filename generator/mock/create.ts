import { Hono } from "hono";
import { cors } from "hono/cors";
import { clientSchema } from "../config/schema.js";
import { ConfigError } from "../diagnostics.js";
import { isRecord } from "../load/pointer.js";
import type { LoadedDocument } from "../load/load.js";
import type { ApiModel, Method } from "../model/model.js";
import type { OperationOverride, ResourceOverride } from "../model/options.js";
import { normalized } from "../model/paths.js";
import { Reader } from "../model/reader.js";
import { OpenModel, openModel } from "../open-model.js";
import { suggest } from "../suggest.js";
import { type Answer, Refusals } from "./answer.js";
import { readBody } from "./body.js";
import { hasCredentials } from "./credentials.js";
import { Delays, type Delay } from "./delays.js";
import { Engine } from "./engine.js";
import { faultNamed, Faults, type FaultName } from "./faults.js";
import { type Key, Keys } from "./keys.js";
import { describeOperations, type Kind, Kinds } from "./kinds.js";
import { type Profile, profileNamed, type ProfileName, profiles } from "./profiles.js";
import { Projection } from "./projection.js";
import { Records } from "./records.js";
import { Router } from "./router.js";
import { planRoutes, type Route } from "./routes.js";
import { Sampler } from "./sampler.js";
import { checkSnapshot, type MockSnapshot } from "./snapshot.js";
import { DroppedAnswerError, spoil } from "./spoil.js";
import { Store } from "./store.js";
import { BodyChecker } from "./body-checker.js";

export interface MockOptions {
  /** Path of an OpenAPI document, or one that `loadDocument` read. */
  readonly schema: string | LoadedDocument;
  /** What `ifmatch.config.ts` says about the API: markers, operations, resources, statuses, versionHeaders. */
  readonly config?: MockConfig;
  /** How the server behaves beyond its document; `standard` if absent. */
  readonly profile?: ProfileName;
  /** Seed for the generated keys and tags. */
  readonly seed?: string | number;
  /** Milliseconds before a request is looked at, or the least and the most. */
  readonly delay?: Delay;
  /** Faults that are enabled from the start. */
  readonly faults?: readonly FaultName[];
  /** Milliseconds since 1970, for dates that the server keeps; a second a change if absent. */
  readonly now?: () => number;
  /** `false`: no CORS header at all. Otherwise every origin may do all that the API can, and see every header. */
  readonly cors?: boolean | CorsOptions;
  /** Answer 401 when credentials that the document requires are missing; any value is accepted. */
  readonly auth?: boolean;
}

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

export interface CorsOptions {
  /** Response headers that pages see; `[]` hides ETag. */
  readonly exposeHeaders?: readonly string[];
  /** Request headers that pages may send; all that they ask for if absent. */
  readonly allowHeaders?: readonly string[];
}

/** What is stored, and how to name it. */
export interface MockResource {
  readonly name: string;
  /** Path template. */
  readonly path: string;
  /** Keys of the existing members; for nested resources, those of the first parent. */
  readonly keys: readonly Key[];
}

/** A stateful server without a socket. */
export interface Mock {
  /** In place of the global `fetch`; rejects where an answer is lost. */
  fetch(input: Request | URL | string, init?: RequestInit): Promise<Response>;
  /** For servers and MSW: like `fetch`, but a lost answer is `Response.error()`. */
  respond(request: Request): Promise<Response>;
  readonly faults: Faults;
  /** A change by somebody else: fields to set, a function of the data, or something noticeable. */
  edit(resource: string, key: KeyInput, change?: object | ((data: unknown) => unknown)): EditedResource;
  resources(): readonly MockResource[];
  /** Keys of what exists behind a path template: values of its parameters, in order. */
  keys(path: string): readonly Key[];
  snapshot(): MockSnapshot;
  /** @throws {ConfigError} when it is not a snapshot of this document. */
  restore(snapshot: unknown): void;
  /** Restores the initial state; faults that were enabled at the start are enabled again. */
  reset(): void;
  /** Calls back after each change; returns how to stop that. */
  onCommit(listener: () => void): () => void;
  readonly summary: { readonly title: string; readonly operations: number; readonly demanding: number };
}

/** One value, or one a parameter of the resource's path. */
export type KeyInput = string | number | readonly (string | number)[];

export interface EditedResource {
  readonly data: unknown;
  readonly etag: string;
}

const START = Date.parse("2024-06-01T12:00:00Z");

/**
 * Builds a server from a document: its data from examples and schemas, its preconditions from the model.
 *
 * @throws {RefusedError} for a document that is refused, {ConfigError} for options that are wrong.
 */
export async function createMock(options: MockOptions): Promise<Mock> {
  const config = clientSchema.parse({ input: "schema.yml", ...options.config });
  const { schema } = options;
  const opened =
    typeof schema === "string" ? await openModel({ input: schema, config }) : new OpenModel(schema, config);
  return serveModel(opened, options);
}

/**
 * The server of a document that is open already.
 *
 * @throws as `createMock` does.
 */
export async function serveModel(opened: OpenModel, options: Omit<MockOptions, "schema" | "config">): Promise<Mock> {
  const model = await opened.model();
  return opened.refusing(() => new MockServer(opened, model, options));
}

class MockServer implements Mock {
  readonly faults: Faults;
  readonly summary: Mock["summary"];
  readonly #app = new Hono();
  readonly #kinds: Kinds;
  readonly #store: Store;
  readonly #records: Records;
  readonly #engine: Engine;
  readonly #startFaults: readonly FaultName[];
  readonly #fingerprint: string;
  readonly #listeners = new Set<() => void>();
  #ticks = 0;

  constructor({ document, config }: OpenModel, model: ApiModel, options: Omit<MockOptions, "schema" | "config">) {
    const reader = new Reader(document.root, model.schemas);
    const seed = String(options.seed ?? "");
    const checker = new BodyChecker(model);
    const projection = new Projection(model, checker);
    const sampler = new Sampler(document.root);
    const named: Profile = profiles[profileNamed(options.profile ?? "standard", "profile")];
    const versionHeaders = [...named.versionHeaders, ...config.versionHeaders.filter((name) => !/^etag$/i.test(name))];
    const profile = { ...named, versionHeaders: [...new Set(versionHeaders)] };
    const described = describeOperations(model, reader);
    this.#startFaults = (options.faults ?? []).map((name) => faultNamed(name, "faults"));
    this.faults = new Faults(this.#startFaults);
    this.#kinds = new Kinds(model, described, projection);
    this.#records = new Records(projection, sampler, new Keys(seed, sampler));
    this.#store = new Store(this.#kinds.all.values(), seed, (kind, prefix) => this.#records.seed(kind, prefix));
    this.#fingerprint = `${model.title} ${model.version}`;
    const refusals = new Refusals(reader, projection, this.#records);
    const statuses = {
      preconditionFailed: config.statuses.preconditionFailed[0]!,
      preconditionRequired: config.statuses.preconditionRequired[0]!,
    };
    this.#engine = new Engine({
      kinds: this.#kinds,
      store: this.#store,
      records: this.#records,
      refusals,
      projection,
      checker,
      sampler,
      faults: this.faults,
      profile,
      statuses,
      now: options.now ?? (() => START + 1000 * this.#ticks++),
      onCommit: () => {
        for (const listener of this.#listeners) listener();
      },
    });
    const routes = planRoutes(described, this.#kinds, profile);
    this.summary = {
      title: model.title,
      operations: routes.length,
      demanding: routes.filter(({ demands }) => demands).length,
    };
    const router = new Router(routes, [...model.servers, ...model.operations.flatMap(({ server }) => server ?? [])]);
    const delays = new Delays(options.delay ?? 0, seed);
    const crossOrigin = corsMiddleware(options.cors ?? true, versionHeaders);
    if (crossOrigin) this.#app.use(crossOrigin);
    this.#app.all("*", async ({ req: { raw: request } }) => {
      await delays.wait();
      const url = new URL(request.url);
      const match = router.match(url.pathname);
      if (!match) return toResponse(refusals.refuse(undefined, 404, `The document has no path ${url.pathname}.`));
      const method = request.method as Method;
      const route = match.routes.get(method === "HEAD" ? "GET" : method) ?? match.routes.get(method);
      if (!route) return toResponse(notAllowed(method, match.routes, refusals));
      if (options.auth && !hasCredentials(model, route.operation, request, url))
        return toResponse(withHeaders(refusals.refuse(route, 401), { "WWW-Authenticate": 'Bearer realm="mock"' }));
      const body = await readBody(request, route.operation, projection);
      // From here on nothing is waited for: comparing and changing are one step.
      const answer = this.#engine.answer({ match, route, method, url, headers: request.headers, body });
      return toResponse(spoil(answer, route, { faults: this.faults, refusals, profile, ...statuses }));
    });
    // A lost answer is not an answer, and a bug is not a 500 of the API.
    this.#app.onError((error) => {
      throw error;
    });
  }

  async fetch(input: Request | URL | string, init?: RequestInit): Promise<Response> {
    return this.#app.fetch(new Request(input, init));
  }

  async respond(request: Request): Promise<Response> {
    try {
      return await this.#app.fetch(request);
    } catch (error) {
      if (error instanceof DroppedAnswerError) return Response.error();
      throw error;
    }
  }

  edit(resource: string, key: KeyInput, change?: object | ((data: unknown) => unknown)): EditedResource {
    const kind = this.#kindNamed(resource);
    const values = (Array.isArray(key) ? (key as readonly (string | number)[]) : [key as string | number]).map(String);
    const apply = (data: unknown): unknown => {
      if (typeof change === "function") return (change as (data: unknown) => unknown)(data);
      if (change === undefined) return this.#records.edited(kind, data, " (edited)");
      return isRecord(data) ? { ...data, ...change } : change;
    };
    const entity = this.#engine.edit(kind, values, apply);
    if (!entity) throw new ConfigError(`There is no ${kind.name} with the key ${values.join(", ")}.`);
    return { data: structuredClone(entity.data), etag: this.#store.validator(kind, values)!.etag! };
  }

  resources(): readonly MockResource[] {
    return [...this.#kinds.all.values()].map((kind) => ({
      name: kind.name,
      path: kind.path,
      keys: this.#keysOf(kind),
    }));
  }

  snapshot(): MockSnapshot {
    return { version: 1, document: this.#fingerprint, ticks: this.#ticks, kinds: this.#store.dump() };
  }

  restore(snapshot: unknown): void {
    const { ticks, kinds } = checkSnapshot(snapshot, this.#fingerprint);
    this.#ticks = ticks;
    this.#store.load(kinds);
  }

  reset(): void {
    this.#ticks = 0;
    this.#store.clear();
    this.faults.clear();
    this.faults.on(...this.#startFaults);
    for (const listener of this.#listeners) listener();
  }

  onCommit(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  keys(path: string): readonly Key[] {
    const place = normalized(path);
    const kind = this.#kinds.at(place);
    if (kind) return this.#keysOf(kind);
    const owner = this.#kinds.owner(place);
    return owner ? this.#keysOf(owner) : [[]];
  }

  #keysOf(kind: Kind): readonly Key[] {
    const depth = kind.type === "items" ? kind.parameters.length - 1 : kind.parameters.length;
    const above = kind.parent ? (this.#keysOf(kind.parent)[0] ?? []) : [];
    // What has no resource of its own above it may be anything.
    const prefix = [...above, ...kind.parameters.slice(above.length, depth)];
    return kind.type === "items" ? this.#store.members(kind, prefix).map(({ key }) => key) : [prefix];
  }

  #kindNamed(name: string): Kind {
    const kinds = [...this.#kinds.all.values()];
    const found = name.startsWith("/") ? this.#kinds.at(normalized(name)) : kinds.find((kind) => kind.name === name);
    if (found) return found;
    const known = kinds.map((kind) => kind.name);
    throw new ConfigError(`There is no resource ${name}.${suggest(name, known)}`);
  }
}

/** All that a page needs in order to send preconditions and to see the validators of responses. */
function corsMiddleware(
  option: boolean | CorsOptions,
  versionHeaders: readonly string[],
): ReturnType<typeof cors> | undefined {
  if (option === false) return undefined;
  const { exposeHeaders, allowHeaders } = option === true ? {} : option;
  const visible = ["ETag", "Last-Modified", "Location", "Content-Location", "Link", "Retry-After", "WWW-Authenticate"];
  return cors({
    origin: (origin) => origin,
    allowMethods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
    // With credentials `*` means nothing: what a page asks for is named back to it.
    allowHeaders: [...(allowHeaders ?? [])],
    exposeHeaders: [...(exposeHeaders ?? [...new Set([...visible, "X-Resource-Version", ...versionHeaders])])],
    credentials: true,
    maxAge: 600,
  });
}

function notAllowed(method: Method, routes: ReadonlyMap<Method, Route>, refusals: Refusals): Answer {
  const methods = new Set<string>([...routes.keys(), ...(routes.has("GET") ? ["HEAD"] : []), "OPTIONS"]);
  const headers = { Allow: [...methods].join(", ") };
  if (method === "OPTIONS") return { status: 204, headers, body: null, committed: false };
  return withHeaders(refusals.refuse(undefined, 405), headers);
}

const withHeaders = (answer: Answer, headers: Readonly<Record<string, string>>): Answer => ({
  ...answer,
  headers: { ...answer.headers, ...headers },
});

const toResponse = ({ status, headers, body }: Answer): Response => new Response(body, { status, headers });
