import { isRecord, own } from "../load/pointer.js";
import type { Answer, Refusals } from "./answer.js";
import type { Faults } from "./faults.js";
import type { Key } from "./keys.js";
import type { Kind, Kinds } from "./kinds.js";
import type { Validator } from "./preconditions.js";
import type { Profile } from "./profiles.js";
import type { Projection } from "./projection.js";
import type { Lists } from "./lists/lists.js";
import type { Members } from "./members.js";
import type { Records } from "./records.js";
import type { Control, Route } from "./routes.js";
import type { Sampler } from "./sampler.js";
import type { References } from "./references.js";
import type { Entity, Store } from "./store.js";
import { streamText } from "./streams.js";
import { controlKey, keyFor, listDepth, type Sent } from "./targets.js";
import type { BodyChecker } from "./body-checker.js";

/** All that an engine works with. */
export interface Parts {
  readonly kinds: Kinds;
  readonly store: Store;
  readonly records: Records;
  readonly members: Members;
  readonly lists: Lists;
  /** `undefined`: what a record says about others is its own. */
  readonly references: References | undefined;
  readonly refusals: Refusals;
  readonly projection: Projection;
  readonly checker: BodyChecker;
  readonly sampler: Sampler;
  readonly faults: Faults;
  readonly profile: Profile;
  readonly statuses: { readonly preconditionFailed: number; readonly preconditionRequired: number };
  /** Milliseconds. */
  readonly now: () => number;
  /** Called after each change. */
  readonly onCommit: () => void;
}

export interface Incoming extends Sent {
  readonly method: string;
}

/** Whose validator a request is about, and which of them. */
export interface Controlled {
  readonly control: Control;
  readonly key: Key;
}

export function validatorOf({ store }: Parts, { control, key }: Controlled): Validator | undefined {
  return control.ofList ? store.listValidator(control.kind, key) : store.validator(control.kind, key);
}

export function controlledBy(incoming: Sent): Controlled | undefined {
  const { control } = incoming.route;
  if (!control) return undefined;
  if (control.ofList) return { control, key: incoming.match.values.slice(0, listDepth(control.kind)) };
  const key = controlKey(control, incoming);
  return key && { control, key };
}

/** The key of what a request reads or changes. */
export function actionKey(incoming: Sent): Key | undefined {
  const { route } = incoming;
  const { kind } = route.action;
  if (!kind) return undefined;
  return route.control?.kind === kind && !route.control.ofList
    ? controlKey(route.control, incoming)
    : keyFor(kind, incoming);
}

/** A record as it is shown: what it says about others is what those are now. */
export function shown({ references, store }: Parts, kind: Kind, entity: Entity): Entity {
  if (!references) return entity;
  const data = references.resolved(kind, entity.data, (other, key) => store.get(other, key)?.data);
  return { ...entity, data };
}

/** A tag that travels in the body is the one of the header. */
export function withTagProperty({ store }: Parts, kind: Kind, value: unknown, key: Key | undefined): unknown {
  const name = kind.resource?.tagProperty;
  const etag = name !== undefined && key && store.validator(kind, key)?.etag;
  return name !== undefined && etag && isRecord(value) ? { ...value, [name]: etag } : value;
}

/** An answer that nothing stored stands behind. */
export function sampled({ members, projection, sampler }: Parts, { success }: Route): Answer {
  const { status, mediaType, node, stream } = success;
  if (mediaType === undefined) return { status, headers: {}, body: null, committed: false };
  if (success.schema) return json(status, projection.shape(success.schema, [members.sample(success)]), mediaType);
  const headers = { "Content-Type": mediaType };
  if (stream) {
    const sample = members.sample(success) ?? sampler.value(own(node, "itemSchema"));
    return { status, headers, body: streamText(stream, sample, projection), committed: false };
  }
  if (/[/+]xml\b/i.test(mediaType))
    return { status, headers, body: sampler.xml(own(node, "schema")), committed: false };
  const sample = members.sample(success);
  const body = typeof sample === "string" ? sample : sample === undefined ? "" : JSON.stringify(sample);
  return {
    status,
    headers,
    body: /^text\//i.test(mediaType) ? body : new TextEncoder().encode(body),
    committed: false,
  };
}

export const json = (status: number, value: unknown, mediaType = "application/json"): Answer => ({
  status,
  headers: { "Content-Type": mediaType },
  body: JSON.stringify(value ?? null),
  committed: false,
});

export function validatorHeaders(
  { etag, lastModified }: Validator,
  { versionHeaders }: Profile,
): Record<string, string> {
  return {
    ...(etag !== undefined && { ETag: etag, ...Object.fromEntries(versionHeaders.map((name) => [name, etag])) }),
    ...(lastModified !== undefined && { "Last-Modified": new Date(lastModified).toUTCString() }),
  };
}
