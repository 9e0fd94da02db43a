import {
  AxiosHeaders,
  type AxiosInstance,
  type AxiosResponse,
  CanceledError,
  type InternalAxiosRequestConfig,
  isCancel,
} from "axios";
import type { Validated } from "../../call.js";
import type { Call } from "../../contract/call.js";
import type { Contract } from "../../contract/contract.js";
import { type FailedChange, isFailure } from "../../contract/failures.js";
import { fieldsOf } from "../../contract/fields.js";
import { type ContractOptions, Engine, notConditional, type Outcome } from "../../contract/engine.js";
import type { Match } from "../../contract/match.js";
import { note, slim } from "../../contract/validated.js";
import { AmbiguousOutcomeError } from "../../core/unwrap.js";
import { UnauthenticatedError } from "../../layers/refresh.js";
import type { Client } from "../../pipeline.js";
import { type AxiosChangeError, changeError, type Reload, statusError } from "./errors.js";
import { type Adapter, adapterOf, configFor, decoded, headersFrom, headersOf, seen } from "./exchange.js";

declare module "axios" {
  // The names of the type parameters have to be those of axios. No type is named here: `ifmatch` and `@ifmatch/runtime` may
  // meet in one program, and both have to say the same.
  interface AxiosRequestConfig<D = any, P = any> {
    /**
     * What the person saw who makes this change: the response of a read, `validated(...)` of its body, or
     * `entityTag(...)`. Required by `conditional` wherever the contract requires it; `null` for an unconditional change,
     * where the API allows one.
     */
    ifMatch?:
      | {
          readonly etag: string | null;
          readonly resource: { readonly name: string; readonly key: string | null };
        }
      | Pick<AxiosResponse, "etag" | "resource" | "config">
      | null
      | undefined;
  }
  interface AxiosResponse<T = any, D = any, H = {}, P = any> {
    /** The entity-tag of the record; `null` where none is known. Set by `conditional`. */
    etag?: string | null;
    /** The record that `etag` describes. Set by `conditional`. */
    resource?: { readonly name: string; readonly key: string | null };
  }
}

/** Adapters that already do what the contract demands, and those that are to be left alone. */
const own = new WeakSet<object>();

/**
 * Makes an axios instance keep the contract that `ifmatch generate` writes to `concurrency.json`:
 *
 *     import contract from "./api/concurrency.json";
 *     const client = conditional(axiosInstance, contract);
 *
 *     const job = await axiosInstance.get(`/jobs/${id}/`);
 *     await axiosInstance.patch(`/jobs/${id}/`, { notes }, { ifMatch: job });
 *
 * A state change without `ifMatch` is rejected before anything is sent, as is the tag of another record. GETs are
 * revalidated. 412, 428 and lost answers are thrown as {@link AxiosChangeError}s. Requests that the contract does not
 * have are left alone. What `instance.create()` makes from then on keeps the contract, too.
 *
 * @returns a client for `pending`, `subscribe`, `acrossTabs` and the devtools; `clear()` it at logout.
 */
export function conditional(instance: AxiosInstance, contract: Contract, options: ContractOptions = {}): Client {
  const { adapter } = instance.defaults;
  const engine = new Engine(contract, options, rereading(instance, adapter ?? []));
  instance.defaults.adapter = conditionalAdapter(engine, instance, adapter ?? []);
  // A request that names an adapter of its own (`adapter: "fetch"`) keeps the contract as well.
  instance.interceptors.request.use(
    (config) => {
      if (config.adapter !== undefined && !own.has(config.adapter as object))
        config.adapter = conditionalAdapter(engine, instance, config.adapter);
      return config;
    },
    null,
    { synchronous: true },
  );
  return engine.client;
}

function conditionalAdapter(engine: Engine, instance: AxiosInstance, inner: Adapter) {
  const adapter = async (config: InternalAxiosRequestConfig): Promise<AxiosResponse> => {
    const { ifMatch, baseURL } = config;
    // A chain of responses, each holding the one before it, would never be freed.
    if (Object(ifMatch) === ifMatch) config.ifMatch = slim(ifMatch as Validated);
    const url = instance.getUri(config);
    const method = (config.method ?? "get").toUpperCase();
    const match = engine.match(method, url, baseURL);
    if (!match && ifMatch !== undefined) throw notConditional(`${method} ${url}`);
    if (!match) return adapterOf(inner, config)(config);
    return new Performance(engine, instance, inner, match, config, url).run();
  };
  own.add(adapter);
  return adapter;
}

/** One request of an operation in the contract. */
class Performance {
  readonly engine: Engine;
  readonly instance: AxiosInstance;
  readonly match: Match;
  readonly config: InternalAxiosRequestConfig;
  readonly #call: Call;
  /** What was answered last, to whichever attempt. */
  #last: AxiosResponse | undefined;

  constructor(
    engine: Engine,
    instance: AxiosInstance,
    inner: Adapter,
    match: Match,
    config: InternalAxiosRequestConfig,
    url: string,
  ) {
    this.engine = engine;
    this.instance = instance;
    this.match = match;
    this.config = config;
    const changesState = match.operation.role === "state-change";
    const headers = headersOf(config);
    const { data, signal, withCredentials, fetchOptions } = config;
    this.#call = {
      method: match.operation.method,
      url,
      baseUrl: config.baseURL,
      headers,
      body: fieldsOf(data, headers["content-type"]),
      sent: isStream(data) ? new ReadableStream() : data,
      ifMatch: config.ifMatch as Validated | null | undefined,
      hasCookies: withCredentials === true,
      signal: signal as AbortSignal | undefined,
      cache: isStorable(config) ? (fetchOptions as RequestInit | undefined)?.cache : "no-store",
      fetch: async (target, init = {}) => {
        const moved = String(target) === url ? undefined : String(target);
        const sent = configFor(config, moved, init, changesState);
        this.#last = undefined;
        this.#last = { ...(await adapterOf(inner, sent)(sent)), config };
        return seen(this.#last, String(target));
      },
      decode: async () => decoded(this.#last!),
      answer: () => this.#last,
    };
  }

  async run(): Promise<AxiosResponse> {
    let outcome: Outcome;
    try {
      outcome = await this.engine.perform(this.match, this.#call);
    } catch (error) {
      throw this.#thrown(error);
    }
    const response = this.engine.answerTo(outcome, this.#call) as AxiosResponse | undefined;
    if (isFailure(outcome)) return this.#failed(outcome, response);
    return this.#settled(outcome.kind === "ok" ? this.#answered(outcome, response) : response!);
  }

  /** The response as axios gives it; after a 304, with the body that it stands for. */
  #answered(outcome: Extract<Outcome, { readonly kind: "ok" }>, response: AxiosResponse | undefined): AxiosResponse {
    const { config } = this;
    const { status, headers, data } = outcome;
    const isStored = "revalidated" in outcome && outcome.revalidated;
    // Nothing arrived where the change was found to be made.
    const isFound = "verified" in outcome;
    const shown = {
      status,
      statusText: isFound ? "No Content" : "OK",
      headers: AxiosHeaders.from({ ...headers }) as AxiosResponse["headers"],
      data,
    };
    return carrying({ ...response!, ...((isStored || isFound) && shown), config }, outcome);
  }

  /** As axios decides which statuses are errors. */
  #settled(response: AxiosResponse, cause?: Error): AxiosResponse {
    const { validateStatus } = this.config;
    if (!cause && (!validateStatus || validateStatus(response.status))) return response;
    throw statusError(response, cause);
  }

  /** Whoever takes every status for an answer (`validateStatus`) is given it. */
  #failed(result: FailedChange, answered: AxiosResponse | undefined): AxiosResponse {
    const { validateStatus } = this.config;
    const response = result.status === null ? undefined : answered;
    // A redirection that was followed ends in a 200 that answers something else.
    const isAnswer = response && (result.kind !== "ambiguous" || response.status >= 300);
    if (isAnswer && (!validateStatus || validateStatus(response.status))) return response;
    const { cause } = result as { cause?: unknown };
    if (isCancel(cause) || this.#call.signal?.aborted) throw this.#canceled(cause);
    throw this.#error(result, response);
  }

  #error(result: FailedChange, response: AxiosResponse | undefined): AxiosChangeError {
    const url = this.engine.readingOf(this.match, this.#call);
    const { instance, config } = this;
    const reload: Reload | undefined =
      url === undefined
        ? undefined
        : (more = {}) =>
            instance.request({
              ...more,
              ...placeOf(url, config.baseURL),
              method: "GET",
              fetchOptions: { ...more.fetchOptions, cache: "reload" },
            });
    const { code, request } = Object("cause" in result ? result.cause : undefined) as {
      code?: string;
      request?: unknown;
    };
    return changeError({ result, config, request: response?.request ?? request, response, code, reload });
  }

  /** What is thrown for a request without an answer: with the config that was called, so that it can be sent again. */
  #thrown(error: unknown): unknown {
    if (error instanceof AmbiguousOutcomeError) return this.#error(error.result as FailedChange, undefined);
    if (error instanceof UnauthenticatedError && this.#last) return statusError(this.#last, error);
    if (this.#call.signal?.aborted || isCancel(error)) return this.#canceled(error);
    const { isAxiosError } = Object(error) as { isAxiosError?: boolean };
    return isAxiosError ? Object.assign(error as object, { config: this.config }) : error;
  }

  #canceled(error: unknown): unknown {
    if (isCancel(error)) return Object.assign(error as object, { config: this.config });
    return new CanceledError(undefined, this.config);
  }
}

/** The response as a precondition: with its tag, and its body known by {@link note}, whatever becomes of that later. */
function carrying(response: AxiosResponse, { etag, resource }: Validated): AxiosResponse {
  const validated = { etag, resource };
  let { data } = response as { data: unknown };
  note(data, validated);
  const read = { ...response, etag, resource };
  note(read, validated);
  // axios parses the body later, and Zodios replaces it by what its schema made of it.
  return Object.defineProperty(read, "data", {
    enumerable: true,
    configurable: true,
    get: () => data,
    set(value: unknown) {
      data = value;
      note(value, validated);
    },
  });
}

/** Texts alone are stored: a `Blob`, a buffer or a stream is handed on as it arrives. */
const isStorable = ({ responseType }: InternalAxiosRequestConfig): boolean =>
  responseType === undefined || responseType === "json" || responseType === "text";

/** Gone once it was sent. React Native has no streams. */
const isStream = (data: unknown): boolean =>
  typeof ReadableStream === "function" &&
  (data instanceof ReadableStream || typeof (Object(data) as { pipe?: unknown }).pipe === "function");

/** A whole URL as axios takes it: what is below the base URL is matched with it, as the change was. */
function placeOf(url: string, baseURL = ""): { readonly baseURL: string; readonly url: string } {
  const base = baseURL.replace(/\/+$/, "");
  return base !== "" && url.startsWith(`${base}/`) ? { baseURL, url: url.slice(base.length) } : { baseURL: "", url };
}

/**
 * Reads a record with the instance, its interceptors and its defaults, for the runtime: to see what became of a change.
 * What the interceptors make of the response is the page's business.
 */
function rereading(instance: AxiosInstance, inner: Adapter): typeof globalThis.fetch {
  return async (url, init = {}) => {
    let read: Response | undefined;
    const adapter = async (config: InternalAxiosRequestConfig): Promise<AxiosResponse> => {
      const sent = { ...config, validateStatus: () => true, responseType: "text" as const };
      const response = await adapterOf(inner, sent)(sent);
      const { status, data } = response as { status: number; data: string };
      read = new Response(hasBody(status) ? data : null, { status, headers: headersFrom(response) });
      return response;
    };
    own.add(adapter);
    const { headers, signal, cache } = init;
    const config = {
      url: String(url),
      baseURL: "",
      method: "GET",
      headers: headers as Record<string, string>,
      ...(signal && { signal }),
      ...(cache && { fetchOptions: { cache } }),
      adapter,
    };
    await instance.request(config).catch((error: unknown) => {
      // A status that the instance takes for an error is an answer nevertheless.
      if (!read) throw error;
    });
    return read!;
  };
}

/** Fetch standard, 2.2.3. */
const hasBody = (status: number): boolean => ![204, 205, 304].includes(status);
