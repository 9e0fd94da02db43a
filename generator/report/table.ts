import { blue, bold, dim, green, magenta, type Paint, red, underline, unpainted, yellow } from "../colours.js";
import { joined, plural, printable, type Printable, say, spaces, trimmedEnd } from "../printable.js";
import { share } from "./coverage.js";
import type { ConcurrencyReport, ReportFinding, ReportOperation, ReportResource, Standing } from "./report.js";
import { standings } from "./standing.js";
import {
  type Column,
  columnOf,
  columnsOf,
  countSeverities,
  findingCounts,
  findingsOf,
  headline,
  kindTitles,
  otherCounts,
} from "./words.js";

/** A cell: its text as wide as it is, and how it is painted. */
type Cell = readonly { readonly text: Printable; readonly paint?: Paint | undefined }[];

/** Narrower terminals wrap. */
const NARROWEST = 64;

/** The report for a terminal of `width` columns; letters say what colours say. */
export function renderTable(report: ConcurrencyReport, width: number): Printable {
  const room = Math.max(NARROWEST, width);
  const { name, title, version, file, openapi, coverage, findings } = report;
  const client = name === undefined ? "" : say`${printable(name)}: `;
  const source = say`${printable(file)}, ${openapi === "2.0" ? "Swagger" : "OpenAPI"} ${printable(openapi)}`;
  return joined(
    [
      say`${client}${bold(printable(title || "Untitled"))} ${printable(version)}\n${dim(source)}`,
      say`${bold(headline(coverage))}\n${joined(otherCounts(coverage), ", ")}`,
      resourceTable(report, room),
      legend(room),
      ...tagTable(report, room),
      ...(findings.length > 0 ? [findingList(findings)] : []),
      findings.length === 0 ? say`No findings.` : say`${findingCounts(findings)}; \`ifmatch lint\` shows their lines.`,
    ],
    "\n\n",
  );
}

const paints: Readonly<Record<Standing, Paint>> = {
  required: green,
  optional: yellow,
  unprotected: red,
  retrieval: blue,
  creation: magenta,
  decided: dim,
  outside: dim,
};

function resourceTable({ resources, findings }: ConcurrencyReport, room: number): Printable {
  const columns = columnsOf(resources);
  const shown = resources.filter((resource) => resource.kind !== "untagged" || matters(resource));
  const left = resources.length - shown.length;
  const rows = shown.map((resource) => [
    ...columns.map((column) => standingCell(resource, column)),
    findingCell(findingsOf(resource).map((index) => findings[index]!)),
  ]);
  const lines = layOut(
    [...columns, "findings"].map(printable),
    rows,
    shown.map(({ name, key = "(no record in the path)" }) => ({ name, rest: key })),
    "resource",
    room,
  );
  const [first, ...others] = lines;
  const body = others.flatMap((line, index) => {
    const { kind } = shown[index]!;
    return shown[index - 1]?.kind === kind ? [line] : [bold(kindTitles[kind]), line];
  });
  const note = left > 0 ? [dim(say`and ${plural(left, "more", "more")} that nothing overwrites`)] : [];
  return joined([first!, ...body, ...note], "\n");
}

/** Something there can be lost, or the linter has something to say. */
const matters = ({ operations }: ReportResource): boolean =>
  operations.some(
    ({ standing, findings }) => standing === "unprotected" || standing === "decided" || findings.length > 0,
  );

/** `4R -`: how many of each standing, the count left out where it is one. */
function standingCell({ operations }: ReportResource, column: Column): Cell {
  const here = operations.filter((operation) => columnOf(operation) === column);
  const found = (Object.keys(standings) as Standing[]).filter((standing) => count(here, standing) > 0);
  return found.map((standing, index) => ({
    text: say`${index === 0 ? "" : " "}${count(here, standing) > 1 ? count(here, standing) : ""}${standings[standing].letter}`,
    paint: paints[standing],
  }));
}

const count = (operations: readonly ReportOperation[], standing: Standing): number =>
  operations.filter((operation) => operation.standing === standing).length;

function findingCell(findings: readonly ReportFinding[]): Cell {
  const { errors, warnings } = countSeverities(findings);
  return [
    ...(errors > 0 ? [{ text: plural(errors, "error"), paint: red }] : []),
    ...(errors > 0 && warnings > 0 ? [{ text: say`, ` }] : []),
    ...(warnings > 0 ? [{ text: plural(warnings, "warning"), paint: yellow }] : []),
  ];
}

function legend(room: number): Printable {
  const items = Object.values(standings).map(({ letter, label }) => say`${letter} ${label}`);
  return joined(wrap(items, room).map(dim), "\n");
}

/** Nothing where no tag has a state change. */
function tagTable({ tags }: ConcurrencyReport, room: number): Printable[] {
  const counted = tags.filter(({ stateChanges, creations, decided }) => stateChanges + creations + decided > 0);
  if (counted.length === 0) return [];
  const plain = (value: number): Cell => (value === 0 ? [] : [{ text: say`${value}` }]);
  const rows = counted.map((tag) => [
    [{ text: printable(share(tag)), paint: tag.stateChanges === 0 ? dim : tag.unprotected > 0 ? red : green }],
    plain(tag.unprotected),
    plain(tag.creations),
    plain(tag.decided),
  ]);
  const heads = ["protected", "unprotected", "creations", "decided"].map(printable);
  const lines = layOut(
    heads,
    rows,
    counted.map(({ tag }) => ({ name: undefined, rest: tag })),
    "tag",
    room,
  );
  const left = tags.length - counted.length;
  const note = left > 0 ? [dim(say`and ${plural(left, "tag")} without any state change`)] : [];
  return [joined([...lines, ...note], "\n")];
}

function findingList(findings: readonly ReportFinding[]): Printable {
  const items = findings.map(({ severity, rule, at, operations }) => {
    const place = say`${printable(at.file)}:${at.line}:${at.column}`;
    const about = operations.length === 0 ? "the document" : joined(operations.map(printable), ", ");
    const shown = (severity === "error" ? red : yellow)(severity);
    return say`${underline(place)}  ${shown}  ${printable(rule)}\n  ${dim(about)}`;
  });
  return joined(items, "\n");
}

/** What heads a row: a name that is shortened last, and what is said beside it as far as there is room. */
interface Label {
  readonly name: string | undefined;
  readonly rest: string;
}

/** A table of which the first column takes the room that the others leave. */
function layOut(
  heads: readonly Printable[],
  rows: readonly (readonly Cell[])[],
  labels: readonly Label[],
  labelHead: "resource" | "tag",
  room: number,
): Printable[] {
  const widths = heads.map((head, index) =>
    rows.reduce((most, row) => Math.max(most, cellWidth(row[index]!)), head.length),
  );
  const free = room - widths.reduce((sum, width) => sum + width + 2, 0);
  const whole = labels.map((label) => widthOf(fit(label, Infinity)));
  const first = Math.max(
    16,
    Math.min(
      free,
      whole.reduce((most, one) => Math.max(most, one), labelHead.length),
    ),
  );
  const line = (name: Printable, cells: readonly Printable[]): Printable => trimmedEnd(joined([name, ...cells], ""));
  return [
    dim(
      line(
        pad(printable(labelHead), first),
        heads.map((head, index) => say`  ${pad(head, widths[index]!)}`),
      ),
    ),
    ...rows.map((row, at) =>
      line(
        pad(fit(labels[at]!, first), first),
        row.map((cell, index) => say`  ${painted(cell)}${spaces(widths[index]! - cellWidth(cell))}`),
      ),
    ),
  ];
}

const cellWidth = (cell: Cell): number => cell.reduce((sum, { text }) => sum + text.length, 0);
const painted = (cell: Cell): Printable =>
  joined(
    cell.map(({ text, paint = unpainted }) => paint(text)),
    "",
  );
const pad = (text: Printable, width: number): Printable => say`${text}${spaces(Math.max(0, width - widthOf(text)))}`;

/** Ideographs and their kin take two columns. */
function widthOf(text: string): number {
  return [...text].reduce((sum, char) => sum + (/\p{Mn}/u.test(char) ? 0 : WIDE.test(char) ? 2 : 1), 0);
}
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff00-\uff60]/u;

/** Less of a path than this says nothing. */
const SHORTEST = 12;

function fit({ name, rest }: Label, width: number): Printable {
  if (name === undefined) return shorten(printable(rest), width);
  const [head, text] = [printable(name), printable(rest)];
  const room = width - widthOf(head) - 1;
  return widthOf(text) > room && room < SHORTEST ? shorten(head, width) : say`${head} ${shorten(text, room)}`;
}

/** Paths differ at their ends: the middle is what goes. */
function shorten(text: Printable, width: number): Printable {
  if (widthOf(text) <= width) return text;
  const chars = [...text];
  while (widthOf(chars.join("")) > width - 3) chars.splice(Math.floor(chars.length / 2), 1);
  const half = Math.ceil(chars.length / 2);
  return printable(`${chars.slice(0, half).join("")}...${chars.slice(half).join("")}`);
}

/** Items side by side, as many as there is room for. */
function wrap(items: readonly Printable[], room: number): Printable[] {
  const gap = "   ";
  const lines: Printable[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + gap.length + item.length <= room)
      lines[lines.length - 1] = joined([last, item], gap);
    else lines.push(item);
  }
  return lines;
}
