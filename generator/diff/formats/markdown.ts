import { joined, printable, type Printable, say } from "../../printable.js";
import { type ChangeSeverity, type ContractComparison, type PlacedChange, severities } from "../change.js";
import { phrase, type Phrase } from "../phrase.js";
import { titles } from "../wording.js";
import {
  allChanges,
  type DiffFormat,
  type DiffReport,
  evidenceLines,
  headline,
  NO_CHANGE,
  placeName,
} from "./format.js";

/** By which an action finds its comment again. */
const MARK = "<!-- ifmatch diff -->";

/** GitHub takes comments of 65,536 characters. */
const MOST_CHARACTERS = 60_000;

const headings = {
  lost: "Protection lost",
  breaking: "Breaks clients",
  info: "Other changes",
} as const satisfies Readonly<Record<ChangeSeverity, string>>;

/** For a pull request: a headline, then a table for each class of changes. */
export const markdown: DiffFormat = {
  summary: "for a pull-request comment or a job summary",
  render(report) {
    if (allChanges(report).length === 0) return say`${MARK}\n${NO_CHANGE}`;
    const budget = { left: MOST_CHARACTERS, dropped: 0 };
    const parts = report.comparisons
      .filter(({ changes }) => changes.length > 0)
      .flatMap((comparison) => [title(comparison), ...tables(comparison, report, budget)]);
    const more =
      budget.dropped === 0 ? [] : [say`${budget.dropped} more are left out here; \`ifmatch diff\` prints them all.`];
    return joined([say`${MARK}\n### Concurrency contract: ${headline(report)}`, ...parts, ...more], "\n\n");
  },
};

const title = ({ name, old, new: now }: ContractComparison): Printable =>
  say`${name === undefined ? "" : say`${code(name)}: `}from ${code(old)} to ${code(now)}`;

/** One table a severity; rows beyond the budget are counted. */
function tables(
  { changes }: ContractComparison,
  { cwd }: DiffReport,
  budget: { left: number; dropped: number },
): Printable[] {
  return severities.flatMap((severity) => {
    const rows = changes
      .filter((change) => change.severity === severity)
      .map((change) => row(change, cwd))
      .filter((line) => {
        budget.left -= line.length + 1;
        if (budget.left < 0) budget.dropped++;
        return budget.left >= 0;
      });
    if (rows.length === 0) return [];
    const table = joined(
      [say`| Change | Operation | Was, and is | What to do |`, say`|---|---|---|---|`, ...rows],
      "\n",
    );
    const heading = headings[severity];
    return [
      severity === "info"
        ? say`<details><summary>${heading}</summary>\n\n${table}\n\n</details>`
        : say`#### ${heading}\n\n${table}`,
    ];
  });
}

function row(change: PlacedChange, cwd: string): Printable {
  const { kind, operation, was, is, help, old, new: now } = change;
  const places = [old, now].filter((place) => place !== undefined).map((place) => phrase`${placeName(place, cwd)}`);
  const cells: Phrase[][] = [
    [[`**${titles[kind]}**`]],
    [phrase`${`${operation.method} ${operation.path}`}`, ...places],
    [phrase`was ${was}`, phrase`is ${is}`],
    [...evidenceLines(change, cwd), help],
  ];
  const texts = cells.map((lines) => joined(lines.map(render), "<br>"));
  return say`| ${joined(texts, " | ")} |`;
}

const render = (sentence: Phrase): Printable =>
  joined(
    sentence.map((part) => (typeof part === "string" ? printable(part) : code(part.quoted))),
    "",
  );

/**
 * Document text as code: there it mentions nobody, links nowhere and formats nothing. What could end the code, the
 * table cell or the line is written as character references in an HTML element instead.
 */
function code(text: string): Printable {
  const shown = printable(text.replaceAll("\n", " "));
  if (/^[^\s`|\\<>&](?:[^`|\\<>&]*[^\s`|\\<>&])?$/u.test(shown)) return say`\`${shown}\``;
  return say`<code>${referenced(shown)}</code>`;
}

/** As character references, which begin nothing. */
const referenced = (text: Printable): Printable =>
  text.replace(/[^\p{L}\p{N} /]/gu, (char) => `&#${char.codePointAt(0)};`) as Printable;
