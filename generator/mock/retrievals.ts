import { type Answer, titleOf } from "./answer.js";
import { digest, sha256 } from "./digest.js";
import type { ListAction } from "./lists/lists.js";
import { BadParameterError } from "./lists/select.js";
import { evaluatePreconditions, explainPreconditions, type Validator } from "./preconditions.js";
import type { Entity } from "./store.js";
import { listDepth } from "./targets.js";
import {
  actionKey,
  controlledBy,
  json,
  sampled,
  shown,
  validatorHeaders,
  validatorOf,
  withTagProperty,
  type Incoming,
  type Parts,
} from "./parts.js";

/** GET and HEAD: what is stored, or that it did not change. */
export function retrieve(parts: Parts, incoming: Incoming): Answer {
  const { route, headers, method } = incoming;
  const { profile, refusals, statuses } = parts;
  const content = representation(parts, incoming);
  const controlled = controlledBy(incoming);
  const validator: Validator | undefined =
    profile.tags === "content-hash"
      ? { etag: hashOf(content.body), lastModified: undefined }
      : controlled && validatorOf(parts, controlled);
  if (!validator || content.status >= 400) return content;
  const metadata = {
    ...validatorHeaders(validator, profile),
    "Cache-Control": profile.cacheControl.retrieval,
    "Content-Location": incoming.url.pathname + incoming.url.search,
  };
  const failed = evaluatePreconditions(method, headers, validator);
  const reason = failed && explainPreconditions(failed, headers, validator);
  if (failed === 412) return { ...refusals.refuse(route, statuses.preconditionFailed, titleOf(412)), reason: reason! };
  // RFC 9110, 15.4.5: what the 200 would have said about itself, without its body.
  if (failed === 304) return { status: 304, headers: metadata, body: null, committed: false, reason: reason! };
  return { ...content, headers: { ...metadata, ...content.headers } };
}

function representation(parts: Parts, incoming: Incoming): Answer {
  const { route, match } = incoming;
  const { action, success } = route;
  const { store, records, kinds } = parts;
  if (!success.schema || action.does === "sample") return sampled(parts, route);
  if (action.does === "list") {
    const prefix = match.values.slice(0, listDepth(action.kind));
    const members = store.members(action.kind, prefix).map((member) => shown(parts, action.kind, member));
    return list(parts, incoming, action, members);
  }
  const { kind } = action;
  const entity = store.get(kind, actionKey(incoming)!)!;
  const view = { content: success, envelope: kinds.envelopeOf(success.schema, kind) };
  return json(
    success.status,
    withTagProperty(parts, kind, records.show(view, shown(parts, kind, entity)), entity.key),
    success.mediaType,
  );
}

function list(parts: Parts, { route, url }: Incoming, action: ListAction, members: readonly Entity[]): Answer {
  const { lists, records, refusals } = parts;
  const { status, mediaType } = route.success;
  try {
    const { rows, fields, headers, notes } = lists.page(route, action, members, url);
    const answer = json(status, records.list(action.view, rows, fields), mediaType);
    return { ...answer, headers: { ...answer.headers, ...headers }, notes };
  } catch (error) {
    if (error instanceof BadParameterError) return refusals.refuse(route, 400, error.message);
    throw error;
  }
}

const hashOf = (body: Answer["body"]): NonNullable<Validator["etag"]> =>
  `"${(typeof body === "string" ? digest(body) : sha256(body ?? new Uint8Array())).slice(0, 32)}"` as NonNullable<
    Validator["etag"]
  >;
