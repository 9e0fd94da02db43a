import type { Finding } from "../finding.js";
import type { Printable } from "../../printable.js";
import { allFindings, type Format } from "./format.js";
import { placeName } from "./places.js";
import { element, xmlDocument } from "./xml.js";

/** Checkstyle's report, which Jenkins, reviewdog and many others read. */
export const checkstyle: Format = {
  summary: "Checkstyle XML, for Jenkins and others",
  render({ cwd, ...report }) {
    // A file without findings is listed, too: it was looked at.
    const files = new Map<string, Finding[]>(report.documents.map(({ result }) => [result.file, []]));
    for (const finding of allFindings({ cwd, ...report })) {
      const known = files.get(finding.file);
      if (known) known.push(finding);
      else files.set(finding.file, [finding]);
    }
    return xmlDocument(
      element(
        "checkstyle",
        { version: "4.3" },
        [...files].map(([file, findings]) =>
          element("file", { name: placeName(file, cwd) }, findings.map(errorElement)),
        ),
      ),
    );
  },
};

const errorElement = ({ line, column, severity, message, help, rule }: Finding): Printable =>
  element("error", { line, column, severity, message: `${message} ${help}`, source: `ifmatch.${rule}` });
