/** Angular's HttpClient keeping the contract: `ifmatch/runtime/angular-http`. */
import {
  HttpContext,
  HttpContextToken,
  HttpErrorResponse,
  type HttpEvent,
  HttpEventType,
  type HttpHandlerFn,
  HttpHeaders,
  type HttpInterceptorFn,
  HttpParams,
  HttpRequest,
  HttpResponse,
} from "@angular/common/http";
import { Observable } from "rxjs";
import type { Validated } from "../call.js";
import type { Call } from "../contract/call.js";
import type { Contract } from "../contract/contract.js";
import { type ContractOptions, Engine, notConditional, type Outcome } from "../contract/engine.js";
import { type FailedChange, failureOf, isFailure, noteFailure } from "../contract/failures.js";
import { fieldsOf } from "../contract/fields.js";
import type { Match } from "../contract/match.js";
import { isMoved } from "../contract/moved.js";
import { note, preconditionOf, validated } from "../contract/validated.js";
import { entityTag } from "../core/entity-tag.js";
import { AmbiguousOutcomeError } from "../core/unwrap.js";
import type { DecodedBody } from "../operation.js";
import type { Client } from "../pipeline.js";
import { utf8Length } from "../wire/decode.js";
import { reasonOf } from "../wire/signals.js";

// What the signatures below mention.
export type * from "../index.js";
export type { Contract, ContractApi, ContractOperation, ContractResource } from "../contract/contract.js";
export type { ContractOptions, FailedChange };
export { entityTag, failureOf, validated };

export interface InterceptorOptions extends ContractOptions {
  /**
   * What the paths of the document come after; requests to another origin are left alone. If absent: the page's own
   * origin, and on servers any.
   */
  readonly baseUrl?: string | undefined;
}

/** An interceptor that keeps the contract. `client` is for `pending`, `subscribe`, `acrossTabs` and `clear()`. */
export type ConditionalInterceptor = HttpInterceptorFn & { readonly client: Client };

const PRECONDITION = new HttpContextToken<Validated | null | undefined>(() => undefined);

/**
 * The precondition of a state change: `http.patch(url, body, { context: ifMatch(job) })`. `read` is the body of a read, its
 * `HttpResponse`, or `entityTag(...)`; `null` for an unconditional change, where the API allows one.
 *
 * @throws {UsageError} where `read` is no response of an operation in the contract, and no body of one.
 */
export function ifMatch(read: object | null, context: HttpContext = new HttpContext()): HttpContext {
  return context.set(PRECONDITION, read === null ? null : preconditionOf(read));
}

/**
 * Makes Angular's HttpClient keep the contract that `ifmatch generate` writes to `concurrency.json`:
 *
 *     provideHttpClient(withInterceptors([conditionalInterceptor(contract), authInterceptor]))
 *
 * A state change needs `context: ifMatch(...)`; without it, and with another record's tag, it fails and nothing is sent.
 * GETs of JSON are revalidated. 412, 428 and lost answers are the `HttpErrorResponse`s that they are; {@link failureOf} says
 * more. Put it before the interceptors that set credentials: those after it see each request that is sent, also one that
 * reads a record again.
 */
export function conditionalInterceptor(contract: Contract, options: InterceptorOptions = {}): ConditionalInterceptor {
  const { baseUrl, ...more } = options;
  let downstream: HttpHandlerFn | undefined;
  const engine = new Engine(contract, more, async (url, init = {}) => {
    const headers = new HttpHeaders(init.headers as Record<string, string>);
    const request = new HttpRequest("GET", String(url), { headers, responseType: "text" });
    const answer = await sendOnce(downstream!, request, init.signal ?? undefined, () => {});
    const { status, body } = answer instanceof HttpResponse ? answer : { ...answer, body: answer.error as unknown };
    const hasBody = ![204, 205, 304].includes(status);
    return new Response(hasBody ? String(body ?? "") : null, { status, headers: headersOf(answer.headers) });
  });
  const intercept: HttpInterceptorFn = (request, next) => {
    downstream = next;
    const match = engine.match(request.method, request.urlWithParams, baseUrl);
    if (match)
      return new Observable<HttpEvent<unknown>>((observer) => {
        const controller = new AbortController();
        const run = new Performance(engine, match, request, next, baseUrl, controller.signal);
        run
          .perform((event) => observer.next(event))
          .then(
            (response) => {
              observer.next(response);
              observer.complete();
            },
            (error: unknown) => observer.error(error),
          );
        return () => controller.abort();
      });
    if (request.context.get(PRECONDITION) === undefined) return next(request);
    throw notConditional(`${request.method} ${request.urlWithParams}`);
  };
  return Object.assign(intercept, { client: engine.client });
}

type Answer = HttpResponse<unknown> | HttpErrorResponse;

/** One request of an operation in the contract. */
class Performance {
  readonly #engine: Engine;
  readonly #match: Match;
  readonly #request: HttpRequest<unknown>;
  readonly #call: Call;
  #last: Answer | undefined;
  #report: (event: HttpEvent<unknown>) => void = () => {};

  constructor(
    engine: Engine,
    match: Match,
    request: HttpRequest<unknown>,
    next: HttpHandlerFn,
    baseUrl: string | undefined,
    signal: AbortSignal,
  ) {
    this.#engine = engine;
    this.#match = match;
    this.#request = request;
    const headers = headersOf(request.headers);
    const { body, urlWithParams: url, withCredentials, responseType } = request;
    const type = headers["content-type"] ?? request.detectContentTypeHeader() ?? undefined;
    this.#call = {
      method: match.operation.method,
      url,
      baseUrl,
      headers: type === undefined ? headers : { ...headers, "content-type": type },
      body: fieldsOf(body instanceof HttpParams ? new URLSearchParams(body.toString()) : body, type),
      sent: body,
      ifMatch: request.context.get(PRECONDITION),
      hasCookies: withCredentials,
      signal,
      // What HttpClient has parsed can be written down again; a text or a file is handed on as it is.
      cache: responseType === "json" ? undefined : "no-store",
      fetch: async (_, init = {}) => {
        this.#last = undefined;
        const sent = request.clone({
          headers: changed(request.headers, headers, init.headers as Record<string, string>),
        });
        this.#last = await sendOnce(next, sent, init.signal ?? signal, this.#report);
        return seen(this.#last, url);
      },
      decode: async () => decoded(this.#last!),
      answer: () => this.#last,
    };
  }

  /** @throws {HttpErrorResponse} as HttpClient does; {UsageError} before anything is sent. */
  async perform(report: (event: HttpEvent<unknown>) => void): Promise<HttpResponse<unknown>> {
    this.#report = report;
    let outcome: Outcome;
    try {
      outcome = await this.#engine.perform(this.#match, this.#call);
    } catch (error) {
      throw error instanceof AmbiguousOutcomeError ? this.#failed(error.result as FailedChange, undefined) : error;
    }
    const answer = this.#engine.answerTo(outcome, this.#call) as Answer | undefined;
    if (isFailure(outcome)) throw this.#failed(outcome, answer);
    if (outcome.kind !== "ok") {
      if (answer instanceof HttpResponse) return answer;
      throw answer!;
    }
    const response = this.#answered(outcome, answer);
    note(response, outcome);
    note(response.body, outcome);
    return response;
  }

  /** The response as HttpClient gives it; after a 304, with the body that it stands for. */
  #answered(outcome: Extract<Outcome, { readonly kind: "ok" }>, answer: Answer | undefined): HttpResponse<unknown> {
    const { status, headers, data } = outcome;
    const isStored = "revalidated" in outcome && outcome.revalidated;
    if (answer && !isStored && !("verified" in outcome)) {
      if (answer instanceof HttpResponse) return answer;
      // A success whose body HttpClient could not read.
      throw answer;
    }
    const body: unknown = isStored ? JSON.parse(String(data)) : null;
    return new HttpResponse({
      body,
      status,
      headers: new HttpHeaders({ ...headers }),
      url: this.#request.urlWithParams,
    });
  }

  /** What HttpClient throws for a change without an ordinary answer; more is known of it. */
  #failed(failure: FailedChange, answer: Answer | undefined): HttpErrorResponse {
    const { status } = failure;
    const own = answer instanceof HttpErrorResponse && status !== null ? answer : undefined;
    const cause = "cause" in failure && failure.cause instanceof HttpErrorResponse ? failure.cause : undefined;
    const { urlWithParams: url } = this.#request;
    const error = own ?? new HttpErrorResponse({ error: cause?.error ?? failure.message, status: status ?? 0, url });
    noteFailure(error, failure);
    return error;
  }
}

/** Sends a request down the chain, and reports its progress. A status that is an error is an answer, too. */
function sendOnce(
  next: HttpHandlerFn,
  request: HttpRequest<unknown>,
  signal: AbortSignal | undefined,
  report: (event: HttpEvent<unknown>) => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const subscription = next(request).subscribe({
      next: (event) => (event.type === HttpEventType.Response ? resolve(event) : report(event)),
      error: (error: unknown) =>
        error instanceof HttpErrorResponse && error.status > 0 ? resolve(error) : reject(error as Error),
      complete: () => reject(new TypeError("An interceptor completed without a response.")),
    });
    signal?.addEventListener("abort", () => {
      subscription.unsubscribe();
      reject(reasonOf(signal) as Error);
    });
  });
}

/** Headers by names in lower case. */
function headersOf(headers: HttpHeaders): Record<string, string> {
  return Object.fromEntries(headers.keys().map((name) => [name.toLowerCase(), headers.getAll(name)!.join(", ")]));
}

/** The headers of a request with those that the runtime has added, replaced or removed. */
function changed(
  headers: HttpHeaders,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): HttpHeaders {
  let set = headers;
  for (const [name, value] of Object.entries(after))
    // HttpClient sets it by the body, and knows the boundary of a form.
    if (before[name] !== value && name !== "content-type") set = set.set(name, value);
  for (const name of Object.keys(before)) if (!(name in after)) set = set.delete(name);
  return set;
}

/** An answer as far as the runtime looks at responses. */
function seen({ status, statusText, headers, url }: Answer, asked: string): Response {
  const view: Partial<Response> = {
    status,
    statusText,
    ok: status >= 200 && status < 300,
    headers: new Headers(headersOf(headers)),
    url: url ?? "",
    redirected: isMoved(asked, url ?? ""),
    type: "basic",
    body: null,
  };
  return view as Response;
}

/** What may be stored of a success, and what an error says. */
function decoded(answer: Answer): DecodedBody {
  const { status, headers } = answer;
  if (answer instanceof HttpErrorResponse && status >= 400) return { data: answer.error as unknown, bytes: 0 };
  const hasValidator = headers.has("etag") || headers.has("last-modified");
  if (!(answer instanceof HttpResponse) || status !== 200 || !hasValidator)
    return { data: undefined, bytes: 0, arrives: true };
  const data = JSON.stringify(answer.body);
  return { data, bytes: utf8Length(data) };
}
