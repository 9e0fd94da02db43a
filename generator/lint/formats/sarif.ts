import { printable, safeJson } from "../../printable.js";
import type { LintedDocument } from "../lint-report.js";
import { readFileSync } from "node:fs";
import { docsUrl, packageFolder, packageVersion } from "../../package.js";
import type { Finding, FindingPlace } from "../finding.js";
import { fingerprints } from "../identity.js";
import type { Rule, RuleSeverity } from "../rule.js";
import { rules } from "../rules/index.js";
import { type Format } from "./format.js";
import { uriReference } from "./places.js";

/** The folder of the run. Its place on this machine is left out: the same findings give the same bytes everywhere. */
const BASE = "%SRCROOT%";

/**
 * SARIF 2.1.0, for code scanning and editors. Findings that a suppression or the baseline covers are left out: GitHub
 * would open alerts for them.
 */
export const sarif: Format = {
  summary: "SARIF 2.1.0, for code scanning",
  render({ documents, cwd }) {
    const version = packageVersion();
    return safeJson({
      $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
      version: "2.1.0",
      runs: [
        {
          tool: { driver: { name: "ifmatch", version, semanticVersion: version, rules: rules.map(descriptor) } },
          invocations: [{ executionSuccessful: true }],
          originalUriBaseIds: { [BASE]: { description: { text: "The folder in which ifmatch lint was run." } } },
          columnKind: "utf16CodeUnits",
          results: documents.flatMap((document) => results(document, cwd)),
        },
      ],
    });
  },
};

const levels: Readonly<Record<RuleSeverity, string>> = { error: "error", warn: "warning", off: "none" };

/** A rule with its page of docs/rules, which code scanning shows beside each alert. */
function descriptor({ id, summary, recommended }: Rule) {
  const page = readFileSync(new URL(`docs/rules/${id}.md`, packageFolder()), "utf8");
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: summary },
    helpUri: docsUrl(`docs/rules/${id}.md`),
    help: { text: page, markdown: page },
    defaultConfiguration: { enabled: recommended !== "off", level: levels[recommended] },
    properties: { tags: ["concurrency", "openapi"] },
  };
}

const ruleIndex = new Map(rules.map(({ id }, index) => [id, index]));

function results(document: LintedDocument, cwd: string): object[] {
  const hashes = fingerprints(document);
  return document.result.findings.map((finding, index) => {
    const { rule, severity, message, help, pointer, operation, related = [] } = finding;
    return {
      ruleId: rule,
      ruleIndex: ruleIndex.get(rule),
      level: severity,
      message: { text: plainText(`${message} ${help}`) },
      locations: [
        {
          physicalLocation: physicalLocation(finding, cwd),
          logicalLocations: [
            {
              ...(operation && { name: printable(`${operation.method} ${operation.path}`) }),
              fullyQualifiedName: printable(pointer),
              kind: "object",
            },
          ],
        },
      ],
      ...(related.length > 0 && {
        relatedLocations: related.map((one, id) => ({
          id,
          message: { text: plainText(one.message) },
          physicalLocation: physicalLocation(one, cwd),
        })),
      }),
      partialFingerprints: { "ifmatchFinding/v1": hashes[index] },
    };
  });
}

function physicalLocation(
  { file, line, column, endLine }: FindingPlace & Pick<Partial<Finding>, "endLine">,
  cwd: string,
) {
  const { uri, relative } = uriReference(file, cwd);
  return {
    artifactLocation: { uri, ...(relative && { uriBaseId: BASE }) },
    region: { startLine: line, startColumn: column, ...(endLine !== undefined && { endLine }) },
  };
}

/**
 * Text in which no link begins (3.11.6): `[here](https://...)` of a document would become one. Braces stay single:
 * without `arguments` there is no placeholder, and viewers that show the text as it is would show `/jobs/{{id}}/`.
 */
const plainText = (text: string): string => printable(text).replaceAll("](", "] (");
