import { blue, bold, dim, green, type Paint, red, underline, yellow } from "../../colours.js";
import { joined, printable, type Printable, say } from "../../printable.js";
import { wrapText } from "../../wrap.js";
import type { ChangeSeverity, ContractComparison, PlacedChange } from "../change.js";
import { plain } from "../phrase.js";
import { titles } from "../wording.js";
import { allChanges, type DiffFormat, evidenceLines, headline, NO_CHANGE, placeName } from "./format.js";

/** For people: each change with both places, the evidence that is gone, and what to do. */
export const text: DiffFormat = {
  summary: "for people",
  render(report, width) {
    if (allChanges(report).length === 0) return green(NO_CHANGE);
    const blocks = report.comparisons
      .filter(({ changes }) => changes.length > 0)
      .flatMap((comparison) => [title(comparison), ...comparison.changes.map((change) => block(change, report.cwd))]);
    return wrapText(joined([...blocks, headline(report)], "\n\n"), width);
  },
};

const severityColor: Readonly<Record<ChangeSeverity, Paint>> = {
  lost: red,
  breaking: yellow,
  info: blue,
};

const title = ({ name, old, new: now }: ContractComparison): Printable =>
  say`${name === undefined ? "" : say`${printable(name)}: `}${bold(printable(old))} -> ${bold(printable(now))}`;

function block(change: PlacedChange, cwd: string): Printable {
  const { kind, severity, message, help, old, new: now } = change;
  const place = now ?? old!;
  return joined(
    [
      say`${underline(printable(placeName(place, cwd)))}  ${severityColor[severity](titles[kind])}`,
      say`  ${printable(plain(message))}`,
      ...(old && now ? [say`  ${dim(say`it was at ${printable(placeName(old, cwd))}`)}`] : []),
      ...evidenceLines(change, cwd).map((line) => say`  ${dim(printable(plain(line)))}`),
      say`  ${dim("->")} ${printable(plain(help))}`,
    ],
    "\n",
  );
}
