import { isRecord, type JsonObject, own } from "../load/pointer.js";
import { type Answer, type Refusals, titleOf } from "./answer.js";
import { type BodyIssues, checkBody, type SentBody, settableFields, writable } from "./body.js";
import type { Faults } from "./faults.js";
import { digest, type Key } from "./keys.js";
import type { Kind, Kinds } from "./kinds.js";
import { evaluatePreconditions, type Validator } from "./preconditions.js";
import type { Profile } from "./profiles.js";
import type { Projection } from "./projection.js";
import type { Records } from "./records.js";
import type { Control, Route } from "./routes.js";
import type { Sampler } from "./sampler.js";
import type { Entity, Store } from "./store.js";
import { controlKey, fill, keyFor, listDepth, type Sent } from "./targets.js";
import type { BodyChecker } from "./body-checker.js";

/** All that an engine works with. */
export interface Parts {
  readonly kinds: Kinds;
  readonly store: Store;
  readonly records: Records;
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

/** A body whose preconditions hold, and what it is sent to. */
interface PlannedChange extends Incoming {
  readonly key: Key;
  readonly value: unknown;
  readonly controlled: { readonly control: Control; readonly key: Key } | undefined;
}

/** Carries requests out, each in one step that nothing can come between. */
export class Engine {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  answer(incoming: Incoming): Answer {
    const { route } = incoming;
    const missing = this.#missing(incoming);
    if (missing) return missing;
    return route.operation.method === "GET" || route.operation.method === "HEAD"
      ? this.#retrieve(incoming)
      : this.#change(incoming);
  }

  /** 404 before anything else, as Django does it: for what is not there, and for what lies below it. */
  #missing(incoming: Incoming): Answer | undefined {
    const { route, match } = incoming;
    const { kind, does } = route.action;
    const { store, refusals, kinds } = this.#parts;
    const owner = kind ? kind.parent : kinds.owner(route.place);
    if (owner && owner.parameters.length <= match.values.length && !store.get(owner, keyFor(owner, match)))
      return refusals.refuse(route, 404);
    if (!kind || does === "list" || does === "create" || does === "clear") return undefined;
    const key = this.#actionKey(incoming);
    // Who names a resource in the body learns of a missing field by the body's validation.
    if (key === undefined) return does === "read" ? refusals.refuse(route, 404) : undefined;
    if (store.get(kind, key)) return undefined;
    return does === "replace" && this.#mayCreate(route, kind) ? undefined : refusals.refuse(route, 404);
  }

  /** RFC 9110, 9.3.4: PUT creates where the document says 201, or where nothing else could. */
  #mayCreate({ operation }: Route, kind: Kind): boolean {
    return operation.responses.some(({ status }) => status === "201") || !kind.creatable;
  }

  #retrieve(incoming: Incoming): Answer {
    const { route, headers, method } = incoming;
    const { profile, refusals, statuses } = this.#parts;
    const content = this.#representation(incoming);
    const controlled = this.#controlled(incoming);
    const validator: Validator | undefined =
      profile.tags === "content-hash"
        ? { etag: hashOf(content.body), lastModified: undefined }
        : controlled && this.#validator(controlled);
    if (!validator) return content;
    const type = content.headers["Content-Type"];
    const metadata = {
      ...validatorHeaders(validator, profile),
      "Cache-Control": profile.cacheControl.retrieval,
      "Content-Location": incoming.url.pathname + incoming.url.search,
    };
    const failed = evaluatePreconditions(method, headers, validator);
    if (failed === 412) return refusals.refuse(route, statuses.preconditionFailed, titleOf(412));
    // RFC 9110, 15.4.5: what the 200 would have said about itself, without its body.
    if (failed === 304) return { status: 304, headers: metadata, body: null, committed: false };
    return { ...content, headers: { ...metadata, ...(type !== undefined && { "Content-Type": type }) } };
  }

  #representation(incoming: Incoming): Answer {
    const { route, match } = incoming;
    const { action, success } = route;
    const { store, records, kinds } = this.#parts;
    if (!success.schema || action.does === "sample") return this.#sampled(route);
    if (action.does === "list") {
      const prefix = match.values.slice(0, listDepth(action.kind));
      return json(success.status, records.list(action.view, store.members(action.kind, prefix)), success.mediaType);
    }
    const { kind } = action;
    const entity = store.get(kind, this.#actionKey(incoming)!)!;
    const view = { content: success, envelope: kinds.envelopeOf(success.schema, kind) };
    return json(success.status, this.#withTagProperty(kind, records.show(view, entity), entity.key), success.mediaType);
  }

  #change(incoming: Incoming): Answer {
    const { route, body, headers } = incoming;
    const { refusals, checker, projection, profile, faults, statuses } = this.#parts;
    const refusal = this.#bodyRefusal(route, body, checker);
    if (refusal) return refusal;
    const key = this.#actionKey(incoming) ?? [];
    const controlled = this.#controlled(incoming);
    if (route.control && !controlled) return refusals.refuse(route, 404);
    const value = body.kind === "value" ? writable(projection, body.content.schema, body.value) : undefined;
    const change = { ...incoming, key, value: this.#unwrapped(route.action.kind, value), controlled };
    const exists = controlled !== undefined && this.#validator(controlled) !== undefined;
    // There is nothing to match yet where PUT creates.
    if (route.demands && exists && !headers.has("if-match"))
      return refusals.refuse(route, statuses.preconditionRequired, titleOf(428));
    if (controlled && exists && !controlled.control.ofList && faults.meets("concurrent-edit"))
      this.#editByOther(controlled);
    if (controlled && profile.ifMatch !== "ignored") {
      // RFC 9110, 13.2.1: after all that fails without preconditions, right before the change.
      const failed = evaluatePreconditions(incoming.method, headers, this.#validator(controlled));
      if (failed !== undefined) return refusals.refuse(route, statuses.preconditionFailed, titleOf(412));
    }
    return this.#commit(change);
  }

  #bodyRefusal(route: Route, body: SentBody, checker: BodyChecker): Answer | undefined {
    const { refusals } = this.#parts;
    if (body.kind === "unsupported") return refusals.refuse(route, 415);
    if (body.kind === "malformed") return refusals.refuse(route, 400, body.message);
    if (body.kind === "none")
      return route.bodyRequired ? refusals.refuse(route, 400, "A body is required.") : undefined;
    const issues = checkBody(checker, body);
    return issues && refusals.refuse(route, 400, explain(issues), { errors: issues, details: issues });
  }

  #commit(change: PlannedChange): Answer {
    const { route, match, key, value, controlled } = change;
    const { store, records, projection, now } = this.#parts;
    const { does, kind } = route.action;
    const at = now();
    if (does === "sample") return this.#committed(change, undefined);
    if (does === "create") return this.#create(change);
    if (does === "clear") {
      for (const member of store.members(kind, match.values.slice(0, listDepth(kind)))) store.remove(kind, member.key);
      return this.#committed(change, undefined);
    }
    const before = store.get(kind, key);
    if (does === "remove") {
      store.remove(kind, key);
      return this.#committed(change, before);
    }
    if (!before) {
      const made = store.put(kind, key, records.created(kind, key, value, at));
      return this.#committed(
        change,
        made,
        route.operation.responses.some(({ status }) => status === "201") ? 201 : undefined,
      );
    }
    const isPatchDocument = Array.isArray(value) && isRecord(before.data);
    const settable =
      change.body.kind === "value" ? settableFields(projection, change.body.content.schema) : new Set<string>();
    const data =
      does === "act" || isPatchDocument
        ? records.stamped(kind, before.data, at, false)
        : does === "merge"
          ? records.merged(kind, before, value, at, isMergePatch(change.body))
          : records.replaced(kind, before, value, settable, at);
    const after = store.put(kind, key, data);
    if (controlled && controlled.control.kind !== kind) this.#touch(controlled, at);
    return this.#committed(change, after);
  }

  #create(change: PlannedChange): Answer {
    const { route, match, value, controlled } = change;
    const { store, records, refusals, now } = this.#parts;
    const kind = route.action.kind!;
    const prefix = match.values.slice(0, listDepth(kind));
    const taken = store.taken(kind, prefix);
    const field = records.keyField(kind);
    const chosen = field === undefined ? undefined : own(value, field);
    const isChosen = kind.type === "items" && (typeof chosen === "string" || typeof chosen === "number");
    if (isChosen && store.get(kind, [...prefix, String(chosen)])) return refusals.refuse(route, 409);
    const key = [...prefix, isChosen ? String(chosen) : records.freshKey(kind, prefix, taken)];
    const at = now();
    const made = store.put(kind, key, records.created(kind, key, value, at));
    for (const child of this.#parts.kinds.all.values())
      if (child.parent === kind && child.type !== "single") store.startEmpty(child, key);
    if (controlled) this.#touch(controlled, at);
    return this.#committed(change, made, undefined, kind.type === "items" ? { kind, key } : undefined);
  }

  /** The answer to a change that was carried out. */
  #committed(
    { route, match, value, controlled }: PlannedChange,
    entity: Entity | undefined,
    status = route.success.status,
    created?: { kind: Kind; key: Key },
  ): Answer {
    const { records, profile, store, kinds } = this.#parts;
    if (route.action.does !== "sample") this.#parts.onCommit();
    const { kind, does } = route.action;
    const { concurrency } = route.operation;
    const changed =
      controlled && !controlled.control.ofList ? { kind: controlled.control.kind, key: controlled.key } : undefined;
    // Of an action that adds to what it changes, the model knows whose tag the answer carries.
    const tellsChanged = concurrency.role === "state-change" && concurrency.creates === undefined;
    const tagged = tellsChanged ? (changed ?? created) : (created ?? changed);
    const validator =
      tagged?.kind.resource && profile.tags === "revision" ? store.validator(tagged.kind, tagged.key) : undefined;
    const parameters = Object.fromEntries(
      route.operation.parameters
        .filter((one) => one.in === "path")
        .map(({ name }, index) => [name, match.values[index]]),
    );
    const headers = {
      ...(validator && validatorHeaders(validator, profile)),
      ...(created && { Location: match.prefix + fill(created.kind.path, created.key) }),
      ...(profile.cacheControl.other !== undefined && { "Cache-Control": profile.cacheControl.other }),
    };
    const known: JsonObject = { ...(isRecord(value) ? value : {}), ...parameters };
    const { success } = route;
    const envelope = success.schema && kind && does !== "act" ? kinds.envelopeOf(success.schema, kind) : undefined;
    const answer =
      !success.schema || !kind
        ? this.#sampled(route)
        : json(
            success.status,
            this.#withTagProperty(
              kind,
              envelope && entity
                ? records.show({ content: success, envelope }, entity)
                : records.about(success, kind, known, entity),
              entity?.key,
            ),
            success.mediaType,
          );
    return { ...answer, status, headers: { ...answer.headers, ...headers }, committed: does !== "sample" };
  }

  /** A change by somebody else. */
  edit(kind: Kind, key: Key, change: (data: unknown) => unknown): Entity | undefined {
    const { store, records, now, onCommit } = this.#parts;
    const entity = store.get(kind, key);
    if (!entity) return undefined;
    const edited = store.put(kind, key, records.stamped(kind, change(structuredClone(entity.data)), now(), false));
    onCommit();
    return edited;
  }

  #editByOther({ control, key }: { control: Control; key: Key }): void {
    const { records } = this.#parts;
    this.edit(control.kind, key, (data) => records.edited(control.kind, data, " (edited)"));
  }

  #touch({ control, key }: { control: Control; key: Key }, at: number): void {
    const { store, records } = this.#parts;
    const entity = control.ofList ? undefined : store.get(control.kind, key);
    if (entity) store.put(control.kind, key, records.stamped(control.kind, entity.data, at, false));
  }

  #validator({ control, key }: { control: Control; key: Key }): Validator | undefined {
    const { store } = this.#parts;
    return control.ofList ? store.listValidator(control.kind, key) : store.validator(control.kind, key);
  }

  #controlled(incoming: Incoming): { control: Control; key: Key } | undefined {
    const { control } = incoming.route;
    if (!control) return undefined;
    if (control.ofList) return { control, key: incoming.match.values.slice(0, listDepth(control.kind)) };
    const key = controlKey(control, incoming);
    return key && { control, key };
  }

  #actionKey(incoming: Incoming): Key | undefined {
    const { route, match } = incoming;
    const { kind } = route.action;
    if (!kind) return undefined;
    return route.control?.kind === kind && !route.control.ofList
      ? controlKey(route.control, incoming)
      : keyFor(kind, match);
  }

  /** A body that wraps its record as the answers do is the record. */
  #unwrapped(kind: Kind | undefined, value: unknown): unknown {
    const envelope = kind?.views[0]?.envelope;
    const inside = envelope?.property === undefined ? undefined : own(value, envelope.property);
    const [member] = Array.isArray(inside) ? (inside as unknown[]) : [inside];
    return isRecord(member) ? member : value;
  }

  /** A tag that travels in the body is the one of the header. */
  #withTagProperty(kind: Kind, value: unknown, key: Key | undefined): unknown {
    const name = kind.resource?.tagProperty;
    const etag = name !== undefined && key && this.#parts.store.validator(kind, key)?.etag;
    return name !== undefined && etag && isRecord(value) ? { ...value, [name]: etag } : value;
  }

  #sampled({ success }: Route): Answer {
    const { records, projection, sampler } = this.#parts;
    const { status, mediaType, node } = success;
    if (mediaType === undefined) return { status, headers: {}, body: null, committed: false };
    if (success.schema) return json(status, projection.shape(success.schema, [records.sample(success)]), mediaType);
    const headers = { "Content-Type": mediaType };
    if (/[/+]xml\b/i.test(mediaType))
      return { status, headers, body: sampler.xml(own(node, "schema")), committed: false };
    const sample = records.sample(success);
    const body = typeof sample === "string" ? sample : sample === undefined ? "" : JSON.stringify(sample);
    return {
      status,
      headers,
      body: /^text\//i.test(mediaType) ? body : new TextEncoder().encode(body),
      committed: false,
    };
  }
}

const json = (status: number, value: unknown, mediaType = "application/json"): Answer => ({
  status,
  headers: { "Content-Type": mediaType },
  body: JSON.stringify(value ?? null),
  committed: false,
});

const isMergePatch = (body: SentBody): boolean =>
  body.kind === "value" && /^application\/merge-patch\+json/i.test(body.content.mediaType);

const hashOf = (body: Answer["body"]): NonNullable<Validator["etag"]> =>
  `"${digest(typeof body === "string" ? body : Buffer.from(body ?? []).toString("base64")).slice(0, 32)}"` as NonNullable<
    Validator["etag"]
  >;

function validatorHeaders({ etag, lastModified }: Validator, { versionHeaders }: Profile): Record<string, string> {
  return {
    ...(etag !== undefined && { ETag: etag, ...Object.fromEntries(versionHeaders.map((name) => [name, etag])) }),
    ...(lastModified !== undefined && { "Last-Modified": new Date(lastModified).toUTCString() }),
  };
}

const explain = (issues: BodyIssues): string =>
  Object.entries(issues)
    .map(([at, [first = titleOf(400)]]) => (at === "" ? first : `${at}: ${first}`))
    .join(" ");
