import type { KeyPart, Operation, RequestParts, RetrievalOperation, StateChangeOperation } from "../operation.js";
import { encode } from "../wire/parameters.js";
import type { Contract, ContractOperation } from "./contract.js";
import type { Call } from "./call.js";
import type { Match } from "./match.js";

/** An operation of the contract with the one request that performs it. */
export interface CallOperation extends Operation {
  readonly call: Call;
  /** The tag that was read last, where the caller passed none. */
  readonly assumed?: string | undefined;
}

export const isCallOperation = (operation: Operation): operation is CallOperation => "call" in operation;

/** What a contract leaves open, every status among it, is documented nowhere. */
const responses: Operation["responses"] = ["1XX", "2XX", "3XX", "4XX", "5XX", "default"];

/** What the runtime is told about the operations of a contract. */
export class Descriptors {
  readonly #contract: Contract;

  constructor(contract: Contract) {
    this.#contract = contract;
  }

  /** The resource of an operation, and where its key is. */
  keyed({ operation }: Match): { readonly resource: string; readonly key: readonly KeyPart[] } {
    return { resource: operation.resource ?? "", key: keyOf(operation) };
  }

  retrieval(match: Match, call: Call): RetrievalOperation & CallOperation {
    return { ...this.other(match, call), ...this.keyed(match), ...this.#tagPlace(match.operation) };
  }

  stateChange(match: Match, call: Call, assumed: string | undefined): StateChangeOperation & CallOperation {
    const { method, resource = "", ifMatch, omittable, creates } = match.operation;
    const { wildcard } = this.#contract.resources[resource] ?? {};
    const reading = this.#reading(match);
    return {
      ...this.retrieval(match, call),
      ifMatch: ifMatch === "optional" ? "optional" : "required",
      ...(wildcard && { wildcard }),
      ...(omittable && { omittable }),
      ...(reading && { reload: () => reading }),
      // Headers of the call travel to its retrieval among its options; these are about its body.
      shared: { query: Object.keys(queryOf(call.url)), header: [] },
      // A deletion that is found to be made has no other answer.
      ...(method === "DELETE" && { responses: [...responses, 204] }),
      ...(creates !== undefined && {
        // RFC 9110, 15.3.2: the tag of a 201 is that of what was created, whose key the contract does not place.
        creates: ({ status }, { client, resource: changed }) => {
          if (status !== 201) return undefined;
          client.tags.drop(changed);
          return { name: creates, key: null };
        },
      }),
      ...(assumed !== undefined && { assumed }),
    };
  }

  /** An operation that has nothing to do with entity-tags. */
  other({ id, operation: { method } }: Match, call: Call): CallOperation {
    const type = call.headers["content-type"] ?? "";
    return {
      id,
      method,
      // Not expanded: the URL of the call takes its place.
      path: "",
      call,
      responses,
      body: { [type]: () => ({ body: call.sent as BodyInit, type: undefined }) },
      decode: call.decode,
    };
  }

  /** The URL at which the record of a state change is read. */
  readingOf(match: Match, parts: RequestParts): string | undefined {
    const reading = this.#reading(match);
    if (!reading) return undefined;
    const { key } = this.keyed(match);
    const valueAt = ([from, name]: KeyPart): string => encode(String((Object(parts[from]) as Values)[name]));
    const path = reading.path.replace(/\{([^{}]+)\}/g, (_, name: string) => {
      const place = reading.key.findIndex(([from, one]) => from === "path" && one === name);
      return place === -1 ? encode(match.path[name] ?? "") : valueAt(key[place]!);
    });
    const query = reading.key.flatMap(([from, name], place) =>
      from === "query" ? [`${encode(name)}=${valueAt(key[place]!)}`] : [],
    );
    return path + (query[0] === undefined ? "" : `?${query.join("&")}`);
  }

  #reading({ operation, base }: Match): RetrievalOperation | undefined {
    const { resources, operations } = this.#contract;
    const path = resources[operation.resource ?? ""]?.key;
    const found = Object.entries(operations).find(
      ([, one]) => one.path === path && one.method === "GET" && one.role === "retrieval",
    );
    if (!found) return undefined;
    const [id, reading] = found;
    const resource = reading.resource ?? "";
    return {
      id,
      method: "GET",
      path: base + reading.path,
      responses,
      resource,
      key: keyOf(reading),
      ...this.#tagPlace(reading),
    };
  }

  #tagPlace({ resource = "" }: ContractOperation): { readonly tagProperty?: string } {
    const { tagProperty } = this.#contract.resources[resource] ?? {};
    return tagProperty === undefined ? {} : { tagProperty };
  }
}

type Values = Readonly<Record<string, unknown>>;

/** `path.job_id` as the runtime has it. Where no retrieval was found, the path tells the records apart. */
function keyOf({ key, path }: ContractOperation): KeyPart[] {
  const places = key ?? [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => `path.${name!}`);
  return places.map((place) => {
    const dot = place.indexOf(".");
    return [place.slice(0, dot) as KeyPart[0], place.slice(dot + 1)];
  });
}

/** What a request has in the places where a key may be. */
export function partsOf({ path, operation }: Match, { url, headers, body }: Call): RequestParts {
  const header: Record<string, string> = {};
  // Those stay with this request; a retrieval that follows it has neither body nor precondition.
  for (const [name, value] of Object.entries(headers)) if (isOfThisRequest(name)) header[name] = value;
  // The runtime sets it, from what it was passed.
  delete header["if-match"];
  for (const [from, name] of keyOf(operation)) {
    const value = headers[name.toLowerCase()];
    if (from === "header" && value !== undefined) header[name] = value;
  }
  return { path, query: queryOf(url), header, body };
}

/** The headers that a retrieval of the same record takes over. */
export const generalHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !isOfThisRequest(name)));

const isOfThisRequest = (name: string): boolean => /^(?:content-|if-|transfer-encoding$)/.test(name);

/** The fields of a URL's query; those that are repeated as lists. */
function queryOf(url: string): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  const [, query = ""] = /^[^?#]*\?([^#]*)/.exec(url) ?? [];
  for (const pair of query.split("&")) {
    const [name = "", value = ""] = pair.split(/=(.*)/s).map(unescaped);
    if (name !== "") values[name] = name in values ? [values[name]!, value].flat() : value;
  }
  return values;
}

/** WHATWG URL, 5.1: a plus sign is a space. */
function unescaped(text: string): string {
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    // A lone "%" is no encoding: take it literally.
    return spaced;
  }
}
