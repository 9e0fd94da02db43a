import pc from "picocolors";
import { printable } from "../diagnostics.js";
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
  plural,
} from "./words.js";

type Paint = (text: string) => string;
/** A cell: its text as wide as it is, and how it is painted. */
type Cell = readonly { readonly text: string; readonly paint?: Paint | undefined }[];

/** Narrower terminals wrap. */
const NARROWEST = 64;

/** The report for a terminal of `width` columns; letters say what colours say. */
export function renderTable(report: ConcurrencyReport, width: number): string {
  const room = Math.max(NARROWEST, width);
  const { name, title, version, file, openapi, coverage, findings } = report;
  const head = `${name === undefined ? "" : `${printable(name)}: `}${pc.bold(printable(title) || "Untitled")} ${printable(version)}`;
  const blocks = [
    `${head}\n${pc.dim(`${printable(file)}, ${openapi === "2.0" ? "Swagger" : "OpenAPI"} ${openapi}`)}`,
    `${pc.bold(headline(coverage))}\n${otherCounts(coverage).join(", ")}`,
    resourceTable(report, room),
    legend(room),
    tagTable(report, room),
    ...(findings.length > 0 ? [findingList(findings)] : []),
    findings.length === 0 ? "No findings." : `${findingCounts(findings)}; \`ifmatch lint\` shows their lines.`,
  ];
  return blocks.filter((block) => block !== "").join("\n\n");
}

const paints: Readonly<Record<Standing, Paint>> = {
  required: pc.green,
  optional: pc.yellow,
  unprotected: pc.red,
  retrieval: pc.blue,
  creation: pc.magenta,
  decided: pc.dim,
  outside: pc.dim,
};

function resourceTable({ resources, findings }: ConcurrencyReport, room: number): string {
  const columns = columnsOf(resources);
  const shown = resources.filter((resource) => resource.kind !== "untagged" || matters(resource));
  const left = resources.length - shown.length;
  const rows = shown.map((resource) => [
    ...columns.map((column) => standingCell(resource, column)),
    findingCell(findingsOf(resource).map((index) => findings[index]!)),
  ]);
  const lines = layOut(
    [...columns, "findings"],
    rows,
    shown.map(({ name, key = "(no record in the path)" }) => ({ name, rest: key })),
    "resource",
    room,
  );
  const [first, ...others] = lines;
  const body = others.flatMap((line, index) => {
    const { kind } = shown[index]!;
    return shown[index - 1]?.kind === kind ? [line] : [pc.bold(kindTitles[kind]), line];
  });
  const note = left > 0 ? [pc.dim(`and ${plural(left, "more", "more")} that nothing overwrites`)] : [];
  return [first, ...body, ...note].join("\n");
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
    text: `${index === 0 ? "" : " "}${count(here, standing) > 1 ? count(here, standing) : ""}${standings[standing].letter}`,
    paint: paints[standing],
  }));
}

const count = (operations: readonly ReportOperation[], standing: Standing): number =>
  operations.filter((operation) => operation.standing === standing).length;

function findingCell(findings: readonly ReportFinding[]): Cell {
  const { errors, warnings } = countSeverities(findings);
  return [
    ...(errors > 0 ? [{ text: plural(errors, "error"), paint: pc.red }] : []),
    ...(errors > 0 && warnings > 0 ? [{ text: ", " }] : []),
    ...(warnings > 0 ? [{ text: plural(warnings, "warning"), paint: pc.yellow }] : []),
  ];
}

function legend(room: number): string {
  const items = Object.values(standings).map(({ letter, label }) => `${letter} ${label}`);
  return wrap(items, "   ", room).map(pc.dim).join("\n");
}

function tagTable({ tags }: ConcurrencyReport, room: number): string {
  const counted = tags.filter(({ stateChanges, creations, decided }) => stateChanges + creations + decided > 0);
  if (counted.length === 0) return "";
  const plain = (value: number): Cell => (value === 0 ? [] : [{ text: String(value) }]);
  const rows = counted.map((tag) => [
    [{ text: share(tag), paint: tag.stateChanges === 0 ? pc.dim : tag.unprotected > 0 ? pc.red : pc.green }],
    plain(tag.unprotected),
    plain(tag.creations),
    plain(tag.decided),
  ]);
  const heads = ["protected", "unprotected", "creations", "decided"];
  const lines = layOut(
    heads,
    rows,
    counted.map(({ tag }) => ({ name: undefined, rest: tag })),
    "tag",
    room,
  );
  const left = tags.length - counted.length;
  return [...lines, ...(left > 0 ? [pc.dim(`and ${plural(left, "tag")} without any state change`)] : [])].join("\n");
}

function findingList(findings: readonly ReportFinding[]): string {
  return findings
    .map(({ severity, rule, at, operations }) => {
      const place = `${printable(at.file)}:${at.line}:${at.column}`;
      const about = operations.length === 0 ? "the document" : operations.map(printable).join(", ");
      return `${pc.underline(place)}  ${(severity === "error" ? pc.red : pc.yellow)(severity)}  ${rule}\n  ${pc.dim(about)}`;
    })
    .join("\n");
}

/** What heads a row: a name that is shortened last, and what is said beside it as far as there is room. */
interface Label {
  readonly name: string | undefined;
  readonly rest: string;
}

/** A table of which the first column takes the room that the others leave. */
function layOut(
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
  labels: readonly Label[],
  labelHead: string,
  room: number,
): string[] {
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
  const line = (name: string, cells: readonly string[]): string => `${name}${cells.join("")}`.trimEnd();
  return [
    pc.dim(
      line(
        pad(labelHead, first),
        heads.map((head, index) => `  ${pad(head, widths[index]!)}`),
      ),
    ),
    ...rows.map((row, at) =>
      line(
        pad(fit(labels[at]!, first), first),
        row.map((cell, index) => `  ${painted(cell)}${" ".repeat(widths[index]! - cellWidth(cell))}`),
      ),
    ),
  ];
}

const cellWidth = (cell: Cell): number => cell.reduce((sum, { text }) => sum + text.length, 0);
const painted = (cell: Cell): string => cell.map(({ text, paint }) => (paint ? paint(text) : text)).join("");
const pad = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - widthOf(text)));

/** Ideographs and their kin take two columns. */
function widthOf(text: string): number {
  return [...text].reduce((sum, char) => sum + (/\p{Mn}/u.test(char) ? 0 : WIDE.test(char) ? 2 : 1), 0);
}
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff00-\uff60]/u;

/** Less of a path than this says nothing. */
const SHORTEST = 12;

function fit({ name, rest }: Label, width: number): string {
  const text = printable(rest);
  if (name === undefined) return shorten(text, width);
  const room = width - widthOf(name) - 1;
  return widthOf(text) > room && room < SHORTEST ? shorten(name, width) : `${name} ${shorten(text, room)}`;
}

/** Paths differ at their ends: the middle is what goes. */
function shorten(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const chars = [...text];
  while (widthOf(chars.join("")) > width - 3) chars.splice(Math.floor(chars.length / 2), 1);
  const half = Math.ceil(chars.length / 2);
  return `${chars.slice(0, half).join("")}...${chars.slice(half).join("")}`;
}

function wrap(items: readonly string[], gap: string, room: number): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + gap.length + item.length <= room)
      lines[lines.length - 1] = last + gap + item;
    else lines.push(item);
  }
  return lines;
}
