import pc from "picocolors";
import { printable } from "../../diagnostics.js";
import { displayName } from "../../load/input.js";
import { wrapText } from "../../wrap.js";
import type { Adoption } from "../adopt.js";
import { type Finding, kindNames } from "../finding.js";
import { totalsOf } from "./totals.js";

/** For people: each finding, what replaces it, and how much would go; `columns` wide on a terminal. */
export function renderText(adoption: Adoption, cwd: string, columns: number | undefined): string {
  const paragraphs = [
    ...adoption.findings.map((finding) => findingText(finding, cwd)),
    ...adoption.skipped.map(
      ({ path, line, column, reason }) =>
        `${placeText(path, line, column, cwd)}  ${pc.yellow("skipped")}  ${printable(reason)}`,
    ),
    summary(adoption, cwd),
  ];
  return wrapText(paragraphs.join("\n\n"), columns);
}

function findingText({ file, line, column, what, instead, lines }: Finding, cwd: string): string {
  const saved = lines === 0 ? "" : pc.dim(` (${count(lines, "line")})`);
  return `${placeText(file, line, column, cwd)}  ${printable(what)}${saved}\n  ${pc.dim("->")} ${printable(instead)}`;
}

const placeText = (file: string, line: number, column: number, cwd: string): string =>
  pc.underline(`${printable(displayName(file, cwd))}:${line}:${column}`);

function summary(adoption: Adoption, cwd: string): string {
  const { findings, files, lines, byKind } = totalsOf(adoption);
  const looked = `${count(adoption.files, "file")} in ${printable(displayName(adoption.folder, cwd)) || "."}`;
  if (findings === 0) return `Nothing to adopt in ${looked}.`;
  const counts = [...byKind].map(([kind, number]) => `  ${String(number).padStart(4)}  ${kindNames[kind]}`);
  const places = `${count(findings, "place")} in ${files} of ${looked}; about ${count(lines, "line")} would go.`;
  return [pc.bold(places), ...counts].join("\n");
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;
