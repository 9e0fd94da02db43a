import type { OperationModel } from "../model/model.js";
import type { ProbeInfo, ProbeResult, VerifyRun, Verdict } from "./types.js";
import { failed, Inconclusive, NoAnswer, skipped } from "./verdict.js";
import type { Wire } from "./wire.js";

/** Where the results of one resource go. */
export interface Log {
  readonly run: VerifyRun;
  readonly wire: Wire;
  readonly resource: string;
  readonly results: ProbeResult[];
}

/** What one probe is run on. */
export interface Place {
  readonly operation: OperationModel;
  readonly subject?: string | undefined;
}

/** Runs one probe, and keeps its verdict with the evidence. */
export async function runProbe(
  log: Log,
  probe: ProbeInfo,
  place: Place,
  work: () => Promise<Verdict>,
): Promise<Verdict> {
  log.run.options.onProbe?.(place.operation, probe);
  const recorder = log.wire.record();
  try {
    const verdict = await work().catch(verdictOf);
    add(log, probe, place, verdict, recorder.exchanges);
    return verdict;
  } finally {
    recorder.stop();
  }
}

/** Keeps a verdict for which nothing was sent. */
export function add(
  log: Log,
  probe: ProbeInfo,
  place: Place,
  verdict: Verdict,
  evidence: ProbeResult["evidence"] = [],
): void {
  const { id, method, path } = place.operation;
  const { id: name, promise, section } = probe;
  log.results.push({
    probe: { id: name, promise, section },
    resource: log.resource,
    operation: { id, method, path },
    ...(place.subject !== undefined && { subject: place.subject }),
    verdict,
    evidence: [...evidence],
  });
}

/** @throws what is neither a missing answer nor a reason to skip, such as an interruption. */
function verdictOf(error: unknown): Verdict {
  if (error instanceof Inconclusive) return skipped(error.message);
  if (error instanceof NoAnswer) return failed(error.message);
  throw error;
}
