import { safeJson } from "../../printable.js";
import type { FindingPlace } from "../finding.js";
import { allFindings, countFindings, type Format } from "./format.js";
import { placeName } from "./places.js";

/** For programs. `version` changes when a field changes its meaning or goes away. */
export const json: Format = {
  summary: "one JSON object, versioned",
  render(report) {
    const named = <T extends FindingPlace>(place: T): T => ({ ...place, file: placeName(place.file, report.cwd) });
    const { baseline } = report;
    return safeJson({
      version: 1,
      ...countFindings(allFindings(report)),
      ...(baseline && { baseline: { ...baseline, file: placeName(baseline.file, report.cwd) } }),
      documents: report.documents.map(({ name, result }) => ({
        ...(name !== undefined && { name }),
        file: placeName(result.file, report.cwd),
        openapi: result.version,
        findings: result.findings.map((finding) => ({
          ...named(finding),
          ...(finding.related && { related: finding.related.map(named) }),
        })),
      })),
    });
  },
};
