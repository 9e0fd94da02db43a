import { isRecord, own, pointer } from "../load/pointer.js";
import type { Marker } from "./marker.js";
import type { MarkerPhrase } from "./marker-phrase.js";
import type { Evidence, Role } from "./model.js";
import type { RawOperation } from "./operations.js";
import { type Reader, text } from "./reader.js";
import type { TagHeaders } from "./tag-headers.js";

/** What the document says about one operation's concurrency, before roles and resources are settled. */
export interface Signals {
  /** The phrase of the marker on the operation itself (or, for a state change, on its path item). */
  readonly marker: MarkerPhrase | undefined;
  readonly evidence: readonly Evidence[];
  /** Of the If-Match parameter. */
  readonly ifMatch: "required" | "optional" | undefined;
  readonly requires428: boolean;
  /** Some 2xx response declares a tag. */
  readonly declaresTag: boolean;
  readonly acceptsIfNoneMatch: boolean;
  readonly extension: Extension | undefined;
}

/** By what documents of this API declare their concurrency, beside what the standards say. */
export interface Marks {
  readonly marker: Marker;
  readonly tagHeaders: TagHeaders;
}

/** The value of our vendor extension `x-concurrency`. */
export interface Extension {
  readonly role: Role;
  readonly resource: string | undefined;
  /** Where the request carries the resource's key, as in the config: `path.job_id`; one, or one a parameter. */
  readonly key: readonly string[] | undefined;
  readonly ifMatch: "required" | "optional" | undefined;
  /** Of a state change: the resource whose tag its 201 carries; `false` where that is the resource it changes. */
  readonly creates: string | false | undefined;
  readonly at: string;
}

export const isStateChange = ({ method }: { readonly method: string }): boolean =>
  ["PUT", "PATCH", "DELETE", "POST"].includes(method);
export const isRetrieval = ({ method }: { readonly method: string }): boolean => method === "GET" || method === "HEAD";

/** Collects every signal (docs/detection.md) on an operation. Header names ignore case. */
export function readSignals(reader: Reader, raw: RawOperation, { marker, tagHeaders }: Marks): Signals {
  const evidence: Evidence[] = [];
  const extension = readExtension(reader, raw);
  if (extension) evidence.push({ signal: "x-concurrency", at: extension.at });

  const header = (name: string): RawOperation["parameters"][number] | undefined =>
    raw.parameters.find(({ node }) => own(node, "in") === "header" && text(own(node, "name")).toLowerCase() === name);
  const ifMatch = isStateChange(raw) ? header("if-match") : undefined;
  if (ifMatch) evidence.push({ signal: "if-match-parameter", at: ifMatch.at });

  const requires428 = isStateChange(raw) && raw.responses.some(({ key }) => key === "428");
  if (requires428) evidence.push({ signal: "428", at: pointer(raw.at, "responses", "428") });

  const marked = findMarker(raw, marker);
  if (marked) evidence.push({ signal: "marker", at: marked.at });

  const tag = raw.responses
    .filter(({ key }) => key.startsWith("2"))
    .flatMap((response) => tagHeaders.declaredBy(response) ?? [])[0];
  if (tag && isRetrieval(raw)) evidence.push({ signal: "etag-header", at: tag.at });

  const ifNoneMatch = isRetrieval(raw) ? header("if-none-match") : undefined;
  if (ifNoneMatch) evidence.push({ signal: "if-none-match-parameter", at: ifNoneMatch.at });
  return {
    marker: marked?.phrase,
    evidence,
    ifMatch: ifMatch && (own(ifMatch.node, "required") === true ? "required" : "optional"),
    requires428,
    declaresTag: tag !== undefined,
    acceptsIfNoneMatch: ifNoneMatch !== undefined,
    extension,
  };
}

/** The marker counts on summary and description, and on those of the path item for its state changes. */
function findMarker(raw: RawOperation, marker: Marker): { phrase: MarkerPhrase; at: string } | undefined {
  const owners = isStateChange(raw) ? [raw, raw.pathItem] : [raw];
  for (const owner of owners) {
    for (const field of ["summary", "description"]) {
      const phrase = marker.phraseIn(text(own(owner.node, field)));
      if (phrase) return { phrase, at: pointer(owner.at, field) };
    }
  }
  return undefined;
}

/**
 * `x-concurrency: none`, or an object with `role`, `resource`, `key`, `ifMatch` and `creates`; on the operation, or on the
 * path item, where it holds for every operation it can hold for.
 */
function readExtension(reader: Reader, raw: RawOperation): Extension | undefined {
  const owner = [raw, raw.pathItem].find(({ node }) => own(node, "x-concurrency") !== undefined);
  if (!owner) return undefined;
  const value = own(owner.node, "x-concurrency");
  const at = pointer(owner.at, "x-concurrency");
  if (value === "none" || value === false)
    return { role: "none", resource: undefined, key: undefined, ifMatch: undefined, creates: undefined, at };
  if (!isRecord(value))
    throw reader.refuse(
      "invalid-x-concurrency",
      "`x-concurrency` is either the word none or an object with role, resource, key, ifMatch and creates.",
      at,
    );
  const role = oneOf(reader, value, "role", ["none", "retrieval", "state-change", "creation"] as const, at);
  const implied = isRetrieval(raw) ? "retrieval" : isStateChange(raw) ? "state-change" : "none";
  return {
    role: role ?? implied,
    resource: text(own(value, "resource")) || undefined,
    key: readKey(reader, value, at),
    ifMatch: oneOf(reader, value, "ifMatch", ["required", "optional"] as const, at),
    creates: readCreates(reader, value, at),
    at,
  };
}

function readKey(reader: Reader, value: object, at: string): readonly string[] | undefined {
  const given = own(value, "key");
  if (given === undefined) return undefined;
  const keys = Array.isArray(given) ? (given as unknown[]) : [given];
  if (keys.every((key): key is string => typeof key === "string")) return keys;
  throw reader.refuse(
    "invalid-x-concurrency",
    "`x-concurrency.key` says where the request carries the key: `path.job_id`, or a list of such places.",
    pointer(at, "key"),
  );
}

function readCreates(reader: Reader, value: object, at: string): string | false | undefined {
  const given = own(value, "creates");
  if (given === undefined || given === false || (typeof given === "string" && given !== "")) return given;
  throw reader.refuse(
    "invalid-x-concurrency",
    "`x-concurrency.creates` is the name or key path of a resource, or false.",
    pointer(at, "creates"),
  );
}

function oneOf<T extends string>(
  reader: Reader,
  value: object,
  key: string,
  allowed: readonly T[],
  at: string,
): T | undefined {
  const given = own(value, key);
  if (given === undefined) return undefined;
  const found = allowed.find((one) => one === given);
  if (found === undefined)
    throw reader.refuse(
      "invalid-x-concurrency",
      `\`x-concurrency.${key}\` is one of ${allowed.join(", ")}.`,
      pointer(at, key),
    );
  return found;
}
