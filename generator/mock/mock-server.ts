import type { Faker } from "@faker-js/faker";
import { Hono } from "hono";
import { ConfigError } from "../diagnostics.js";
import { isRecord } from "../load/pointer.js";
import type { Method } from "../model/model.js";
import { normalized } from "../model/paths.js";
import { suggest } from "../suggest.js";
import type { Answer, Refusals } from "./answer.js";
import { assemble, type Assembly } from "./assembly.js";
import { readBody } from "./body.js";
import { corsMiddleware } from "./cors.js";
import { hasCredentials } from "./credentials.js";
import { Delays } from "./delays.js";
import { digest } from "./digest.js";
import { Faults } from "./faults.js";
import type { Key } from "./keys.js";
import type { Kind } from "./kinds.js";
import type { EngineData } from "./mock-data.js";
import type { EditedResource, KeyInput, Mock, MockResource, MockSettings, MockState, StatefulMock } from "./options.js";
import type { Route } from "./routes.js";
import { type LoggedRequest, RequestLog, type Trace } from "./request-log.js";
import { checkSnapshot, type MockSnapshot } from "./snapshot.js";
import { DroppedAnswerError, spoil } from "./spoil.js";

/** The engine behind one fetch handler; nothing in here needs Node. */
export class MockServer implements Mock {
  readonly faults: Faults;
  readonly summary: Mock["summary"];
  readonly #app = new Hono();
  readonly #assembly: Assembly;
  readonly #state: MockState | undefined;
  readonly #fingerprint: string;
  readonly #identity: () => string;
  readonly #listeners = new Set<() => void>();
  readonly #log: RequestLog;
  readonly #traces = new WeakMap<Request, Trace>();
  #isInStep = false;
  #identityText: string | undefined;

  /** @param faker As `assemble` takes it. */
  constructor(data: EngineData, settings: MockSettings, faker?: Faker) {
    const { model } = data;
    const assembly = assemble(data, settings, faker, () => {
      for (const listener of this.#listeners) listener();
    });
    this.#assembly = assembly;
    this.#state = settings.state;
    this.faults = assembly.faults;
    this.#fingerprint = `${model.title} ${model.version}`;
    const { now: _, state: __, delay: ___, ...rest } = settings;
    this.#identity = () => digest(JSON.stringify([data.document, data.versionHeaders, data.statuses, rest]));
    const { engine, refusals, router, routes, profile, projection, seed } = assembly;
    const { versionHeaders } = profile;
    this.summary = {
      title: model.title,
      operations: routes.length,
      demanding: routes.filter(({ demands }) => demands).length,
    };
    const delays = new Delays(settings.delay ?? 0, seed);
    const crossOrigin = corsMiddleware(settings.cors ?? true, versionHeaders);
    if (crossOrigin) this.#app.use(crossOrigin);
    this.#log = new RequestLog(model);
    this.#app.all("*", async ({ req: { raw: request } }) => {
      const trace = this.#traces.get(request)!;
      const traced = (answer: Answer): Response => {
        if (answer.reason !== undefined) trace.reason = answer.reason;
        if (answer.notes !== undefined) trace.notes = answer.notes;
        return toResponse(answer);
      };
      await delays.wait();
      const url = new URL(request.url);
      const match = router.match(url.pathname);
      if (!match) return traced(refusals.refuse(undefined, 404, `The document has no path ${url.pathname}.`));
      trace.match = match;
      const method = request.method as Method;
      const route = match.routes.get(method === "HEAD" ? "GET" : method) ?? match.routes.get(method);
      if (!route) return traced(notAllowed(method, match.routes, refusals));
      trace.operation = route.operation.id;
      if (settings.auth && !hasCredentials(model, route.operation, request, url))
        return traced(withHeaders(refusals.refuse(route, 401), { "WWW-Authenticate": 'Bearer realm="mock"' }));
      const body = await readBody(request, route.operation, projection);
      // Nothing is waited for within the step: comparing and changing are one.
      const answer = await this.exclusively(() =>
        engine.answer({ match, route, method, url, headers: request.headers, body }),
      );
      return traced({
        ...answer,
        ...spoil(answer, route, { faults: this.faults, refusals, profile, ...data.statuses }),
      });
    });
    // A lost answer is not an answer, and a bug is not a 500 of the API.
    this.#app.onError((error) => {
      throw error;
    });
  }

  async fetch(input: Request | URL | string, init?: RequestInit): Promise<Response> {
    return this.#answered(new Request(input, init));
  }

  async #answered(request: Request): Promise<Response> {
    const trace: Trace = {};
    const started = performance.now();
    this.#traces.set(request, trace);
    try {
      const response = await this.#app.fetch(request);
      this.#log.add(request, trace, response, performance.now() - started);
      return response;
    } catch (error) {
      if (error instanceof DroppedAnswerError) {
        trace.reason = "carried out, and the answer was lost (fault drop-answer)";
        this.#log.add(request, trace, undefined, performance.now() - started);
      }
      throw error;
    }
  }

  on(_event: "request", listener: (request: LoggedRequest) => void): () => void {
    return this.#log.on(listener);
  }

  requests(): readonly LoggedRequest[] {
    return this.#log.all;
  }

  async respond(request: Request): Promise<Response> {
    try {
      return await this.#answered(request);
    } catch (error) {
      if (error instanceof DroppedAnswerError) return Response.error();
      throw error;
    }
  }

  serves(url: URL | string): boolean {
    return this.#assembly.router.match(new URL(url, "http://localhost").pathname) !== undefined;
  }

  simulateConcurrentEdit(): void {
    this.faults.next("concurrent-edit");
  }

  dropAnswer(): void {
    this.faults.next("drop-answer");
  }

  weakenTags(): void {
    this.faults.next("weaken-tags");
  }

  async exclusively<T>(step: () => T): Promise<T> {
    const run = (): T => {
      this.#isInStep = true;
      try {
        return step();
      } finally {
        this.#isInStep = false;
      }
    };
    return this.#state ? this.#state.run(this.#stateful, run) : run();
  }

  edit(resource: string, key: KeyInput, change?: object | ((data: unknown) => unknown)): EditedResource {
    this.#demandStep("edit");
    const kind = this.#kindNamed(resource);
    const values = (Array.isArray(key) ? (key as readonly (string | number)[]) : [key as string | number]).map(String);
    const apply = (data: unknown): unknown => {
      if (typeof change === "function") return (change as (data: unknown) => unknown)(data);
      if (change === undefined) return this.#assembly.records.edited(kind, data, " (edited)");
      return isRecord(data) ? { ...data, ...change } : change;
    };
    const entity = this.#assembly.engine.edit(kind, values, apply);
    if (!entity) throw new ConfigError(`There is no ${kind.name} with the key ${values.join(", ")}.`);
    return { data: structuredClone(entity.data), etag: this.#assembly.store.validator(kind, values)!.etag! };
  }

  resources(): readonly MockResource[] {
    return [...this.#assembly.kinds.all.values()].map((kind) => ({
      name: kind.name,
      path: kind.path,
      keys: this.#keysOf(kind),
    }));
  }

  snapshot(): MockSnapshot {
    return {
      version: 1,
      document: this.#fingerprint,
      ticks: this.#assembly.clock.ticks,
      kinds: this.#assembly.store.dump(),
    };
  }

  restore(snapshot: unknown): void {
    this.#demandStep("restore");
    this.#load(snapshot);
  }

  #load(snapshot: unknown): void {
    const { ticks, kinds } = checkSnapshot(snapshot, this.#fingerprint);
    this.#assembly.clock.ticks = ticks;
    this.#assembly.store.load(kinds);
  }

  reset(): void {
    this.#demandStep("reset");
    this.#clear();
    this.#log.clear();
    this.faults.clear();
    this.faults.on(...this.#assembly.startFaults);
    for (const listener of this.#listeners) listener();
  }

  #clear(): void {
    this.#assembly.clock.ticks = 0;
    this.#assembly.store.clear();
  }

  onCommit(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  keys(path: string): readonly Key[] {
    const place = normalized(path);
    const kind = this.#assembly.kinds.at(place);
    if (kind) return this.#keysOf(kind);
    const owner = this.#assembly.kinds.owner(place);
    return owner ? this.#keysOf(owner) : [[]];
  }

  get #stateful(): StatefulMock {
    return {
      identity: (this.#identityText ??= this.#identity()),
      snapshot: () => this.snapshot(),
      restore: (snapshot) => this.#load(snapshot),
      reset: () => this.#clear(),
      onCommit: (listener) => this.onCommit(listener),
    };
  }

  /** A change to a state that may be old would be lost, or undo those of others. */
  #demandStep(method: string): void {
    if (this.#state && !this.#isInStep)
      throw new ConfigError(
        `The state of this mock is shared. Call it as: await mock.exclusively(() => mock.${method}(...)).`,
      );
  }

  #keysOf(kind: Kind): readonly Key[] {
    const depth = kind.type === "items" ? kind.parameters.length - 1 : kind.parameters.length;
    const above = kind.parent ? (this.#keysOf(kind.parent)[0] ?? []) : [];
    // What has no resource of its own above it may be anything.
    const prefix = [...above, ...kind.parameters.slice(above.length, depth)];
    if (kind.type === "items") return this.#assembly.store.members(kind, prefix).map(({ key }) => key);
    return [[...prefix, ...kind.outside.map(({ name }) => name)]];
  }

  #kindNamed(name: string): Kind {
    const kinds = [...this.#assembly.kinds.all.values()];
    const found = name.startsWith("/")
      ? this.#assembly.kinds.at(normalized(name))
      : kinds.find((kind) => kind.name === name);
    if (found) return found;
    const known = kinds.map((kind) => kind.name);
    throw new ConfigError(`There is no resource ${name}.${suggest(name, known)}`);
  }
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
