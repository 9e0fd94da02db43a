import type { Finding } from "../finding.js";

/** Findings of one rule that say the same about several operations; for people, they are one. */
export interface FindingGroup {
  /** The one that is shown in full. */
  readonly first: Finding;
  /** Where else it applies, in the order of the report. */
  readonly others: readonly Finding[];
}

/**
 * Groups findings that differ in nothing but the operation that they are about: the same rule, message and advice. What
 * the message says of other operations or of the resource counts, so that a group is about one resource.
 */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  const groups = new Map<string, { first: Finding; others: Finding[] }>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.rule, finding.severity, ...withoutOperation(finding)]);
    const group = groups.get(key);
    if (group) group.others.push(finding);
    else groups.set(key, { first: finding, others: [] });
  }
  return [...groups.values()];
}

/** Message and help, with a placeholder for the operation. */
function withoutOperation({ message, help, operation }: Finding): [string, string] {
  if (!operation) return [message, help];
  const { method, path, operationId } = operation;
  // Another operation that the message names may have the same path: only the first mention is the finding's own.
  const own = [`${method} ${path}`, path].find((name) => message.includes(name));
  const names = [
    JSON.stringify(`${method} ${path}`),
    ...(operationId === undefined ? [] : [JSON.stringify(operationId)]),
  ];
  return [
    own === undefined ? message : message.replace(own, () => PLACEHOLDER),
    names.reduce((text, name) => text.replaceAll(name, () => PLACEHOLDER), help),
  ];
}

/** No document text can contain it: control characters are escaped before they get into a message. */
const PLACEHOLDER = "\u0000";

/** What a finding of a group is about: `PUT, PATCH and DELETE /api/roles/{id}/` as its message begins, or its operation. */
export function subjectOf({ message, operation, pointer }: Finding): string {
  if (!operation) return pointer;
  const { method, path } = operation;
  const end = message.indexOf(path);
  const start = end === -1 ? "" : message.slice(0, end);
  return /^[A-Z]+(?:(?:, | and )[A-Z]+)* $/.test(start) ? start + path : `${method} ${path}`;
}
