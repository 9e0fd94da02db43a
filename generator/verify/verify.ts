import { ConfigError } from "../diagnostics.js";
import type { ApiModel } from "../model/model.js";
import { probeChanges } from "./changes.js";
import { findMembers, type Member } from "./members.js";
import { checkFixtures, planAll, type ResourcePlan } from "./plan.js";
import { probeRetrievals } from "./retrievals.js";
import type { Log } from "./run-probe.js";
import { createSubjects, type Subjects } from "./subjects.js";
import type { Leftover, ProbeResult, VerifyRun, VerifyOptions, VerifyReport } from "./types.js";
import { Inconclusive, Interrupted, NoAnswer, RedirectedAway } from "./verdict.js";
import { createWire, type Wire } from "./wire.js";

/**
 * Checks a live server against the model, one request at a time. Without `write` only GET, HEAD and OPTIONS are
 * sent. Whatever was changed is restored, even if the run is interrupted.
 *
 * @throws {ConfigError} for options that fit nothing, and for a server that does not answer at all.
 */
export async function verify(model: ApiModel, options: VerifyOptions): Promise<VerifyReport> {
  checkUrl(options.url);
  const run: VerifyRun = { model, options };
  const plans = planAll(model, options.only);
  checkFixtures(model, plans, options);
  checkBodies(model, options);
  const wire = createWire(options);
  await reach(wire, options.url);
  const results: ProbeResult[] = [];
  const leftovers: Leftover[] = [];
  let interrupted = false;
  for (const plan of plans) {
    if (interrupted) break;
    const subjects = createSubjects(run, wire, plan);
    try {
      await probeResource({ run, wire, resource: plan.resource.name, results }, plan, subjects);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      interrupted = true;
    } finally {
      leftovers.push(...(await wire.settling(() => subjects.putBack())));
    }
  }
  return {
    title: model.title,
    url: options.url,
    write: options.write,
    interrupted,
    resources: plans.map(({ resource: { name, key, conditional } }) => ({ name, key, conditional })),
    results,
    leftovers,
  };
}

async function probeResource(log: Log, plan: ResourcePlan, subjects: Subjects): Promise<void> {
  await probeRetrievals(log, plan, await membersOf(log, plan, subjects));
  await probeChanges(log, plan, subjects);
}

/** What lists and fixtures lead to; where they lead nowhere, something made for the purpose, if that is allowed. */
async function membersOf(
  { run, wire }: Log,
  { resource }: ResourcePlan,
  subjects: Subjects,
): Promise<readonly Member[] | Inconclusive> {
  try {
    return await findMembers(run, wire, resource);
  } catch (error) {
    const reason = asInconclusive(error);
    if (!run.options.write || resource.parameters.length === 0) return reason;
    try {
      return [{ key: (await subjects.make()).subject.key, given: true }];
    } catch (other) {
      asInconclusive(other);
      return reason;
    }
  }
}

/** @throws what is none. */
function asInconclusive(error: unknown): Inconclusive {
  if (error instanceof Inconclusive) return error;
  if (error instanceof NoAnswer) return new Inconclusive(error.message);
  throw error;
}

/** Any answer will do, even a 404. */
async function reach(wire: Wire, url: string): Promise<void> {
  try {
    await wire.send({ method: "GET", url });
  } catch (error) {
    if (error instanceof RedirectedAway || error instanceof Interrupted) return;
    if (!(error instanceof NoAnswer)) throw error;
    throw new ConfigError(`The server does not answer. ${error.message} Is it running, and is --url right?`);
  }
}

function checkUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new ConfigError(`--url ${text}: not a URL such as http://127.0.0.1:8000.`);
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    throw new ConfigError(
      "--url: no user, password, query or fragment, please; credentials go into --token or --header.",
    );
}

function checkBodies({ operations }: ApiModel, { bodies }: VerifyOptions): void {
  const unknown = Object.keys(bodies).find((id) => !operations.some((operation) => operation.id === id));
  if (unknown !== undefined) throw new ConfigError(`--body ${unknown}=...: the document has no operation of this id.`);
}
