import { relative, resolve } from "node:path";
import { ConfigError } from "../diagnostics.js";
import { joined, printable, say } from "../printable.js";
import { renderJson } from "../report/json.js";
import { reportDocument } from "../report/report-document.js";
import { type PageDocument, PAGE_START, renderHtml } from "../report/page/page.js";
import { sourceUrl } from "../report/page/source-url.js";
import { renderTable } from "../report/table.js";
import { findingCounts, headline } from "../report/words.js";
import { commit } from "../output/commit.js";
import { checkFile } from "../output/file.js";
import { chooseFormat, type FormatOptions } from "./choose-format.js";
import { exit, type ExitCode } from "./exit.js";
import { openClients } from "./open-clients.js";
import { printText, type Terminal } from "./terminal.js";
import { type SourceOptions, sourceOptions } from "./source-options.js";

export interface ReportOptions extends FormatOptions, SourceOptions {
  readonly config?: string;
  /** The page's file; `true` where the flag names none. */
  readonly html?: string | true;
  readonly sourceUrl?: string;
}

/** Of a pipe or a file, in columns. */
const USUAL_WIDTH = 80;

/** `ifmatch report`: the concurrency report. Exit code 0 whatever it shows; `ifmatch lint` is the one to fail CI with. */
export async function reportCommand(
  terminal: Terminal,
  schema: string | undefined,
  options: ReportOptions,
): Promise<ExitCode> {
  const json = chooseFormat(["table", "json"], options) === "json";
  const page = pageFile(terminal, options);
  const link = sourceUrl(options.sourceUrl);
  if (page !== undefined) await checkFile(page, PAGE_START);
  const { jobs } = await openClients(terminal, {
    schema,
    config: options.config,
    ...sourceOptions(options),
  });
  const documents: PageDocument[] = [];
  for (const job of jobs) documents.push(await reportDocument(job, { cwd: terminal.cwd }));
  const reports = documents.map(({ report }) => report);
  if (page !== undefined) {
    await commit({ written: new Map([[page, renderHtml(documents, link)]]) }, "The report");
    const lines = reports.map(
      ({ file, coverage, findings }) =>
        say`  ${printable(file)}: ${headline(coverage)}; ${findingCounts(findings) || "no findings"}`,
    );
    const message = joined([say`wrote ${printable(relative(terminal.cwd, page))}`, ...lines], "\n");
    // Standard output is for the JSON.
    if (json) terminal.note(message);
    else printText(terminal, message);
  }
  if (json) terminal.print(renderJson(reports));
  else if (page === undefined)
    terminal.print(
      joined(
        reports.map((report) => renderTable(report, terminal.columns ?? USUAL_WIDTH)),
        "\n\n\n",
      ),
    );
  return exit.fine;
}

function pageFile({ cwd }: Terminal, { html, sourceUrl: template }: ReportOptions): string | undefined {
  if (html === undefined) {
    if (template !== undefined)
      throw new ConfigError("--source-url sets the links of the HTML page; use it together with --html.");
    return undefined;
  }
  const file = html === true ? "concurrency.html" : html;
  if (!/\.html?$/i.test(file))
    throw new ConfigError(
      `--html ${file}: the name of the page must end in .html. To report on ${file}, write: ifmatch report ${file} --html`,
    );
  return resolve(cwd, file);
}
