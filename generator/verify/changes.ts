import type { OperationModel } from "../model/model.js";
import type { ResourcePlan } from "./plan.js";
import { answerNotStored, judgeStorable } from "./probes/answer-not-stored.js";
import type { Baseline, ChangeContext, ChangeProbe } from "./probes/change.js";
import { currentTag, tryBaseline } from "./probes/current-tag.js";
import { listTagAfterCreation } from "./probes/list-tag.js";
import { notRedirected } from "./probes/not-redirected.js";
import { changeProbes, unconditionalProbes } from "./probes/index.js";
import { add, type Log, type Place, runProbe } from "./run-probe.js";
import { type Subject, type Subjects, subjectText } from "./subjects.js";
import type { Verdict } from "./types.js";
import { skipped } from "./verdict.js";

const NO_WRITE = "It changes state: run with --write.";

/** Asks what only a write can tell. Without `write` nothing is sent, and everything is reported as skipped. */
export async function probeChanges(log: Log, plan: ResourcePlan, subjects: Subjects): Promise<void> {
  const { options } = log.run;
  for (const operation of plan.stateChanges) {
    if (options.write) await probeOne(log, plan, subjects, operation);
    else
      for (const probe of [currentTag, notRedirected, ...changeProbes])
        add(log, probe, { operation }, skipped(NO_WRITE));
  }
  const { creation, update, resource } = plan;
  // A content hash of a resource outside the contract has to follow its content, too.
  const loose = !resource.conditional && update && plan.wanted(update) ? update : undefined;
  if (loose && options.write) await probeLoose(log, plan, subjects, loose);
  else if (loose) for (const probe of unconditionalProbes) add(log, probe, { operation: loose }, skipped(NO_WRITE));
  if (!creation || !plan.wanted(creation)) return;
  if (!options.write) {
    for (const probe of [answerNotStored, listTagAfterCreation])
      add(log, probe, { operation: creation }, skipped(NO_WRITE));
    return;
  }
  await runProbe(log, answerNotStored, { operation: creation }, async () =>
    judgeStorable((await subjects.make()).answer),
  );
  const { run, wire } = log;
  const context = { run, wire, plan, resource, operation: creation, verdicts: new Map<string, Verdict>(), subjects };
  await runProbe(log, listTagAfterCreation, { operation: creation }, () => listTagAfterCreation.run(context));
}

async function probeOne(log: Log, plan: ResourcePlan, subjects: Subjects, operation: OperationModel): Promise<void> {
  const { concurrency } = operation;
  const ifMatch = concurrency.role === "state-change" ? concurrency.ifMatch : "none";
  const verdicts = new Map<string, Verdict>();
  const { ground, place } = groundOf(log, plan, subjects, operation, ifMatch, verdicts);
  let baseline: Baseline | undefined;
  const first = await runProbe(log, currentTag, place, async () => {
    baseline = await tryBaseline(ground);
    return currentTag.run(ground, baseline);
  });
  verdicts.set(currentTag.id, first);
  const known = baseline;
  if (known) await runProbe(log, notRedirected, place, async () => notRedirected.run(ground, known));
  else add(log, notRedirected, place, skipped("reason" in first ? first.reason : ""));
  if (!baseline || first.outcome === "skipped") {
    const reason = "reason" in first ? first.reason : "";
    for (const probe of changeProbes) add(log, probe, place, skipped(reason));
    return;
  }
  await runAll(log, place, { ...ground, baseline }, changeProbes);
}

async function probeLoose(log: Log, plan: ResourcePlan, subjects: Subjects, operation: OperationModel): Promise<void> {
  const { ground, place } = groundOf(log, plan, subjects, operation, "none", new Map());
  let baseline: Baseline | undefined;
  for (const probe of unconditionalProbes)
    await runProbe(log, probe, place, async () => {
      baseline ??= await tryBaseline(ground);
      const { status } = baseline.answer;
      return status < 300
        ? probe.run({ ...ground, baseline })
        : skipped(`${operation.id} answers ${status}: pass --body ${operation.id}=file.json.`);
    });
}

async function runAll(log: Log, place: Place, context: ChangeContext, probes: readonly ChangeProbe[]): Promise<void> {
  const accepted = context.verdicts.get(currentTag.id)?.outcome === "passed";
  for (const probe of probes) {
    if (probe.needsAcceptance && !accepted)
      add(log, probe, place, skipped("The server does not accept the current tag: see `current-tag`."));
    else await runProbe(log, probe, place, () => probe.run(context));
  }
}

/** The context of an operation's probes; its place names the last subject that was used. */
function groundOf(
  log: Log,
  plan: ResourcePlan,
  subjects: Subjects,
  operation: OperationModel,
  ifMatch: ChangeContext["ifMatch"],
  verdicts: ReadonlyMap<string, Verdict>,
): { ground: Omit<ChangeContext, "baseline">; place: Place } {
  let last: Subject | undefined;
  const watched: Subjects = {
    ...subjects,
    for: async (one) => (last = await subjects.for(one)),
  };
  const { run, wire } = log;
  return {
    ground: { run, wire, plan, resource: plan.resource, operation, verdicts, subjects: watched, ifMatch },
    place: {
      operation,
      get subject() {
        return last && subjectText(last);
      },
    },
  };
}
