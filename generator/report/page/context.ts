import type { ConcurrencyReport, ReportFinding, ReportOperation, ReportResource, Place } from "../report.js";
import { standings } from "../standing.js";
import { findingCounts } from "../words.js";
import type { Excerpts } from "./excerpt.js";
import { html, type Markup } from "./markup.js";
import type { SourceUrl } from "./source-url.js";

/** One document on its way to the page. Ids are numbers of ours: no document text is ever an address. */
export interface Section {
  readonly report: ConcurrencyReport;
  readonly excerpts: Excerpts;
  readonly sourceUrl: SourceUrl;
  /** `d0`, which begins every id of the section. */
  readonly prefix: string;
  /** Number of each operation, in the order of the page. */
  readonly numbers: ReadonlyMap<string, number>;
}

export const operationId = ({ prefix, numbers }: Section, id: string): string => `${prefix}-o${numbers.get(id)!}`;
export const findingId = ({ prefix }: Section, index: number): string => `${prefix}-f${index + 1}`;

/** What an operation's page address is known by, and everything its colour says, in words. */
export function operationWords(operation: ReportOperation, { report }: Section): string {
  const found = findingCounts(operation.findings.map((index) => report.findings[index]!));
  return `${standings[operation.standing].label}${found === "" ? "" : `, ${found}`}`;
}

/** The letter of a standing, in its colour. */
export const letter = ({ standing }: Pick<ReportOperation, "standing">): Markup =>
  html`<b class="letter ${standing}" aria-hidden="true">${standings[standing].letter}</b>`;

/** `2 warnings` as a sign beside an operation; its words stand elsewhere. */
export function badge(findings: readonly ReportFinding[]): Markup | undefined {
  if (findings.length === 0) return undefined;
  const errors = findings.some(({ severity }) => severity === "error");
  return html`<span class="badge ${errors ? "error" : "warning"}" aria-hidden="true"
    >${errors ? "\u2716" : "\u25b2"}${findings.length}</span
  >`;
}

export const placeName = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;

/** A place, with a link to the repository's host where one is known. */
export function place(at: Place, { sourceUrl }: Section): Markup {
  const url = sourceUrl(at);
  return url === undefined
    ? html`<span class="place">${placeName(at)}</span>`
    : html`<a class="place" href="${url}" rel="noopener noreferrer">${placeName(at)}</a>`;
}

export const methodAndPath = ({ method, path }: ReportOperation): Markup =>
  html`<span class="method">${method}</span> <code>${path}</code>`;

/** What people call a document: its client, where there are several. */
export const titleOf = ({ name, title, file }: ConcurrencyReport): string => name ?? (title || file);

/** What people call a resource; the fallback is for operations that name no record. */
export const resourceTitle = ({ name, key }: ReportResource): string => name ?? key ?? "Operations that name no record";
