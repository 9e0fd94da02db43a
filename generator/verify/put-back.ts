import type { OperationModel } from "../model/model.js";
import { restoringBody } from "./trial-body.js";
import type { ResourcePlan } from "./plan.js";
import { forIfMatch, publishedTag } from "./tags.js";
import { type Key, targetOf } from "./target.js";
import type { VerifyRun } from "./types.js";
import type { Reply, Wire } from "./wire.js";

/** Others may write in between: a tag that is no longer current is read again this often. */
const TRIES = 3;

/** Removes what the run created; answers why it could not. */
export async function removeMade(
  run: VerifyRun,
  wire: Wire,
  plan: ResourcePlan,
  removal: OperationModel,
  key: Key,
): Promise<string | undefined> {
  return trying(async () => {
    const now = await fetchNow(run, wire, plan, key);
    if (isGone(now)) return "done";
    const target = targetOf(run.options.url, removal, plan.resource, key, run.options.fixtures);
    const headers = { ...target.headers, ...ifMatchOf(run, plan, now) };
    const reply = await wire.send({ method: "DELETE", url: target.url, headers });
    if (isGone(reply) || (reply.status >= 200 && reply.status < 300)) return "done";
    return { again: reply.status === 412, reason: `DELETE answers ${reply.status}: remove it by hand.` };
  });
}

/** Gives a fixture the values it had; answers what could not be put back. */
export async function restoreFixture(
  run: VerifyRun,
  wire: Wire,
  plan: ResourcePlan,
  update: OperationModel,
  key: Key,
  original: unknown,
): Promise<string | undefined> {
  return trying(async () => {
    const now = await fetchNow(run, wire, plan, key);
    if (now.status !== 200)
      return { again: false, reason: `GET answers ${now.status}: its old values could not be compared.` };
    const change = restoringBody(run, update, original, now.json);
    if (!change) return "done";
    const target = targetOf(run.options.url, update, plan.resource, key, run.options.fixtures);
    const headers = { ...target.headers, ...ifMatchOf(run, plan, now) };
    const reply = await wire.send({ method: update.method, url: target.url, ...change, headers });
    const fields = Object.keys(change.body as object).join(", ");
    // Looked at again: a server may say yes and keep something else.
    return {
      again: reply.status < 300 || reply.status === 412,
      reason: `${update.method} answers ${reply.status}: ${fields} could not be given the old values.`,
    };
  });
}

async function trying(
  attempt: () => Promise<"done" | { again: boolean; reason: string }>,
): Promise<string | undefined> {
  let reason = "";
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      const result = await attempt();
      if (result === "done") return undefined;
      reason = result.reason;
      if (!result.again) return reason;
    } catch (error) {
      // The run is over: whatever went wrong is told, and the rest is still put back.
      reason = error instanceof Error ? error.message : String(error);
    }
  }
  return reason;
}

const isGone = ({ status }: Reply): boolean => status === 404 || status === 410;

const fetchNow = (run: VerifyRun, wire: Wire, { source, resource }: ResourcePlan, key: Key): Promise<Reply> =>
  wire.send({ method: "GET", ...targetOf(run.options.url, source, resource, key, run.options.fixtures) });

function ifMatchOf(run: VerifyRun, { resource }: ResourcePlan, now: Reply): Record<string, string> {
  const { dialect } = run.options;
  const { tag } = publishedTag(now, dialect, resource);
  return tag === undefined ? {} : { "if-match": forIfMatch(tag, dialect) };
}
