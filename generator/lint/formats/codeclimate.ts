import { printable, safeJson } from "../../printable.js";
import { fingerprints } from "../identity.js";
import { type Format } from "./format.js";
import { placeName } from "./places.js";

/** Code Climate's issues as one list: what GitLab's Code Quality reads. */
export const codeclimate: Format = {
  summary: "Code Climate JSON, for GitLab Code Quality",
  render({ documents, cwd }) {
    return safeJson(
      documents.flatMap((document) => {
        const hashes = fingerprints(document);
        return document.result.findings.map((finding, index) => ({
          type: "issue",
          check_name: finding.rule,
          description: printable(finding.message),
          content: { body: printable(finding.help) },
          categories: ["Bug Risk"],
          severity: finding.severity === "error" ? "major" : "minor",
          fingerprint: hashes[index],
          location: {
            path: placeName(finding.file, cwd),
            lines: { begin: finding.line, end: finding.endLine ?? finding.line },
          },
        }));
      }),
    );
  },
};
