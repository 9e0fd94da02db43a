import type { EntityTag, ResourceRef, RetrievalOutcome, Validated } from "../call.js";
import { changeState } from "../core/change-state.js";
import { createClient } from "../core/client.js";
import { retrieve } from "../core/retrieve.js";
import { NetworkError, UsageError } from "../errors.js";
import type { StateChangeOperation } from "../operation.js";
import type { Api, Client, ClientOptions, Events, StateChangeOutcome } from "../pipeline.js";
import { isCredential } from "../wire/caller.js";
import { dispatchOrThrow } from "../wire/exchange.js";
import { prepare, resourceOf } from "../wire/request.js";
import type { Call } from "./call.js";
import type { Contract } from "./contract.js";
import { type CallOperation, Descriptors, generalHeaders, isCallOperation, partsOf } from "./descriptors.js";
import { type Match, type Matcher, matcherOf } from "./match.js";
import { Unsettled } from "./unsettled.js";

/** Options of whatever a contract drives; those that `createClient` has are the same. */
export interface ContractOptions extends Pick<
  ClientOptions,
  "lanes" | "recover" | "refresh" | "retry" | "events" | "store" | "caller" | "weakTags" | "versionHeaders"
> {
  /**
   * Headers that are set on every request of the contract, over those it has; asked for again after a renewal. What
   * `refresh` renews has to come from here.
   */
  readonly headers?: ClientOptions["headers"];
  /**
   * A state change without `ifMatch` is sent under the tag of what was read last; rejected if absent. That is a weaker
   * promise: another component may have read a newer version than the person saw who saves (docs/keep/axios.md).
   */
  readonly assumeLastRead?: boolean | undefined;
}

/** What became of a call: the outcome of the runtime, or the response to an operation without a precondition. */
export type Outcome = RetrievalOutcome | StateChangeOutcome | { readonly kind: "passed" };

/** Performs the operations of a contract, whichever library sends them. */
export class Engine {
  readonly client: Client;
  readonly #match: Matcher;
  readonly #descriptors: Descriptors;
  readonly #unsettled = new Unsettled();
  readonly #assumes: boolean;
  readonly #concernsAll: boolean;
  readonly #answers = new WeakMap<object, object>();

  /** `send` reads a record again: after a 412, and to find out what became of a change. */
  constructor(contract: Contract, options: ContractOptions, send: typeof globalThis.fetch) {
    const { assumeLastRead = false, headers, events, ...layers } = options;
    if (typeof Object(contract).operations !== "object")
      throw new UsageError("no-contract", "This is no contract: pass the content of concurrency.json.");
    this.#match = matcherOf(contract);
    this.#descriptors = new Descriptors(contract);
    this.#assumes = assumeLastRead;
    this.#concernsAll = [headers, events, options.refresh].some((option) => option !== undefined);
    // A JSON module types the word of an enumeration as any text.
    const api = { servers: [], ...contract.api } as Api;
    this.client = createClient(api, {
      ...layers,
      fetch: send,
      events: this.#observing(events),
      onRequest(outgoing) {
        const set = (general: object = {}): void => {
          for (const [name, value] of Object.entries(general))
            outgoing.init.headers[name.toLowerCase()] = String(value);
          if (!isCallOperation(outgoing.operation)) return;
          const { call } = outgoing.operation;
          // Byte for byte: a URL that was put together again may be written differently.
          outgoing.url = call.url;
          // A request without credentials, such as a login, is not repeated with renewed ones.
          const isAnonymous = !call.hasCookies && !Object.keys(outgoing.init.headers).some(isCredential);
          Object.assign(outgoing.operation, { security: isAnonymous ? [{}] : undefined });
        };
        const general = typeof headers === "function" ? headers() : headers;
        // Waits only where it has to: the credentials of a change are those of the moment of its call.
        return general instanceof Promise ? general.then(set) : set(general);
      },
    });
  }

  /** Whether a request of this operation may be left alone: it has no precondition, and nothing else concerns it. */
  leavesAlone({ operation: { role } }: Match): boolean {
    return role !== "state-change" && role !== "retrieval" && !this.#concernsAll;
  }

  /** The operation of a request; `undefined` where the contract has none, and the request is to be left alone. */
  match(method: string, url: string, baseUrl: string | undefined): Match | undefined {
    return this.#match(method, url, baseUrl);
  }

  /**
   * Performs a call.
   *
   * @throws {UsageError} before anything is sent; {AmbiguousOutcomeError} instead of a blind repetition; whatever `fetch`
   * threw for a call that changes nothing.
   */
  async perform(match: Match, call: Call): Promise<Outcome> {
    const { role } = match.operation;
    if (role === "state-change") return this.#change(match, call);
    if (call.ifMatch !== undefined) throw notConditional(match.id);
    return role === "retrieval" ? this.#retrieve(match, call) : this.#pass(match, call);
  }

  /** What the library was answered: of a change that several callers share, the same for all of them. */
  answerTo(outcome: Outcome, call: Call): object | undefined {
    return this.#answers.get(outcome) ?? call.answer();
  }

  /** Where the record of a state change is read; `undefined` where no retrieval is known. */
  readingOf(match: Match, call: Call): string | undefined {
    return this.#descriptors.readingOf(match, partsOf(match, call));
  }

  async #retrieve(match: Match, call: Call): Promise<Outcome> {
    const operation = this.#descriptors.retrieval(match, call);
    const { signal, cache, fetch, headers } = call;
    const options = { signal, fetch, headers, ...(cache && { cache }) };
    const reading = retrieve<RetrievalOutcome>(this.client, operation, partsOf(match, call), options);
    const outcome = await orItsCause(reading);
    if (outcome.kind === "ok") this.#unsettled.settle(outcome.resource);
    return outcome;
  }

  async #change(match: Match, call: Call): Promise<Outcome> {
    const parts = partsOf(match, call);
    const resource = resourceOf(this.#descriptors.keyed(match), parts);
    const passed = call.ifMatch === undefined ? ofHeader(call, resource) : call.ifMatch;
    const assumed = passed === undefined && this.#assumes ? await this.#lastRead(match, call, resource) : undefined;
    const ifMatch = assumed === undefined ? passed : { etag: assumed, resource };
    const { signal, fetch } = call;
    const options = { signal, fetch, headers: generalHeaders(call.headers) };
    const operation = this.#descriptors.stateChange(match, call, assumed);
    return this.#unsettled.run({ ...call, resource, ifMatch }, () =>
      changeState<StateChangeOutcome>(this.client, operation, { ...parts, ifMatch }, options),
    );
  }

  /** The tag that whoever asks has read last. */
  async #lastRead(match: Match, call: Call, resource: ResourceRef): Promise<EntityTag | undefined> {
    const operation = this.#descriptors.retrieval(match, call);
    const { caller } = await prepare(this.client, operation, {}, { headers: generalHeaders(call.headers) });
    return this.client.tags.get(resource, caller);
  }

  /** The caller's events; each tag that was assumed is part of the call that is sent under it. */
  #observing(events: Events | undefined): Events {
    return {
      exchange: (outgoing, next) => next(outgoing),
      report() {},
      ...events,
      change: async (change, next) => {
        const { assumed, call } = change.operation as StateChangeOperation & CallOperation;
        if (assumed !== undefined) events?.report(change, { type: "assumed", tag: assumed });
        const outcome = await (events ? events.change(change, next) : next(change));
        const answer = call.answer();
        if (answer) this.#answers.set(outcome, answer);
        return outcome;
      },
    };
  }

  /** What has no precondition: only the layers around an exchange concern it. */
  async #pass(match: Match, call: Call): Promise<Outcome> {
    const operation = this.#descriptors.other(match, call);
    const { signal, fetch, headers } = call;
    const outgoing = await prepare(this.client, operation, partsOf(match, call), { signal, fetch, headers });
    await orItsCause(dispatchOrThrow(outgoing));
    return { kind: "passed" };
  }
}

/** The precondition that a caller wrote by hand: for the record that the request is about. */
function ofHeader({ headers }: Call, resource: ResourceRef): Validated | "*" | undefined {
  const text = headers["if-match"];
  if (text === undefined || text === "*") return text;
  return { etag: text as EntityTag, resource };
}

/** `ifMatch` was passed where it means nothing: its caller believes in a protection that there is not. */
export const notConditional = (what: string): UsageError =>
  new UsageError(
    "not-conditional",
    `${what}: \`ifMatch\` was passed, but the contract has no state change here that takes it. Nothing was sent.`,
  );

/** What fetch threw, as those who called the library expect it. */
async function orItsCause<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw error instanceof NetworkError ? error.cause : error;
  }
}
