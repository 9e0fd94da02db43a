import type { LintedDocument, FindingIdentity } from "./lint-report.js";
import { createHash } from "node:crypto";
import { dirname, relative, sep } from "node:path";
import { normalized } from "../model/paths.js";
import type { Finding } from "./finding.js";

export function identityOf(finding: Finding, { name, result }: LintedDocument): FindingIdentity {
  const { rule, operation, file, pointer } = finding;
  return {
    ...(name !== undefined && { client: name }),
    rule,
    ...(operation
      ? { method: operation.method, path: operation.path }
      : { pointer, ...(file !== result.file && { file: besideRoot(file, result.file) }) }),
  };
}

/**
 * One identity for each operation that a finding is about: what is known of one operation of a resource stays known when
 * another one joins it, or is mended.
 */
export function identitiesOf(finding: Finding, document: LintedDocument): FindingIdentity[] {
  const operations = finding.operations ?? [finding.operation];
  return operations.map((operation) => identityOf(operation ? { ...finding, operation } : finding, document));
}

const besideRoot = (file: string, root: string): string =>
  /^https?:/.test(file) ? file : relative(dirname(root), file).split(sep).join("/");

/** Equal for the same identity, and for nothing else. */
export const identityKey = ({ client, rule, method, path, pointer, file }: FindingIdentity): string =>
  JSON.stringify([client, rule, method, path === undefined ? undefined : normalized(path), pointer, file]);

/**
 * A stable hash of each finding of a document, in their order. Several findings of one identity are told apart by
 * their order alone.
 */
export function fingerprints(document: LintedDocument): string[] {
  const seen = new Map<string, number>();
  return document.result.findings.map((finding) => {
    const key = identityKey(identityOf(finding, document));
    const ordinal = (seen.get(key) ?? 0) + 1;
    seen.set(key, ordinal);
    return createHash("sha256").update(`${key}#${ordinal}`).digest("hex");
  });
}
