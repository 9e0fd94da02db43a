import { isRecord, type JsonObject, own } from "../load/pointer.js";
import { type Answer, titleOf } from "./answer.js";
import { type BodyIssues, checkBody, type SentBody, settableFields, writable } from "./body.js";
import type { Key } from "./keys.js";
import type { Kind } from "./kinds.js";
import { evaluatePreconditions, explainPreconditions } from "./preconditions.js";
import type { Route } from "./routes.js";
import type { Entity } from "./store.js";
import { fill, listDepth } from "./targets.js";
import type { BodyChecker } from "./body-checker.js";
import {
  actionKey,
  controlledBy,
  json,
  sampled,
  shown,
  validatorHeaders,
  validatorOf,
  withTagProperty,
  type Controlled,
  type Incoming,
  type Parts,
} from "./parts.js";

/** A body whose preconditions hold, and what it is sent to. */
interface PlannedChange extends Incoming {
  readonly key: Key;
  readonly value: unknown;
  readonly controlled: Controlled | undefined;
}

/** Carries state changes out. */
export class Changes {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  carryOut(incoming: Incoming): Answer {
    const { route, body, headers } = incoming;
    const { refusals, checker, projection, profile, faults, statuses } = this.#parts;
    const refusal = this.#bodyRefusal(route, body, checker);
    if (refusal) return refusal;
    const key = actionKey(incoming) ?? [];
    const controlled = controlledBy(incoming);
    if (route.control && !controlled) return refusals.refuse(route, 404);
    const value = body.kind === "value" ? writable(projection, body.content.schema, body.value) : undefined;
    const change = { ...incoming, key, value: unwrapped(route.action.kind, value), controlled };
    const exists = controlled !== undefined && validatorOf(this.#parts, controlled) !== undefined;
    // There is nothing to match yet where PUT creates.
    if (route.demands && exists && !headers.has("if-match"))
      return { ...refusals.refuse(route, statuses.preconditionRequired, titleOf(428)), reason: "no If-Match was sent" };
    const isOvertaken = controlled && exists && !controlled.control.ofList && faults.meets("concurrent-edit");
    if (isOvertaken) this.#editByOther(controlled);
    if (controlled && profile.ifMatch !== "ignored") {
      // RFC 9110, 13.2.1: after all that fails without preconditions, right before the change.
      const now = validatorOf(this.#parts, controlled);
      if (evaluatePreconditions(incoming.method, headers, now) !== undefined) {
        const why = explainPreconditions(412, headers, now);
        const reason = isOvertaken ? `${why}: somebody was faster (fault concurrent-edit)` : why;
        return { ...refusals.refuse(route, statuses.preconditionFailed, titleOf(412)), reason };
      }
    }
    return this.#commit(change);
  }

  #bodyRefusal(route: Route, body: SentBody, checker: BodyChecker): Answer | undefined {
    const { refusals } = this.#parts;
    if (body.kind === "unsupported") return refusals.refuse(route, 415);
    // What a parser says quotes the body, which may hold a password.
    if (body.kind === "malformed")
      return { ...refusals.refuse(route, 400, body.message), reason: "the body is not what its Content-Type says" };
    if (body.kind === "none")
      return route.bodyRequired ? refusals.refuse(route, 400, "A body is required.") : undefined;
    const issues = checkBody(checker, body);
    return issues && refusals.refuse(route, 400, explain(issues), { errors: issues, details: issues });
  }

  #commit(change: PlannedChange): Answer {
    const { route, match, key, value, controlled } = change;
    const { store, records, members, projection, now } = this.#parts;
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
        ? members.stamped(kind, before.data, at, false)
        : does === "merge"
          ? records.merged(kind, before, value, at, isMergePatch(change.body))
          : records.replaced(kind, before, value, settable, at);
    const after = store.put(kind, key, data);
    if (controlled && controlled.control.kind !== kind) this.#touch(controlled, at);
    return this.#committed(change, after);
  }

  #create(change: PlannedChange): Answer {
    const { route, match, value, controlled } = change;
    const { store, records, members, refusals, now } = this.#parts;
    const kind = route.action.kind!;
    const prefix = match.values.slice(0, listDepth(kind));
    const taken = store.taken(kind, prefix);
    const field = members.keyField(kind);
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
        ? sampled(this.#parts, route)
        : json(
            success.status,
            withTagProperty(
              this.#parts,
              kind,
              envelope && entity
                ? records.show({ content: success, envelope }, shown(this.#parts, kind, entity))
                : records.about(success, kind, known, entity && shown(this.#parts, kind, entity)),
              entity?.key,
            ),
            success.mediaType,
          );
    return { ...answer, status, headers: { ...answer.headers, ...headers }, committed: does !== "sample" };
  }

  /** A change by somebody else. */
  edit(kind: Kind, key: Key, change: (data: unknown) => unknown): Entity | undefined {
    const { store, members, now, onCommit } = this.#parts;
    const entity = store.get(kind, key);
    if (!entity) return undefined;
    const edited = store.put(kind, key, members.stamped(kind, change(structuredClone(entity.data)), now(), false));
    onCommit();
    return edited;
  }

  #editByOther({ control, key }: Controlled): void {
    const { records } = this.#parts;
    this.edit(control.kind, key, (data) => records.edited(control.kind, data, " (edited)"));
  }

  #touch({ control, key }: Controlled, at: number): void {
    const { store, members } = this.#parts;
    const entity = control.ofList ? undefined : store.get(control.kind, key);
    if (entity) store.put(control.kind, key, members.stamped(control.kind, entity.data, at, false));
  }
}

/** A body that wraps its record as the answers do is the record. */
function unwrapped(kind: Kind | undefined, value: unknown): unknown {
  const envelope = kind?.views[0]?.envelope;
  const inside = envelope?.property === undefined ? undefined : own(value, envelope.property);
  const [member] = Array.isArray(inside) ? (inside as unknown[]) : [inside];
  return isRecord(member) ? member : value;
}

const isMergePatch = (body: SentBody): boolean =>
  body.kind === "value" && /^application\/merge-patch\+json/i.test(body.content.mediaType);

const explain = (issues: BodyIssues): string =>
  Object.entries(issues)
    .map(([at, [first = titleOf(400)]]) => (at === "" ? first : `${at}: ${first}`))
    .join(" ");
