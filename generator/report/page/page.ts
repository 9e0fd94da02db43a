import { createHash } from "node:crypto";
import { packageVersion } from "../../package.js";
import type { ConcurrencyReport } from "../report.js";
import { type Section, titleOf } from "./context.js";
import { findingSection, operationSection } from "./details.js";
import { Excerpts } from "./excerpt.js";
import { html, type Markup, verbatim } from "./markup.js";
import { legend, matrix, summary, tagTable } from "./matrix.js";
import { script } from "./script.js";
import { type SourceUrl } from "./source-url.js";
import { style } from "./style.js";

/** By its first lines a page is known as ours, and may be overwritten. */
export const PAGE_START = "<!doctype html>\n<!-- Concurrency map by ifmatch";

export interface PageDocument {
  readonly report: ConcurrencyReport;
  /** Text of each file, by the names that places have. */
  readonly sources: ReadonlyMap<string, string>;
}

const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** One self-contained page: it asks for nothing, and runs no script but its own. */
export function renderHtml(documents: readonly PageDocument[], sourceUrl: SourceUrl): string {
  const policy = `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`;
  const title = documents.map(({ report }) => titleOf(report)).join(", ");
  const sections = documents.map(({ report, sources }, index): Section => ({
    report,
    excerpts: new Excerpts(sources),
    sourceUrl,
    prefix: `d${index}`,
    numbers: new Map(
      report.resources.flatMap((resource) => resource.operations).map(({ id }, number) => [id, number + 1] as const),
    ),
  }));
  return `${PAGE_START} ${packageVersion()} -->
${html`<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${verbatim(policy)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="referrer" content="no-referrer" />
    <title>Concurrency map: ${title}</title>
    ${verbatim(`<style>${style}</style>`)}
  </head>
  <body>
    <a class="skip" href="#d0-map">Skip to the map</a>
    <header>
      <h1>Concurrency map</h1>
      ${
        sections.length > 1 &&
        html`<nav aria-label="Documents">
          <ul>
            ${sections.map(({ report, prefix }) => html`<li><a href="#${prefix}">${titleOf(report)}</a></li>`)}
          </ul>
        </nav>`
      }
    </header>
    <main>${sections.map(documentSection)}</main>
    <footer>
      <p>
        By ifmatch ${packageVersion()}, from the document alone: what a server really checks is for its tests to say.
      </p>
    </footer>
    ${verbatim(`<script>${script}</script>`)}
  </body>
</html> `.toString()}`;
}

function documentSection(section: Section): Markup {
  const { report, prefix } = section;
  const parts = [
    ["legend", "Legend"],
    ["map", "Resources"],
    ["tags", "Coverage by tag"],
    ["findings", "Findings"],
    ["operations", "Operations"],
  ] as const;
  return html`<section class="document" id="${prefix}" aria-labelledby="${prefix}-title">
    <h2 id="${prefix}-title">
      ${report.name !== undefined && html`<span class="client">${report.name}</span> `}${report.title || "Untitled"}
      <small>${report.version}</small>
    </h2>
    <p class="file">
      <span class="place">${report.file}</span> ${report.openapi === "2.0" ? "Swagger" : "OpenAPI"} ${report.openapi}
    </p>
    ${summary(section)}
    <nav aria-label="Sections of ${titleOf(report)}">
      <ul>
        ${parts.map(([id, name]) => html`<li><a href="#${prefix}-${id}">${name}</a></li>`)}
      </ul>
    </nav>
    ${legend(section)} ${matrix(section)} ${tagTable(section)} ${findingSection(section)} ${operationSection(section)}
  </section>`;
}
