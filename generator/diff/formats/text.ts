import pc from "picocolors";
import { printable } from "../../diagnostics.js";
import { wrapText } from "../../wrap.js";
import type { ChangeSeverity, ContractComparison, PlacedChange } from "../change.js";
import { plain } from "../phrase.js";
import { titles } from "../wording.js";
import { allChanges, type DiffFormat, evidenceLines, headline, NO_CHANGE, placeName } from "./format.js";

/** For people: each change with both places, the evidence that is gone, and what to do. */
export const text: DiffFormat = {
  summary: "for people",
  render(report, width) {
    if (allChanges(report).length === 0) return pc.green(NO_CHANGE);
    const blocks = report.comparisons
      .filter(({ changes }) => changes.length > 0)
      .flatMap((comparison) => [title(comparison), ...comparison.changes.map((change) => block(change, report.cwd))]);
    return wrapText([...blocks, headline(report)].join("\n\n"), width);
  },
};

const severityColor: Readonly<Record<ChangeSeverity, (text: string) => string>> = {
  lost: pc.red,
  breaking: pc.yellow,
  info: pc.blue,
};

const title = ({ name, old, new: now }: ContractComparison): string =>
  `${name === undefined ? "" : `${printable(name)}: `}${pc.bold(printable(old))} -> ${pc.bold(printable(now))}`;

function block(change: PlacedChange, cwd: string): string {
  const { kind, severity, message, help, old, new: now } = change;
  const place = now ?? old!;
  return [
    `${pc.underline(printable(placeName(place, cwd)))}  ${severityColor[severity](titles[kind])}`,
    `  ${printable(plain(message))}`,
    ...(old && now ? [`  ${pc.dim(`it was at ${printable(placeName(old, cwd))}`)}`] : []),
    ...evidenceLines(change, cwd).map((line) => `  ${pc.dim(printable(plain(line)))}`),
    `  ${pc.dim("->")} ${printable(plain(help))}`,
  ].join("\n");
}
