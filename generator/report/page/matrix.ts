import { plural } from "../../printable.js";
import { share } from "../coverage.js";
import type { ReportOperation, ReportResource, ResourceKind, TagCoverage } from "../report.js";
import { standings } from "../standing.js";
import {
  type Column,
  columnOf,
  columnsOf,
  counting,
  findingsOf,
  headline,
  kindTitles,
  otherCounts,
  shortPath,
} from "../words.js";
import { badge, findingId, letter, operationId, operationWords, type Section, titleOf } from "./context.js";
import { type Content, html, type Markup } from "./markup.js";

/** How much is protected: a sentence, a bar for the eye, and what is not counted. */
export function summary({ report: { coverage, findings } }: Section): Markup {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const counts = [
    ...otherCounts(coverage),
    errors > 0 && plural(errors, "error"),
    findings.length > errors && plural(findings.length - errors, "warning"),
  ];
  return html`<div class="summary">
    <p class="headline">${headline(coverage)}</p>
    ${bar(coverage)}
    <ul class="counts">
      ${counts.filter((text) => text !== false).map((text) => html`<li>${text}</li>`)}
    </ul>
    <details class="plain">
      <summary>What is counted</summary>
      <p>${counting}</p>
    </details>
  </div>`;
}

/** Protected, optional, unprotected, left to right; the numbers stand beside it as text. */
function bar({ stateChanges, protected: guarded, optional }: Omit<TagCoverage, "tag">): Markup | undefined {
  if (stateChanges === 0) return undefined;
  const required = guarded - optional;
  const part = (name: string, from: number, count: number): Content =>
    count > 0 && html`<rect class="${name}" x="${from}" y="0" width="${count}" height="1" />`;
  return html`<svg class="bar" viewBox="0 0 ${stateChanges} 1" preserveAspectRatio="none" aria-hidden="true">
    ${part("required", 0, required)}${part("optional", required, optional)}${part("unprotected", guarded, stateChanges - guarded)}
  </svg>`;
}

export function legend({ prefix }: Section): Markup {
  const entries = Object.entries(standings).map(
    ([standing, { letter: sign, label, meaning }]) =>
      html`<div>
        <dt><b class="letter ${standing}">${sign}</b> ${label}</dt>
        <dd>${meaning}</dd>
      </div>`,
  );
  return html`<section>
    <h3 id="${prefix}-legend">Legend</h3>
    <dl class="legend">
      ${entries}
      <div>
        <dt><span class="badge error">✖</span> <span class="badge warning">▲</span> findings</dt>
        <dd>The linter reports errors (✖) or warnings (▲) here, as many as the number says.</dd>
      </div>
    </dl>
  </section>`;
}

/** Resources as rows, methods as columns, operations in the cells. */
export function matrix(section: Section): Markup {
  const { report, prefix } = section;
  const columns = columnsOf(report.resources);
  const kinds = [...new Set(report.resources.map(({ kind }) => kind))];
  const heads = columns.map((column) => html`<th scope="col">${column === "GET" ? "GET, HEAD" : column}</th>`);
  return html`<section>
    <h3 id="${prefix}-map">Resources</h3>
    <form class="filter" hidden role="search" aria-label="Filter the resources of ${titleOf(report)}">
      <label>Filter <input type="search" autocomplete="off" spellcheck="false" placeholder="name or path" /></label>
      <label
        >Show
        <select>
          <option value="">every resource</option>
          <option value="unprotected">with unprotected operations</option>
          <option value="finding">with findings</option>
        </select></label
      >
      <p role="status"></p>
    </form>
    <div class="scroll" role="group" aria-labelledby="${prefix}-caption" tabindex="0">
      <table class="matrix">
        <caption id="${prefix}-caption">
          <span
            >Operations of each resource, by method. A letter says what an operation is; follow it for the
            evidence.</span
          >
        </caption>
        <thead>
          <tr>
            <th scope="col">Resource</th>
            ${heads}
            <th scope="col">Findings</th>
          </tr>
        </thead>
        ${kinds.map((kind) => group(kind, columns, section))}
      </table>
    </div>
  </section>`;
}

function group(kind: ResourceKind, columns: readonly Column[], section: Section): Markup {
  const rows = section.report.resources.filter((resource) => resource.kind === kind);
  return html`<tbody>
    <tr class="group">
      <th colspan="${columns.length + 2}" scope="rowgroup">
        <span>${kindTitles[kind]} <small>${rows.length}</small></span>
      </th>
    </tr>
    ${rows.map((resource) => row(resource, columns, section))}
  </tbody>`;
}

function row(resource: ReportResource, columns: readonly Column[], section: Section): Markup {
  const found = findingsOf(resource);
  const marks = [
    resource.operations.some(({ standing }) => standing === "unprotected") && "unprotected",
    found.length > 0 && "finding",
  ].filter((mark) => mark !== false);
  const cells = columns.map((column) => {
    const here = resource.operations.filter((operation) => columnOf(operation) === column);
    return html`<td>${here.map((operation) => chip(operation, resource, section))}</td>`;
  });
  return html`<tr class="resource" data-marks="${marks.join(" ")}">
    <th scope="row">${rowHead(resource)}</th>
    ${cells}
    <td class="numbers">${found.map((index) => findingLink(index, section))}</td>
  </tr> `;
}

function rowHead({ kind, name, key, source }: ReportResource): Markup {
  if (key === undefined) return html`<span class="key">no record in the path</span>`;
  return html`${name === undefined ? "" : html`<span class="name">${name}</span> `}<code class="key">${key}</code
    >${kind === "conditional" && source === undefined ? html` <span class="note">no GET yields its tag</span>` : ""}`;
}

function chip(operation: ReportOperation, { key }: ReportResource, section: Section): Markup {
  const found = operation.findings.map((index) => section.report.findings[index]!);
  return html`<a class="chip ${operation.standing}" href="#${operationId(section, operation.id)}"
    >${letter(operation)}<code>${shortPath(operation.path, key)}</code>${badge(found)}<span class="unseen">
      ${operation.method}, ${operationWords(operation, section)}</span
    ></a
  >`;
}

export const findingLink = (index: number, section: Section): Markup =>
  html`<a href="#${findingId(section, index)}"><span class="unseen">Finding </span>${index + 1}</a> `;

/** Coverage a tag, least protected first. */
export function tagTable({ report, prefix }: Section): Markup {
  const rows = report.tags.map(
    (tag) =>
      html`<tr>
        <th scope="row">${tag.tag}</th>
        <td>${bar(tag)}</td>
        <td>${share(tag)}</td>
        ${[tag.unprotected, tag.creations, tag.decided].map((count) => html`<td class="number">${count}</td>`)}
      </tr> `,
  );
  return html`<section>
    <h3 id="${prefix}-tags">Coverage by tag</h3>
    <div class="scroll" role="group" aria-labelledby="${prefix}-tags-caption" tabindex="0">
      <table class="tags">
        <caption id="${prefix}-tags-caption">
          <span
            >State changes that are protected, of those that could be. An operation counts under its first tag.</span
          >
        </caption>
        <thead>
          <tr>
            <th scope="col">Tag</th>
            <th scope="col"><span class="unseen">Bar</span></th>
            <th scope="col">Protected</th>
            <th scope="col">Unprotected</th>
            <th scope="col">Creations</th>
            <th scope="col">Decided</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </section>`;
}
