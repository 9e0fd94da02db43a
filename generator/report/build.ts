import type { Finding } from "../lint/finding.js";
import type { Position } from "../diagnostics.js";
import { splitPointer } from "../load/pointer.js";
import type { ApiModel, Evidence, OperationModel } from "../model/model.js";
import { coverageByTag, coverageOf } from "./coverage.js";
import type { ConcurrencyReport, ReportEvidence, ReportFinding, ReportOperation, Place } from "./report.js";
import { rowsOf } from "./rows.js";
import { standingOf } from "./standing.js";

/** What the report knows of the document beside its model. */
export interface ReportDocument {
  readonly name: string | undefined;
  readonly file: string;
  readonly openapi: string;
  /** Line and column of a pointer into the bundled document. */
  locate(pointer: string): Position;
  /** What people call a file of which the absolute path is known. */
  nameFile(file: string): string;
}

/** Joins the model with the linter's findings. */
export function buildReport(
  model: ApiModel,
  findings: readonly Finding[],
  document: ReportDocument,
): ConcurrencyReport {
  const byOperation = new Map<string, number[]>();
  const place = ({ file, line, column }: Position): Place => ({ file: document.nameFile(file), line, column });
  const reported = findings.map((finding, index): ReportFinding => {
    const operations = operationsOf(finding);
    for (const id of operations) {
      const known = byOperation.get(id);
      if (known) known.push(index);
      else byOperation.set(id, [index]);
    }
    const { rule, severity, message, help, related = [] } = finding;
    const others = related.map((one) => ({ message: one.message, at: place(one) }));
    return { rule, severity, message, help, at: place(finding), operations, related: others };
  });
  const labels = new Map(model.operations.map(({ at, method, path }) => [at, `${method} ${path}`]));
  const toEvidence = ({ signal, at }: Evidence): ReportEvidence => ({
    signal,
    words: inWords({ signal, at }, labels),
    at: at.startsWith("#") ? place(document.locate(at)) : undefined,
  });
  const toOperation = (operation: OperationModel): ReportOperation => ({
    ...plainly(operation),
    evidence: operation.concurrency.evidence.map(toEvidence),
    at: place(document.locate(operation.at)),
    findings: byOperation.get(operation.id) ?? [],
  });
  const resources = rowsOf(model).map(({ kind, resource, key, operations }) => ({
    kind,
    name: resource?.name,
    key,
    source: resource?.retrieval,
    operations: operations.map(toOperation),
  }));
  const all = resources.flatMap(({ operations }) => operations);
  return {
    name: document.name,
    title: model.title,
    version: model.version,
    file: document.nameFile(document.file),
    openapi: document.openapi,
    coverage: coverageOf(all),
    tags: coverageByTag(all),
    resources,
    findings: reported,
  };
}

function plainly(operation: OperationModel): Omit<ReportOperation, "evidence" | "at" | "findings"> {
  const { id, method, path, summary, group, deprecated, concurrency } = operation;
  return {
    id,
    method,
    path,
    summary,
    tag: group,
    deprecated,
    standing: standingOf(operation),
    role: concurrency.role,
    ifMatch: "ifMatch" in concurrency ? concurrency.ifMatch : undefined,
    key: keyOf(operation),
  };
}

function keyOf({ concurrency }: OperationModel): readonly string[] | null | undefined {
  if (!("key" in concurrency)) return undefined;
  const { kind, values } = concurrency.key;
  return kind === "unresolved" ? null : values.map(({ in: place, name }) => `${place}.${name}`);
}

/** Ids as the model has them. */
function operationsOf({ operation, operations }: Finding): string[] {
  const all = operations ?? (operation ? [operation] : []);
  return [...new Set(all.map(({ operationId, method, path }) => operationId ?? `${method} ${path}`))];
}

/** Why the operation has its role, as a person would say it. */
function inWords({ signal, at }: Evidence, labels: ReadonlyMap<string, string>): string {
  switch (signal) {
    case "config":
      return `the config says so: ${at}`;
    case "x-concurrency":
      return "x-concurrency says so";
    case "if-match-parameter":
      return "declares an If-Match parameter";
    case "428":
      return "declares the status 428 (precondition required)";
    case "marker":
      return `carries the marker sentence in its ${at.endsWith("/summary") ? "summary" : "description"}`;
    case "etag-header":
      return `declares the response header ${splitPointer(at).at(-1)}`;
    case "if-none-match-parameter":
      return "declares an If-None-Match parameter";
    case "source":
      return `yields the tag that ${labels.get(at) ?? "a state change"} has to match`;
  }
}
