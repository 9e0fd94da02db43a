import type { ReportEvidence, ReportFinding, ReportOperation, ReportResource, Place } from "../report.js";
import { standings } from "../standing.js";
import { plural } from "../../printable.js";
import { findingCounts } from "../words.js";
import {
  badge,
  findingId,
  letter,
  methodAndPath,
  operationId,
  operationWords,
  place,
  placeName,
  resourceTitle,
  type Section,
} from "./context.js";
import { findingLink } from "./matrix.js";
import { html, type Markup, prose } from "./markup.js";

/** Every finding with its lines, whose it is, and what to do. */
export function findingSection(section: Section): Markup {
  const { report, prefix } = section;
  const byId = new Map(report.resources.flatMap(({ operations }) => operations.map((one) => [one.id, one] as const)));
  const list =
    report.findings.length === 0
      ? html`<p>The linter has nothing to say about this document.</p>`
      : html`<ol class="findings">
          ${report.findings.map((one, index) => finding(one, index, byId, section))}
        </ol>`;
  return html`<section>
    <h3 id="${prefix}-findings">
      Findings${report.findings.length > 0 && html` <small>${findingCounts(report.findings)}</small>`}
    </h3>
    ${list}
  </section>`;
}

function finding(
  { rule, severity, message, help, at, operations, related }: ReportFinding,
  index: number,
  byId: ReadonlyMap<string, ReportOperation>,
  section: Section,
): Markup {
  const id = findingId(section, index);
  const members = operations.flatMap((one) => byId.get(one) ?? []);
  return html`<li id="${id}" class="${severity}" tabindex="-1">
    <h4>
      <span class="badge ${severity}" aria-hidden="true">${severity === "error" ? "\u2716" : "\u25b2"}</span>
      <span class="severity">${severity}</span> <code>${rule}</code>
      <a class="place" href="#${id}-line">${placeName(at)}</a>${hostLink(at, section)}
    </h4>
    <p>${prose(message)}</p>
    ${frame(at, 1, section, `${id}-line`)}
    <p class="help">${prose(help)}</p>
    ${members.length > 0 ? html`<p class="about">About ${members.map((one) => html`<a class="chip ${one.standing}" href="#${operationId(section, one.id)}">${letter(one)}<span class="method">${one.method}</span> <code>${one.path}</code></a> `)}</p>` : html`<p class="about">About the document as a whole.</p>`}
    ${
      related.length > 0 &&
      html`<details class="plain">
        <summary>${plural(related.length, "other place")}</summary>
        <ul>
          ${related.map((one) => html`<li>${place(one.at, section)} ${one.message}${frame(one.at, 0, section)}</li>`)}
        </ul>
      </details>`
    }
  </li> `;
}

/** Where the repository's host is known, a second link leads there. */
function hostLink(at: Place, { sourceUrl }: Section): Markup | undefined {
  const url = sourceUrl(at);
  return url === undefined ? undefined : html` <a href="${url}" rel="noopener noreferrer">open in the repository</a>`;
}

/** Lines of the document; the one that is meant carries `id`. */
function frame(at: Place, context: number, { excerpts }: Section, id?: string): Markup | undefined {
  const lines = excerpts.around(at, context);
  if (lines.length === 0) return undefined;
  const width = String(lines.at(-1)!.number).length;
  const rows = lines.map(
    ({ number, text, hit }) =>
      html`<span class="line${hit && " hit"}" ${hit && id !== undefined && html` id="${id}"`}
        ><span class="gutter">${hit ? ">" : " "} ${String(number).padStart(width)} </span>${text}
      </span>`,
  );
  return html`<pre tabindex="0" role="group" aria-label="${`Lines of ${at.file}`}"><code>${rows}</code></pre>`;
}

/** Every operation: its role, and the evidence that gave it. */
export function operationSection(section: Section): Markup {
  const { report, prefix } = section;
  return html`<section>
    <h3 id="${prefix}-operations">Operations and their evidence</h3>
    ${report.resources.map((resource) => resourceOperations(resource, section))}
  </section>`;
}

function resourceOperations(resource: ReportResource, section: Section): Markup {
  return html`<section class="operations">
    <h4>
      ${resource.name === undefined && resource.key !== undefined ? html`<code>${resource.key}</code>` : resourceTitle(resource)}${resource.name !== undefined && html` <code>${resource.key}</code>`}
    </h4>
    ${resource.operations.map((operation) => operationDetails(operation, resource, section))}
  </section> `;
}

function operationDetails(operation: ReportOperation, resource: ReportResource, section: Section): Markup {
  const found = operation.findings.map((index) => section.report.findings[index]!);
  const { id, summary, tag, deprecated, standing, evidence, at } = operation;
  const facts: readonly (readonly [string, Markup | string | undefined | false])[] = [
    ["What it does", summary],
    ["operationId", id.includes(" ") ? undefined : html`<code>${id}</code>`],
    ["Tag", tag],
    ["Standing", standings[standing].meaning],
    ["Resource", aboutResource(operation, resource)],
    [
      "Evidence",
      evidence.length > 0 &&
        html`<ul>
          ${evidence.map((one) => evidenceItem(one, section))}
        </ul>`,
    ],
    ["Findings", found.length > 0 && html`${operation.findings.map((index) => findingLink(index, section))}`],
    ["Declared at", html`${place(at, section)}${found.length + evidence.length > 0 && frame(at, 0, section)}`],
  ];
  return html`<details id="${operationId(section, id)}">
    <summary>
      ${letter(operation)} ${methodAndPath(operation)}${deprecated && html` <span class="note">deprecated</span>`}
      <span class="standing">${operationWords(operation, section)}</span>${badge(found)}
    </summary>
    <dl>
      ${facts.map(
        ([term, value]) =>
          value !== undefined &&
          value !== false &&
          value !== "" &&
          html`<dt>${term}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
  </details> `;
}

function aboutResource({ role, key }: ReportOperation, { name }: ReportResource): string | undefined {
  if (role === "none") return undefined;
  const resource = name ?? "a resource of its own";
  if (role === "creation") return `makes a ${resource}`;
  if (key === null) return `${resource}; the request does not say which one`;
  return key === undefined || key.length === 0 ? resource : `${resource}, named by ${key.join(" and ")}`;
}

function evidenceItem({ words, at }: ReportEvidence, section: Section): Markup {
  return html`<li>${words}${at && html` ${place(at, section)}${frame(at, 0, section)}`}</li>`;
}
