import type { EntityTag } from "../../../runtime/call.js";
import { isRecord } from "../../load/pointer.js";
import type { OperationModel } from "../../model/model.js";
import { type TrialBody, trialBodyFor } from "../trial-body.js";
import type { Subject, Subjects } from "../subjects.js";
import { FOREIGN_TAG, forIfMatch } from "../tags.js";
import { type Target, targetOf } from "../target.js";
import type { ProbeInfo, Verdict } from "../types.js";
import { failed, Inconclusive, passed } from "../verdict.js";
import type { Reply } from "../wire.js";
import { type ProbeContext, publishedBy, type Read, succeeded } from "./probe.js";

/** What the probes of one state change share. */
export interface ChangeContext extends ProbeContext {
  readonly subjects: Subjects;
  /** `none`: the operation is outside the contract, and sent without If-Match. */
  readonly ifMatch: "required" | "optional" | "none";
  /** What came of sending it as it should be. */
  readonly baseline: Baseline;
}

export interface Baseline {
  readonly before: Read;
  readonly change: TrialBody;
  readonly answer: Reply;
  /** GET afterwards; it may be a 404. */
  readonly after: Reply;
}

export interface ChangeProbe extends ProbeInfo {
  /** Says nothing where the server does not accept even the current tag. */
  readonly needsAcceptance: boolean;
  run(context: ChangeContext): Promise<Verdict>;
}

type Ground = Omit<ChangeContext, "baseline">;

const locate = ({ run, resource }: Ground, operation: OperationModel, { key }: Subject): Target =>
  targetOf(run.options.url, operation, resource, key, run.options.fixtures);

/** GET of the resource, whatever the answer. */
export function look(
  context: Ground,
  subject: Subject,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const target = locate(context, context.plan.source, subject);
  return context.wire.send({ method: "GET", url: target.url, headers: { ...target.headers, ...headers } });
}

/** GET of the resource, which must yield its tag. @throws {Inconclusive} */
export async function readSubject(
  context: Ground,
  subject: Subject,
  headers: Readonly<Record<string, string>> = {},
): Promise<Read> {
  const reply = await look(context, subject, headers);
  const { tag } = publishedBy(context, reply);
  if (reply.status !== 200) throw new Inconclusive(`${context.plan.source.id} answers ${reply.status}.`);
  if (tag === undefined) throw new Inconclusive("The resource sends no tag that could be used: see the probe `tag`.");
  return { reply, tag };
}

/** A body for the operation that was not sent before. */
export const newChange = (context: Ground, current: Reply): Promise<TrialBody> =>
  trialBodyFor(context.run, context.operation, context.resource, current.json, context.subjects.label());

/** Sends the state change; `ifMatch` goes out as it is. */
export async function attempt(
  context: Ground,
  subject: Subject,
  change: TrialBody,
  ifMatch: string | undefined,
  headers: Readonly<Record<string, string>> = {},
  operation: OperationModel = context.operation,
): Promise<Reply> {
  const target = locate(context, operation, subject);
  // A key in the body names the subject, whatever the body said.
  const body =
    Object.keys(target.fields).length > 0
      ? { ...(isRecord(change.body) && change.body), ...target.fields }
      : change.body;
  const reply = await context.wire.send({
    method: operation.method,
    url: target.url,
    headers: { ...target.headers, ...headers, ...(ifMatch !== undefined && { "if-match": ifMatch }) },
    ...change,
    body,
  });
  if (succeeded(reply) && operation.method === "POST") context.subjects.marked(subject, operation);
  if (reply.status === 429) throw new Inconclusive("The server limits the rate of requests: 429.");
  return reply;
}

/** The tag as clients send it. */
export const current = ({ run }: ProbeContext, tag: EntityTag): string => forIfMatch(tag, run.options.dialect);

/** Changes the subject past the operation under test; answers with the tag it had, and how it is now. */
export async function outdate(context: Ground, subject: Subject): Promise<{ stale: string; now: Read }> {
  const before = await readSubject(context, subject);
  const { update } = context.plan;
  if (!update) return { stale: FOREIGN_TAG, now: before };
  const change = await trialBodyFor(context.run, update, context.resource, before.reply.json, context.subjects.label());
  await attempt(context, subject, change, current(context, before.tag), {}, update);
  const now = await readSubject(context, subject);
  // Where nothing moves the tag, one that never was must do.
  return { stale: now.tag === before.tag ? FOREIGN_TAG : before.tag, now };
}

/** How the subject differs from what it was; `undefined` where it does not. */
export async function whatChanged(context: Ground, subject: Subject, before: Read): Promise<string | undefined> {
  const after = await look(context, subject);
  if (after.status !== before.reply.status) return `GET is answered ${after.status} now`;
  const { tag } = publishedBy(context, after);
  if (tag !== before.tag) return `the tag was ${before.tag} and is ${tag ?? "gone"}`;
  if (after.text === before.reply.text) return undefined;
  // A body that differs at each GET, by a clock in it, says nothing.
  const again = await look(context, subject);
  return again.text === after.text ? "the body changed, and the tag did not" : undefined;
}

/** A refusal that a probe wants to see. */
export interface Wanted {
  /** The request, for the sentence that says what came of it. */
  readonly what: string;
  readonly ifMatch: string | undefined;
  readonly statuses: readonly number[];
}

/** Sends what must be refused, and looks whether it was, and whether nothing changed. */
export async function mustRefuse(
  context: ChangeContext,
  subject: Subject,
  before: Read,
  { what, ifMatch, statuses }: Wanted,
): Promise<Verdict> {
  const change = await newChange(context, before.reply);
  const reply = await attempt(context, subject, change, ifMatch);
  if (succeeded(reply)) return failed(`${what} is carried out: ${reply.status}.`);
  const changed = await whatChanged(context, subject, before);
  if (changed !== undefined)
    return failed(`${what} is answered ${reply.status}, and yet something was written: ${changed}.`);
  return statuses.includes(reply.status)
    ? passed()
    : failed(`${what} is answered ${reply.status}, not ${statuses.join(" or ")}.`);
}

/** Whether the operation acts on the resource itself, and not on a part of it. */
export const actsOnItself = ({ operation }: ProbeContext): boolean =>
  ["PUT", "PATCH", "DELETE"].includes(operation.method);
