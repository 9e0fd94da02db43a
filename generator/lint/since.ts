import type { ClientJob } from "../config/load.js";
import type { Revision } from "../load/revision.js";
import { withFittingOverrides } from "../model/fitting.js";
import { normalized } from "../model/paths.js";
import type { Finding, FindingOperation } from "./finding.js";
import { fingerprint } from "./fingerprint.js";
import { lintDocument, type LintOptions, type LintResult } from "./lint.js";

export interface LintedSince {
  readonly result: LintResult;
  /** Findings that were there before, at operations that did not change. */
  readonly leftOut: number;
}

/**
 * Leaves out of a result what was found at the revision as well and nobody has touched since: a finding stays if its
 * operation was added or changed, by itself or through something it refers to, or if it is new. A document that the revision does not have is new throughout.
 *
 * @throws {RefusedError} for a document that would be refused, now or then; {ConfigError} for a config that does not fit.
 */
export async function leaveOutKnown(
  job: ClientJob,
  revision: Revision,
  result: LintResult,
  options: LintOptions = {},
): Promise<LintedSince> {
  const input = await revision.fromHere(job.input);
  if (!(await revision.has(input))) return { result, leftOut: 0 };
  const { value: before } = await withFittingOverrides(job.config, (config) =>
    lintDocument({ ...job, config, input }, { ...options, files: revision }),
  );
  const findings = newFindings(result, before);
  return { result: { ...result, findings }, leftOut: result.findings.length - findings.length };
}

/** The findings that `before` does not have, and all of those at operations that are not what they were. */
function newFindings(now: LintResult, before: LintResult): Finding[] {
  const then = fingerprints(before);
  const same = new Set([...fingerprints(now)].filter(([key, hash]) => then.get(key) === hash).map(([key]) => key));
  const known = new Map<string, number>();
  for (const key of before.findings.flatMap(identities)) known.set(key, (known.get(key) ?? 0) + 1);
  return now.findings.filter((finding) => {
    const isTouched = operationsOf(finding).some((operation) => !same.has(shape(operation)));
    const left = identities(finding).map((key) => {
      const count = known.get(key) ?? 0;
      known.set(key, count - 1);
      return count;
    });
    return isTouched || left.some((count) => count <= 0);
  });
}

function fingerprints({ contract }: LintResult): Map<string, string> {
  return new Map(
    contract?.operations.map(({ raw }) => [
      shape({ method: raw.method, path: raw.writtenPath }),
      fingerprint(contract.reader.root, raw),
    ]),
  );
}

const shape = ({ method, path }: { readonly method: string; readonly path: string }): string =>
  `${method} ${normalized(path)}`;

const operationsOf = ({ operation, operations = operation ? [operation] : [] }: Finding): readonly FindingOperation[] =>
  operations;

/** What is found and about whom, but not in which line, nor in which words: those of several operations name them all. */
const identities = (finding: Finding): string[] => {
  const operations = operationsOf(finding);
  if (operations.length === 0) return [`${finding.rule}\n${finding.message}`];
  return operations.map((operation) => `${finding.rule}\n${shape(operation)}`);
};
