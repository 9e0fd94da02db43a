import { joined, plural, type Printable, say } from "../printable.js";
import { percent } from "./coverage.js";
import type { Coverage, ReportFinding, ReportOperation, ReportResource, ResourceKind } from "./report.js";

/** Words that the page and the table share. */

/** Methods that have a column; HEAD stands with GET, and anything else in a column of its own where there is any. */
export const columns = ["GET", "POST", "PUT", "PATCH", "DELETE", "other"] as const;
export type Column = (typeof columns)[number];

export function columnOf({ method }: Pick<ReportOperation, "method">): Column {
  if (method === "HEAD") return "GET";
  return columns.find((column) => column === method) ?? "other";
}

/** The columns that a document needs. */
export function columnsOf(resources: readonly ReportResource[]): Column[] {
  const others = resources.some(({ operations }) => operations.some((one) => columnOf(one) === "other"));
  return columns.filter((column) => column !== "other" || others);
}

export const kindTitles = {
  conditional: "Conditional",
  caching: "Tagged for caching only",
  untagged: "No tag",
  none: "Names no record",
} as const satisfies Readonly<Record<ResourceKind, string>>;

/** `13 of 34 state changes are protected (38%)`. */
export function headline(coverage: Coverage): Printable {
  const { protected: guarded, stateChanges } = coverage;
  if (stateChanges === 0) return say`No operation changes something that exists.`;
  return say`${guarded} of ${stateChanges} state changes ${guarded === 1 ? "is" : "are"} protected (${percent(coverage)}%)`;
}

/** What the headline leaves out, one item a count that is not zero. */
export function otherCounts({ optional, unprotected, creations, decided, others }: Coverage): Printable[] {
  return [
    unprotected > 0 && say`${unprotected} unprotected`,
    optional > 0 && say`${optional} of the protected with an optional If-Match`,
    creations > 0 && plural(creations, "creation"),
    decided > 0 && say`${decided} decided: the last write may win`,
    others > 0 && plural(others, "read or other call", "reads and other calls"),
  ].filter((text) => text !== false);
}

/** What exactly is counted. */
export const counting =
  "Counted are the operations that change something that exists: every PUT, PATCH and DELETE, each POST that names a record in its path, and whatever is conditional. Creations have nothing to match yet and are not counted; neither are operations that the config or x-concurrency declares unconditional, nor calls that name no record, such as a login or a search.";

/** `1 error, 2 warnings`. */
export function findingCounts(findings: readonly Pick<ReportFinding, "severity">[]): Printable {
  const { errors, warnings } = countSeverities(findings);
  const counts = [errors > 0 && plural(errors, "error"), warnings > 0 && plural(warnings, "warning")];
  return joined(
    counts.filter((text) => text !== false),
    ", ",
  );
}

export function countSeverities(findings: readonly Pick<ReportFinding, "severity">[]) {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  return { errors, warnings: findings.length - errors };
}

/** The findings of a resource's operations, each once, in the order of the report. */
export const findingsOf = ({ operations }: ReportResource): number[] =>
  [...new Set(operations.flatMap(({ findings }) => findings))].sort((a, b) => a - b);

/** `/events/` after an ellipsis: the path as seen from the key path that heads its row. */
export function shortPath(path: string, key: string | undefined): string {
  if (key === undefined) return path;
  const slash = path.endsWith("/") ? "/" : "";
  const [own, base] = [segments(path), segments(key)];
  const common = base.findIndex((segment, index) => shape(segment) !== shape(own[index]));
  const shared = common < 0 ? base.length : common;
  if (shared < base.length - 1) return path;
  const rest = own.slice(own.length === shared ? -1 : shared);
  return `\u2026/${rest.join("/")}${slash}`;
}

const segments = (path: string): string[] => path.split("/").filter((segment) => segment !== "");
const shape = (segment: string | undefined): string | undefined => segment?.replace(/\{[^{}]*\}/g, "{}");
