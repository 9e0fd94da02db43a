import { pointer } from "../load/pointer.js";
import { type Identity, parameterLike } from "./identity.js";
import type { KeyParameter, KeySource, KeyValue, ResourceModel, Role } from "./model.js";
import type { RawOperation } from "./operations.js";
import { type Matched, OverrideError } from "./overrides.js";
import { normalized, parametersOf, segmentsOf } from "./paths.js";
import type { Reader } from "./reader.js";
import type { ResourceDraft } from "./resources.js";
import { bodyProperties } from "./shapes.js";
import type { Signals } from "./signals.js";
import type { Source } from "./sources.js";

/** What the key of an operation is found from. */
export interface Keyed {
  readonly raw: RawOperation;
  readonly signals: Signals;
  readonly override: Matched | undefined;
  readonly role: Role;
  readonly source: Source | undefined;
}

/** What the key of an operation is found in. */
export interface KeyContext {
  readonly reader: Reader;
  readonly identity: Identity;
}

const statedKeyOf = ({ override, signals }: Keyed): readonly string[] | undefined => {
  const stated = override?.key ?? signals.extension?.key;
  return stated === undefined ? undefined : ([stated].flat() as string[]);
};

const splitPlace = (text: string): readonly [place: string, name: string] | undefined => {
  const [, place, name] = /^(path|query|header|body)\.(.+)$/.exec(text) ?? [];
  return place === undefined || name === undefined ? undefined : [place, name];
};

/**
 * The parameters outside the path that belong to the key of a resource (docs/detection.md). `users` are its operations.
 * The retrieval's key decides where the config or the extension states it.
 */
export function keyParametersOf(
  { identity }: KeyContext,
  draft: ResourceDraft,
  users: readonly Keyed[],
): Pick<ResourceDraft, "outside" | "ambiguous"> {
  const { retrieval } = draft;
  const changes = users.filter(({ role }) => role === "state-change");
  const depth = parametersOf(draft.keyPath).length;
  if (!retrieval) return { outside: [], ambiguous: [] };
  const source = users.find(({ raw }) => raw === retrieval);
  const stated = source && statedKeyOf(source);
  if (stated) {
    const outside = stated.map(splitPlace).flatMap((part): KeyParameter[] => {
      const [place, name] = part ?? [];
      return (place === "query" || place === "header") && name !== undefined ? [{ in: place, name }] : [];
    });
    return { outside: stated.length === depth + outside.length ? outside : [], ambiguous: [] };
  }
  const { required, form, optional } = identity.of(retrieval);
  const isCarried = (parameter: KeyParameter): boolean =>
    changes.some(({ raw }) => parameterLike(raw, parameter) !== undefined);
  // What may be left out of the retrieval and not of a change chooses among records all the same.
  const demanded = changes
    .flatMap(({ raw }) => identity.of(raw).required)
    .filter((one) => one.in === "query" && parameterLike(retrieval, one) !== undefined);
  // On a path that names the record already, a parameter that no change carries selects a form of what is read.
  const outside = uniqueParameters([
    ...required.filter((one) => depth === 0 || isCarried(one)),
    ...form.filter(isCarried),
    ...demanded,
  ]);
  if (outside.length > 0 || depth > 0 || !draft.conditional) return { outside, ambiguous: [] };
  const sent = changes.flatMap(({ raw }) => {
    const found = identity.of(raw);
    return [...found.required, ...found.optional];
  });
  return { outside, ambiguous: [...optional, ...sent] };
}

const uniqueParameters = (parameters: readonly KeyParameter[]): KeyParameter[] =>
  parameters.filter(
    (one, index) => parameters.findIndex(({ in: place, name }) => place === one.in && name === one.name) === index,
  );

/** Where a request carries the key of its resource: same position in the path, config, body field, or same name. */
export function keySource(
  context: KeyContext,
  candidate: Keyed,
  resource: ResourceModel,
  draft: ResourceDraft,
): KeySource {
  const { reader, identity } = context;
  const { raw, source } = candidate;
  const own_ = parametersOf(raw.path);
  const inPath = own_.map((name): KeyValue => ({ parameter: name, in: "path", name }));
  const outside = (parameters: readonly KeyParameter[]): KeyValue[] =>
    parameters.map(({ in: place, name }) => ({ parameter: name, in: place, name }));
  if (statedKeyOf(candidate) !== undefined) return { kind: "values", values: statedKey(reader, candidate, resource) };
  const identified = identity.of(raw);
  const anything = [...inPath, ...outside([...identified.required, ...identified.optional])];
  if (candidate.role === "state-change" && !source) return { kind: "unresolved", values: anything };
  const missing = (what: string, advice: string): KeySource => {
    reader.note(
      "unresolved-key",
      "warning",
      `${label(raw)} is about ${resource.name}, but ${what}.`,
      raw.at,
      `Say where the request carries it in ifmatch.config.ts: ${advice}.`,
    );
    return { kind: "unresolved", values: anything };
  };
  if (draft.ambiguous.length > 0) {
    const names = [...new Set(draft.ambiguous.map(({ in: place, name }) => `${place}.${name}`))];
    const retrieval = draft.retrieval!;
    const entries = [...new Set([retrieval.id, raw.id])].map((id) => `"${id}": { key: "${names[0]}" }`);
    return missing(
      `it is unclear whether ${names.join(" and ")} ${names.length === 1 ? "says" : "say"} which one: ${names.length === 1 ? "it is" : "they are"} not required wherever ${resource.name} is read and changed`,
      `operations: { ${entries.join(", ")} }`,
    );
  }
  const prefix = segmentsOf(normalized(raw.path)).slice(0, segmentsOf(resource.key).length).join("/");
  const positional = `/${prefix}` === normalized(resource.key);
  const template = parametersOf(resource.key);
  const values = resource.parameters.map((parameter, index): KeyValue | undefined => {
    if (index === 0 && source?.bodyField !== undefined) return { parameter, in: "body", name: source.bodyField };
    const beside = index < template.length ? undefined : draft.outside[index - template.length];
    if (beside) return outsidePath(reader, raw, parameter, beside);
    const name = positional ? own_[index] : own_.find((one) => one === parameter);
    return name === undefined ? undefined : { parameter, in: "path", name };
  });
  const complete = values.filter((value) => value !== undefined);
  if (complete.length === values.length) return { kind: "values", values: complete };
  const absent = resource.parameters.flatMap((name, index) =>
    values[index] !== undefined
      ? []
      : [index < template.length ? `{${name}}` : `${draft.outside[index - template.length]!.in}.${name}`],
  );
  const what = template.length === resource.parameters.length ? "its path" : "its request";
  return missing(
    `${what} does not say which one: ${absent.join(", ")} is missing`,
    `operations: { "${raw.id}": { key: "body...." } }`,
  );
}

/** The same parameter, or one of this name in another part of the request. */
function outsidePath(reader: Reader, raw: RawOperation, parameter: string, wanted: KeyParameter): KeyValue | undefined {
  const name = parameterLike(raw, wanted);
  if (name !== undefined) return { parameter, in: wanted.in, name };
  if (wanted.in === "header") return undefined;
  if (parametersOf(raw.path).includes(wanted.name)) return { parameter, in: "path", name: wanted.name };
  return bodyProperties(reader, raw).includes(wanted.name) ? { parameter, in: "body", name: wanted.name } : undefined;
}

/** The key as config or extension state it. */
function statedKey(reader: Reader, candidate: Keyed, resource: ResourceModel): KeyValue[] {
  const { raw, override, signals } = candidate;
  const given = statedKeyOf(candidate)!;
  const refuse = (problem: string): Error =>
    override?.key === undefined
      ? reader.refuse(
          "invalid-x-concurrency",
          `\`x-concurrency.key\` ${problem}`,
          pointer(signals.extension!.at, "key"),
        )
      : new OverrideError("operations", override.entry, `operations[${JSON.stringify(override.entry)}].key ${problem}`);
  if (given.length !== resource.parameters.length)
    throw refuse(
      `has ${given.length} values, but the key of ${resource.name} is ${keyText(resource)}, with ${resource.parameters.length}.${given.length > resource.parameters.length ? ` If a query or header parameter belongs to it, state the key of ${resource.retrieval ?? "its retrieval"} as well.` : ""}`,
    );
  return given.map((written, index) => {
    const [place, name] = splitPlace(written) ?? [];
    if (place === undefined || name === undefined)
      throw refuse(
        `is ${JSON.stringify(written)}; write where the value stands, such as "path.job_id" or "body.purchase_order_id".`,
      );
    if (place === "path" && !parametersOf(raw.path).includes(name))
      throw refuse(`is ${JSON.stringify(written)}, but ${label(raw)} has no such path parameter.`);
    const parameter = resource.parameters[index]!;
    if (place !== "query" && place !== "header") return { parameter, in: place as "path" | "body", name };
    const declared = parameterLike(raw, { in: place, name });
    if (declared === undefined)
      throw refuse(`is ${JSON.stringify(written)}, but ${label(raw)} has no such ${place} parameter.`);
    return { parameter, in: place, name: declared };
  });
}

/** `/records`, or `/records with query.id` where the path is not all of it. */
export const keyText = ({ key, outside }: Pick<ResourceModel, "key" | "outside">): string =>
  outside.length === 0 ? key : `${key} with ${outside.map(({ in: place, name }) => `${place}.${name}`).join(" and ")}`;

const label = (raw: RawOperation): string => `${raw.method} ${raw.path}`;
