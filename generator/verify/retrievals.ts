import { keyText, type Member } from "./members.js";
import type { ResourcePlan } from "./plan.js";
import { corsPreflight } from "./probes/cors-preflight.js";
import { resourceProbes, retrievalProbes } from "./probes/index.js";
import type { ProbeContext, RetrievalContext } from "./probes/probe.js";
import { add, type Log, type Place, runProbe } from "./run-probe.js";
import { type Target, targetOf } from "./target.js";
import type { Verdict } from "./types.js";
import { Inconclusive, skipped } from "./verdict.js";

/** Asks what a GET and a preflight can tell: nothing is changed. */
export async function probeRetrievals(
  log: Log,
  plan: ResourcePlan,
  members: readonly Member[] | Inconclusive,
): Promise<void> {
  const { run, wire } = log;
  const { resource } = plan;
  const [member, other] = members instanceof Inconclusive ? [] : members;
  const targetFor = (operation: ResourcePlan["source"], one: Member | undefined): Target | Inconclusive => {
    if (one === undefined)
      return members instanceof Inconclusive ? members : new Inconclusive("There is no second one.");
    try {
      return targetOf(run.options.url, operation, resource, one.key, run.options.fixtures);
    } catch (error) {
      if (error instanceof Inconclusive) return error;
      throw error;
    }
  };
  const subject = member && keyText(member.key) ? keyText(member.key) : undefined;
  for (const operation of plan.retrievals) {
    const place: Place = { operation, subject };
    const probes = [...retrievalProbes, ...(operation === plan.source ? resourceProbes : [])];
    const target = targetFor(operation, member);
    if (target instanceof Inconclusive) {
      for (const probe of [...probes, corsPreflight]) add(log, probe, place, skipped(target.message));
      continue;
    }
    const second = targetFor(operation, other);
    const verdicts = new Map<string, Verdict>();
    const base: ProbeContext = { run, wire, plan, resource, operation, verdicts };
    const views = plan.retrievals
      .filter((one) => one !== operation)
      .flatMap((one) => {
        const at = targetFor(one, member);
        return at instanceof Inconclusive ? [] : [{ operation: one, target: at }];
      });
    const context: RetrievalContext = {
      ...base,
      target,
      other: second instanceof Inconclusive ? undefined : second,
      views,
    };
    for (const probe of probes) {
      const first = verdicts.get("tag");
      // Of a GET that cannot be read nothing else can be asked.
      if (first?.outcome === "skipped") add(log, probe, place, first);
      else verdicts.set(probe.id, await runProbe(log, probe, place, () => probe.run(context)));
    }
    await runProbe(log, corsPreflight, place, () => corsPreflight.run({ ...base, target }));
  }
  for (const operation of plan.stateChanges) {
    const target = targetFor(operation, member);
    const place: Place = { operation, subject };
    const base: ProbeContext = { run, wire, plan, resource, operation, verdicts: new Map() };
    if (target instanceof Inconclusive) add(log, corsPreflight, place, skipped(target.message));
    else await runProbe(log, corsPreflight, place, () => corsPreflight.run({ ...base, target }));
  }
}
