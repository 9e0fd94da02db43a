import { relative } from "node:path";
import type { FindingPlace } from "../finding.js";
import { allFindings, countFindings, type Format } from "./format.js";

/** For programs. `version` changes when a field changes its meaning or goes away. */
export const json: Format = {
  summary: "one JSON object, versioned",
  render(report) {
    const named = <T extends FindingPlace>(place: T): T => ({ ...place, file: relative(report.cwd, place.file) });
    return JSON.stringify(
      {
        version: 1,
        ...countFindings(allFindings(report)),
        documents: report.documents.map(({ name, result }) => ({
          ...(name !== undefined && { name }),
          file: relative(report.cwd, result.file),
          openapi: result.version,
          findings: result.findings.map((finding) => ({
            ...named(finding),
            ...(finding.related && { related: finding.related.map(named) }),
          })),
        })),
      },
      undefined,
      2,
    );
  },
};
