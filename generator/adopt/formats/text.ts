import { bold, dim, underline, yellow } from "../../colours.js";
import { joined, plural, printable, type Printable, say } from "../../printable.js";
import { displayName } from "../../load/input.js";
import { wrapText } from "../../wrap.js";
import type { Adoption } from "../adopt.js";
import { type Finding, kindNames } from "../finding.js";
import { totalsOf } from "./totals.js";

/** For people: each finding, what replaces it, and how much would go; `columns` wide on a terminal. */
export function renderText(adoption: Adoption, cwd: string, columns: number | undefined): Printable {
  const paragraphs = [
    ...adoption.findings.map((finding) => findingText(finding, cwd)),
    ...adoption.skipped.map(
      ({ path, line, column, reason }) =>
        say`${placeText(path, line, column, cwd)}  ${yellow("skipped")}  ${printable(reason)}`,
    ),
    summary(adoption, cwd),
  ];
  return wrapText(joined(paragraphs, "\n\n"), columns);
}

function findingText({ file, line, column, what, instead, lines }: Finding, cwd: string): Printable {
  const saved = lines === 0 ? "" : dim(say` (${plural(lines, "line")})`);
  return say`${placeText(file, line, column, cwd)}  ${printable(what)}${saved}\n  ${dim("->")} ${printable(instead)}`;
}

const placeText = (file: string, line: number, column: number, cwd: string): Printable =>
  underline(say`${printable(displayName(file, cwd))}:${line}:${column}`);

function summary(adoption: Adoption, cwd: string): Printable {
  const { findings, files, lines, byKind } = totalsOf(adoption);
  const looked = say`${plural(adoption.files, "file")} in ${printable(displayName(adoption.folder, cwd) || ".")}`;
  if (findings === 0) return say`Nothing to adopt in ${looked}.`;
  const counts = [...byKind].map(
    ([kind, number]) => say`  ${printable(String(number).padStart(4))}  ${kindNames[kind]}`,
  );
  const places = say`${plural(findings, "place")} in ${files} of ${looked}; about ${plural(lines, "line")} would go.`;
  return joined([bold(places), ...counts], "\n");
}
