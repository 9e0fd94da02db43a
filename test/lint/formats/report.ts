/** Reports for the formats: made up, or of a real document. */
// oxlint-disable-next-line import/no-unassigned-import -- turns colours off before anything decides about them
import "../../cli/recording-terminal.js";
import { resolve } from "node:path";
import type { Finding } from "../../../generator/lint/finding.js";
import { lintDocument } from "../../../generator/lint/lint.js";
import type { LintedDocument, LintReport } from "../../../generator/lint/lint-report.js";
import { jobFor, repository } from "../../corpus/corpus.js";

export const CWD = "/home/dev/my project";
export const ROOT = `${CWD}/schema/schema.yml`;

export function finding(more: Partial<Finding> = {}): Finding {
  return {
    rule: "unmarked-state-change",
    severity: "error",
    message: "DELETE /jobs/{id}/ is not protected.",
    help: "Mark it.",
    file: ROOT,
    line: 11,
    column: 5,
    pointer: "#/paths/~1jobs~1{id}~1/delete",
    operation: { method: "DELETE", path: "/jobs/{id}/", operationId: "job_destroy" },
    ...more,
  };
}

export function documentOf(findings: readonly Finding[], name?: string): LintedDocument {
  const rules = ["unmarked-state-change", "weak-tag-example", "marker-misplaced"];
  return {
    name,
    result: {
      file: ROOT,
      files: [ROOT],
      version: "3.0.3",
      rules,
      findings,
      sources: new Map(),
      contract: undefined,
      repairs: [],
    },
  };
}

export function reportOf(findings: readonly Finding[], more: Partial<LintReport> = {}): LintReport {
  return { cwd: CWD, documents: [documentOf(findings)], ...more };
}

/** What the sample schema gets with every rule at its strictest. */
export async function sampleReport(): Promise<LintReport> {
  const result = await lintDocument(jobFor(resolve(repository, "schema/schema.yml")), { strict: true });
  return { cwd: repository, documents: [{ name: undefined, result }] };
}

/** Everything that could steer a terminal, or reorder what is read. */
export const CONTROL =
  // oxlint-disable-next-line no-control-regex -- none of them may come out
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

/** Text that tries each format's way out. */
export const HOSTILE = [
  "\u0000\u0007\u001b[31mred\u001b]0;title\u0007\u007f\u0085\u009b2J\u202eevil\u202c\u2066x\u2069\u061c\ufeff\t",
  "\r\n::error file=a,line=1::injected\n##[error]injected ##vso[task.setvariable]x %0A%25 , :",
  "<script>alert(1)</script> &amp; &#0; ]]> --> \"' {0}",
  "| a | b |\n|---|---|\n# heading\n```\n`code` **bold** ~~struck~~ $x$",
  "@team #12 !12 a@b.example https://evil.example www.evil.example",
  "[x](https://evil.example) ![i](https://evil.example/i.png) \\",
  "\ud800 \ufffe \uffff end of it",
].join(" ");
